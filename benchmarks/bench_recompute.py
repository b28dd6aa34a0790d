"""Recomputing months, beside one hand-written SQL statement that keeps the same.

Run it alone with ``python -m benchmarks.bench_recompute [HOUSEHOLDS] [MONTHS]``. It
fills a database of its own and drops it again. Goal: at most 1.2 times the statement.
"""

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from accounts import parameters
from core.months import Month
from dashboards.models import HouseholdMonth, MonthlyFigure, VillageMonth
from dashboards.services.month_rows import days_of
from dashboards.services.recompute import recompute_month
from households.rules import income_year_of, roster_year_period

GOAL = 1.2
LAST = Month(2026, 11)
FLOOR = Path(__file__).with_name("recompute_floor.sql").read_text("utf-8")
COMPARED = "month, figure, area_code, category, part, whole"

# 8 townships with 20 villages each; two of five households were ever monitored.
# Every ninth income is not recorded, in another year for each household.
FILL = (
    """INSERT INTO accounts_area (code, name, level, parent_code, aliases, valid_from)
    VALUES ('990981000000', '安澜市', 'county', NULL, '{}', '2000-01-01')""",
    """INSERT INTO accounts_area (code, name, level, parent_code, aliases, valid_from)
    SELECT format('990981%%s000', 100 + t), '镇' || t, 'township', '990981000000', '{}',
           '2000-01-01' FROM generate_series(0, 7) t""",
    """INSERT INTO accounts_area (code, name, level, parent_code, aliases, valid_from)
    SELECT format('990981%%s%%s', 100 + t, 200 + v), '村' || v, 'village',
           format('990981%%s000', 100 + t), '{}', '2000-01-01'
      FROM generate_series(0, 7) t, generate_series(0, 19) v""",
    """INSERT INTO households_household
           (ref, household_no, village_code, hamlet, group_no, household_type,
            poverty_attribute, state, is_resident, is_relocated, is_no_labour,
            identification_standard, phone_mask, bank_name, bank_account_mask, remark,
            head_name, persons, labour, category, monitoring_state, main_risk,
            responsible_name, updated_at)
    SELECT gen_random_uuid(), n::text,
           format('990981%%s%%s', 100 + n %% 8, 200 + n / 8 %% 20), '', '',
           CASE WHEN n %% 2 = 0 THEN 'exited' ELSE 'ordinary' END, '', 'active', true,
           n %% 7 = 0, false, '', '', '', '', '', '赵', 3, 1, '', 'none', '', '', now()
      FROM generate_series(1, %(households)s) n""",
    """INSERT INTO households_member
           (ref, household_id, person_no, name, sex, birth_date, id_type, id_no_mask,
            relation, ethnicity, politics, phone_mask, education, student_status,
            dropout_reason, not_enrolled_reason, health, illness_mask, disability_kind,
            disability_grade, disability_certificate_mask, labour_skill, work_area,
            employer, industry, job_channel, public_post, state, join_reason, left_on,
            leave_reason)
    SELECT gen_random_uuid(), h.id, '', '赵', 'male', '1970-01-01', 'resident_id', '',
           CASE WHEN m = 1 THEN 'head' ELSE 'son' END, '', '', '', '', '', '', '', '{}',
           '', '', '', '', CASE WHEN m = 1 THEN 'ordinary' ELSE 'none' END, '', '', '',
           '', '',
           CASE WHEN m = 3 AND h.id %% 50 = 0 THEN 'left' ELSE 'present' END, '',
           CASE WHEN m = 3 AND h.id %% 50 = 0 THEN DATE '2026-03-10' END, ''
      FROM households_household h, generate_series(1, 3) m""",
    """INSERT INTO households_episode
           (ref, household_id, category, household_type, identified_on, risks,
            disaster_kind, disaster_note, risk_note, is_no_labour, development_state,
            measures, contact_name, contact_phone_mask, collector_name,
            collector_phone_mask, eliminated_on, elimination_mode, withdrawal_reason,
            is_resumed)
    SELECT gen_random_uuid(), id,
           CASE household_type WHEN 'exited' THEN 'unstable_exited' ELSE 'marginal' END,
           household_type, DATE '2023-01-01' + id::int %% 1200, '{illness}', '', '', '',
           false, '', '{}', '', '', '', '',
           CASE WHEN id %% 3 = 0 THEN DATE '2023-09-01' + id::int %% 1200 END, '', '',
           false
      FROM households_household WHERE id %% 5 < 2""",
    """INSERT INTO households_incomestatement
           (household_id, year, period_start, period_end, persons, wage, operating,
            property, transfer, operating_cost, claims, self_paid)
    SELECT h.id, y, make_date(y - 1, 10, 1), make_date(y, 9, 30), 3,
           (20000 + h.id * 37 %% 30000) * (1 + (y - 2023) * 0.08), 5000, 0, 3000, 1000,
           0, 0
      FROM households_household h, generate_series(2023, 2026) y
     WHERE (h.id + y) %% 9 <> 0""",
    """INSERT INTO households_responsibleperson
           (ref, name, sex, politics, unit, phone_mask)
    VALUES (gen_random_uuid(), '张', '', '', '', '')""",
    """INSERT INTO households_responsibility (household_id, person_id, started_on)
    SELECT household_id, (SELECT min(id) FROM households_responsibleperson),
           identified_on FROM households_episode WHERE household_id %% 20 <> 0""",
    """INSERT INTO households_visit
           (household_id, month, village_code, visited_on, mode, visitors, met,
            met_names, problem_note, change_reason, signals, needs, conclusion,
            bulk_confirmed, entered_through, client_id, version, void_reason,
            created_at, updated_at)
    SELECT h.id, m::date, h.village_code, m::date + 9, 'home', '张', 'head', '', '', '',
           '{}', '', '', 0, 'form', gen_random_uuid(), 1, '', now(), now()
      FROM generate_series(%(first)s::date, %(last)s::date, interval '1 month') m,
           households_household h WHERE h.id %% 5 < 2 AND h.id %% 11 <> 0""",
)
# Ledgers of assistance: every helped household two measures; a spell of work or a post
# with two years of wages, allowances, subsidies, and two years of insurance.
FILL_LEDGERS = (
    """INSERT INTO assistance_measure
           (household_id, kind_id, name, risk, responsible_name, started_on, plan,
            state, result, version, note, updated_at)
    SELECT e.household_id, k.id, '', '', '', e.identified_on + 5 + k.id::int %% 20, '',
           'running', '', 1, '', now()
      FROM households_episode e
      JOIN assistance_measurekind k ON k.id %% 20 = e.household_id %% 20""",
    """INSERT INTO households_workrecord
           (member_id, is_working, work_area, place, started_on, ended_on, employer,
            industry, job_channel, service_wanted)
    SELECT m.id, true,
           (ARRAY['township', 'county', 'province', 'outside'])[1 + m.id %% 4], '',
           DATE '2025-01-10' + (m.id %% 300)::int,
           CASE WHEN m.id %% 3 = 0 THEN DATE '2026-06-30' END, '', '', 'self', ''
      FROM households_member m WHERE m.relation = 'head' AND m.household_id %% 3 > 0""",
    """INSERT INTO assistance_publicpost
           (household_id, member_id, name, post_type, employer, started_on,
            monthly_wage, presence, checked_by, note, updated_at)
    SELECT household_id, id, '保洁员', 'cleaner', '村', DATE '2024-12-01', 600, '', '',
           '', now()
      FROM households_member WHERE relation = 'head' AND household_id %% 15 = 0""",
    """INSERT INTO assistance_postwage
           (post_id, month, due_amount, paid_amount, paid_on, over_reason, note,
            updated_at)
    SELECT p.id, m::date, 600, 600, m::date + 40, '', '', now()
      FROM generate_series(%(first)s::date, %(last)s::date, interval '1 month') m,
           assistance_publicpost p WHERE p.id %% 9 <> 0""",
    """INSERT INTO assistance_allowance
           (household_id, member_id, kind, grade, persons, monthly_amount, started_on,
            stop_reason, paid_to, last_paid_on, note, updated_at)
    SELECT household_id, id, 'dibao', '', 1, 400, DATE '2024-01-01', '',
           DATE '2026-10-01' - CASE WHEN id %% 10 = 0 THEN 120 ELSE 0 END
           - extract(day FROM DATE '2026-10-01'
                     - CASE WHEN id %% 10 = 0 THEN 120 ELSE 0 END)::int + 1,
           DATE '2026-10-20', '', now()
      FROM households_member WHERE relation = 'head' AND household_id %% 8 = 0""",
    """INSERT INTO assistance_subsidy
           (household_id, member_id, kind, period, institution, specification, unit,
            due_amount, due_on, paid_amount, paid_on, over_reason, return_reason, note,
            updated_at)
    SELECT household_id, id, 'travel', y::text, '', '', '', 500, make_date(y, 6, 30),
           CASE WHEN id %% 12 <> 0 THEN 500 END,
           CASE WHEN id %% 12 <> 0 THEN make_date(y, 7, 10) END, '', '', '', now()
      FROM households_member, generate_series(2025, 2026) y
     WHERE relation = 'head' AND household_id %% 4 = 0""",
    """INSERT INTO assistance_insurance
           (household_id, member_id, kind, year, scheme, insured_on, is_receiving,
            exemption, note, updated_at)
    SELECT household_id, id, kind, y,
           CASE WHEN id %% 30 = 0 THEN '' ELSE 'resident' END,
           CASE WHEN id %% 30 <> 0 THEN make_date(y - 1, 11, 3) END, false, '', '',
           now()
      FROM households_member, generate_series(2025, 2026) y,
           unnest('{medical,pension}'::text[]) kind""",
    """INSERT INTO assistance_consumptionaid
           (village_code, buyer, product, supplier, led_households, amount, bought_on,
            note, updated_at)
    SELECT code, '单位', '苹果', '', 3, 2000, m::date + 4, '', now()
      FROM accounts_area,
           generate_series(%(first)s::date, %(last)s::date, interval '1 month') m
     WHERE level = 'village'""",
    """INSERT INTO assistance_dividend
           (village_code, collective, year, households, persons, total_amount, decision,
            due_on, paid_amount, paid_on, over_reason, note, updated_at)
    SELECT code, '合作社', y, 20, 60, 9000, '', make_date(y, 6, 30),
           CASE WHEN code::bigint %% 5 <> 0 THEN 9000 END,
           CASE WHEN code::bigint %% 5 <> 0 THEN make_date(y, 7, 8) END, '', '', now()
      FROM accounts_area, generate_series(2024, 2026) y WHERE level = 'village'""",
)


