"""Days that count: working days, ten-day periods (旬), ends of months.

The day a clock starts on is not counted, as in Article 201 of the Civil Code: one
working day after a Monday is the Tuesday.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.months import Month

_DAY = dt.timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """A calendar: the days that differ from Monday to Friday, True for working days.

    ``known_years`` are those whose public holidays are published; in other years
    Monday to Friday count, and whoever shows a date there has to say so.
    """

    exceptions: Mapping[dt.date, bool] = field(default_factory=dict)
    known_years: frozenset[int] = frozenset()

    def is_working(self, day: dt.date) -> bool:
        return self.exceptions.get(day, day.weekday() < _SATURDAY)

    def add(self, day: dt.date, count: int) -> dt.date:
        """The ``count``-th working day after ``day``; before it for a negative count.

        Zero gives the day itself, also a day off.
        """
        left = abs(count)
        step = _DAY if count > 0 else -_DAY
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def between(self, first: dt.date, last: dt.date) -> int:
        """Working days after ``first`` up to and with ``last``; 0 the other way."""
        days = range(1, (last - first).days + 1)
        return sum(self.is_working(first + dt.timedelta(days=n)) for n in days)

    def unknown_years(self, first: dt.date, last: dt.date) -> list[int]:
        """Years in this span whose public holidays are not published yet."""
        years = range(first.year, last.year + 1)
        return [year for year in years if year not in self.known_years]


@dataclass(frozen=True, order=True, slots=True)
class TenDays:
    """旬: the first, second or third part of a month; the third has 8 to 11 days."""

    month: Month
    number: int

    @classmethod
    def of(cls, day: dt.date) -> TenDays:
        return cls(Month.of(day), min((day.day - 1) // 10, 2) + 1)

    @property
    def first_day(self) -> dt.date:
        return self.month.first_day.replace(day=self.number * 10 - 9)

    @property
    def last_day(self) -> dt.date:
        if self.number == 3:
            return self.month.last_day
        return self.month.first_day.replace(day=self.number * 10)

    @property
    def label(self) -> str:
        """As it is said, ``11月中旬``."""
        return f"{self.month.short_label}{'上中下'[self.number - 1]}旬"

    def shift(self, count: int) -> TenDays:
        months, rest = divmod(self.number - 1 + count, 3)
        return TenDays(self.month.shift(months), rest + 1)


def add_months(day: dt.date, count: int) -> dt.date:
    """The same day of a later month, its last day where that month is shorter."""
    month = Month.of(day).shift(count)
    return month.first_day.replace(day=min(day.day, month.last_day.day))
