"""When the works will be finished if they go on as they have gone lately.

Pure: days and per cent in, a forecast out (ui: 按近 3 个月速度 … 预计 … 完工).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from core.months import Month

#: Reports closer together than this tell nothing of a monthly speed.
LEAST_DAYS = 14
#: Works that would take longer than this at their speed stand still.
_SIGHT_DAYS = 3650
_MONTH_DAYS = Decimal("30.4375")
_ALL, _CENT = Decimal(100), Decimal("0.01")

Point = tuple[dt.date, Decimal]


@dataclass(frozen=True, slots=True)
class Forecast:
    """``speed`` in percentage points a month, None when too little was reported;
    ``ends_on`` None when unknown, or when the works stand still."""

    speed: Decimal | None
    ends_on: dt.date | None


def forecast(
    reports: Sequence[tuple[dt.date, Decimal]], today: dt.date, months: int = 3
) -> Forecast:
    """The end of the works at the speed of the last ``months``.

    ``reports`` are days and works done (%), in any order; the day on which the works
    began may stand among them with 0. The speed is what was gained up to the last
    report since ``months`` before ``today``, straight between the two reports around
    that day; from the first report where all are younger. The rest is expected from
    the last report on, but never before today.
    """
    known = sorted(point for point in reports if point[0] <= today)
    if not known:
        return Forecast(None, None)
    last_day, last = known[-1]
    if last >= _ALL:
        return Forecast(None, min(day for day, works in known if works >= _ALL))
    from_day, works = _works_on(known, months_before(today, months))
    days = (last_day - from_day).days
    if days < LEAST_DAYS:
        return Forecast(None, None)
    speed = (last - works) * _MONTH_DAYS / days
    shown = speed.quantize(_CENT, ROUND_HALF_UP)
    return Forecast(shown, _end(last_day, _ALL - last, speed, today))


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day so many months earlier, or the last one of a shorter month."""
    month = Month.of(day).shift(-months)
    return min(month.last_day, month.first_day + dt.timedelta(days=day.day - 1))


def _works_on(known: Sequence[Point], day: dt.date) -> Point:
    """What was done on a day, straight between the reports around it; the first
    report where none is older. Reports that are all older end at the last of them."""
    earlier = [point for point in known if point[0] <= day]
    if not earlier:
        return known[0]
    before, done = earlier[-1]
    if len(earlier) == len(known):
        return before, done
    after, then = known[len(earlier)]
    gone = Decimal((day - before).days) / Decimal((after - before).days)
    return day, done + (then - done) * gone


def _end(
    last_day: dt.date, left: Decimal, speed: Decimal, today: dt.date
) -> dt.date | None:
    if speed <= 0:
        return None
    days = (left * _MONTH_DAYS / speed).to_integral_value(ROUND_CEILING)
    if days > _SIGHT_DAYS:
        return None
    return max(today, last_day + dt.timedelta(days=int(days)))
