"""Three-way comparison for a file that began as an export of ours.

Exported, file and register are compared field by field. What the file left as it was
exported is not written, so newer entries survive; what both changed differently is a
conflict for the user. The exported values are those of the history at the time of the
export. In such a file, and only there, an emptied cell means «clear it».
"""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from __future__ import annotations

from django.db import models

from exchange.roster import Target
from exchange.staging.fields import Staged, quoted
from exchange.staging.matching import literal, pk_column
from exchange.staging.stage import Stage


def conflicts(stage: Stage, target: Target) -> str:
    """Table of (row, field) that file and register changed differently."""
    return f"{stage.main}_{target.name}_k"


def base(stage: Stage, target: Target) -> str:
    """Table of exported values, of rows that the register changed since."""
    return f"{stage.main}_{target.name}_b"


def compare(stage: Stage) -> None:
    """Drop from the staged rows what the file did not change; note the conflicts."""
    for target in stage.roster.targets:
        if not hasattr(target.model, "pgh_event_models"):
            continue
        fields = [f for f in stage.fields(target) if _present(stage, target, f)]
        _make_tables(stage, target)
        if fields and target.updates:
            _clear(stage, target, [f for f in fields if _clears(stage, target, f)])
            _forget_untouched(stage, target, fields)
            _note_conflicts(stage, target, fields)


def _is_column(stage: Stage, target: Target, staged: Staged) -> bool:
    return f"{target.name}.{staged.name}" in stage.present


def _clears(stage: Stage, target: Target, staged: Staged) -> bool:
    """Whether a cell of the file empties the field."""
    by_column = target.clears.get(staged.name) in stage.present
    return by_column or _is_column(stage, target, staged)


def _present(stage: Stage, target: Target, staged: Staged) -> bool:
    return _is_column(stage, target, staged) or staged.name in target.derived


def _make_tables(stage: Stage, target: Target) -> None:
    for table in (base(stage, target), conflicts(stage, target)):
        stage.execute(f"DROP TABLE IF EXISTS {table}")
    events = _event_table(target.model)
    as_of = stage.run.context["export_as_of"]
    stage.execute(
        f"CREATE UNLOGGED TABLE {base(stage, target)} AS "
        f"SELECT m.row AS staged_row, b.* FROM {stage.matches(target)} m "
        f"JOIN LATERAL (SELECT e.* FROM {events} e WHERE e.pgh_obj_id = m.id "
        "AND e.pgh_created_at <= %s ORDER BY e.pgh_id DESC LIMIT 1) b ON true "
        f"WHERE EXISTS (SELECT 1 FROM {events} x WHERE x.pgh_obj_id = m.id "
        "AND x.pgh_created_at > %s)",
        [as_of, as_of],
    )
    stage.execute(
        f"CREATE UNLOGGED TABLE {conflicts(stage, target)} (row integer, field text)"
    )


def _event_table(model: type[models.Model]) -> str:
    events = next(iter(model.pgh_event_models.values()))  # type: ignore[attr-defined]
    return str(events._meta.db_table)


def _clear(stage: Stage, target: Target, fields: list[Staged]) -> None:
    """Note the fields that were filled when exported and are empty in the file."""
    cases = []
    for staged in fields:
        column = stage.roster.column.get(f"{target.name}.{staged.name}")
        if staged.required or (column is not None and column.required):
            continue
        compared = quoted(staged.compared)
        empty = f"s.{compared} IS NULL"
        if staged.secret is not None:
            empty += f" AND s.{quoted(staged.column + '_mask')} IS NULL"
        was = f"CASE WHEN b.staged_row IS NULL THEN t.{compared} ELSE b.{compared} END"
        cases.append(f"CASE WHEN {empty} AND {_filled(staged, was)} "
                     f"THEN {literal(staged.name)} END")  # fmt: skip
    if cases:
        stage.execute(
            f"UPDATE {stage.table(target)} z SET clear = f.clear FROM ("
            f"SELECT s.row, array_remove(ARRAY[{', '.join(cases)}]::text[], NULL) "
            f"AS clear FROM {stage.table(target)} s "
            f"JOIN {stage.matches(target)} m ON m.row = s.row "
            f"JOIN {target.table} t ON t.{pk_column(target)} = m.id "
            f"LEFT JOIN {base(stage, target)} b ON b.staged_row = s.row) f "
            "WHERE f.row = z.row AND cardinality(f.clear) > 0"
        )


def _filled(staged: Staged, value: str) -> str:
    if staged.secret is not None or staged.blank == "NULL":
        return f"({value}) IS NOT NULL"
    return f"({value}) IS DISTINCT FROM {staged.blank}"


def _forget_untouched(stage: Stage, target: Target, fields: list[Staged]) -> None:
    """Empty the cells that are as they were exported."""
    sets = []
    for staged in fields:
        compared = quoted(staged.compared)
        same = f"z.{compared} IS NOT DISTINCT FROM b.{compared}"
        if staged.secret is not None:
            mask = quoted(f"{staged.column}_mask")
            same = f"({same} OR (z.{compared} IS NULL AND z.{mask} = b.{mask}))"
        for name, _kind, _blank in staged.columns:
            sets.append(f"{quoted(name)} = CASE WHEN {same} THEN NULL "
                        f"ELSE z.{quoted(name)} END")  # fmt: skip
    if sets:
        stage.execute(
            f"UPDATE {stage.table(target)} z SET {', '.join(sets)} "
            f"FROM {base(stage, target)} b WHERE b.staged_row = z.row"
        )


def _note_conflicts(stage: Stage, target: Target, fields: list[Staged]) -> None:
    for staged in fields:
        column = quoted(staged.compared)
        touched = (
            f"((s.{column} IS NOT NULL AND s.{column} IS DISTINCT FROM t.{column}) "
            f"OR ({literal(staged.name)} = ANY(s.clear) "
            f"AND {_filled(staged, 't.' + column)}))"
        )
        stage.execute(
            f"INSERT INTO {conflicts(stage, target)} "
            f"SELECT s.row, {literal(staged.name)} FROM {stage.table(target)} s "
            f"JOIN {base(stage, target)} b ON b.staged_row = s.row "
            f"JOIN {stage.matches(target)} m ON m.row = s.row "
            f"JOIN {target.table} t ON t.{pk_column(target)} = m.id "
            f"WHERE b.{column} IS DISTINCT FROM t.{column} AND {touched}"
        )


def settle(stage: Stage, choices: dict[int, str]) -> None:
    """At the writing: ``theirs`` gives the register's side in the disputed fields."""
    theirs = [row for row, choice in choices.items() if choice == "theirs"]
    for target in stage.roster.targets:
        if not hasattr(target.model, "pgh_event_models"):
            continue
        disputed = stage.fetch(
            f"SELECT DISTINCT k.row, k.field FROM {conflicts(stage, target)} k "
            f"JOIN {stage.main} l ON l.{stage.link(target)} = k.row "
            "WHERE l.row = ANY(%s)",
            [theirs],
        )
        by_name = {staged.name: staged for staged in stage.fields(target)}
        for row, name in disputed:
            sets = ", ".join(
                f"{quoted(c)} = NULL" for c, _k, _b in by_name[name].columns
            )
            stage.execute(
                f"UPDATE {stage.table(target)} SET {sets}, "
                "clear = array_remove(clear, %s) WHERE row = %s",
                [name, row],
            )
