"""The staging tables of a run, and what its checks need to know and to say.

``exchange_stage_7`` has a row for each row of the file; a table beside it for each
target has a row for each thing the file speaks of, named after the first row that does.
They are unlogged: after a crash of the server the file is simply read again.
"""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import User
from core.sensitive import SensitiveModel
from exchange.models import ImportRun
from exchange.registry import roster_for
from exchange.roster import Roster, Target
from exchange.staging.copying import lines
from exchange.staging.fields import Staged, quoted, staged_fields

#: Rows from which a file is compared as a whole, not row by row through indexes.
_LARGE = 500
#: A step of a statement may take as much in the server before it goes to disk.
_WORK_MEMORY = "64MB"


def _reach(run: ImportRun, roster: Roster) -> tuple[str, str]:
    """Area codes of the households that a run may name; a mark that is no code names
    a department, whose files reach no household unless the roster says so."""
    if roster.whole_register and not run.scope_low.isdecimal():
        return "0" * 12, "9" * 12
    return run.scope_low, run.scope_high


class Stage:
    """A run with its roster, its owner's scope and its tables."""

    def __init__(self, run: ImportRun) -> None:
        self.run = run
        self.roster: Roster = roster_for(run.roster)
        self.owner: User = run.owner
        self.low, self.high = _reach(run, self.roster)
        self.main = f"exchange_stage_{run.pk}"
        #: For what ``derive`` functions look up once a run.
        self.cache: dict[str, Any] = {}

    @cached_property
    def present(self) -> set[str]:
        """Paths of the columns that the file has."""
        return {entry["path"] for entry in self.run.columns if entry.get("path")}

    @property
    def based_on_export(self) -> bool:
        return bool(self.run.context.get("export_as_of"))

    def table(self, target: Target) -> str:
        return f"{self.main}_{target.name}"

    def matches(self, target: Target) -> str:
        """Table of staged row → register row."""
        return f"{self.main}_{target.name}_m"

    def writes(self, target: Target) -> str:
        """Table of what would be written, with the file's row that stands for it."""
        return f"{self.main}_{target.name}_w"

    def link(self, target: Target) -> str:
        """Column of the main table that leads to the target's staged row."""
        return f"{target.name}_row"

    def fields(self, target: Target) -> list[Staged]:
        return self._fields[target.name]

    def updated(self, target: Target) -> list[Staged]:
        """The fields that an update may change."""
        return [f for f in self.fields(target) if f.name not in target.fixed]

    @cached_property
    def _fields(self) -> dict[str, list[Staged]]:
        return {t.name: staged_fields(self.roster, t) for t in self.roster.targets}

    def columns(self, target: Target) -> list[tuple[str, str]]:
        """(name, type) of all columns of a target's staging table."""
        columns = [("row", "integer")]
        for staged in self.fields(target):
            columns += [(name, kind) for name, kind, _blank in staged.columns]
        if issubclass(target.model, SensitiveModel):
            columns.append(("ref", "uuid"))
        return columns

    @cached_property
    def context(self) -> dict[str, Any]:
        return {**self.run.context, "owner": self.run.owner_id}

    def filled(self, sql: str) -> str:
        """SQL of the declaration with this run's month, owner … in it."""
        return self.roster.filled(sql, self.context)

    def constants(self, target: Target) -> dict[str, Any]:
        return {
            name: self.filled(value) if isinstance(value, str) else value
            for name, value in target.constants.items()
        }

    def create(self) -> None:
        """Make empty tables, instead of those of an earlier attempt."""
        self.drop()
        links = "".join(f", {self.link(t)} integer" for t in self.roster.targets)
        self.execute(
            f"CREATE UNLOGGED TABLE {self.main} (row integer PRIMARY KEY, "
            # States are set in place, without new entries in the indexes.
            f"bad boolean NOT NULL, state text NOT NULL{links}) WITH (fillfactor = 50)"
        )
        for target in self.roster.targets:
            columns = ", ".join(
                f"{quoted(n)} {kind}" for n, kind in self.columns(target)
            )
            extra = ", clear text[]" if self.based_on_export else ""
            self.execute(
                f"CREATE UNLOGGED TABLE {self.table(target)} ({columns}{extra})"
            )

    def drop(self) -> None:
        """Remove every table of the run."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() "
                "AND (tablename = %s OR starts_with(tablename, %s))",
                [self.main, f"{self.main}_"],
            )
            names = [row[0] for row in cursor.fetchall()]
        if names:
            self.execute(f"DROP TABLE {', '.join(names)}")

    @property
    def exists(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass(%s)", [self.main])
            return cursor.fetchone()[0] is not None

    def prepare_planner(self) -> None:
        """Until the transaction ends, for a file of some size: room to sort and to keep
        what a trigger is told of, and no loops.

        Right after another import the planner still takes the register for empty and
        loops over it for each row of the file: seconds become minutes.
        """
        if self.run.rows_total >= _LARGE:
            self.execute(f"SET LOCAL work_mem = '{_WORK_MEMORY}'")
            self.execute("SET LOCAL enable_nestloop = off")

    def execute(self, sql: str, params: Sequence[Any] = ()) -> int:
        """Run a statement; returns the number of rows it touched."""
        with connection.cursor() as cursor:
            cursor.execute(sql, list(params) or None)
            return int(cursor.rowcount)

    def fetch(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, list(params) or None)
            return list(cursor.fetchall())

    def copy(
        self, table: str, names: Iterable[str], columns: Iterable[Sequence[Any]]
    ) -> None:
        """Load columns into one of the run's own tables; never into a tracked one."""
        listed = ", ".join(quoted(name) for name in names)
        with (
            connection.cursor() as cursor,
            cursor.cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy,
        ):
            for text in lines(columns):
                copy.write(text)

    def analyze(self) -> None:
        for target in self.roster.targets:
            self.execute(f"ANALYZE {self.table(target)} (row)")
        self.execute(f"ANALYZE {self.main}")

    def refuse(
        self,
        target: Target,
        query: str,
        params: Sequence[Any] = (),
        *,
        message: str,
        field: str = "",
    ) -> int:
        """Refuse the file's rows that lead to the staged rows which ``query`` selects.

        The query yields (row) or (row, detail) of the target's staging table; ``{}`` in
        the message stands for the detail. Rows refused before keep their first reason.
        """
        entry = self.entry(target, field)
        return self.execute(
            f"""
            WITH hit AS (SELECT * FROM ({query}) AS found (row, detail)),
            noted AS (
                INSERT INTO exchange_rowerror
                    (run_id, row, "column", heading, value, message, suggestion,
                     is_warning)
                SELECT %s, m.row, %s, %s, '',
                       left(replace(%s, '{{}}', coalesce(hit.detail, '')), 300),
                       '', false
                FROM hit JOIN {self.main} m ON m.{self.link(target)} = hit.row
                WHERE NOT m.bad
                RETURNING row)
            UPDATE {self.main} AS m SET bad = true, state = 'refused'
            FROM noted WHERE noted.row = m.row
            """,
            [
                *params,
                self.run.pk,
                entry.get("letter", ""),
                entry.get("heading", ""),
                str(message),
            ],
        )

    def refuse_each(
        self, target: Target, query: str, problems: Sequence[tuple[str, str]]
    ) -> int:
        """As ``refuse`` for several problems at once.

        The query yields (row, n): the n-th of ``problems`` (message, field) holds.
        """
        entries = [self.entry(target, field) for _message, field in problems]
        return self.execute(
            f"""
            WITH hit AS (SELECT * FROM ({query}) AS found (row, n)),
            told AS (
                SELECT * FROM unnest(%s::text[], %s::text[], %s::text[])
                WITH ORDINALITY AS t (letter, heading, message, n)),
            noted AS (
                INSERT INTO exchange_rowerror
                    (run_id, row, "column", heading, value, message, suggestion,
                     is_warning)
                SELECT %s, m.row, told.letter, told.heading, '',
                       left(told.message, 300), '', false
                FROM hit JOIN told ON told.n = hit.n
                JOIN {self.main} m ON m.{self.link(target)} = hit.row
                WHERE NOT m.bad
                RETURNING row)
            UPDATE {self.main} AS m SET bad = true, state = 'refused'
            FROM noted WHERE noted.row = m.row
            """,
            [
                [entry.get("letter", "") for entry in entries],
                [entry.get("heading", "") for entry in entries],
                [message for message, _field in problems],
                self.run.pk,
            ],
        )

    def entry(self, target: Target, field: str) -> dict[str, Any]:
        """Where a field stands in the file: its letter and heading."""
        path = f"{target.name}.{field}"
        for entry in self.run.columns:
            if entry.get("path") == path:
                return dict(entry)
        column = self.roster.column.get(path)
        return {"heading": column.heading} if column else {}

    def seen(self) -> list[list[int]]:
        """How far the history of the targets' tables was: the same again means that
        nothing was changed between preview and writing."""
        found = []
        for target in self.roster.targets:
            events = getattr(target.model, "pgh_event_models", None)
            if not events:
                continue
            table = next(iter(events.values()))._meta.db_table
            # A slow transaction commits events behind the newest one: count the last.
            found += self.fetch(
                f"SELECT coalesce(max(pgh_id), 0), (SELECT count(*) FROM {table} "
                f"WHERE pgh_id > (SELECT max(pgh_id) - 5000 FROM {table})) FROM {table}"
            )
        return [list(row) for row in found]

    def outside_message(self) -> str:
        """One fixed sentence: it must not tell where or who (security §2, A8)."""
        return _(
            "This number is in use outside your area. Check it; if it is right, ask "
            "the county bureau."
        )