def main(households: int = 100_000, months: int = 24) -> bool:
    """Print the figures of a run; True when the goal was met."""
    covered = list(Month.range(LAST.shift(1 - months), LAST))
    with scratch_database():
        took, _ = timed(lambda: fill(households, covered))
        print(f"filled {households:,} households × {months} months in {took:.0f} s")
        floor: list[float] = []
        ours: list[float] = []
        for number, month in enumerate(covered):
            pair = [(floor, hand_written), (ours, recompute_month)]
            for seconds, work in pair if number % 2 else reversed(pair):
                seconds.append(timed(lambda work=work, m=month: work(m))[0])  # type: ignore[misc]
        check_equal()
        again = [timed(lambda m=month: recompute_month(m))[0] for month in covered[-6:]]  # type: ignore[misc]
        one = HouseholdMonth.objects.filter(month=LAST.first_day).latest("pk")
        household = cast(int, one.household_id)
        change = [
            timed(lambda: recompute_month(LAST, households=[household]))[0]
            for _ in range(5)
        ]
    # Paired and by the median: other work on the machine comes and goes in seconds.
    ratio = statistics.median(a / b for a, b in zip(ours, floor, strict=True))
    print(f"one hand-written statement  {sum(floor):7.2f} s  ({per(floor)} a month)")
    print(f"recompute_month             {sum(ours):7.2f} s  ({per(ours)} a month)")
    print(f"ratio, median of the pairs  {ratio:7.2f}    (goal ≤ {GOAL})")
    print(f"ratio of the sums           {sum(ours) / sum(floor):7.2f}")
    print(f"again, nothing changed      {per(again)} a month")
    print(f"after one visit             {per(change)}")
    return bool(ratio <= GOAL)


