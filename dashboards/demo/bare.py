"""Tables without their indexes and foreign keys while many rows come in at once.

An index built over the finished rows takes a fraction of what it takes row by row, and
a foreign key asked about once is one join. Definitions are read from the database, so
that a new index or key needs nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import models
from django.db.backends.utils import CursorWrapper

_KEYS = """
SELECT c.contype, c.conrelid::regclass, quote_ident(c.conname),
       pg_get_constraintdef(c.oid)
  FROM pg_constraint c
 WHERE c.conrelid = ANY(%(tables)s::regclass[]) AND c.contype IN ('u', 'f')
   AND NOT EXISTS (SELECT 1 FROM pg_constraint other
                    WHERE other.contype = 'f' AND other.conindid = c.conindid
                      AND c.contype = 'u')
 ORDER BY c.oid
"""
_INDEXES = """
SELECT i.indexrelid::regclass, pg_get_indexdef(i.indexrelid)
  FROM pg_index i
 WHERE i.indrelid = ANY(%(tables)s::regclass[])
   AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid
                      AND c.conrelid = i.indrelid)
 ORDER BY i.indexrelid
"""


@contextmanager
def bare(cursor: CursorWrapper, tables: Sequence[str]) -> Iterator[None]:
    """Take indexes and keys off the tables, and put them on again at the end.

    Primary keys stay, and what the keys of other tables point at. Call it inside a
    transaction: when the body raises, only a rollback brings them back. Nobody else can
    use the tables meanwhile.
    """
    cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
    cursor.execute(_KEYS, {"tables": list(tables)})
    keys = cursor.fetchall()
    cursor.execute(_INDEXES, {"tables": list(tables)})
    indexes = cursor.fetchall()
    for _kind, table, name, _definition in keys:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name, _definition in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    for _name, definition in indexes:
        cursor.execute(definition)
    # Foreign keys come last: they are checked by joins that want figures to plan with.
    for is_last in (False, True):
        for kind, table, name, definition in keys:
            if (kind == "f") is is_last:
                cursor.execute(
                    f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"
                )
        if not is_last:
            cursor.execute(f"ANALYZE {', '.join(tables)}")


def with_history(*tracked: type[models.Model]) -> list[str]:
    """Tables of tracked models and of their events."""
    return [
        model._meta.db_table
        for row in tracked
        for model in (row, row.pgh_event_model)  # type: ignore[attr-defined]
    ]
