"""The same export as CSV: UTF-8 with a mark, no live formulas."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from exchange.cells import Cell

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula gets a ' in front."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value


class CsvWriter:
    """Takes the same rows as ``XlsxWriter``."""

    def __init__(
        self, path: Path, *, headings: Sequence[str], cells: Sequence[Cell]
    ) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._headings, self._cells = headings, cells

    def __enter__(self) -> Self:
        self._writer.writerow([safe(heading) for heading in self._headings])
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def write(self, rows: Iterable[Sequence[Any]]) -> None:
        for row in rows:
            self._writer.writerow(
                [
                    safe(cell.render(value))
                    for cell, value in zip(self._cells, row, strict=True)
                ]
            )
