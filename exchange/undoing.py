"""Withdrawing a written run: earlier values from the history, new rows removed.

A row that somebody changed since, or on which other rows hang by now, stays as it is
and is reported.
"""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from __future__ import annotations

from typing import Any

import pghistory
from django.db import connection, models
from django.utils.translation import gettext as _

from exchange.models import ImportRun
from exchange.progress import Tell
from exchange.registry import roster_for
from exchange.roster import Roster, Target
from exchange.staging.fields import quoted
from exchange.staging.matching import pk_column
from exchange.staging.outcome import concrete_fields
from exchange.undo_plan import UndoPlan


def undo(run: ImportRun, tell: Tell) -> dict[str, Any]:
    """Restore what can be restored; returns counts of restored and kept rows."""
    roster = roster_for(run.roster)
    total = run.touched.count()
    affected = roster.affected(run)
    restored = kept = 0
    with pghistory.context(run=run.pk, via="undo", user=run.owner_id):
        roster.before_undo(run)
        for target in _each_model(roster):
            tell(restored, total, _("Withdrawing"))
            done, left = _undo_target(run, target)
            restored += done
            kept += left
        roster.after(run, affected)
    return {"restored": restored, "kept": kept}


def _each_model(roster: Roster) -> list[Target]:
    """Children first. Of targets with the same model one stands for all: a second
    pass would take the withdrawal itself for the run's last write, and turn it back.
    """
    targets = {target.model: target for target in roster.targets}
    return list(targets.values())[::-1]


def _undo_target(run: ImportRun, target: Target) -> tuple[int, int]:
    label = target.model._meta.label_lower
    if not hasattr(target.model, "pgh_event_models"):
        return _undo_links(run, target)
    events = _events(target.model)
    own = {"run": run.pk, "label": label, "mark": str(run.pk)}
    # The last event of a row that nobody touched since is the import's own.
    untouched = (
        f"SELECT r.object_id, r.is_new, e.pgh_id FROM exchange_touchedrow r "
        f"JOIN LATERAL (SELECT * FROM {events} x WHERE x.pgh_obj_id = r.object_id "
        "ORDER BY x.pgh_id DESC LIMIT 1) e ON true "
        "WHERE r.run_id = %(run)s AND r.model = %(label)s "
        "AND e.pgh_context ->> 'run' = %(mark)s AND e.pgh_label <> 'delete'"
    )
    # Those that go first: one that comes back may need the place of a new row. And
    # again, when the rows that came back have let go of them.
    removed = _remove_new(target, untouched, own)
    restored = _restore(target, untouched, own)
    removed += _remove_new(target, untouched, own)
    touched = run.touched.filter(model=label).count()
    done = restored + removed
    return done, touched - done


def _restore(target: Target, untouched: str, own: dict[str, Any]) -> int:
    columns = _event_columns(target.model)
    plan = UndoPlan(
        target.model, _events(target.model), {quoted(name) for name in columns}
    )
    plan.fill(untouched, own)
    tracked = [f for f in concrete_fields(target) if not f.primary_key]
    return plan.restore(
        ", ".join(
            f"{quoted(f.column)} = b.{quoted(f.column)}"
            for f in tracked
            if f.column in columns
        )
    )


def _remove_new(target: Target, untouched: str, own: dict[str, Any]) -> int:
    """Rows that the run has made, with what only follows them."""
    pk = pk_column(target)
    free = " AND ".join(_nothing_hangs_on(target.model)) or "true"
    for table, column, to in _followers(target.model):
        _execute(
            f"DELETE FROM {table} o USING {target.table} t, ({untouched}) u "
            f"WHERE u.is_new AND t.{pk} = u.object_id AND o.{column} = t.{to} "
            f"AND {free}",
            own,
        )
    return _execute(
        f"DELETE FROM {target.table} t USING ({untouched}) u "
        f"WHERE u.is_new AND t.{pk} = u.object_id AND {free}",
        own,
    )


def _undo_links(run: ImportRun, target: Target) -> tuple[int, int]:
    """Rows without a history: those that only link others go if they were new, changed
    ones go back where their model keeps what stood before an import."""
    touched = run.touched.filter(model=target.model._meta.label_lower)
    total = touched.count()
    if target.updates:
        restored = _restore_kept(run, target)
        return restored, total - restored
    new = touched.filter(is_new=True).values("object_id")
    links: models.QuerySet[Any] = models.QuerySet(target.model).filter(pk__in=new)
    deleted, _by_model = links.delete()
    return deleted, total - deleted


def _restore_kept(run: ImportRun, target: Target) -> int:
    """``BEFORE_IMPORT`` names a JSON column: the run, and by column what stood before.
    Whoever changes the row afterwards empties it."""
    name = getattr(target.model, "BEFORE_IMPORT", "")
    if not name:
        return 0
    kept, pk = quoted(name), pk_column(target)
    columns = [
        quoted(field.column)
        for field in concrete_fields(target)
        if not field.primary_key and field.name != name
    ]
    sets = ", ".join(f"{column} = b.{column}" for column in columns)
    return _execute(
        f"UPDATE {target.table} t SET {kept} = NULL, {sets} "
        f"FROM {target.table} o, LATERAL jsonb_populate_record(o, o.{kept}) b "
        f"WHERE o.{pk} = t.{pk} AND o.{kept} ->> 'run' = %(mark)s "
        f"AND o.{pk} IN (SELECT object_id FROM exchange_touchedrow "
        "WHERE run_id = %(run)s AND model = %(label)s)",
        {
            "run": run.pk,
            "mark": str(run.pk),
            "label": target.model._meta.label_lower,
        },
    )


def _nothing_hangs_on(model: type[models.Model]) -> list[str]:
    """Conditions that no row of another table points to the row ``t``, but for those
    that only follow it: a model says by ``FOLLOWS``, about its row ``o``, when it does.
    """
    conditions = []
    for field in _keys_to(model):
        follows = getattr(field.model, "FOLLOWS", "false")
        to = quoted(field.target_field.column)
        conditions.append(
            f"NOT EXISTS (SELECT 1 FROM {field.model._meta.db_table} o "
            f"WHERE o.{quoted(field.column)} = t.{to} AND NOT ({follows}))"
        )
    return conditions


def _followers(model: type[models.Model]) -> list[tuple[str, str, str]]:
    """Table, column and the column it points to, of what goes with a removed row."""
    return [
        (
            field.model._meta.db_table,
            quoted(field.column),
            quoted(field.target_field.column),
        )
        for field in _keys_to(model)
        if hasattr(field.model, "FOLLOWS")
    ]


def _keys_to(model: type[models.Model]) -> list[Any]:
    """Foreign keys of other tables that the database holds; hidden ones too, since most
    keys to an area have no name on its side."""
    relations: list[Any] = [
        field
        for field in model._meta.get_fields(include_hidden=True)
        if field.auto_created and (field.one_to_many or field.one_to_one)
    ]
    keys = [relation.field for relation in relations]
    return [
        key
        for key in keys
        if key.model._meta.managed
        and key.db_constraint
        and not key.model._meta.db_table.endswith("event")
    ]


def _events(model: type[models.Model]) -> str:
    return str(_event_model(model)._meta.db_table)


def _event_columns(model: type[models.Model]) -> set[str]:
    return {field.column for field in _event_model(model)._meta.concrete_fields}


def _event_model(model: type[models.Model]) -> type[models.Model]:
    event: type[models.Model] = next(iter(model.pgh_event_models.values()))  # type: ignore[attr-defined]
    return event


def _execute(sql: str, params: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)
