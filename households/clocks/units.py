"""What the length of a clock is counted in, and how a day moves by it. Pure."""

from __future__ import annotations

import datetime as dt

from django.db import models

from core.months import Month
from core.working_days import TenDays, WorkingDays, add_months


class Unit(models.IntegerChoices):
    """时限单位."""

    CALENDAR_DAYS = 0, "自然日"
    WORKING_DAYS = 1, "工作日"
    TEN_DAYS = 2, "旬末"
    MONTH_END = 3, "月末"
    MONTHS = 4, "个月"


def shift(
    day: dt.date, count: int, unit: Unit, calendar: WorkingDays | None
) -> dt.date:
    """The day ``count`` units after ``day``; never earlier for a later day.

    Ten-day periods and month ends count the running period as the first.
    """
    if unit == Unit.WORKING_DAYS:
        return _working(calendar).add(day, count)
    if unit == Unit.TEN_DAYS:
        return TenDays.of(day).shift(max(count, 1) - 1).last_day
    if unit == Unit.MONTH_END:
        return Month.of(day).shift(max(count, 1) - 1).last_day
    if unit == Unit.MONTHS:
        return add_months(day, count)
    return day + dt.timedelta(days=count)


def back(day: dt.date, count: int, unit: Unit, calendar: WorkingDays | None) -> dt.date:
    """``count`` days before, for reminders; working days where the clock has them."""
    if unit == Unit.WORKING_DAYS:
        return _working(calendar).add(day, -count)
    return day - dt.timedelta(days=count)


def moved(
    day: dt.date,
    first: dt.date,
    last: dt.date,
    unit: Unit,
    calendar: WorkingDays | None,
) -> dt.date:
    """A day moved by a pause, whose length is measured in the clock's unit."""
    if unit == Unit.WORKING_DAYS:
        calendar = _working(calendar)
        return calendar.add(day, calendar.between(first, last))
    return day + max(last - first, dt.timedelta())


def _working(calendar: WorkingDays | None) -> WorkingDays:
    if calendar is None:
        raise ValueError("working days need a calendar")
    return calendar
