"""The rows of a file, wherever they come from, behind one face."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from exchange.errors import FileRefused, NoHeader
from exchange.reading import limits
from exchange.reading.blocks import Block, Cells, Row
from exchange.reading.csvfile import read_csv
from exchange.reading.upload import check_sheets, too_many_rows

#: Given the first rows of a sheet, the index of its header row or None.
FindHeader = Callable[[list[Row]], int | None]


@dataclass
class RowSource:
    """A recognised sheet: its header and the rows below it, in blocks."""

    sheet: str
    header_row: int
    header: list[str]
    #: Everything above the header, for a workbook that looks like this one.
    above: list[Row]
    blocks: Iterator[Block]
    total: int
    notices: list[str] = field(default_factory=list)
    kind: str = "xlsx"
    #: Names the export of ours that the file began as.
    export_id: str = ""

    @property
    def batches(self) -> Iterator[list[Row]]:
        """The blocks as rows."""
        return (block.rows() for block in self.blocks)


@contextmanager
def open_source(path: Path, kind: str, find_header: FindHeader) -> Iterator[RowSource]:
    """Open a file for reading. Raises FileRefused, also while reading."""
    if kind == "csv":
        yield _csv_source(path, find_header)
        return
    command = [
        sys.executable,
        "-I",
        str(Path(__file__).with_name("child.py")),
        str(path),
        str(limits.CHILD_MEMORY_BYTES),
        str(limits.CHILD_CPU_SECONDS),
        str(limits.MAX_HEADER_ROWS),
        str(limits.BATCH_ROWS),
    ]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        pipesize=limits.CHILD_PIPE_BYTES,
    ) as child:
        watch = threading.Timer(limits.CHILD_WALL_SECONDS, child.kill)
        watch.start()
        try:
            # While the child reads: both look at the same file, one refusal is enough.
            check_sheets(path)
            yield _book_source(child, find_header)
        finally:
            watch.cancel()
            child.kill()


def _csv_source(path: Path, find_header: FindHeader) -> RowSource:
    rows = read_csv(path)
    first = [
        row for _number, row in zip(range(limits.MAX_HEADER_ROWS), rows, strict=False)
    ]
    header = find_header(first)
    if header is None:
        raise NoHeader(no_header([]))
    return RowSource(
        sheet="CSV",
        header_row=header + 1,
        header=[str(cell or "") for cell in first[header]],
        above=first[:header],
        blocks=_numbered(_batched(first[header + 1 :], rows)),
        total=0,
        kind="csv",
    )


def _batched(first: list[Row], rows: Iterator[Row]) -> Iterator[Block]:
    every = chain(first, rows)
    while block := list(islice(every, limits.BATCH_ROWS)):
        yield Block.of_rows(block)


def _book_source(child: subprocess.Popen[bytes], find_header: FindHeader) -> RowSource:
    about = _hear(child)
    while True:
        sheet = _hear(child)
        if "end" in sheet:
            raise NoHeader(no_header(about["sheets"]))
        header = find_header(sheet["rows"])
        if header is not None:
            break
        _tell(child, "next")
    if sheet["height"] > limits.MAX_ROWS + limits.MAX_HEADER_ROWS:
        raise FileRefused(too_many_rows())
    if sheet["width"] > limits.MAX_COLUMNS:
        raise FileRefused(_("The table has more than 200 columns."))
    _tell(child, "take")
    return RowSource(
        sheet=sheet["sheet"],
        header_row=header + 1,
        header=[str(cell or "") for cell in sheet["rows"][header]],
        above=sheet["rows"][:header],
        blocks=_numbered(_rest(child, sheet["rows"][header + 1 :])),
        total=max(0, sheet["height"] - header - 1),
        notices=_notices(about, sheet),
        export_id=str(about["export"]),
    )


def _notices(about: dict[str, Any], sheet: dict[str, Any]) -> list[str]:
    notices = []
    others = [name for name in about["sheets"] if name != sheet["sheet"]]
    hidden = [name for name in others if name in about["hidden"]]
    if hidden:
        notices.append(
            _("Hidden sheets were not read: %(names)s") % {"names": "、".join(hidden)}
        )
    open_ones = [n for n in others if n not in about["hidden"] and n != "填写说明"]
    if open_ones:
        notices.append(
            _("Other sheets were not read: %(names)s") % {"names": "、".join(open_ones)}
        )
    if sheet["merged"]:
        notices.append(_("Merged cells were filled downwards."))
    return notices


def _rest(child: subprocess.Popen[bytes], first: list[Row]) -> Iterator[Block]:
    if first:
        yield Block.of_rows(first)
    while "end" not in (told := _hear(child)):
        columns = [Cells(words, codes) for words, codes in told["columns"]]
        yield Block(told["height"], columns)


def _numbered(blocks: Iterator[Block]) -> Iterator[Block]:
    """Stops a file that is longer than it said."""
    count = 0
    for block in blocks:
        count += block.height
        if count > limits.MAX_ROWS + limits.MAX_HEADER_ROWS:
            raise FileRefused(too_many_rows())
        yield block


def _hear(child: subprocess.Popen[bytes]) -> Any:
    assert child.stdout is not None  # noqa: S101 - for the type checker
    line = child.stdout.readline()
    if not line.endswith(b"\n"):
        raise FileRefused(
            _("The file cannot be read: it needs too much memory or is damaged.")
        )
    answer = json.loads(line)
    if isinstance(answer, dict) and "error" in answer:
        if answer["error"] == "password":
            raise FileRefused(
                _("The file has a password. Save it without one and send it again.")
            )
        raise FileRefused(
            _("The file is damaged. Open it in Excel, save it anew, send it again.")
        )
    return answer


def _tell(child: subprocess.Popen[bytes], word: str) -> None:
    assert child.stdin is not None  # noqa: S101 - for the type checker
    child.stdin.write(word.encode() + b"\n")
    child.stdin.flush()


def no_header(sheets: list[str]) -> str:
    if len(sheets) > 1:
        return _(
            "None of the sheets %(names)s has this roster's headings in its first "
            "rows. Download the template to compare."
        ) % {"names": "、".join(sheets[:6])}
    return _(
        "This roster's headings were not found in the first rows. Download the "
        "template to compare."
    )
