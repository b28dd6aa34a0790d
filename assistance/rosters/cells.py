"""Kinds of cells that the ledgers have beyond those of the register."""

import datetime as dt
from typing import Any

from exchange.cells import Cell, Day, Raw


class MonthCell(Cell):
    """A month, kept by its first day: 202403, 2024-03, or any day in it."""

    sql_type = "date"
    _day = Day(month=True)

    def clean(self, value: Raw, row: object = None, **kwargs: Any) -> Any:
        day: dt.date | None = self._day.clean(value)
        return None if day is None else day.replace(day=1)

    def render(self, value: Any, obj: object = None, **kwargs: Any) -> Any:
        return None if value is None else f"{value:%Y-%m}"
