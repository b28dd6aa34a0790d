"""Some thousand rows of a file, column by column.

Most columns of a roster repeat a few words: told as those words and which of them each
cell is, they are read, checked and cleaned by the word.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from exchange.cells import Raw

Row = list[Raw]


@dataclass(slots=True)
class Cells:
    """A column: its cells; or, with ``codes``, its words and which of them each is."""

    words: list[Raw]
    codes: list[int] | None = None

    def __getitem__(self, index: int) -> Raw:
        return self.words[index if self.codes is None else self.codes[index]]

    def all(self) -> list[Raw]:
        words = self.words
        return (
            list(words) if self.codes is None else [words[code] for code in self.codes]
        )

    def holding(self, wanted: Container[Raw]) -> set[int]:
        """Where a cell is one of the wanted."""
        found = {at for at, word in enumerate(self.words) if word in wanted}
        if self.codes is None or not found:
            return found
        return {at for at, code in enumerate(self.codes) if code in found}

    def empty(self) -> set[int]:
        """Where a cell holds nothing."""
        found = {at for at, word in enumerate(self.words) if not word}
        if self.codes is None or not found:
            return found
        return {at for at, code in enumerate(self.codes) if code in found}

    def only(self, kept: Iterable[int]) -> Cells:
        return Cells([self[index] for index in kept])


@dataclass(slots=True)
class Block:
    """As many rows as ``height`` says."""

    height: int
    columns: list[Cells]

    @classmethod
    def of_rows(cls, rows: Sequence[Row]) -> Block:
        """Rows of differing length are filled up with empty cells."""
        width = max(map(len, rows), default=0)
        full = [row + [""] * (width - len(row)) for row in rows]
        return cls(len(rows), [Cells(list(cells)) for cells in zip(*full, strict=True)])

    def column(self, index: int) -> Cells:
        """A column that no row reaches is empty."""
        if index < len(self.columns):
            return self.columns[index]
        return Cells([""], [0] * self.height)

    def rows(self) -> list[Row]:
        if not self.columns:
            return [[] for _row in range(self.height)]
        columns = (cells.all() for cells in self.columns)
        return [list(row) for row in zip(*columns, strict=True)]

    def without(self, dropped: set[int]) -> Block:
        kept = [index for index in range(self.height) if index not in dropped]
        return Block(len(kept), [cells.only(kept) for cells in self.columns])

    def empty_rows(self) -> set[int]:
        found = set(range(self.height))
        for cells in self.columns:
            found &= cells.empty()
            if not found:
                break
        return found
