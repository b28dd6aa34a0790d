"""The bridge of a month: last month + entered − left ± moved ± corrected = this month.

In households and persons, by village, for three groups (domain §6.1). Opening and
closing are the stored rows of two months; what lies between is named by episodes, by
the ledger of changes and by the days on which members joined and left. What nothing
names is a correction: a late entry, an import, a changed type.

A household that moved leaves one village and enters another with the persons it had;
who joined or left it in the month stands in the village where it is now.
"""

# ruff: noqa: S608 - constants of this project, no user text

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.db import connection

from accounts.models import Area
from accounts.scoping import PREFIX_LENGTH, code_range
from core.months import Month
from dashboards.models import Computation

GROUPS = ("monitored", "identified", "exited")
#: Cells of a line, in their order; each is counted in households and in persons.
PARTS = (
    "opening",
    "entered",
    "left",
    "moved_in",
    "moved_out",
    "corrected",
    "closing",
)

_ENDS = "'withdrawn', 'extinct', 'moved_out', 'merged'"
_UNDONE = """EXISTS (SELECT 1 FROM households_householdchange u
                        WHERE u.undoes_id = c.id)"""

#: Who counted at the end of the month before (``was``) and of this one (``is``).
_COUNTED = """(joined_on IS NULL OR joined_on <= %({day})s)
       AND (birth_date IS NULL OR birth_date <= %({day})s)
       AND (left_on IS NULL OR left_on > %({day})s)"""

#: Households that stood in the area in either month: the other side of a move counts.
#: Of a county that is everybody, and nothing is looked up.
_TOUCHES = "(%(whole)s OR household_id IN (SELECT household_id FROM hit))"

#: One row a household and group, told apart by what became of it.
CLASSED = f"""
WITH rows AS (
    SELECT month, household_id, village_code, monitoring_state, household_type, persons,
           identified_on, eliminated_on
      FROM dashboards_householdmonth
     WHERE (month, revision) IN ((%(before)s, %(old_revision)s),
                                 (%(first)s, %(revision)s))),
hit AS (
    SELECT household_id FROM rows
     WHERE village_code BETWEEN %(low)s AND %(high)s),
both_months AS (
    SELECT household_id, o.village_code AS old, n.village_code AS new,
           coalesce(o.persons, 0) AS pp, coalesce(n.persons, 0) AS np,
           coalesce(o.monitoring_state, 'none') AS old_state,
           coalesce(n.monitoring_state, 'none') AS new_state,
           o.household_type AS old_type, n.household_type AS new_type,
           n.identified_on BETWEEN %(first)s AND %(last)s AS identified,
           n.eliminated_on BETWEEN %(first)s AND %(last)s AS eliminated
      FROM (SELECT * FROM rows WHERE month = %(before)s AND {_TOUCHES}) o
      FULL JOIN (SELECT * FROM rows WHERE month = %(first)s AND {_TOUCHES}) n
           USING (household_id)),
ledger AS (
    SELECT c.household_id, c.other_household_id, c.kind
      FROM households_householdchange c
     WHERE c.effective_on BETWEEN %(first)s AND %(last)s AND NOT {_UNDONE}),
named AS (
    SELECT household_id, bool_or(ended) AS ended, bool_or(moved) AS moved,
           bool_or(began) AS began, bool_or(withdrawn) AS withdrawn,
           bool_or(reopened) AS reopened
      FROM (SELECT household_id, kind IN ({_ENDS}) AS ended, kind = 'moved' AS moved,
                   false AS began, false AS withdrawn, false AS reopened FROM ledger
             UNION ALL
            SELECT other_household_id, false, false, true, false, false FROM ledger
             WHERE kind = 'split'
             UNION ALL
            SELECT household_id, false, false, false,
                   coalesce(withdrawn_on BETWEEN %(first)s AND %(last)s, false),
                   coalesce(rolled_back_on BETWEEN %(first)s AND %(last)s, false)
              FROM households_episode
             WHERE withdrawn_on BETWEEN %(first)s AND %(last)s
                OR rolled_back_on BETWEEN %(first)s AND %(last)s) each
     GROUP BY household_id),
people AS (
    SELECT household_id, count(*) FILTER (WHERE counts AND NOT counted) AS joined,
           count(*) FILTER (WHERE counted AND NOT counts) AS gone
      FROM (SELECT household_id, {_COUNTED.format(day="last")} AS counts,
                   {_COUNTED.format(day="until")} AS counted
              FROM households_member
             WHERE joined_on BETWEEN %(first)s AND %(last)s
                OR left_on BETWEEN %(first)s AND %(last)s
                OR birth_date BETWEEN %(first)s AND %(last)s) each
     GROUP BY household_id),
grouped AS (
    SELECT b.*, g.name AS "group",
           CASE g.name WHEN 'monitored' THEN old_state = 'monitoring'
                WHEN 'identified' THEN old_state IN ('monitoring', 'eliminated')
                ELSE coalesce(old_type = 'exited', false) END AS was,
           CASE g.name WHEN 'monitored' THEN new_state = 'monitoring'
                WHEN 'identified' THEN new_state IN ('monitoring', 'eliminated')
                ELSE coalesce(new_type = 'exited', false) END AS "is"
      FROM both_months b CROSS JOIN unnest(%(groups)s::text[]) AS g (name)),
classed AS (
    SELECT s.*, coalesce(p.joined, 0) AS joined, coalesce(p.gone, 0) AS gone,
           CASE WHEN was AND "is" THEN
                CASE WHEN old = new THEN 'stays' WHEN n.moved THEN 'moved'
                     ELSE 'shifted' END
                WHEN "is" THEN
                CASE WHEN n.began OR ("group" <> 'exited' AND identified)
                       OR ("group" = 'monitored' AND n.reopened)
                     THEN 'entered' ELSE 'added' END
                WHEN n.ended OR ("group" <> 'exited' AND n.withdrawn)
                     OR ("group" = 'monitored' AND eliminated)
                THEN 'left' ELSE 'dropped' END AS class
      FROM grouped s
      LEFT JOIN named n USING (household_id)
      LEFT JOIN people p USING (household_id)
     WHERE was OR "is")
"""

