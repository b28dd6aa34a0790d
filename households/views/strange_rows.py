"""Rows of a sheet that were sent in and are not of this sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict

#: Characters of a typed cell that are shown again.
_SHOWN = 300


@dataclass(frozen=True, slots=True)
class StrangeRow:
    """Nothing is looked up about it, so that it reads the same whether or not there is
    such a household."""

    key: int
    cells: list[str]

    @classmethod
    def of(cls, key: int, sent: QueryDict, cells: Iterable[str]) -> StrangeRow:
        """The row as it was typed, cell by cell."""
        return cls(key, [sent.get(f"r{key}-{name}", "")[:_SHOWN] for name in cells])
