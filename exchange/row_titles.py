"""What a row of a file is called in its preview, from the paths of ``Roster.title``."""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from __future__ import annotations

import re
from collections.abc import Sequence

from exchange.roster import Target
from exchange.staging.fields import quoted
from exchange.staging.matching import pk_column
from exchange.staging.stage import Stage

#: ``alias.column`` in the SQL of a column's source.
_READ = re.compile(r"\b([a-z_]+)\.([a-z_]+)\b")


def titles_of(stage: Stage, numbers: Sequence[int]) -> dict[int, str]:
    """Title by row number; codes by their words, nothing for what is unknown."""
    joins: dict[str, str] = {}
    parts, words = [], []
    for path in stage.roster.title:
        parts.append(_part(stage, path, joins))
        words.append(_words(stage, path))
    if not parts:
        return {}
    rows = stage.fetch(
        f"SELECT l.row, {', '.join(f'({part})::text' for part in parts)} "
        f"FROM {stage.main} l {' '.join(joins.values())} WHERE l.row = ANY(%s)",
        [list(numbers)],
    )
    return {
        number: " ".join(
            named.get(value, value)
            for named, value in zip(words, values, strict=True)
            if value
        )
        for number, *values in rows
    }


def _words(stage: Stage, path: str) -> dict[str, str]:
    """The words of a code list, by code."""
    target, _, name = path.partition(".")
    if not name:
        return {}
    field = stage.roster.target[target].model._meta.get_field(name)
    return {str(key): str(label) for key, label in getattr(field, "flatchoices", ())}


def _part(stage: Stage, path: str, joins: dict[str, str]) -> str:
    """SQL of a path; the tables that it reads are added to ``joins``."""
    target, _, name = path.partition(".")
    if name:
        alias = f"staged_{target}"
        joins[alias] = _staged(stage, stage.roster.target[target], alias)
        return f"{alias}.{quoted(name)}"
    source = stage.filled(stage.roster.column[path].source) or "NULL"
    read: dict[str, set[str]] = {}
    for alias, column in _READ.findall(source):
        if alias in stage.roster.target:
            read.setdefault(alias, set()).add(column)
    for alias, columns in read.items():
        if alias not in joins:
            joins[alias] = _read(stage, stage.roster.target[alias], columns)
    return source


def _read(stage: Stage, target: Target, columns: set[str]) -> str:
    """What the file says of a thing that it may create, else what the register says."""
    if target.creates and columns <= {name for name, _type in stage.columns(target)}:
        return _staged(stage, target, target.name)
    found = f"found_{target.name}"
    return (
        f"LEFT JOIN {stage.matches(target)} {found} "
        f"ON {found}.row = l.{stage.link(target)} "
        f"LEFT JOIN {target.table} {target.name} "
        f"ON {target.name}.{pk_column(target)} = {found}.id"
    )


def _staged(stage: Stage, target: Target, alias: str) -> str:
    return (
        f"LEFT JOIN {stage.table(target)} {alias} "
        f"ON {alias}.row = l.{stage.link(target)}"
    )
