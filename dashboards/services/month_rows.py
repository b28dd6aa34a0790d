"""Write the household rows of a month in one statement, from dated facts.

Every column tells how the household stood on the last day of the month. The state of
monitoring is read from episodes and their dates, never from today's summary, so that a
month that is computed again later still gets its own truth (domain §3.5, §6.1).
"""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts import parameters
from core.months import Month
from dashboards.services import month_assistance
from households import rules
from households.choices import ChangeKind
from households.clocks.definitions import MEASURES, due_days
from households.models import Episode
from households.parameters import MONITORING_LINE
from households.services.summaries import FIRST_IDENTIFIED

#: Column of a month row → its value in the statement below.
_VALUES = {
    "village_code": "coalesce(w.village_code, h.village_code)",
    "household_type": "h.household_type",
    "category": "coalesce(e.category, '')",
    "monitoring_state": """CASE WHEN e.household_id IS NULL THEN 'none'
        WHEN e.is_eliminated THEN 'eliminated' ELSE 'monitoring' END""",
    "identified_on": "e.identified_on",
    "eliminated_on": "CASE WHEN e.is_eliminated THEN e.eliminated_on END",
    # Of a household that goes on after a rollback this is its first identification.
    "is_new": "coalesce(e.identified_on >= %(first)s, false)",
    "is_relocated": "h.is_relocated",
    "is_no_labour": "h.is_no_labour",
    "has_responsible": "r.household_id IS NOT NULL",
    "visited_on": "v.visited_on",
    "persons": "coalesce(m.persons, 0)",
    "labour": "coalesce(m.labour, 0)",
    "income_year": "%(year)s",
    "net_income": "y.net",
    "income_persons": "y.persons",
    "net_before": "b.net",
    "persons_before": "b.persons",
    "income_fell": "y.net * b.persons < b.net * y.persons",
    "is_below_line": "y.net < %(line)s::numeric * y.persons",
    **month_assistance.VALUES,
}
_COLUMNS = ", ".join(_VALUES)
_OLD = ", ".join(f"t.{column}" for column in _VALUES)
_NEW = ", ".join(f"s.{column}" for column in _VALUES)
_SELECT = ",\n       ".join(f"{value} AS {column}" for column, value in _VALUES.items())

