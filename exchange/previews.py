"""What a preview shows: rows of a kind with old and new values, problems by kind."""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from exchange.models import ImportRun
from exchange.roster import Column, Target
from exchange.row_titles import titles_of
from exchange.staging import threeway
from exchange.staging.fields import Staged, quoted
from exchange.staging.matching import pk_column
from exchange.staging.stage import Stage


@dataclass(frozen=True, slots=True)
class Change:
    """One cell of a preview; values as they are shown, sensitive ones masked."""

    heading: str
    old: str
    new: str
    #: What the file began as, where the register changed since (conflicts only).
    exported: str = ""


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row of the file, by its number in Excel, and what it would do."""

    row: int
    title: str
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class ErrorGroup:
    """Refused rows with the same problem; ``rows`` holds the first few numbers."""

    message: str
    count: int
    rows: list[int]


def rows_of(run: ImportRun, kind: str, after: int, limit: int) -> list[PreviewRow]:
    """Rows of a kind behind Excel row ``after``; none once the run is written."""
    stage = Stage(run)
    if not stage.exists:
        return []
    found = stage.fetch(
        f"SELECT row FROM {stage.main} WHERE state = %s AND row > %s "
        "ORDER BY row LIMIT %s",
        [kind, after, limit],
    )
    numbers = [row[0] for row in found]
    changes: dict[int, list[Change]] = {number: [] for number in numbers}
    if kind != "unchanged":
        for target in stage.roster.targets:
            _add_changes(stage, target, changes, kind)
    titles = titles_of(stage, numbers)
    return [PreviewRow(n, titles.get(n, ""), changes[n]) for n in numbers]


def _add_changes(
    stage: Stage, target: Target, changes: dict[int, list[Change]], kind: str
) -> None:
    fields = _shown_fields(stage, target)
    if not fields:
        return
    columns = ", ".join(
        f"s.{quoted(c)}, t.{quoted(c)}" for _column, s in fields for c in _read(s)
    )
    cleared = "coalesce(s.clear, '{}')" if stage.based_on_export else "'{}'::text[]"
    has_base = stage.based_on_export and kind == "conflict"
    exported = "to_jsonb(b)" if has_base else "NULL::jsonb"
    base = (
        f"LEFT JOIN {threeway.base(stage, target)} b ON b.staged_row = s.row"
        if has_base
        else ""
    )
    rows = stage.fetch(
        f"SELECT w.shown, w.is_new, {cleared}, {exported}, {columns} "
        f"FROM {stage.writes(target)} w JOIN {stage.table(target)} s ON s.row = w.row "
        f"LEFT JOIN {target.table} t ON t.{pk_column(target)} = w.id "
        f"AND NOT w.is_new {base} WHERE w.shown = ANY(%s)",
        [list(changes)],
    )
    for shown, _is_new, clear, was, *values in rows:
        # Django's cursor hands jsonb over as text.
        base_row = json.loads(was) if was else None
        changes[shown] += _changes(stage, fields, list(values), set(clear), base_row)


def _shown_fields(stage: Stage, target: Target) -> list[tuple[Column | None, Staged]]:
    columns = {c.name: c for c in stage.roster.columns_of(target.name)}
    return [
        (columns.get(staged.name), staged)
        for staged in stage.updated(target)
        if staged.name in columns or staged.name in {"risks", "measures", "village"}
    ]


def _read(staged: Staged) -> list[str]:
    if staged.secret is None:
        return [staged.column]
    return [staged.compared, f"{staged.column}_mask"]


def _changes(
    stage: Stage,
    fields: list[tuple[Column | None, Staged]],
    values: list[Any],
    clear: set[str],
    was: dict[str, Any] | None,
) -> list[Change]:
    found = []
    for column, staged in fields:
        width = len(_read(staged))
        pairs, values = values[: 2 * width], values[2 * width :]
        new, old = pairs[0], pairs[1]
        if (new is None or new == old) and staged.name not in clear:
            continue
        shown_new, shown_old = (pairs[2], pairs[3]) if width > 1 else (new, old)
        exported = ""
        if was:
            name = f"{staged.column}_mask" if width > 1 else staged.column
            exported = _show(stage, column, staged, was.get(name))
        found.append(
            Change(
                heading=_heading(stage, column, staged),
                old=_show(stage, column, staged, shown_old),
                new=""
                if staged.name in clear
                else _show(stage, column, staged, shown_new),
                exported=exported,
            )
        )
    return found


def _heading(stage: Stage, column: Column | None, staged: Staged) -> str:
    if column is not None:
        return column.heading
    return stage.roster.derived_headings.get(staged.name, staged.name)


def _show(stage: Stage, column: Column | None, staged: Staged, value: Any) -> str:
    if value is None or value == "":
        return ""
    if staged.secret is not None:
        return str(value)
    cell = stage.roster.derived_cells.get(staged.name) if column is None else None
    if column is not None:
        cell = stage.roster.cell(column)
    return cell.shown(value) if cell is not None else str(value)


def error_groups(run: ImportRun) -> list[ErrorGroup]:
    """Problems that refused rows, the most frequent first."""
    groups: dict[str, list[int]] = {}
    errors = run.errors.filter(is_warning=False).order_by("row")
    for message, row in errors.values_list("message", "row"):
        groups.setdefault(message, []).append(row)
    counted = [ErrorGroup(m, len(set(r)), r[:10]) for m, r in groups.items()]
    return sorted(counted, key=lambda group: -group.count)
