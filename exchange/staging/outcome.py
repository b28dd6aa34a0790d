"""The rows as they would stand in the register, for constraints to be asked of them."""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from __future__ import annotations

from typing import Any

from django.db import connection

from exchange.roster import Target
from exchange.staging.fields import Staged, default_of, quoted
from exchange.staging.matching import literal, new_value, pk_column
from exchange.staging.stage import Stage


def outcome(stage: Stage, target: Target, *, extra: str = "") -> str:
    """A SELECT of (row, every column of the model) after the import, and ``extra``.

    Rows of which every line of the file is refused are left out; a parent that is yet
    to be inserted stands as the negative of its staged row.
    """
    columns = [f"{_outcome_of(stage, target, field)} AS {quoted(field.column)}"
               for field in concrete_fields(target)]  # fmt: skip
    return (
        f"SELECT s.row, {', '.join(columns)}{extra} {joined(stage, target)} "
        f"WHERE {still_good(stage, target)}"
    )


def joined(stage: Stage, target: Target, *, register: bool = True) -> str:
    """FROM: staged row s, its file row l, match m, register row t, parents p_*.

    Without ``register`` for new rows, of which there is no t.
    """
    own = f"LEFT JOIN {target.table} t ON t.{pk_column(target)} = m.id "
    parents = " ".join(
        f"LEFT JOIN {stage.matches(parent)} p_{name} "
        f"ON p_{name}.row = l.{stage.link(parent)}"
        for name, parent in _parents(stage, target)
    )
    return (
        f"FROM {stage.table(target)} s "
        f"JOIN {stage.main} l ON l.row = s.row "
        f"LEFT JOIN {stage.matches(target)} m ON m.row = s.row "
        f"{own if register else ''}{parents}"
    )


def still_good(stage: Stage, target: Target) -> str:
    """Some line of the file that speaks of the staged row is not refused."""
    if not target.repeats:
        return "NOT l.bad"
    return (
        f"EXISTS (SELECT 1 FROM {stage.main} g "
        f"WHERE g.{stage.link(target)} = s.row AND NOT g.bad)"
    )


def concrete_fields(target: Target) -> list[Any]:
    """Columns that can be written."""
    return [
        field
        for field in target.model._meta.concrete_fields
        if not getattr(field, "generated", False)
    ]


def _parents(stage: Stage, target: Target) -> list[tuple[str, Target]]:
    return [(name, stage.roster.target[up]) for name, up in target.parents.items()]


def _outcome_of(stage: Stage, target: Target, field: Any) -> str:
    column = quoted(field.column)
    if field.name in target.parents:
        parent = stage.roster.target[target.parents[field.name]]
        return f"coalesce(p_{field.name}.id, -l.{stage.link(parent)})"
    if field.primary_key:
        return "m.id"
    insert = insert_value(stage, target, field)
    staged = staged_columns(stage, target).get(field.column)
    if staged is not None and staged[0].name not in target.fixed:
        update = new_value(stage, staged[0], field.column, staged[1])
        return f"CASE WHEN m.id IS NULL THEN {insert} ELSE {update} END"
    return f"CASE WHEN m.id IS NULL THEN {insert} ELSE t.{column} END"


def insert_value(stage: Stage, target: Target, field: Any) -> str:
    """SQL of a column of a new row; parents and keys are the caller's."""
    if field.name in target.constants:
        return literal(stage.constants(target)[field.name])
    if field.name == "ref" and target.secrets:
        return "s.ref"
    default = stage.filled(target.on_insert.get(field.name, default_of(field)))
    staged = staged_columns(stage, target).get(field.column)
    if staged is None:
        return cast(default, field)
    if default == "NULL":
        return f"s.{quoted(field.column)}"
    return f"coalesce(s.{quoted(field.column)}, {default})"


def cast(expression: str, field: Any) -> str:
    """NULL alone has no type that a constraint could compare."""
    if expression != "NULL":
        return expression
    return f"NULL::{field.db_type(connection) or 'bigint'}"


def staged_columns(stage: Stage, target: Target) -> dict[str, tuple[Staged, str]]:
    """Column → (value it belongs to, what it is when emptied)."""
    key = f"columns of {target.name}"
    if key not in stage.cache:
        stage.cache[key] = {
            name: (staged, blank)
            for staged in stage.fields(target)
            for name, _kind, blank in staged.columns
        }
    found: dict[str, tuple[Staged, str]] = stage.cache[key]
    return found
