"""Runs alone, in a process that may die: reads one workbook and prints its rows.

A file of five kilobytes can abort the process that reads it, which no ``except``
catches. So nothing of the application is imported here, memory and processor time are
limited, and the parent takes silence for an answer.

Asked line by line: for each visible sheet it prints the first rows; on ``take`` it
prints the rest in blocks of columns, on anything else it goes on to the next sheet.
"""

import datetime as dt
import json
import resource
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

_MOST_FILLED = 500_000
#: Hidden sheet of our exports; its first cell names the export.
EXPORT_SHEET = "_export"
#: Hidden sheets of our exports and templates: no data, and no news to who sent them.
_OWN_SHEETS = frozenset({EXPORT_SHEET, "_lists"})


def main() -> None:
    path, memory, seconds, head, batch = sys.argv[1], *map(int, sys.argv[2:6])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        _serve(path, head, batch)
    except PasswordError:
        _say({"error": "password"})
    except (CalamineError, MemoryError, ValueError, IndexError, OSError):
        _say({"error": "unreadable"})


def _serve(path: str, head: int, batch: int) -> None:
    book = CalamineWorkbook.from_path(path)
    every = [s for s in book.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
    export = _export_id(book, [s.name for s in every])
    sheets = [s for s in every if s.name not in _OWN_SHEETS]
    hidden = [s.name for s in sheets if s.visible != SheetVisibleEnum.Visible]
    _say({"sheets": [s.name for s in sheets], "hidden": hidden, "export": export})
    for meta in sheets:
        sheet = book.get_sheet_by_name(meta.name)
        start, end = sheet.start or (0, 0), sheet.end or (-1, -1)
        rows = _rows(sheet, start[1])
        first = [row for _number, row in zip(range(head), rows, strict=False)]
        _say(
            {
                "sheet": meta.name,
                "rows": first,
                "height": end[0] + 1,
                "width": end[1] + 1,
                "merged": bool(sheet.merged_cell_ranges),
            }
        )
        if sys.stdin.readline().strip() == "take":
            _print_rest(rows, batch)
            return
    _say({"end": True})


def _print_rest(rows: Iterator[list[Any]], most: int) -> None:
    """Small blocks first, so that who listens has something to do."""
    size = max(1, most // 8)
    while block := list(islice(rows, size)):
        columns = [_column(cells) for cells in zip(*block, strict=True)]
        _say({"height": len(block), "columns": columns})
        size = min(most, 2 * size)
    _say({"end": True})


def _column(cells: tuple[Any, ...]) -> tuple[list[Any], list[int] | None]:
    """The cells; or, where they repeat, their words and which of them each is.

    True and 1 are equal and yet no repetition.
    """
    words = dict.fromkeys(cells)
    if 2 * len(words) > len(cells) or bool in set(map(type, words)):
        return list(cells), None
    places = {word: place for place, word in enumerate(words)}
    return list(words), list(map(places.__getitem__, cells))


def _export_id(book: CalamineWorkbook, names: list[str]) -> str:
    """What our own export left in its hidden sheet."""
    if EXPORT_SHEET not in names:
        return ""
    rows = book.get_sheet_by_name(EXPORT_SHEET).to_python(nrows=1)
    return str(rows[0][0]) if rows and rows[0] else ""


def _rows(sheet: CalamineSheet, left: int) -> Iterator[list[Any]]:
    """Rows from the first of the sheet on, with vertical merges filled downwards.

    The reader leaves out ``left`` empty columns; they are put back.
    """
    fill = _merged(sheet)
    held: dict[int, Any] = {}
    for number, found in enumerate(sheet.iter_rows()):
        row = [""] * left + found if left else found
        for column, first in fill.get(number, ()):
            if column < len(row):
                if first:
                    held[column] = row[column]
                else:
                    row[column] = held.get(column, "")
        yield row


def _merged(sheet: CalamineSheet) -> dict[int, list[tuple[int, bool]]]:
    """Row → (column, whether the merge starts there) of merges over several rows."""
    fill: dict[int, list[tuple[int, bool]]] = {}
    count = 0
    for (top, left), (bottom, _right) in sheet.merged_cell_ranges or ():
        count += bottom - top
        if bottom == top or count > _MOST_FILLED:
            continue
        for number in range(top, bottom + 1):
            fill.setdefault(number, []).append((left, number == top))
    return fill


def _plain(value: object) -> str:
    """Dates carry a mark, so that they are told from text that looks like one."""
    if isinstance(value, dt.datetime):
        whole = value.time() == dt.time()
        return "\0d" + (value.date().isoformat() if whole else value.isoformat())
    if isinstance(value, dt.date):
        return "\0d" + value.isoformat()
    return str(value)


def _say(thing: object) -> None:
    sys.stdout.write(json.dumps(thing, ensure_ascii=False, default=_plain))
    sys.stdout.write("\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
