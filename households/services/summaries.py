"""The derived columns of a household, kept by one statement from the rows they sum up.

The roster page sorts and filters 100,000 households by them; every service that changes
members, episodes, incomes, visits or responsibilities calls this for the households it
touched, in the same transaction.
"""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction

from households import choices
from households.models.household import SUMMARY_COLUMNS
from households.querysets import HouseholdQuerySet
from households.signals import households_saved

#: Shortest and longest period, in days, that counts as a whole year's income.
_YEAR_DAYS = (360, 370)

#: 识别时间 of an episode that goes on after a rollback is that of the one it resumes:
#: of the latest up to it that resumes none (docs/decisions/0015).
FIRST_IDENTIFIED = """coalesce(max(identified_on) FILTER (WHERE resumes_id IS NULL)
    OVER (PARTITION BY household_id ORDER BY identified_on), identified_on)"""

_LABOUR = ", ".join(f"'{skill}'" for skill in choices.LABOUR_CAPABLE)

#: Each part yields one row a household at most; ``{of}`` limits it to the target.
_PARTS = f"""
people AS (
    SELECT household_id,
           count(*) FILTER (WHERE state = 'present') AS persons,
           count(*) FILTER (
               WHERE state = 'present' AND labour_skill IN ({_LABOUR})) AS labour,
           (array_agg(name ORDER BY state = 'present' DESC, id DESC)
               FILTER (WHERE relation = 'head'))[1] AS head_name
      FROM households_member WHERE {{of}} GROUP BY household_id),
monitored AS (
    SELECT DISTINCT ON (household_id) household_id, category, risks[1] AS main_risk,
           {FIRST_IDENTIFIED} AS identified_on,
           CASE WHEN rolled_back_on >= eliminated_on AND NOT is_resumed THEN NULL
                ELSE eliminated_on END AS eliminated_on
      FROM households_episode WHERE withdrawn_on IS NULL AND {{of}}
     ORDER BY household_id, households_episode.identified_on DESC),
yearly AS (
    SELECT DISTINCT ON (household_id, year) household_id, year,
           round(net / persons, 2) AS per_capita
      FROM households_incomestatement
     WHERE period_end - period_start BETWEEN {_YEAR_DAYS[0]} AND {_YEAR_DAYS[1]}
       AND {{of}}
     ORDER BY household_id, year, period_end DESC),
income AS (
    SELECT DISTINCT ON (household_id) household_id, year, per_capita,
           CASE WHEN lag(year) OVER w = year - 1
                THEN lag(per_capita) OVER w END AS before
      FROM yearly WINDOW w AS (PARTITION BY household_id ORDER BY year)
     ORDER BY household_id, year DESC),
visited AS (
    SELECT household_id, max(visited_on) AS last_visited_on
      FROM households_visit WHERE voided_at IS NULL AND {{of}} GROUP BY household_id),
responsible AS (
    SELECT r.household_id, p.name
      FROM households_responsibility r
      JOIN households_responsibleperson p ON p.id = r.person_id
     WHERE r.ended_on IS NULL AND {{of}}),
derived AS (
    SELECT h.id, coalesce(people.head_name, '') AS head_name,
           coalesce(people.persons, 0) AS persons,
           coalesce(people.labour, 0) AS labour,
           coalesce(monitored.category, '') AS category,
           CASE WHEN monitored.household_id IS NULL THEN 'none'
                WHEN monitored.eliminated_on IS NULL THEN 'monitoring'
                ELSE 'eliminated' END AS monitoring_state,
           coalesce(monitored.main_risk, '') AS main_risk,
           monitored.identified_on, monitored.eliminated_on,
           income.year AS income_year, income.per_capita AS per_capita_net,
           income.before AS per_capita_before, visited.last_visited_on,
           coalesce(responsible.name, '') AS responsible_name
      FROM households_household h
      LEFT JOIN people ON people.household_id = h.id
      LEFT JOIN monitored ON monitored.household_id = h.id
      LEFT JOIN income ON income.household_id = h.id
      LEFT JOIN visited ON visited.household_id = h.id
      LEFT JOIN responsible ON responsible.household_id = h.id
     WHERE {{of_household}})
"""  # noqa: S608 - constants of this project, no user text

_COLUMNS = ", ".join(SUMMARY_COLUMNS)
_UPDATE = f"""
UPDATE households_household AS h
   SET ({_COLUMNS}) = ROW({", ".join(f"d.{name}" for name in SUMMARY_COLUMNS)})
  FROM derived AS d
 WHERE d.id = h.id
   AND ({", ".join(f"h.{name}" for name in SUMMARY_COLUMNS)})
       IS DISTINCT FROM ({", ".join(f"d.{name}" for name in SUMMARY_COLUMNS)})
"""  # noqa: S608 - column names from the model, no user text


def refresh_summaries(households: HouseholdQuerySet | None = None) -> int:
    """Bring ``Household.SUMMARY_COLUMNS`` up to date; returns how many rows changed.

    ``None`` means the whole register. Income is that of the latest complete year and of
    the year right before it (domain §2.4); a gap between them leaves «before» empty.
    """
    if households is None:
        parts = _PARTS.format(of="TRUE", of_household="TRUE")
        return _execute(f"WITH {parts} {_UPDATE}", ())
    try:
        selected = households.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return 0
    parts = _PARTS.format(
        of="household_id IN (SELECT id FROM target)",
        of_household="h.id IN (SELECT id FROM target)",
    )
    statement = f"WITH target (id) AS MATERIALIZED ({selected[0]}), {parts} {_UPDATE}"
    changed = _execute(statement, selected[1])
    # Every service that writes rows of a household comes by here, in its transaction.
    keys = list(households.order_by().values_list("pk", flat=True))
    if keys:
        households_saved.send(sender=refresh_summaries, households=keys)
    return changed


def _execute(statement: str, parameters: Any) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)