# Only what differs is written; nobody else writes these tables, and the advisory lock
# of the month keeps two of us apart, so that no ON CONFLICT is needed.
# A household that is no longer in the register belonged to the month as long as
# somebody of it was still a member on its last day, or its end is recorded as later.
# One that moved later stood where it moved from, unless that village has gone on as
# another; one that a later split made did not exist yet.
_WRITE = f"""
WITH {{people}},
standing AS (
    SELECT DISTINCT ON (household_id) household_id, category, measures,
           {FIRST_IDENTIFIED} AS identified_on, eliminated_on,
           coalesce(eliminated_on <= %(last)s, false)
           AND NOT coalesce(rolled_back_on <= %(last)s AND NOT is_resumed
                            AND rolled_back_on >= eliminated_on, false)
           AS is_eliminated
      FROM households_episode e
     WHERE identified_on <= %(last)s
       AND (withdrawn_on IS NULL OR withdrawn_on > %(last)s) {{only}}
     ORDER BY household_id, e.identified_on DESC),
responsible AS (
    SELECT DISTINCT household_id FROM households_responsibility
     WHERE started_on <= %(last)s
       AND (ended_on IS NULL OR ended_on >= %(last)s) {{only}}),
{{ledgers}},
later AS (
    SELECT c.* FROM households_householdchange c
     WHERE c.effective_on > %(last)s AND c.kind IN ({{kinds}})
       AND NOT EXISTS (SELECT 1 FROM households_householdchange u
                        WHERE u.undoes_id = c.id)),
moved AS (
    SELECT DISTINCT ON (l.household_id) l.household_id,
           coalesce(successor.code, l.from_village_code) AS village_code
      FROM later l
      LEFT JOIN accounts_area gone ON gone.code = l.from_village_code
      LEFT JOIN accounts_areamerger g ON g.predecessor_id = gone.id
      LEFT JOIN accounts_area successor ON successor.id = g.successor_id
     WHERE l.kind = 'moved' ORDER BY l.household_id, l.effective_on, l.id),
source AS MATERIALIZED (
    SELECT h.id AS household_id, {_SELECT}
      FROM households_household h
      LEFT JOIN people m ON m.household_id = h.id
      LEFT JOIN moved w ON w.household_id = h.id
      LEFT JOIN standing e ON e.household_id = h.id
      LEFT JOIN responsible r ON r.household_id = h.id
      LEFT JOIN households_incomestatement y ON y.household_id = h.id
            AND (y.period_start, y.period_end) = (%(from)s, %(to)s)
      LEFT JOIN households_incomestatement b ON b.household_id = h.id
            AND (b.period_start, b.period_end) = (%(from_before)s, %(to_before)s)
      LEFT JOIN households_visit v ON v.household_id = h.id
            AND v.month = %(first)s AND v.voided_at IS NULL
      {month_assistance.JOINS}
     WHERE (h.state = 'active' OR m.leaves_later
            OR h.id IN (SELECT household_id FROM later
                         WHERE kind NOT IN ('moved', 'split')))
       AND h.id NOT IN (SELECT other_household_id FROM later
                         WHERE kind = 'split') {{only_household}}),
present AS (
    SELECT * FROM dashboards_householdmonth
     WHERE month = %(first)s AND revision = %(revision)s {{only}}),
gone AS (
    DELETE FROM dashboards_householdmonth d USING present t
     WHERE d.id = t.id AND NOT EXISTS (
           SELECT 1 FROM source s WHERE s.household_id = t.household_id)
    RETURNING 1),
changed AS (
    UPDATE dashboards_householdmonth d SET ({_COLUMNS}) = ROW({_NEW})
      FROM present t JOIN source s ON s.household_id = t.household_id
     WHERE d.id = t.id AND ({_OLD}) IS DISTINCT FROM ({_NEW})
    RETURNING 1),
added AS (
    INSERT INTO dashboards_householdmonth
           (month, revision, household_id, {_COLUMNS})
    SELECT %(first)s, %(revision)s, s.household_id, {_NEW}
      FROM source s LEFT JOIN present t ON t.household_id = s.household_id
     WHERE t.id IS NULL
    RETURNING 1)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM changed)
       + (SELECT count(*) FROM added)
"""  # noqa: S608 - columns and codes of this project, no user text


_KINDS = ", ".join(
    f"'{kind.value}'"
    for kind in (
        ChangeKind.MOVED,
        ChangeKind.SPLIT,
        ChangeKind.MERGED,
        ChangeKind.MOVED_OUT,
        ChangeKind.WITHDRAWN,
        ChangeKind.EXTINCT,
    )
)


def days_of(month: Month) -> dict[str, dt.date | int]:
    """The days and year that a month is told by; ``day`` is today while it runs."""
    last = month.last_day
    return {
        "last": last,
        "day": min(last, timezone.localdate()),
        "calendar_year": month.year,
    }


def write_month_rows(
    month: Month, revision: int, households: Collection[int] | None = None
) -> int:
    """Bring the rows of a month up to date; returns how many were changed.

    ``households`` limits the work to some households; None means all. Rows that did
    not change are not written, rows of households that are gone are deleted.
    """
    limited = households is not None
    statement = _WRITE.format(
        people=month_assistance.people_part(limited=limited),
        ledgers=month_assistance.ledger_parts(limited=limited),
        only="AND household_id = ANY(%(households)s)" if limited else "",
        only_household="AND h.id = ANY(%(households)s)" if limited else "",
        kinds=_KINDS,
    )
    values = {
        **_values(month),
        "revision": revision,
        "households": sorted(households) if households is not None else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return int(row[0])


def _values(month: Month) -> dict[str, Any]:
    year = rules.income_year_of(month)
    start, end = rules.roster_year_period(year)
    start_before, end_before = rules.roster_year_period(year - 1)
    last = month.last_day
    return {
        **days_of(month),
        "first": month.first_day,
        "year": year,
        "from": start,
        "to": end,
        "from_before": start_before,
        "to_before": end_before,
        "line": parameters.value_on(MONITORING_LINE.key, last),
        **_clock_of_measures(),
    }


def _clock_of_measures() -> dict[str, list[dt.date]]:
    """Until when the first measure is in time, by the day of identification."""
    days = Episode.objects.order_by().values_list("identified_on", flat=True)
    dues = due_days(MEASURES.key, days.distinct())
    return {"help_starts": list(dues), "help_dues": list(dues.values())}
