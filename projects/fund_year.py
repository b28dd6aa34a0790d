"""How far a year of the fund has gone, and by when it has to be done."""

from __future__ import annotations

import calendar
import datetime as dt
from decimal import Decimal

from accounts.parameters import DatedValues
from projects.parameters import YEAR_END_DAY, YEAR_END_MONTH

#: What ``year_end`` asks of the dated parameters.
YEAR_END_KEYS = (YEAR_END_MONTH.key, YEAR_END_DAY.key)

#: A year of 365 days, so that the last day of February exists in every year.
_COMMON_YEAR = 2023


def time_gone(year: int, day: dt.date) -> Decimal:
    """序时进度: the share of a year that has gone by a day, per cent."""
    if day.year != year:
        return Decimal(100 if day.year > year else 0)
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    return Decimal(((day - first).days + 1) * 100) / ((last - first).days + 1)


def year_end_of(values: DatedValues, day: dt.date) -> tuple[int, int]:
    """Month and day by which works and payments of a year end: 31 December, or as
    set; the last day of a month that has no such day."""
    month, number = (values.on(key, day) for key in YEAR_END_KEYS)
    month_number = min(max(int(month or 12), 1), 12)
    last = calendar.monthrange(_COMMON_YEAR, month_number)[1]
    return month_number, min(max(int(number or last), 1), last)


def year_end(year: int, values: DatedValues) -> dt.date:
    """The day by which works and payments of a year end."""
    return dt.date(year, *year_end_of(values, dt.date(year, 12, 31)))
