"""Which rows of a model go back to what they were before a run, and in what order.

A unique index is asked row by row: two people who exchanged their numbers cannot both
take the old one in one step, a former head is head again only when the new one is not.
And somebody may have taken the place of a row since; then the row stays as it is.
"""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pgtrigger
from django.db import connection, models
from django.db.models import UniqueConstraint

from exchange.staging.fields import quoted

#: Rows to restore, each with the event that tells its earlier values.
_PLAN = "exchange_undo_plan"


@dataclass(frozen=True, slots=True)
class _Unique:
    """A unique constraint: its columns, and the rows among which it holds."""

    columns: tuple[str, ...]
    condition: str
    nulls_differ: bool

    def same(self, left: str, right: str) -> str:
        operator = "=" if self.nulls_differ else "IS NOT DISTINCT FROM"
        return " AND ".join(f"{left}.{c} {operator} {right}.{c}" for c in self.columns)


class UndoPlan:
    """The rows of one model, of which ``untouched`` selects (object_id, is_new,
    pgh_id) with parameters; ``events`` is the table of its history."""

    def __init__(
        self, model: type[models.Model], events: str, columns: set[str]
    ) -> None:
        self.model, self.events = model, events
        self.table = model._meta.db_table
        pk: Any = model._meta.pk
        self.pk = quoted(pk.column)
        self.uniques = [
            unique for unique in _uniques(model) if set(unique.columns) <= columns
        ]
        #: The earlier values of every row to restore.
        self._earlier = (
            f"(SELECT p.object_id, e.* FROM {_PLAN} p "
            f"JOIN {events} e ON e.pgh_id = p.event_id)"
        )

    def fill(self, untouched: str, params: dict[str, Any]) -> None:
        """List the rows, without those whose place is taken by now."""
        _execute(
            f"CREATE TEMPORARY TABLE IF NOT EXISTS {_PLAN} "
            "(object_id bigint PRIMARY KEY, event_id bigint) ON COMMIT DROP"
        )
        _execute(f"DELETE FROM {_PLAN}")
        _execute(
            f"INSERT INTO {_PLAN} SELECT u.object_id, b.pgh_id FROM ({untouched}) u "
            f"JOIN LATERAL (SELECT y.pgh_id FROM {self.events} y "
            "WHERE y.pgh_obj_id = u.object_id AND y.pgh_id < u.pgh_id "
            "ORDER BY y.pgh_id DESC LIMIT 1) b ON true WHERE NOT u.is_new",
            params,
        )
        # Who stays where it is keeps its place from the next one.
        while sum(self._leave_out(unique) for unique in self.uniques):
            pass

    def restore(self, sets: str) -> int:
        """Write the earlier values (``b``) into the rows (``t``); returns how many."""
        for unique in self.uniques:
            if len(unique.columns) == 1:
                self._empty(unique)
        stays = [u.condition for u in self.uniques if u.condition]
        leaves = " OR ".join(f"({condition}) IS NOT TRUE" for condition in stays)
        earlier = (
            f"(SELECT r.*, ({leaves or 'false'}) AS gives_up FROM {self._earlier} r)"
        )
        return sum(
            _execute(
                f"UPDATE {self.table} t SET {sets} FROM {earlier} b "
                f"WHERE t.{self.pk} = b.object_id AND {order}"
            )
            for order in ("b.gives_up", "NOT b.gives_up")
        )

    def _leave_out(self, unique: _Unique) -> int:
        """Rows whose earlier values another row has, which itself does not go back."""
        where = unique.condition or "true"
        return _execute(
            f"DELETE FROM {_PLAN} p USING "
            f"(SELECT * FROM {self._earlier} r WHERE {where}) b, "
            f"(SELECT * FROM {self.table} WHERE {where}) o "
            f"WHERE b.object_id = p.object_id AND o.{self.pk} <> p.object_id "
            f"AND {unique.same('o', 'b')} AND NOT EXISTS "
            f"(SELECT 1 FROM {_PLAN} z WHERE z.object_id = o.{self.pk})"
        )

    def _empty(self, unique: _Unique) -> None:
        """Empty a value that another row takes back. It never stands: the history
        tells the update that follows."""
        column = unique.columns[0]
        field = next(
            f for f in self.model._meta.concrete_fields if quoted(f.column) == column
        )
        if not field.null:
            return
        triggers = [
            f"{self.model._meta.label}:{trigger.name}"
            for trigger in getattr(self.model._meta, "triggers", ())
        ]
        with pgtrigger.ignore(*triggers):
            _execute(
                f"UPDATE {self.table} t SET {column} = NULL FROM {self._earlier} b "
                f"WHERE t.{self.pk} = b.object_id AND b.{column} "
                f"IS DISTINCT FROM t.{column} AND EXISTS (SELECT 1 "
                f"FROM {self._earlier} o WHERE o.object_id <> b.object_id "
                f"AND o.{column} = t.{column})"
            )


def _uniques(model: type[models.Model]) -> list[_Unique]:
    found = []
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and constraint.fields:
            fields: list[Any] = [model._meta.get_field(n) for n in constraint.fields]
            found.append(
                _Unique(
                    columns=tuple(quoted(field.column) for field in fields),
                    condition=_condition(constraint, model),
                    nulls_differ=constraint.nulls_distinct is not False,
                )
            )
    return found


def _condition(constraint: UniqueConstraint, model: type[models.Model]) -> str:
    """As the database itself states it."""
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        sql = constraint._get_condition_sql(model, editor)  # type: ignore[attr-defined]  # noqa: SLF001
        return str(sql) if sql else ""


def _execute(sql: str, params: dict[str, Any] | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)
