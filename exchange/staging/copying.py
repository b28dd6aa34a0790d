"""Columns of values into a table of the run's own, by COPY.

The text that COPY reads is made column by column: of a column of plain text nothing is
to be done, and of one whose values repeat each value is written once.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

_NULL = r"\N"
_SPECIAL = re.compile(r"[\\\t\n\r\x00]")
_ESCAPES = str.maketrans(
    {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": None}
)
_Seen = dict[Any, str]


def block(columns: Iterable[Sequence[Any]]) -> str:
    """Lines of COPY's text format. Raises TypeError for a kind it does not know."""
    rows = zip(*map(encoded, columns), strict=True)
    lines = "\n".join(map("\t".join, rows))
    return f"{lines}\n" if lines else ""


def encoded(values: Sequence[Any]) -> Sequence[str]:
    """A column in COPY's text format."""
    kinds = set(map(type, values))
    empty = type(None) in kinds
    kinds.discard(type(None))
    if not kinds:
        return [_NULL] * len(values)
    if all(issubclass(kind, str) for kind in kinds):
        return _texts(values, empty=empty)
    if kinds == {bytes}:
        return [_NULL if v is None else f"\\\\x{v.hex()}" for v in values]
    if kinds == {list}:
        return _lists(values)
    if len(kinds) > 1:
        return [_one(value) for value in values]
    seen: _Seen = {value: _one(value) for value in set(values)}
    return [seen[value] for value in values]


def _texts(values: Sequence[Any], *, empty: bool) -> Sequence[str]:
    filled = [value for value in values if value is not None] if empty else values
    if _SPECIAL.search("".join(filled)):
        return [_one(value) for value in values]
    return [_NULL if value is None else value for value in values] if empty else values


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
