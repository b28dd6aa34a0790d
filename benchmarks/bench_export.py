"""Export of a roster beside xlsxwriter in constant-memory mode, in one run.

``python -m benchmarks.bench_export [--rows 100000]``. Both write the same columns of
the same rows from the same cursor. Goals: ≥ 5 × faster, ≤ 120 MB.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import xlsxwriter
from django.db import connection, transaction

from accounts.models import User
from benchmarks.alone import peak_alone
from benchmarks.bench_import import database, make_register
from exchange import jobs, services
from exchange.exporting import Selection
from exchange.models import Job
from exchange.registry import roster_for

SPEED_GOAL, MEMORY_GOAL_MB = 5.0, 120

_FILL = """
INSERT INTO households_member
    (ref, household_id, person_no, name, sex, birth_date, id_type, id_no_mask, relation,
     ethnicity, politics, phone_mask, education, student_status, dropout_reason,
     not_enrolled_reason, health, illness_mask, disability_kind, disability_grade,
     disability_certificate_mask, labour_skill, work_area, employer, industry,
     work_months, job_channel, public_post, medical_resident, pension_resident,
     is_dibao, state, join_reason, leave_reason, first_identified_on)
SELECT gen_random_uuid(), h.id, (10000000 + h.id * 10 + m)::text, '赵德' || h.id % 977,
       CASE m % 2 WHEN 0 THEN 'male' ELSE 'female' END,
       DATE '1950-01-01' + (h.id * 7 % 20000)::int, 'resident_id',
       '990*************' || lpad((h.id % 100)::text, 2, '0'),
       CASE m WHEN 1 THEN 'head' WHEN 2 THEN 'spouse' ELSE 'son' END, 'han', 'masses',
       '139****' || lpad((h.id % 10000)::text, 4, '0'), 'primary', '', '', '',
       '{chronic,disabled}', '', '', '', '', 'ordinary', 'province',
       '企业' || h.id % 500, '制造业', m, 'self', '', true, true, false,
       'present', '', '', DATE '2024-03-01'
  FROM households_household h, generate_series(1, 4) m
"""


def fill() -> None:
    """Four persons a household, without history: it is not what is measured."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE households_member DISABLE TRIGGER USER")
        cursor.execute(_FILL)
        cursor.execute("ALTER TABLE households_member ENABLE TRIGGER USER")
        cursor.execute("ANALYZE")


def exported(clerk: str) -> dict[str, Any]:
    """The whole job; wall seconds beside what it tells of its file."""
    owner = User.objects.get(pk=clerk)
    started = time.perf_counter()
    job = services.start_export(roster_key="members", owner=owner, query={})
    jobs.run(job.pk)
    took = time.perf_counter() - started
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.message
    return {**job.result, "seconds": took}


def peer(clerk: User, path: Path) -> None:
    """The same rows and columns, each value rendered by its column's kind."""
    selection = Selection(roster_for("members"), clerk, {})
    cells = [selection.roster.cell(column) for column in selection.columns]
    book = xlsxwriter.Workbook(
        str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
    )
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, [column.heading for column in selection.columns])
    number = 0
    with transaction.atomic():
        for rows in selection.batches():
            for row in rows:
                number += 1
                values = zip(cells, row, strict=True)
                sheet.write_row(
                    number, 0, [cell.render(value) for cell, value in values]
                )
    book.close()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    with database(), tempfile.TemporaryDirectory() as folder:
        clerk = make_register(rows)
        fill()
        result, memory = peak_alone("bench_export:exported", clerk.pk)
        ours_took = result["seconds"]
        peer_at = time.perf_counter()
        peer(clerk, Path(folder) / "peer.xlsx")
        peer_took = time.perf_counter() - peer_at
    ratio = peer_took / ours_took
    columns = len([c for c in roster_for("members").columns if c.exported])
    print(f"{result['rows']:,} rows x {columns} columns")
    print(f"  ours        {ours_took:7.2f} s, peak {memory:.0f} MB, "
          f"{result['size'] / 1e6:.1f} MB file")  # fmt: skip
    print(f"  xlsxwriter  {peer_took:7.2f} s = {ratio:.1f} x ours")
    missed = []
    if ratio < SPEED_GOAL:
        missed.append(f"{ratio:.1f} x faster than xlsxwriter, goal {SPEED_GOAL}")
    if memory > MEMORY_GOAL_MB:
        missed.append(f"{memory:.0f} MB, goal {MEMORY_GOAL_MB}")
    for goal in missed:
        print(f"MISSED: {goal}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
