"""The calendar of working days in force: published holidays, overridden by the table.

``chinesecalendar`` brings the State Council's yearly notices; a day in the table wins
over it, and the table serves years that the package does not know yet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cache

from chinese_calendar.constants import Holiday, holidays, workdays

from accounts.models import CalendarDay
from core.working_days import WorkingDays

#: Every yearly notice names 1 January and 1 October: a year whose table has both as
#: days off is complete.
_NEW_YEAR = (1, 1)


def published_years() -> frozenset[int]:
    """Years whose holidays the installed package brings."""
    return frozenset(day.year for day in holidays)


def published_name(day: dt.date) -> str:
    """The holiday of a day off, or the one that a working weekend makes up for; empty
    for an ordinary day."""
    name = holidays.get(day) or workdays.get(day)
    return str(Holiday(name).chinese) if name else ""


@cache
def _published() -> dict[dt.date, bool]:
    return dict.fromkeys(holidays, False) | dict.fromkeys(workdays, True)


def load() -> WorkingDays:
    """The calendar of this moment; one query."""
    return combine(CalendarDay.objects.values_list("day", "is_working"))


def combine(own: Iterable[tuple[dt.date, bool]]) -> WorkingDays:
    """The published calendar with own days laid over it."""
    days = dict(own)
    complete = {
        day.year
        for day in days
        if (day.month, day.day) == _NEW_YEAR
        and days[day] is False
        and days.get(day.replace(month=10)) is False
    }
    return WorkingDays(_published() | days, published_years() | complete)
