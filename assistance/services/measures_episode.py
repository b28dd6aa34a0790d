"""The monitoring record follows the ledger of measures.

The kinds of measures of an open episode and its state of development are what checks,
rosters and the conditions of an exit read. A kind is ticked while the ledger has a
measure of it that has begun and was not broken off; what the monitoring roster ticked
and the ledger never knew stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from assistance.choices import MeasureState
from assistance.models import Measure
from assistance.signals import ledgers_changed
from core.months import Month
from households.choices import DEVELOPMENT_MEASURES, MeasureCategory
from households.models import Episode, Household
from households.services.cases_clocks import measures_recorded
from households.services.summaries import refresh_summaries
from households.signals import register_changed

#: Measures that count as help given: begun, and not broken off.
COUNTED = (MeasureState.RUNNING, MeasureState.DONE)

#: A measure that ended before the household was identified belongs to an earlier time.
_FOLLOW = """
WITH given AS (
    SELECT household_id, array_agg(DISTINCT category) AS categories
      FROM unnest(%(households)s::bigint[], %(categories)s::text[])
           AS pair (household_id, category) GROUP BY household_id),
running AS (
    SELECT e.id, e.household_id, e.measures, e.development_state, g.categories,
           coalesce(h.identified_on, e.identified_on) AS since
      FROM households_episode e
      JOIN households_household h ON h.id = e.household_id
      JOIN given g ON g.household_id = e.household_id
     WHERE e.id = ANY(%(episodes)s::bigint[])),
ledger AS (
    SELECT r.id,
           coalesce(array_agg(k.category::text) FILTER (
               WHERE m.state = ANY(%(counted)s::text[])
               AND m.started_on <= %(today)s), '{}') AS helped,
           coalesce(bool_or(m.state = 'planned'
               AND k.category = ANY(%(development)s::text[])), false) AS plans
      FROM running r
      LEFT JOIN assistance_measure m ON m.household_id = r.household_id
           AND (m.ended_on IS NULL OR m.ended_on >= r.since)
      LEFT JOIN assistance_measurekind k ON k.id = m.kind_id
     GROUP BY r.id),
ticked AS (
    SELECT r.*, l.helped, l.plans, ARRAY(
               SELECT c.name FROM unnest(%(order)s::text[])
                      WITH ORDINALITY AS c (name, place)
                WHERE CASE WHEN c.name = ANY(r.categories) THEN c.name = ANY(l.helped)
                           ELSE c.name = ANY(r.measures) END
                ORDER BY c.place)::varchar[] AS now
      FROM running r JOIN ledger l ON l.id = r.id),
outcome AS (
    SELECT t.id, t.now, CASE
               WHEN t.helped && %(development)s::text[] THEN 'implemented'
               WHEN NOT t.categories && %(development)s::text[] THEN t.development_state
               WHEN t.plans THEN 'not_started'
               WHEN t.now::text[] && %(development)s::text[] THEN t.development_state
               ELSE '' END AS development
      FROM ticked t)
UPDATE households_episode e SET measures = o.now, development_state = o.development
  FROM outcome o
 WHERE o.id = e.id
   AND (e.measures, e.development_state) IS DISTINCT FROM (o.now, o.development)
"""

#: Kinds of which the ledger has a measure and an open episode has no tick.
_BEHIND = """
SELECT DISTINCT m.household_id, k.category
  FROM assistance_measure m
  JOIN assistance_measurekind k ON k.id = m.kind_id
  JOIN households_household h ON h.id = m.household_id
  JOIN households_episode e ON e.household_id = m.household_id
       AND e.eliminated_on IS NULL AND e.withdrawn_on IS NULL
 WHERE m.household_id = ANY(%s::bigint[]) AND m.state = ANY(%s::text[])
   AND m.started_on <= %s AND NOT k.category = ANY(e.measures)
   AND (m.ended_on IS NULL OR m.ended_on >= coalesce(h.identified_on, e.identified_on))
"""

Pairs = Iterable[tuple[int, str]]


@transaction.atomic
def follow_measures(pairs: Pairs) -> int:
    """Bring the open episodes in step with the ledger; returns how many changed.

    ``pairs``: household and category of the measures that were written or removed.
    """
    distinct = sorted(set(pairs))
    households = [household for household, _category in distinct]
    today = timezone.localdate()
    running = Episode.objects.open_on(today).filter(household__in=households)
    values: dict[str, Any] = {
        "households": households,
        "categories": [category for _household, category in distinct],
        "episodes": list(running.values_list("pk", flat=True)),
        "counted": [state.value for state in COUNTED],
        "development": [kind.value for kind in DEVELOPMENT_MEASURES],
        "order": MeasureCategory.values,
        "today": today,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOW, values)
        return int(cursor.rowcount)


def catch_up(households: Collection[int]) -> int:
    """Where somebody was helped first and identified afterwards, the new episode gets
    the kinds that the ledger has; returns how many changed."""
    counted = [state.value for state in COUNTED]
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND, [list(households), counted, timezone.localdate()])
        behind = cursor.fetchall()
    if not behind:
        return 0
    changed = follow_measures(behind)
    measures_recorded([household for household, _kind in behind], timezone.localdate())
    return changed


def measures_written(pairs: Pairs) -> None:
    """What follows from every write of the ledger, inside its transaction."""
    listed = list(pairs)
    if not listed:
        return
    follow_measures(listed)
    tell({household for household, _category in listed})


def tell(households: Collection[int]) -> None:
    """Clocks and checks by the summaries; cards and figures by who listens."""
    refresh_summaries(Household.objects.filter(pk__in=list(households)))
    ledgers_changed.send(sender=Measure, households=sorted(households))
    # As an edit of the register: older months follow at night.
    month = Month.current()
    register_changed.send(sender=Measure, months=[month.previous, month])
