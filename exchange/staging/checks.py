"""What can only be judged over the whole file and the register: set-based, in SQL."""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection, models
from django.db.models import CheckConstraint, UniqueConstraint
from django.utils.translation import gettext as _

from exchange.roster import Target
from exchange.staging.fields import column_of, quoted
from exchange.staging.jumps import note_jumps
from exchange.staging.matching import pk_column
from exchange.staging.outcome import outcome
from exchange.staging.stage import Stage


def check_all(stage: Stage) -> None:
    """Refuse every row that could not be written, each with its reason."""
    for target in stage.roster.targets:
        _outside(stage, target)
        _missing(stage, target)
        if not target.repeats:
            _twice(stage, target)
    stage.roster.check(stage)
    for target in stage.roster.targets:
        if target.creates or target.updates:
            _row_by_row(stage, target)
            for constraint in target.model._meta.constraints:
                if isinstance(constraint, UniqueConstraint):
                    _not_unique(stage, target, constraint)
    stage.roster.last_check(stage)
    note_jumps(stage)


def _row_by_row(stage: Stage, target: Target) -> None:
    """What one row tells by itself, in one pass over the target."""
    extra = [*_masked(stage, target), *_incomplete(stage, target)]
    columns = "".join(f", {sql} AS _{n}" for n, (sql, *_rest) in enumerate(extra))
    conditions = [f"v._{n}" for n in range(len(extra))]
    problems = [(message, field) for _sql, message, field in extra]
    for constraint in target.model._meta.constraints:
        names = _names_in(getattr(constraint, "condition", None))
        if isinstance(constraint, CheckConstraint) and _concerned(stage, target, names):
            conditions.append(f"({_sql(constraint, target)}) IS FALSE")
            field = _first_staged(stage, target, names)
            problems.append((str(constraint.violation_error_message), field))
    if not conditions:
        return
    listed = ", ".join(
        f"CASE WHEN {condition} THEN {n} END"
        for n, condition in enumerate(conditions, 1)
    )
    # Asked twice of a bad row: most are good, and to take a row apart is what costs.
    stage.refuse_each(
        target,
        f"SELECT v.row, p.n FROM ({outcome(stage, target, extra=columns)}) v, "
        f"LATERAL unnest(ARRAY[{listed}]) AS p (n) "
        f"WHERE ({' OR '.join(conditions)}) AND p.n IS NOT NULL",
        problems,
    )


def _outside(stage: Stage, target: Target) -> None:
    """The number belongs to a row outside the owner's area."""
    if not target.area:
        return
    area = column_of(target.model, target.area)
    message = stage.outside_message() if target.creates else _not_found()
    stage.refuse(
        target,
        f"SELECT m.row, NULL::text FROM {stage.matches(target)} m "
        f"JOIN {target.table} t ON t.{pk_column(target)} = m.id "
        f"WHERE t.{area} NOT BETWEEN %s AND %s",
        [stage.low, stage.high],
        message=message,
        field=target.matches[0].fields[-1],
    )


def _missing(stage: Stage, target: Target) -> None:
    if target.creates:
        return
    stage.refuse(
        target,
        f"SELECT s.row, NULL::text FROM {stage.table(target)} s "
        f"WHERE NOT EXISTS (SELECT 1 FROM {stage.matches(target)} m "
        "WHERE m.row = s.row)",
        message=_not_found(),
        field=target.matches[0].fields[-1],
    )


def _not_found() -> str:
    return _("There is no such number in your area.")


def _twice(stage: Stage, target: Target) -> None:
    """Two lines of the file speak of the same register row."""
    stage.refuse(
        target,
        f"SELECT row, first::text FROM (SELECT m.row, "
        f"min(m.row) OVER (PARTITION BY m.id) AS first "
        f"FROM {stage.matches(target)} m JOIN {stage.main} l ON l.row = m.row "
        "WHERE NOT l.bad) found WHERE row <> first",
        message=_("The same as row {}."),
        field=target.matches[0].fields[-1],
    )


def _masked(stage: Stage, target: Target) -> Iterator[tuple[str, str, str]]:
    """A masked number is taken for «unchanged», so it must be the one on record."""
    message = _("The number is masked and is not the one on record. Enter it in full.")
    for staged in stage.fields(target):
        if staged.secret is not None:
            digest, mask = quoted(staged.compared), quoted(f"{staged.column}_mask")
            sql = (
                f"s.{digest} IS NULL AND s.{mask} IS NOT NULL "
                f"AND s.{mask} IS DISTINCT FROM t.{mask}"
            )
            yield sql, message, staged.name


