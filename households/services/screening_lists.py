"""The list of a screening round: whom it has to see, and who comes first (八必访).

Everything is set-based: a county's hundred thousand households are listed in one
statement, and those of one village or one family by the same.
"""

# ruff: noqa: S608 - conditions come from querysets, values go as parameters

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.parameters import value_on
from accounts.scoping import code_range
from accounts.successions import happened, heirs
from households import choices
from households.checks.parameters import INCOME_FALL
from households.models import Household, ScreeningRound
from households.parameters import MONITORING_LINE, UNSTABLE_MONTHS
from households.querysets import HouseholdQuerySet
from households.services import screening_clocks

#: Beyond so many the whole round is looked at again instead.
_FEW = 2000
_DISASTER_MONTHS = 12
_COMPULSORY_AND_BEFORE = (
    "",
    choices.StudentStatus.PRE,
    choices.StudentStatus.KINDERGARTEN,
    choices.StudentStatus.PRIMARY,
    choices.StudentStatus.GRADE7,
    choices.StudentStatus.GRADE8,
    choices.StudentStatus.GRADE9,
)

#: The eight reasons of domain §3.7, in the order of the code list.
_WHY = """
  array_remove(ARRAY[
    CASE WHEN h.per_capita_net < %(line)s
           OR h.per_capita_net * 100 < h.per_capita_before * (100 - %(fall)s)
         THEN 'low_income' END,
    CASE WHEN p.ill THEN 'illness' END,
    CASE WHEN p.is_tekun OR h.persons = 1 THEN 'alone' END,
    CASE WHEN p.is_dibao THEN 'dibao' END,
    CASE WHEN p.disabled THEN 'disabled' END,
    CASE WHEN p.students > 1 THEN 'students' END,
    CASE WHEN p.unstable OR h.main_risk = 'unstable_job' THEN 'unstable_work' END,
    CASE WHEN h.main_risk IN ('disaster', 'accident') OR EXISTS (
           SELECT 1 FROM households_visit v
            WHERE v.household_id = h.id AND v.voided_at IS NULL
              AND v.visited_on >= %(since)s
              AND v.signals && ARRAY['disaster', 'accident']::varchar[])
         THEN 'disaster' END
  ], NULL)
"""
_PEOPLE = """
  SELECT m.household_id,
         bool_or(m.health && ARRAY['serious', 'chronic']::varchar[]) AS ill,
         bool_or(m.is_tekun) AS is_tekun,
         bool_or(m.is_dibao) AS is_dibao,
         bool_or(m.disability_kind <> ''
                 OR m.health && ARRAY['disabled']::varchar[]) AS disabled,
         count(*) FILTER (WHERE m.student_status <> ALL(%(school)s)) AS students,
         bool_or(m.work_area <> '' AND m.work_months BETWEEN 1 AND %(months)s - 1)
           AS unstable
    FROM households_member m JOIN target t ON t.id = m.household_id
   WHERE m.state = 'present'
   GROUP BY m.household_id
"""
_WRITE = f"""
INSERT INTO households_screeninghousehold AS l
       (round_id, household_id, village_code, persons, must_visit)
SELECT %(round)s, h.id, h.village_code, h.persons, {_WHY}
  FROM target JOIN households_household h ON h.id = target.id
  LEFT JOIN ({_PEOPLE}) p ON p.household_id = h.id
    ON CONFLICT (round_id, household_id) DO UPDATE
   SET village_code = EXCLUDED.village_code, persons = EXCLUDED.persons,
       must_visit = EXCLUDED.must_visit
 WHERE (l.village_code, l.persons, l.must_visit)
       IS DISTINCT FROM (EXCLUDED.village_code, EXCLUDED.persons, EXCLUDED.must_visit)
"""
#: Who has left the scope meanwhile; who was seen stays counted.
_STRIKE = """
DELETE FROM households_screeninghousehold l
 WHERE l.round_id = %(round)s AND (%(few)s::bigint[] IS NULL
                                   OR l.household_id = ANY(%(few)s::bigint[]))
   AND NOT EXISTS (SELECT 1 FROM target t WHERE t.id = l.household_id)
   AND NOT EXISTS (SELECT 1 FROM households_screeningresult r
                    WHERE r.round_id = l.round_id AND r.household_id = l.household_id
                      AND r.outcome <> 'not_met')
"""


def population(round_: ScreeningRound) -> HouseholdQuerySet:
    """Households that the round is about, as the register says now."""
    rows = Household.objects.active().order_by()
    kinds = {
        choices.Population.RESIDENT: Q(is_resident=True),
        choices.Population.EXITED: Q(household_type=choices.HouseholdType.EXITED),
        choices.Population.MONITORED: Q(
            monitoring_state=choices.MonitoringState.MONITORING
        ),
    }
    scope = Q()
    known = happened(timezone.localdate())
    for area in round_.areas.all():
        # Also what it has gone on as since the round was announced.
        for code in {area.code, *heirs(area.code, known)}:
            low, high = code_range(code, area.level)
            scope |= Q(village__gte=low, village__lte=high)
    found: HouseholdQuerySet = rows.filter(
        kinds[choices.Population(round_.population)], scope
    )
    return found


@transaction.atomic
def refresh_list(
    round_: ScreeningRound, *, households: Collection[int] | None = None
) -> None:
    """Bring the list of a round up to the register, and its villages' clocks with it.

    With ``households`` only those are looked at.
    """
    write_list(round_, households)
    screening_clocks.follow(round_)


def write_list(
    round_: ScreeningRound, households: Collection[int] | None = None
) -> None:
    """The list alone, in two statements."""
    few = None if households is None else list(households)
    rows = population(round_)
    if few is not None:
        rows = rows.filter(pk__in=few)
    try:
        sql, given = rows.values("pk").query.sql_with_params()
    except EmptyResultSet:
        sql, given = "SELECT NULL::bigint WHERE false", ()
    with connection.cursor() as cursor:
        # The stubs lack it: PostgreSQL's operations quote parameters into a statement.
        chosen = connection.ops.compose_sql(sql, given)  # type: ignore[attr-defined]
        target = f"WITH target (id) AS MATERIALIZED ({chosen.replace('%', '%%')}) "
        parameters = {**_parameters(round_), "few": few}
        cursor.execute(target + _STRIKE, parameters)
        cursor.execute(target + _WRITE, parameters)


def follow_register(households: Iterable[int]) -> None:
    """Households were written: the lists of the running rounds follow."""
    few: list[int] | None = list(households)
    if few is not None and len(few) > _FEW:
        few = None
    for round_ in ScreeningRound.objects.running(timezone.localdate()):
        refresh_list(round_, households=few)


def refresh_running() -> None:
    """Every night: rounds that begin today, and what the day has changed."""
    for round_ in ScreeningRound.objects.running(timezone.localdate()):
        refresh_list(round_)


def _parameters(round_: ScreeningRound) -> dict[str, Any]:
    day = max(round_.starts_on, min(timezone.localdate(), round_.ends_on))
    return {
        "round": round_.pk,
        "line": value_on(MONITORING_LINE.key, day),
        "fall": value_on(INCOME_FALL.key, day) or Decimal(0),
        "months": int(value_on(UNSTABLE_MONTHS.key, day) or 0),
        "since": day - dt.timedelta(days=_DISASTER_MONTHS * 30),
        "school": [str(value) for value in _COMPULSORY_AND_BEFORE],
    }