# From the village of last month, and from that of this month.
_LINES = f"""{CLASSED},
sides AS (
    SELECT "group", old AS code, class, 1 AS opening, pp AS opening_p,
           0 AS entered_p, (class = 'left')::int * pp AS left_p,
           0 AS moved_in, (class = 'moved')::int AS moved_out,
           -(class IN ('dropped', 'shifted'))::int AS corrected,
           -(class IN ('dropped', 'shifted'))::int * pp AS corrected_p,
           0 AS closing, 0 AS closing_p, pp AS persons
      FROM classed WHERE was
     UNION ALL
    SELECT "group", new, class, 0, 0,
           CASE WHEN class = 'entered' THEN np WHEN was THEN joined ELSE 0 END,
           CASE WHEN was THEN gone ELSE 0 END,
           (class = 'moved')::int, 0,
           (class IN ('added', 'shifted'))::int,
           CASE class WHEN 'added' THEN np WHEN 'entered' THEN 0
                ELSE np - pp - joined + gone + (class = 'shifted')::int * pp END,
           1, np, pp
      FROM classed WHERE "is")
SELECT "group", code, sum(opening), sum(opening_p),
       sum((class = 'entered')::int), sum(entered_p),
       sum((class = 'left')::int), sum(left_p),
       sum(moved_in), sum(moved_in * persons),
       sum(moved_out), sum(moved_out * persons),
       sum(corrected), sum(corrected_p), sum(closing), sum(closing_p)
  FROM sides WHERE code BETWEEN %(low)s AND %(high)s
 GROUP BY "group", code ORDER BY code
"""


@dataclass(frozen=True, slots=True)
class Cell:
    households: int = 0
    persons: int = 0

    def __add__(self, other: Cell) -> Cell:
        return Cell(self.households + other.households, self.persons + other.persons)

    def __neg__(self) -> Cell:
        return Cell(-self.households, -self.persons)

    def __bool__(self) -> bool:
        return bool(self.households or self.persons)


@dataclass(frozen=True, slots=True)
class Line:
    """The cells of one area; ``holds`` is the equation, in both units."""

    opening: Cell = Cell()
    entered: Cell = Cell()
    left: Cell = Cell()
    moved_in: Cell = Cell()
    moved_out: Cell = Cell()
    corrected: Cell = Cell()
    closing: Cell = Cell()

    def __add__(self, other: Line) -> Line:
        return Line(
            *(getattr(self, f.name) + getattr(other, f.name) for f in fields(self))
        )

    @property
    def holds(self) -> bool:
        came = self.entered + self.moved_in
        went = self.left + self.moved_out
        return self.opening + came + -went + self.corrected == self.closing

    @property
    def cells(self) -> list[tuple[str, Cell]]:
        return [(part, getattr(self, part)) for part in PARTS]


@dataclass(frozen=True, slots=True)
class Bridge:
    """Lines of the villages of an area, by group; ``total`` and ``below`` add them."""

    month: Month
    area: Area
    lines: dict[str, dict[str, Line]]

    def total(self, group: str) -> Line:
        return _sum(self.lines.get(group, {}).values())

    def below(self, group: str, length: int) -> dict[str, Line]:
        """Lines by the areas whose codes have ``length`` significant digits."""
        found: dict[str, Line] = {}
        for code, line in self.lines.get(group, {}).items():
            key = code[:length].ljust(12, "0")
            found[key] = found.get(key, Line()) + line
        return found


def bridge(month: Month, area: Area, groups: Sequence[str] = GROUPS) -> Bridge | None:
    """The bridge into a month inside an area, in one statement; None while the month
    or the one before has not been computed. The caller has checked the area."""
    values = parameters(month, area, groups)
    if values is None:
        return None
    lines: dict[str, dict[str, Line]] = {group: {} for group in GROUPS}
    with connection.cursor() as cursor:
        cursor.execute(_LINES, values)
        for group, code, *numbers in cursor.fetchall():
            pairs = zip(numbers[::2], numbers[1::2], strict=True)
            cells = [Cell(int(first), int(second)) for first, second in pairs]
            lines[group][code] = Line(*cells)
    return Bridge(month, area, lines)


def parameters(
    month: Month, area: Area, groups: Sequence[str]
) -> dict[str, Any] | None:
    """What ``CLASSED`` asks for: both months at their newest revisions, the area."""
    computed = Computation.objects.newest([month.previous, month])
    if len(computed) < 2:
        return None
    low, high = code_range(area.code, area.level)
    return {
        "before": month.previous.first_day,
        "until": month.previous.last_day,
        "first": month.first_day,
        "last": month.last_day,
        "old_revision": computed[month.previous].revision,
        "revision": computed[month].revision,
        "low": low,
        "high": high,
        "groups": list(groups),
        "whole": area.level == Area.Level.COUNTY,
    }


def length_below(area: Area) -> int:
    """Significant digits of the areas right below; of a village its own."""
    if area.level == Area.Level.COUNTY:
        return PREFIX_LENGTH["township"]
    return PREFIX_LENGTH["village"]


def _sum(lines: Any) -> Line:
    total = Line()
    for line in lines:
        total += line
    return total
