"""Which register row a row of the file speaks of, and what it would change."""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from __future__ import annotations

from typing import Any

from exchange.roster import Match, Target
from exchange.staging.fields import Staged, column_of, quoted, staged_field
from exchange.staging.stage import Stage


def match_all(stage: Stage, *, first: bool = True) -> None:
    """Find the register rows of every target; parents come before children.

    Before the writing what was found stays found, unless it is gone: the comparison
    with an export has emptied the cells that it was found by.
    """
    for target in stage.roster.targets:
        table = stage.matches(target)
        if first:
            stage.execute(f"DROP TABLE IF EXISTS {table}")
            stage.execute(
                f"CREATE UNLOGGED TABLE {table} "
                "(row integer PRIMARY KEY, id bigint NOT NULL)"
            )
        else:
            stage.execute(
                f"DELETE FROM {table} m WHERE NOT EXISTS (SELECT 1 "
                f"FROM {target.table} t WHERE t.{pk_column(target)} = m.id)"
            )
        for match in target.matches:
            _match(stage, target, match)
        stage.execute(f"ANALYZE {table}")
        for name in target.adopts:
            _adopt(stage, target, quoted(name))


def _adopt(stage: Stage, target: Target, column: str) -> None:
    """A month tells less than the day on record and does not replace it."""
    stage.execute(
        f"UPDATE {stage.table(target)} s SET {column} = t.{column} "
        f"FROM {stage.matches(target)} m JOIN {target.table} t "
        f"ON t.{pk_column(target)} = m.id WHERE m.row = s.row "
        f"AND extract(day FROM s.{column}) = 1 AND s.{column} <> t.{column} "
        f"AND date_trunc('month', s.{column}) = date_trunc('month', t.{column})"
    )


def _match(stage: Stage, target: Target, match: Match) -> None:
    conditions, joins = [], ""
    for name in match.fields:
        condition, join = _condition(stage, target, name)
        conditions.append(condition)
        joins += join
    for name, value in stage.constants(target).items():
        conditions.append(f"t.{quoted(name)} = {literal(value)}")
    if match.where:
        conditions.append(stage.filled(match.where))
    if match.single:
        conditions.append(_alone(target, match))
    pk = pk_column(target)
    stage.execute(
        f"""
        INSERT INTO {stage.matches(target)} (row, id)
        SELECT DISTINCT ON (s.row) s.row, t.{pk}
        FROM {stage.table(target)} s {joins}
        JOIN {target.table} t ON {" AND ".join(conditions)}
        WHERE NOT EXISTS (
            SELECT 1 FROM {stage.matches(target)} known WHERE known.row = s.row)
        ORDER BY s.row, t.{pk} DESC
        """
    )


def _condition(stage: Stage, target: Target, name: str) -> tuple[str, str]:
    """SQL that compares one field of a match, and the join it needs."""
    if name in target.parents:
        parent = stage.roster.target[target.parents[name]]
        column = column_of(target.model, name)
        # A staged row is named after the first of the file's rows that speaks of it.
        join = (
            f"JOIN {stage.main} l_{name} ON l_{name}.row = s.row "
            f"JOIN {stage.matches(parent)} p_{name} "
            f"ON p_{name}.row = l_{name}.{stage.link(parent)} "
        )
        return f"t.{column} = p_{name}.id", join
    tolerant = name.endswith("?")
    staged = staged_field(target, name.rstrip("?"))
    column = quoted(staged.compared)
    if tolerant and staged.blank == "''":
        return f"t.{column} = coalesce(s.{column}, '')", ""
    if tolerant:
        return f"t.{column} IS NOT DISTINCT FROM s.{column}", ""
    return f"t.{column} = s.{column}", ""


def _alone(target: Target, match: Match) -> str:
    """The register has no second row with the same values."""
    columns = [column_of(target.model, name.rstrip("?")) for name in match.fields]
    same = " AND ".join(f"o.{column} = t.{column}" for column in columns)
    pk = pk_column(target)
    where = f" AND {match.where.replace('t.', 'o.')}" if match.where else ""
    return (
        f"NOT EXISTS (SELECT 1 FROM {target.table} o "
        f"WHERE {same} AND o.{pk} <> t.{pk}{where})"
    )


def pk_column(target: Target) -> str:
    pk = target.model._meta.pk
    assert pk is not None  # noqa: S101 - for the type checker
    return quoted(pk.column)


def literal(value: Any) -> str:
    """A constant of a declaration as SQL."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = str(value).replace("'", "''")
    return f"'{text}'"


def new_value(stage: Stage, staged: Staged, column: str, blank: str) -> str:
    """SQL of a column after an update; a blank cell keeps what the register has."""
    name = quoted(column)
    if staged.secret is not None:
        digest = quoted(staged.compared)
        value = f"CASE WHEN s.{digest} IS NULL THEN t.{name} ELSE s.{name} END"
    else:
        value = f"coalesce(s.{name}, t.{name})"
    if stage.based_on_export:
        cleared = literal(staged.name)
        value = f"CASE WHEN {cleared} = ANY(s.clear) THEN {blank} ELSE {value} END"
    return value


def differs(stage: Stage, target: Target) -> str:
    """SQL: the staged row ``s`` would change the register row ``t``."""
    conditions = []
    for staged in stage.updated(target):
        column = quoted(staged.compared)
        conditions.append(
            f"(s.{column} IS NOT NULL AND s.{column} IS DISTINCT FROM t.{column})"
        )
    if stage.based_on_export:
        conditions.append("cardinality(s.clear) > 0")
    return " OR ".join(conditions) or "false"
