"""What each row of the file would do: new, changed, unchanged, conflict or refused."""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from __future__ import annotations

from exchange.roster import Target
from exchange.staging import threeway
from exchange.staging.checks import check_all
from exchange.staging.matching import differs, match_all
from exchange.staging.outcome import joined, still_good
from exchange.staging.stage import Stage


def classify(stage: Stage, *, first: bool = True) -> dict[str, int]:
    """Match, compare, check and count. ``first`` is False at the check before writing,
    when the comparison with the export has been made."""
    stage.prepare_planner()
    match_all(stage, first=first)
    if stage.based_on_export and first:
        threeway.compare(stage)
    check_all(stage)
    for target in stage.roster.targets:
        _list_writes(stage, target)
    _set_states(stage)
    return count(stage)


def count(stage: Stage) -> dict[str, int]:
    rows = stage.fetch(f"SELECT state, count(*) FROM {stage.main} GROUP BY state")
    return {str(state): int(number) for state, number in rows}


def _list_writes(stage: Stage, target: Target) -> None:
    table = stage.writes(target)
    conflict = "false"
    if stage.based_on_export and hasattr(target.model, "pgh_event_models"):
        conflict = (
            f"EXISTS (SELECT 1 FROM {threeway.conflicts(stage, target)} k "
            "WHERE k.row = s.row)"
        )
    shown = "s.row"
    if target.repeats:
        shown = (
            f"(SELECT min(g.row) FROM {stage.main} g "
            f"WHERE g.{stage.link(target)} = s.row AND NOT g.bad)"
        )
    stage.execute(f"DROP TABLE IF EXISTS {table}")
    stage.execute(
        f"CREATE UNLOGGED TABLE {table} AS "
        f"SELECT s.row, m.id, m.id IS NULL AS is_new, {conflict} AS conflict, "
        f"{shown} AS shown {joined(stage, target)} "
        f"WHERE {still_good(stage, target)} AND ({_to_write(stage, target)})"
    )
    if target.repeats:
        stage.execute(f"CREATE INDEX ON {table} (row)")


def _to_write(stage: Stage, target: Target) -> str:
    wanted = []
    if target.creates:
        wanted.append("m.id IS NULL")
    if target.updates:
        wanted.append(f"(m.id IS NOT NULL AND ({differs(stage, target)}))")
    return " OR ".join(wanted) or "false"


def _set_states(stage: Stage) -> None:
    parts = []
    for target in stage.roster.targets:
        new = "1" if target.name == stage.roster.unit else "0"
        parts.append(
            "SELECT shown AS row, CASE WHEN conflict THEN 2 "
            f"WHEN is_new THEN {new} ELSE 0 END AS rank FROM {stage.writes(target)}"
        )
    stage.execute(
        f"UPDATE {stage.main} AS m SET state = f.state FROM ("
        "SELECT l.row, CASE max(w.rank) WHEN 2 THEN 'conflict' WHEN 1 THEN 'new' "
        "WHEN 0 THEN 'changed' ELSE 'unchanged' END AS state "
        f"FROM {stage.main} l LEFT JOIN ({' UNION ALL '.join(parts)}) w "
        "ON w.row = l.row WHERE NOT l.bad GROUP BY l.row) f "
        "WHERE f.row = m.row AND m.state <> f.state"
    )
