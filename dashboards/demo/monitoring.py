"""Who is monitored since when and why: quotas of the prototype, rules of the domain."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.months import Month
from dashboards.demo.dice import Dice, split
from dashboards.demo.places import SHIMEN, TOWNSHIPS, Township, Village

#: The prototype's city: 486 monitored of 3,000 households.
HOUSEHOLDS, MONITORED = 3000, 486
CATEGORIES = ("unstable_exited", "marginal", "sudden_hardship")
_ELIMINATED_BY_CATEGORY, _OPEN_BY_CATEGORY = (151, 164, 82), (27, 39, 23)
#: Ever identified and eliminated at the end of the last 24 months.
_IDENTIFIED = (
    *(415, 418, 421, 424, 428, 431, 434, 437, 440, 443, 446, 449),
    *(452, 455, 458, 461, 466, 469, 471, 474, 476, 478, 480, 486),
)
_ELIMINATED = (
    *(244, 248, 253, 258, 264, 270, 277, 282, 287, 293, 298, 304),
    *(309, 313, 318, 325, 334, 342, 350, 356, 361, 370, 380, 397),
)
_WINDOW = len(_IDENTIFIED)
#: Months before the window over which the first identifications are spread.
_EARLIER = 42
MINIMUM_MONTHS = 6
_SIZES = (0.09, 0.22, 0.27, 0.24, 0.11, 0.05, 0.02)


_FIRST = Month(2021, 6)


@dataclass(slots=True)
class Slot:
    """A monitored household still without people."""

    village: Village
    township: Township
    eliminated: bool
    visited: bool
    size: int = 3
    category: str = ""
    identified: Month = _FIRST
    ended: Month | None = None


@dataclass(slots=True)
class VillagePlan:
    village: Village
    township: Township
    households: int
    slots: list[Slot]


def plan(dice: Dice, households: int, last: Month) -> list[VillagePlan]:
    """Share out the households over the villages; fix who is monitored since when."""
    monitored = round(households * MONITORED / HOUSEHOLDS)
    by_town = split(monitored, [town.monitored for town in TOWNSHIPS])
    all_by_town = split(households, [town.monitored for town in TOWNSHIPS])
    total = max(1, sum(town.eliminated for town in TOWNSHIPS))
    eliminated = round(monitored * total / MONITORED)
    eliminated_by_town = split(
        eliminated, [town.eliminated for town in TOWNSHIPS], by_town
    )
    made: list[VillagePlan] = []
    for town, *counts in zip(
        TOWNSHIPS, all_by_town, by_town, eliminated_by_town, strict=True
    ):
        made += _township(dice, town, *counts)
    slots = [slot for village in made for slot in village.slots]
    _categories(dice, slots)
    _timeline(dice, slots, last)
    return made


def _township(
    dice: Dice, town: Township, households: int, monitored: int, eliminated: int
) -> list[VillagePlan]:
    weights = [_weight(dice, village) for village in town.villages]
    of_village = split(monitored, weights)
    shares = [count * dice.uniform(0.8, 1.2) for count in of_village]
    visits = [count * dice.chance(0.85) + 0.1 for count in of_village]
    if town.name == "石门镇":
        shares = [float(SHIMEN[village.name][1]) for village in town.villages]
        visits = [float(SHIMEN[village.name][2]) for village in town.villages]
    ended = split(eliminated, shares, of_village)
    visited = split(
        round(monitored * town.visited / town.monitored), visits, of_village
    )
    room = [
        w + 7.0 * bool(v.site) + 0.4
        for v, w in zip(town.villages, weights, strict=True)
    ]
    all_of_village = split(households - monitored, room)
    plans = [
        VillagePlan(
            village, town, others + count, _slots(dice, village, town, count, end, seen)
        )
        for village, others, count, end, seen in zip(
            town.villages, all_of_village, of_village, ended, visited, strict=True
        )
    ]
    slots = [slot for village in plans for slot in village.slots]
    _sizes(
        dice,
        [s for s in slots if s.eliminated],
        town.eliminated_persons,
        town.eliminated,
    )
    _sizes(
        dice,
        [s for s in slots if not s.eliminated],
        town.persons - town.eliminated_persons,
        town.monitored - town.eliminated,
    )
    return plans


def _weight(dice: Dice, village: Village) -> float:
    if village.name in SHIMEN:
        return SHIMEN[village.name][0]
    return dice.uniform(1.6, 2.6) if village.site else dice.uniform(0.5, 1.6)


def _slots(
    dice: Dice, village: Village, town: Township, count: int, ended: int, seen: int
) -> list[Slot]:
    """The monitored households of a village; who is still at risk is seen first."""
    slots = [Slot(village, town, number < ended, False) for number in range(count)]
    order = sorted(slots, key=lambda slot: dice.random() + 0.1 * slot.eliminated)
    for slot in order[:seen]:
        slot.visited = True
    dice.shuffle(slots)
    return slots


def _sizes(dice: Dice, slots: list[Slot], persons: int, of: int) -> None:
    """Household sizes that add up to the persons of the town."""
    if not slots:
        return
    wanted = round(len(slots) * persons / max(of, 1))
    for slot in slots:
        slot.size = dice.choices(range(1, 8), _SIZES)[0]
    while (missing := wanted - sum(slot.size for slot in slots)) != 0:
        slot = dice.one(slots)
        step = 1 if missing > 0 else -1
        if 1 <= slot.size + step <= 6:
            slot.size += step


def _categories(dice: Dice, slots: list[Slot]) -> None:
    for eliminated, shares in (
        (True, _ELIMINATED_BY_CATEGORY),
        (False, _OPEN_BY_CATEGORY),
    ):
        group = [slot for slot in slots if slot.eliminated is eliminated]
        counts = split(len(group), shares)
        drawn = [
            category
            for category, count in zip(CATEGORIES, counts, strict=True)
            for _ in range(count)
        ]
        dice.shuffle(drawn)
        for slot, category in zip(group, drawn, strict=True):
            slot.category = category


def _timeline(dice: Dice, slots: list[Slot], last: Month) -> None:
    """Months of identification and elimination that give the prototype's trend."""
    identified = _months(dice, len(slots), _IDENTIFIED, last)
    ended = [slot for slot in slots if slot.eliminated]
    ends = _months(dice, len(ended), _ELIMINATED, last)
    dice.shuffle(ended)
    waiting: list[Month] = []
    position = 0
    for slot, end in zip(ended, ends, strict=True):
        latest = end.shift(-MINIMUM_MONTHS)
        while position < len(identified) and identified[position] <= latest:
            waiting.append(identified[position])
            position += 1
        slot.ended = end
        slot.identified = (
            waiting.pop(min(dice.between(0, len(waiting) - 1) for _ in range(2)))
            if waiting
            else slot.ended.shift(-MINIMUM_MONTHS - 1)
        )
    left = waiting + identified[position:]
    dice.shuffle(left)
    still = (slot for slot in slots if not slot.eliminated)
    for slot, month in zip(still, left, strict=False):
        slot.identified = month


def _months(dice: Dice, count: int, curve: Sequence[int], last: Month) -> list[Month]:
    """``count`` months in order, spread as the cumulative curve says."""
    steps = [after - before for before, after in pairwise(curve)]
    first = last.shift(1 - _WINDOW)
    shares = split(count, [curve[0], *steps])
    start = _EARLIER if curve is _IDENTIFIED else _EARLIER - MINIMUM_MONTHS - 1
    months = sorted(first.shift(-dice.between(0, start)) for _ in range(shares[0]))
    for offset, share in enumerate(shares[1:], 1):
        months += [first.shift(offset)] * share
    return months


def day_in(dice: Dice, month: Month, latest: dt.date) -> dt.date:
    """A working day of the month, not after the latest day."""
    day = dice.day(month.first_day, min(month.last_day, latest))
    weekend = day.weekday() - 4
    return day - dt.timedelta(days=weekend) if 0 < weekend < day.day else day
