"""Writing a previewed run into the register, all of it or nothing.

The register may have changed since the preview, so everything is matched and checked
once more inside the writing transaction. Each target is one INSERT … SELECT and one
UPDATE … FROM: COPY into a tracked table would lose who and why.
"""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from __future__ import annotations

import uuid

import pghistory
import pgtrigger
from django.db import transaction
from django.db.models import UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import AccessLog
from accounts.services import log_access
from core import crypto
from exchange.models import ImportRun
from exchange.progress import Tell
from exchange.roster import Target
from exchange.staging import threeway
from exchange.staging.classify import classify
from exchange.staging.fields import Staged, quoted
from exchange.staging.intake import set_counts
from exchange.staging.matching import literal, new_value, pk_column
from exchange.staging.outcome import concrete_fields, insert_value, joined
from exchange.staging.stage import Stage

#: One import writes at a time: two could disagree about the same numbers.
_WRITING_LOCK = 7310403


def apply(
    run: ImportRun, choices: dict[int, str], tell: Tell, *, doubt: bool = False
) -> None:
    """Write the accepted rows. Raises JobStopped when somebody stops it.

    When the history tells that nothing was changed since the preview, its findings
    stand; not so in ``doubt``, after a first try has failed.
    """
    stage = Stage(run)
    stage.execute("SELECT pg_advisory_xact_lock(%s)", [_WRITING_LOCK])
    if stage.roster.admits is not None:
        stage.roster.admits(run.owner, run.context)
    total = run.rows_to_write
    if doubt or stage.based_on_export or stage.seen() != run.context.get("seen"):
        tell(0, total, _("Checking the rows once more"))
        if stage.based_on_export:
            threeway.settle(stage, choices)
        set_counts(run, classify(stage, first=False))
    _leave_out_undecided(stage, choices)
    stage.prepare_planner()
    with pghistory.context(
        run=run.pk, via="import", file=run.file_name, user=run.owner_id
    ):
        _write(stage, tell, total)
        tell(total, total, _("Refreshing summaries"))
        stage.roster.after(run, stage.roster.affected(run))
    run.state, run.applied_at = ImportRun.State.APPLIED, timezone.now()
    run.message = ""
    run.save()
    log_access(
        kind=AccessLog.Kind.IMPORT,
        user=run.owner,
        object_type=run.roster,
        object_ids=[run.pk],
        row_count=run.rows_to_write,
        detail={"file": run.file_name},
    )
    stage.drop()


def _leave_out_undecided(stage: Stage, choices: dict[int, str]) -> None:
    """A conflict without a choice is not written."""
    if not stage.based_on_export:
        return
    decided = list(choices)
    for target in stage.roster.targets:
        stage.execute(
            f"DELETE FROM {stage.writes(target)} WHERE conflict AND shown <> ALL(%s)",
            [decided],
        )


def _write(stage: Stage, tell: Tell, total: int) -> None:
    done = 0
    for target in stage.roster.targets:
        # Updates first: they may give up a place that a new row takes.
        new, changed = _planned(stage, target)
        updated = _update(stage, target) if changed else 0
        inserted = _insert(stage, target) if new else 0
        if (inserted, updated) != (new, changed):
            raise RuntimeError(
                f"{target.name}: {inserted} rows inserted and {updated} updated, "
                f"{new} and {changed} were to be written"
            )
        if target.name == stage.roster.unit:
            done = min(total, inserted + updated)
        tell(done, total, _("Writing"))


def _planned(stage: Stage, target: Target) -> tuple[int, int]:
    """How many rows of a target are new and changed."""
    [(new, changed)] = stage.fetch(
        "SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) "
        f"FROM {stage.writes(target)}"
    )
    return int(new), int(changed)


def _remember(stage: Stage, target: Target, statement: str, *, new: bool) -> int:
    """Write, and in the same statement remember the rows for list and undo; returns
    how many."""
    run, label = literal(stage.run.pk), literal(target.model._meta.label_lower)
    return stage.execute(
        f"WITH written AS ({statement}) "
        "INSERT INTO exchange_touchedrow (run_id, model, object_id, is_new) "
        f"SELECT {run}, {label}, id, {literal(new)} FROM written"
    )


def _insert(stage: Stage, target: Target) -> int:
    numbered = _is_numbered(stage, target)
    if numbered:
        _number(stage, target)
    values = {}
    for field in concrete_fields(target):
        if field.name in target.parents:
            values[field.column] = f"p_{field.name}.id"
        elif not field.primary_key:
            values[field.column] = insert_value(stage, target, field)
        elif numbered:
            values[field.column] = "m.id"
    statement = (
        f"INSERT INTO {target.table} ({', '.join(map(quoted, values))}) "
        f"SELECT {', '.join(values.values())} {joined(stage, target, register=False)} "
        f"JOIN {stage.writes(target)} n ON n.row = s.row WHERE n.is_new "
        f"ORDER BY s.row RETURNING {pk_column(target)} AS id"
    )
    return _remember(stage, target, statement, new=True)


def _is_numbered(stage: Stage, target: Target) -> bool:
    """Whether something has to know which of the new rows is which."""
    return target.traced or any(
        target.name in other.parents.values() for other in stage.roster.targets
    )


