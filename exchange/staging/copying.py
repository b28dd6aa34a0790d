"""Columns of values into a table of the run's own, by COPY.

The text that COPY reads is made column by column: of a column of plain text nothing is
to be done, and of one whose values repeat each value is written once.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

_NULL = r"\N"
#: Of a roster about 100 kB, which go to the server without a wait.
_ROWS_AT_ONCE = 200
_SPECIAL = "\\\t\n\r\0"
_ESCAPES = str.maketrans(
    {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": None}
)
_Seen = dict[Any, str]


def lines(columns: Iterable[Sequence[Any]]) -> Iterator[str]:
    """COPY's text format, some hundred rows at a time: while more are joined, the
    server takes in those. Raises TypeError for a kind it does not know."""
    rows = zip(*map(encoded, columns), strict=True)
    while some := list(islice(rows, _ROWS_AT_ONCE)):
        together = "\n".join(map("\t".join, some))
        yield f"{together}\n"


def encoded(values: Sequence[Any]) -> Sequence[str]:
    """A column in COPY's text format."""
    kind = next((type(value) for value in values if value is not None), None)
    if kind is None:
        return [_NULL] * len(values)
    try:
        if kind is list:
            return _lists(values)
        if kind is int:
            return [_NULL if value is None else str(value) for value in values]
        if kind is bytes:
            return [_NULL if v is None else f"\\\\x{v.hex()}" for v in values]
        return _texts(values) if issubclass(kind, str) else _repeated(values)
    except (TypeError, AttributeError):
        # Values of several kinds.
        return [_one(value) for value in values]


def _texts(values: Sequence[Any]) -> Sequence[str]:
    words = set(values)
    if 4 * len(words) < len(values):
        return _repeated(values)
    words.discard(None)
    together = "".join(words)
    if any(mark in together for mark in _SPECIAL):
        return [_one(value) for value in values]
    return [_NULL if value is None else value for value in values]


def _repeated(values: Sequence[Any]) -> Sequence[str]:
    seen: _Seen = {value: _one(value) for value in set(values)}
    return list(map(seen.__getitem__, values))


def _lists(values: Sequence[Any]) -> list[str]:
    """Equal lists of a column are mostly one and the same."""
    seen: _Seen = {}
    for value in values:
        if id(value) not in seen:
            seen[id(value)] = _one(value)
    return [seen[id(value)] for value in values]


def _one(value: Any) -> str:
    if value is None:
        return _NULL
    if isinstance(value, str):
        return str(value).translate(_ESCAPES)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, bytes):
        return f"\\\\x{value.hex()}"
    if isinstance(value, list):
        return f"{{{','.join(map(_element, value))}}}".translate(_ESCAPES)
    if isinstance(value, int | float | Decimal | dt.date | uuid.UUID):
        return str(value)
    raise TypeError(f"COPY was given a {type(value).__name__}")


def _element(value: Any) -> str:
    """Of an array, where quotes and backslashes are marked by a backslash."""
    if not isinstance(value, str):
        return "NULL" if value is None else _one(value)
    marked = value.replace("\\", "\\\\").replace('"', '\\"').replace("\0", "")
    return f'"{marked}"'
