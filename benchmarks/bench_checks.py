"""All rules of data quality, beside one reading of the register's tables a rule.

Run it alone with ``python -m benchmarks.bench_checks [HOUSEHOLDS]``. It fills a
database of its own and drops it again. Goals: 60 s for 100,000 households, and at most
6 times the reading of households and members once for every rule.
"""

import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from benchmarks.bench_recompute import FILL, run, timed
from households.checks.declare import all_checks
from households.checks.run import recheck_households, run_checks
from households.models import Household, QualityHit
from households.services.summaries import refresh_summaries

GOAL_SECONDS = 60.0
GOAL = 6.0

#: Believable members, and something wrong with every tenth house, so that there are
#: hits to be kept but not one for everybody.
_SOUND = (
    """UPDATE households_member
   SET name = '赵德全', ethnicity = 'han', politics = 'masses', health = '{healthy}',
       birth_date = CASE relation WHEN 'head' THEN DATE '1970-01-01'
                                  ELSE DATE '2016-01-01' END,
       education = CASE relation WHEN 'head' THEN 'junior' ELSE '' END,
       student_status = CASE relation WHEN 'head' THEN '' ELSE 'primary' END,
       medical_resident = true, medical_employee = false, medical_serious = true,
       medical_commercial = false, serious_illness_aid = false,
       other_health_aid = false, pension_resident = relation = 'head',
       pension_employee = false, is_dibao = false, is_tekun = false""",
    """INSERT INTO households_householdconditions
           (household_id, arable_land, road_distance_km, road_kind, housing_area,
            is_dangerous_house, danger_grade, has_safe_water, has_sanitary_toilet, fuel,
            has_household_power)
    SELECT id, 6, 1, 'cement', 120, id %% 10 = 0,
           CASE WHEN id %% 10 = 0 THEN 'd' ELSE 'a' END, true, true, 'clean', true
      FROM households_household""",
)
_READ = (
    "SELECT count(*) FROM households_household WHERE persons < 0 OR remark = 'x'",
    "SELECT count(*) FROM households_member WHERE name = 'x' OR work_months > 12",
)


def main(households: int = 100_000) -> bool:
    """Print the figures of a run; True when the goals were met."""
    with scratch_database():
        took, _ = timed(lambda: fill(households))
        print(f"filled {households:,} households in {took:.0f} s")
        rules = len(all_checks())
        floor = statistics.median(timed(read_once)[0] for _ in range(5)) * rules
        first, _ = timed(run_checks)
        hits = QualityHit.objects.count()
        again, result = timed(run_checks)
        one = Household.objects.filter(monitoring_state="monitoring")[:20]
        rechecks = [
            timed(lambda pk=home.pk: recheck_households([pk]))[0] for home in one
        ]  # type: ignore[misc]
    ratio = again / floor
    slowest = sorted(result.seconds.items(), key=lambda item: -item[1])[:5]  # type: ignore[attr-defined]
    print(f"reading both tables, {rules} times  {floor:7.2f} s")
    print(
        f"first run, {hits:,} hits            {first:7.2f} s  (goal ≤ {GOAL_SECONDS})"
    )
    print(f"second run                       {again:7.2f} s")
    print(f"ratio                            {ratio:7.2f}    (goal ≤ {GOAL})")
    print(f"recheck of one household         {statistics.median(rechecks):7.3f} s")
    print("slowest:", ", ".join(f"{key} {seconds:.2f} s" for key, seconds in slowest))
    return first <= GOAL_SECONDS and ratio <= GOAL


def read_once() -> None:
    for statement in _READ:
        run(statement)


def fill(households: int) -> None:
    run("SET session_replication_role = replica")  # no history of made-up rows
    values = {"households": households, "first": "2026-09-01", "last": "2026-11-01"}
    for statement in (*FILL, *_SOUND):
        run(statement, values)
    run("SET session_replication_role = DEFAULT")
    run(
        "INSERT INTO accounts_parameter (key, value, valid_from, source) "
        "VALUES ('monitoring_line', 8700, '2023-01-01', '')"
    )
    run("ANALYZE")
    refresh_summaries()


@contextmanager
def scratch_database() -> Iterator[None]:
    connection.settings_dict["TEST"]["NAME"] = "bench_checks"
    kept = setup_databases(verbosity=0, interactive=False)
    try:
        yield
    finally:
        teardown_databases(kept, verbosity=0)


if __name__ == "__main__":
    sys.exit(0 if main(*(int(argument) for argument in sys.argv[1:])) else 1)