def _number(stage: Stage, target: Target) -> None:
    """Give new rows their ids beforehand, so that children can point to them."""
    writes, matches = stage.writes(target), stage.matches(target)
    pk = target.model._meta.pk
    assert pk is not None  # noqa: S101 - for the type checker
    if pk.is_relation:
        parent = stage.roster.target[target.parents[pk.name]]
        numbered = (
            f"SELECT w.row, p.id FROM {writes} w JOIN {stage.main} l ON l.row = w.row "
            f"JOIN {stage.matches(parent)} p ON p.row = l.{stage.link(parent)} "
            "WHERE w.is_new"
        )
    else:
        [(sequence,)] = stage.fetch(
            "SELECT pg_get_serial_sequence(%s, %s)", [target.table, pk.column]
        )
        numbered = (
            f"SELECT row, nextval('{sequence}') FROM (SELECT row FROM {writes} "
            "WHERE is_new ORDER BY row) ordered"
        )
    stage.execute(f"INSERT INTO {matches} (row, id) {numbered}")


def _update(stage: Stage, target: Target) -> int:
    """Changed rows, those first that give up a place which others may take."""
    for staged in stage.updated(target):
        if staged.secret is not None:
            _seal_anew(stage, target, staged)
    sets = [
        f"{quoted(column)} = {new_value(stage, staged, column, blank)}"
        for staged in stage.updated(target)
        for column, _kind, blank in staged.columns
    ]
    sets += [
        f"{quoted(name)} = {stage.filled(sql)}"
        for name, sql in _on_update(target).items()
    ]
    written = 0
    _vacate_exchanged(stage, target)
    for order in _orders(stage, target):
        statement = (
            f"UPDATE {target.table} AS t SET {', '.join(sets)} "
            f"FROM {stage.writes(target)} w JOIN {stage.table(target)} s "
            f"ON s.row = w.row WHERE NOT w.is_new AND t.{pk_column(target)} = w.id "
            f"AND {order} RETURNING t.{pk_column(target)} AS id"
        )
        written += _remember(stage, target, statement, new=False)
    return written


def _vacate_exchanged(stage: Stage, target: Target) -> None:
    """Empty a sealed value that another row of the file takes from its row.

    Two people may exchange their numbers, and a unique index is asked row by row. The
    emptied value never stands: the history tells the update that follows.
    """
    triggers = [f"{target.model._meta.label}:{name}" for name in _triggers(target)]
    for staged in stage.updated(target):
        if staged.secret is None or not _is_unique(target, staged.compared):
            continue
        digest = quoted(staged.compared)
        with pgtrigger.ignore(*triggers):
            stage.execute(
                f"UPDATE {target.table} AS t SET {digest} = NULL "
                f"FROM {stage.writes(target)} w "
                f"JOIN {stage.table(target)} s ON s.row = w.row "
                f"WHERE NOT w.is_new AND t.{pk_column(target)} = w.id "
                f"AND s.{digest} <> t.{digest} "
                f"AND EXISTS (SELECT 1 FROM {stage.writes(target)} v "
                f"JOIN {stage.table(target)} o ON o.row = v.row "
                f"WHERE v.row <> w.row AND o.{digest} = t.{digest})"
            )


def _triggers(target: Target) -> list[str]:
    return [trigger.name for trigger in getattr(target.model._meta, "triggers", ())]


def _is_unique(target: Target, name: str) -> bool:
    return any(
        isinstance(constraint, UniqueConstraint) and constraint.fields == (name,)
        for constraint in target.model._meta.constraints
    )


def _on_update(target: Target) -> dict[str, str]:
    automatic = {
        field.column: "now()"
        for field in concrete_fields(target)
        if getattr(field, "auto_now", False)
    }
    given = {
        target.model._meta.get_field(name).column: sql  # type: ignore[union-attr]
        for name, sql in target.on_update.items()
    }
    return {**automatic, **given}


def _orders(stage: Stage, target: Target) -> list[str]:
    if not target.vacates:
        return ["true"]
    return [f"({target.vacates})", f"({target.vacates}) IS NOT TRUE"]


def _seal_anew(stage: Stage, target: Target, staged: Staged) -> None:
    """A sealed value is bound to its row: bind what is new to the rows it goes to."""
    column, digest = quoted(staged.column), quoted(staged.compared)
    changed = stage.fetch(
        f"SELECT s.row, s.{column}, s.ref, t.ref FROM {stage.table(target)} s "
        f"JOIN {stage.writes(target)} w ON w.row = s.row AND NOT w.is_new "
        f"JOIN {target.table} t ON t.{pk_column(target)} = w.id "
        f"WHERE s.{digest} IS NOT NULL AND s.ref <> t.ref"
    )
    bound = f"{target.table}.{staged.column}"
    if not changed:
        return
    sealed = [_rebound(value, bound, old, new) for _row, value, old, new in changed]
    name = f"{stage.main}_sealed"
    stage.execute(f"DROP TABLE IF EXISTS {name}")
    stage.execute(f"CREATE UNLOGGED TABLE {name} (row integer, value bytea)")
    stage.copy(name, ["row", "value"], [[row for row, *_rest in changed], sealed])
    stage.execute(
        f"UPDATE {stage.table(target)} s SET {column} = n.value FROM {name} n "
        "WHERE n.row = s.row"
    )


def _rebound(value: bytes, column: str, old: uuid.UUID, new: uuid.UUID) -> bytes:
    plain = crypto.decrypt(value, column=column, ref=old)
    return crypto.encrypt(plain, column=column, ref=new)


def run_apply(run_id: int, choices: dict[int, str], tell: Tell) -> ImportRun:
    """The job: does nothing a second time, because the state is part of the writing."""
    with transaction.atomic():
        run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run_id)
        if run.state == ImportRun.State.APPLYING:
            apply(run, choices, tell)
    return run