def _incomplete(stage: Stage, target: Target) -> Iterator[tuple[str, str, str]]:
    """A new row lacks what a change may leave out."""
    if not target.creates:
        return
    for staged in stage.fields(target):
        if staged.required and staged.name not in target.on_insert:
            heading = _heading(stage, target, staged.name)
            message = _("Must be filled in for a new entry: %(what)s")
            sql = f"m.id IS NULL AND s.{quoted(staged.compared)} IS NULL"
            yield sql, message % {"what": heading}, staged.name


def _heading(stage: Stage, target: Target, name: str) -> str:
    column = stage.roster.column.get(f"{target.name}.{name}")
    if column is not None:
        return column.heading
    field: Any = target.model._meta.get_field(name)
    return str(field.verbose_name)


def _not_unique(stage: Stage, target: Target, constraint: UniqueConstraint) -> None:
    if not constraint.fields or not _concerned(stage, target, set(constraint.fields)):
        return
    columns = [column_of(target.model, name) for name in constraint.fields]
    condition = _sql(constraint, target) or "true"
    rows = f"(SELECT * FROM ({outcome(stage, target)}) o WHERE {condition})"
    operator = "=" if constraint.nulls_distinct is not False else "IS NOT DISTINCT FROM"
    filled = " AND ".join(f"v.{column} IS NOT NULL" for column in columns)
    message = str(constraint.violation_error_message)
    field = _first_staged(stage, target, set(constraint.fields), last=True)
    stage.refuse(
        target,
        f"SELECT row, first::text FROM (SELECT unnest(rows) AS row, first FROM ("
        f"SELECT array_agg(v.row) AS rows, min(v.row) AS first FROM {rows} v "
        f"WHERE {filled if operator == '=' else 'true'} "
        f"GROUP BY {', '.join('v.' + column for column in columns)} "
        "HAVING count(*) > 1) same) found WHERE row <> first",
        message=_("%(reason)s (the same as row {})") % {"reason": message},
        field=field,
    )
    same = " AND ".join(f"o.{column} {operator} v.{column}" for column in columns)
    pk = pk_column(target)
    stage.refuse(
        target,
        f"SELECT DISTINCT v.row, NULL::text FROM {rows} v "
        f"JOIN (SELECT * FROM {target.table} WHERE {condition}) o ON {same} "
        f"WHERE o.{pk} IS DISTINCT FROM v.{pk} "
        f"AND NOT EXISTS (SELECT 1 FROM {stage.matches(target)} k "
        f"JOIN {stage.main} b ON b.row = k.row AND NOT b.bad WHERE k.id = o.{pk})",
        message=message,
        field=field,
    )


def _sql(constraint: CheckConstraint | UniqueConstraint, target: Target) -> str:
    """The constraint's condition as the database itself states it."""
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        if isinstance(constraint, CheckConstraint):
            return str(constraint._get_check_sql(target.model, editor))  # type: ignore[attr-defined]  # noqa: SLF001
        sql = constraint._get_condition_sql(target.model, editor)  # type: ignore[attr-defined]  # noqa: SLF001
        return str(sql) if sql else ""


def _names_in(condition: Any) -> set[str]:
    """Fields that a condition speaks of."""
    names: set[str] = set()
    for node in condition.flatten() if hasattr(condition, "flatten") else ():
        if isinstance(node, models.Q):
            names |= _names_of(node)
        elif isinstance(node, models.F):
            names.add(node.name.split("__")[0])
    return names


def _names_of(node: models.Q) -> set[str]:
    names: set[str] = set()
    for child in node.children:
        if isinstance(child, models.Q):
            names |= _names_of(child)
        elif isinstance(child, tuple):
            names.add(child[0].split("__")[0])
    return names


def _concerned(stage: Stage, target: Target, names: set[str]) -> bool:
    """Whether the import can change anything that the constraint speaks of."""
    mine = {staged.name for staged in stage.fields(target)}
    mine |= {f"{staged.name}_digest" for staged in stage.fields(target)}
    mine |= set(target.constants) | set(target.on_insert)
    if names <= set(target.parents):
        return bool(names) and target.creates
    return bool(names & mine)


def _first_staged(
    stage: Stage, target: Target, names: set[str], *, last: bool = False
) -> str:
    """The field whose cell is shown as the place of a problem."""
    paths = [
        column.name
        for column in stage.roster.columns_of(target.name)
        if column.name in names or f"{column.name}_digest" in names
    ]
    if not paths:
        return ""
    return paths[-1] if last else paths[0]