def hand_written(month: Month) -> None:
    year = income_year_of(month)
    (start, end), (before, end_before) = map(roster_year_period, (year, year - 1))
    values: dict[str, Any] = {
        **days_of(month),
        "first": month.first_day,
        "help_days": 10,
        "year": year,
        "from": start,
        "to": end,
        "from_before": before,
        "to_before": end_before,
        "line": parameters.value_on("monitoring_line", month.last_day),
    }
    run(FLOOR, values)


def check_equal() -> None:
    """Both must have kept the same figures, or the race means nothing."""
    ours, theirs = MonthlyFigure._meta.db_table, "floor_figures"
    for one, other in ((ours, theirs), (theirs, ours)):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*) FROM (SELECT {COMPARED} FROM {one} "
                f"EXCEPT SELECT {COMPARED} FROM {other}) AS different"
            )
            different = cursor.fetchone()[0]
        assert different == 0, f"{different} figures of {one} are not in {other}"


def fill(households: int, months: list[Month]) -> None:
    values = {
        "households": households,
        "first": months[0].first_day,
        "last": months[-1].first_day,
    }
    run("SET session_replication_role = replica")  # no history of made-up rows
    for statement in (*FILL, *FILL_LEDGERS):
        run(statement, values)
    run("SET session_replication_role = DEFAULT")
    run(
        "INSERT INTO accounts_parameter (key, value, valid_from, source) "
        "VALUES ('monitoring_line', 8700, '2023-01-01', '')"
    )
    for table, model in (
        ("rows", HouseholdMonth),
        ("figures", MonthlyFigure),
        ("villages", VillageMonth),
    ):
        name = model._meta.db_table
        run(f"CREATE TABLE floor_{table} (LIKE {name} INCLUDING ALL)")
    run("ANALYZE")


def run(statement: str, values: dict[str, Any] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values if values is not None else {})


def timed(work: Callable[[], object]) -> tuple[float, object]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def per(seconds: list[float]) -> str:
    return f"{statistics.median(seconds):.3f} s"


@contextmanager
def scratch_database() -> Iterator[None]:
    connection.settings_dict["TEST"]["NAME"] = "bench_recompute"
    # No copy of the empty tables: nothing here resets to them.
    kept = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
    try:
        yield
    finally:
        teardown_databases(kept, verbosity=0)


if __name__ == "__main__":
    sys.exit(0 if main(*(int(argument) for argument in sys.argv[1:])) else 1)
