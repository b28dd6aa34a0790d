"""The month: the unit in which visits are made and figures are reported."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

_WRITTEN = re.compile(r"(\d{4})\s*(?:[-/.年]\s*)?(\d{1,2})\s*月?")


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A calendar month; ordered, hashable, and written ``2026-11``."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 12 or not 1900 <= self.year <= 2999:
            raise ValueError(f"not a month: {self.year}-{self.number}")

    @classmethod
    def of(cls, day: dt.date) -> Month:
        return cls(day.year, day.month)

    @classmethod
    def current(cls) -> Month:
        return cls.of(timezone.localdate())

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read ``2026-11``, ``202611``, ``2026/11`` or ``2026年11月``.

        Raises ValueError for anything else.
        """
        match = _WRITTEN.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"not a month: {text!r}")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def range(cls, first: Month, last: Month) -> Iterator[Month]:
        """Every month from ``first`` to ``last``, both included."""
        month = first
        while month <= last:
            yield month
            month = month.next

    @property
    def first_day(self) -> dt.date:
        return dt.date(self.year, self.number, 1)

    @property
    def last_day(self) -> dt.date:
        return self.next.first_day - dt.timedelta(days=1)

    @property
    def next(self) -> Month:
        return self.shift(1)

    @property
    def previous(self) -> Month:
        return self.shift(-1)

    @property
    def year_before(self) -> Month:
        return self.shift(-12)

    @property
    def label(self) -> str:
        """As it stands on screen, ``2026年11月``; a machine field takes ``str()``."""
        return f"{self.year}年{self.number}月"

    @property
    def short_label(self) -> str:
        return f"{self.number}月"

    def shift(self, months: int) -> Month:
        index = self.year * 12 + self.number - 1 + months
        return Month(index // 12, index % 12 + 1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


class MonthConverter:
    """Path converter, so that a view is given a Month and a wrong one is 404."""

    regex = r"\d{4}-\d{2}"

    def to_python(self, value: str) -> Month:
        return Month.parse(value)

    def to_url(self, value: Month | str) -> str:
        return str(value)
