"""Coverage of a round (排查覆盖率): screened ÷ to be screened, by area.

Both counts are taken over the round's list, so that a household counts once in each
and no coverage passes 100 %. A household where nobody was met is not screened.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from operator import attrgetter

from django.db import connection

from accounts.models import Area, User
from accounts.scoping import PREFIX_LENGTH, code_range, user_range
from core.ratios import Share
from households.models import ScreeningRound

_NUMBERS = """
       count(*),
       coalesce(sum(l.persons), 0),
       count(*) FILTER (WHERE r.outcome <> 'not_met'),
       coalesce(sum(l.persons) FILTER (WHERE r.outcome <> 'not_met'), 0),
       count(*) FILTER (WHERE r.outcome = 'not_met'),
       count(*) FILTER (WHERE r.outcome = 'suspected'),
       count(*) FILTER (WHERE r.outcome = 'suspected' AND r.lead_id IS NOT NULL)
  FROM households_screeninghousehold l
  LEFT JOIN households_screeningresult r
    ON r.round_id = l.round_id AND r.household_id = l.household_id
 WHERE l.round_id = ANY(%s) AND l.village_code BETWEEN %s AND %s
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a round has to see and has seen."""

    households: int = 0
    persons: int = 0
    screened: int = 0
    screened_persons: int = 0
    not_met: int = 0
    suspected: int = 0
    leads: int = 0

    def __add__(self, other: Counts) -> Counts:
        names = [field.name for field in fields(self)]
        return Counts(*(getattr(self, n) + getattr(other, n) for n in names))

    @property
    def share(self) -> Share:
        return Share.of(self.screened, self.households)

    @property
    def persons_share(self) -> Share:
        return Share.of(self.screened_persons, self.persons)

    @property
    def missing(self) -> int:
        return self.households - self.screened

    @property
    def not_yet(self) -> int:
        """Nobody has been there; «not met» is counted apart."""
        return self.missing - self.not_met

    @property
    def no_risk(self) -> int:
        return self.screened - self.suspected


@dataclass(frozen=True, slots=True)
class AreaCounts:
    area: Area
    counts: Counts


def of_rounds(user: User, rounds: Iterable[ScreeningRound]) -> dict[int, Counts]:
    """Counts of each round inside the account's area, in one statement."""
    keys = [round_.pk for round_ in rounds]
    return {int(key): counts for key, counts in _counted("round_id", keys, user)}


def of_area(user: User, round_: ScreeningRound, area: Area) -> list[AreaCounts]:
    """Counts of the areas right below, the furthest behind first."""
    county = area.level == Area.Level.COUNTY
    length = PREFIX_LENGTH[Area.Level.TOWNSHIP if county else Area.Level.VILLAGE]
    counts: dict[str, Counts] = {}
    for village, found in _counted("village_code", [round_.pk], user, area):
        code = village[:length].ljust(12, "0")
        counts[code] = counts.get(code, Counts()) + found
    below = Area.objects.visible_to(user).filter(code__in=counts)
    listed = [AreaCounts(child, counts[child.code]) for child in below]
    return sorted(listed, key=lambda row: (row.counts.share.ratio, row.area.code))


def total(rows: Iterable[AreaCounts]) -> Counts:
    return sum(map(attrgetter("counts"), rows), Counts())


def _counted(
    column: str, rounds: list[int], user: User, area: Area | None = None
) -> list[tuple[str, Counts]]:
    """Grouped by ``column``, inside the account's area and the one given."""
    limits = user_range(user)
    if limits is None:
        return []
    low, high = limits
    if area is not None:
        first, last = code_range(area.code, area.level)
        low, high = max(low, first), min(high, last)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT l.{column}, {_NUMBERS} GROUP BY l.{column}", [rounds, low, high]
        )
        return [
            (str(key), Counts(*map(int, numbers)))
            for key, *numbers in cursor.fetchall()
        ]
