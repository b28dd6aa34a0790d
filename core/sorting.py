"""Columns that a list may be sorted by, as its address names them.

``sort=income`` is the lowest first, ``sort=-income`` the highest; nothing that is not
declared is ever sorted by.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.keyset import Sort


@dataclass(frozen=True, slots=True)
class SortColumn:
    """A sortable column. ``read`` turns the address's text into a value of it and
    raises ValueError for anything else; ``first`` is the direction of the first
    click."""

    column: str
    read: Callable[[str], Any]
    nullable: bool = True
    first: str = ""

    def sort(self, *, descending: bool) -> Sort:
        return Sort(self.column, self.read, self.nullable, descending)


@dataclass(frozen=True, slots=True)
class Sorting:
    """The sortable columns of a list and the order it has when none is asked for."""

    columns: Mapping[str, SortColumn]
    default: str

    def chosen(self, text: str) -> str:
        """``income`` or ``-income``; the default for anything that is not offered."""
        return text if text.removeprefix("-") in self.columns else self.default

    def sort(self, order: str) -> Sort:
        column = self.columns[order.removeprefix("-")]
        return column.sort(descending=order.startswith("-"))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def finite(text: str) -> Decimal:
    value = Decimal(text)
    if not value.is_finite() or abs(value) >= 10**12:
        raise ValueError(text)
    return value


def whole(text: str) -> int:
    """A number that fits the integer columns of the database."""
    value = int(text)
    if abs(value) >= 2**31:
        raise ValueError(text)
    return value


def words(text: str) -> str:
    if "\x00" in text or len(text) > 200:
        raise ValueError(text)
    return text


def code(text: str) -> str:
    """A 12-digit area code."""
    if not text.isascii() or not text.isdigit() or len(text) != 12:
        raise ValueError(text)
    return text
