"""Exports: the rows of a roster inside the owner's area, streamed into a file."""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import AccessLog, User
from accounts.scoping import department_range, user_range
from accounts.services import log_access
from core import crypto
from exchange import files
from exchange.errors import FileRefused
from exchange.models import Job
from exchange.progress import Tell
from exchange.registry import roster_for
from exchange.roster import Column, Roster, Target
from exchange.staging.fields import column_of, quoted, staged_field
from exchange.staging.matching import literal, pk_column
from exchange.tokens import token
from exchange.writing.csvfile import CsvWriter
from exchange.writing.xlsx import XlsxWriter

#: More rows at once are no faster, only larger.
BATCH = 500
#: How long a made file can be fetched.
KEPT_HOURS = 48

Row = tuple[Any, ...]


def export(job: Job, tell: Tell) -> dict[str, Any]:
    """Write the file of an export job; returns what is kept of it in the row."""
    roster, owner = roster_for(job.parameters["roster"]), _owner(job)
    reveal = bool(job.parameters.get("reveal"))
    query = dict(job.parameters.get("query", {}))
    layout = roster.layouts.get(job.parameters.get("layout", ""))
    with transaction.atomic():
        as_of = _now()
        if layout is None:
            path, done = _write(job, roster, owner, query, as_of, tell)
        else:
            path, done = layout.write(owner, query, tell)
        log_access(
            kind=AccessLog.Kind.EXPORT,
            user=owner,
            object_type=roster.key,
            object_ids=[job.pk],
            reason=job.parameters.get("reason", ""),
            row_count=done,
            detail={"query": query, "reveal": reveal},
        )
    stamp = timezone.localtime().strftime("%Y%m%d-%H%M")
    label = roster.label if layout is None else layout.label
    return {
        "file": files.relative(path),
        "name": f"{label}_{stamp}{path.suffix}",
        "rows": done,
        "size": path.stat().st_size,
        "as_of": as_of,
    }


def _write(
    job: Job,
    roster: Roster,
    owner: User,
    query: dict[str, str],
    as_of: str,
    tell: Tell,
) -> tuple[Path, int]:
    """The rows as they come back in."""
    suffix = ".csv" if query.pop("format", "") == "csv" else ".xlsx"
    path = files.new_path("exports", suffix)
    reveal = bool(job.parameters.get("reveal"))
    selection = Selection(roster, owner, query, reveal=reveal)
    total, done = selection.count(), 0
    with _writer(path, selection, job, as_of) as writer:
        for rows in selection.batches():
            writer.write(rows)
            done += len(rows)
            tell(done, total, _("Writing the file"))
    return path, done


def check_owner(job: Job, user: User) -> None:
    """The scope of an export is frozen when it is asked for; a moved account gets
    neither the making nor the file."""
    roster = roster_for(job.parameters["roster"])
    limits = user_range(user) or department_range(user) or ("", "")
    if (
        not user.may(roster.export_permission)
        or not (roster.everything or roster.scope(user))
        or limits != (job.scope_low, job.scope_high)
        or (job.parameters.get("reveal") and not user.may("households.reveal_numbers"))
    ):
        raise FileRefused(_("Your area or role has changed since. Export again."))


def _owner(job: Job) -> User:
    if job.owner is None:
        raise FileRefused(_("This export belongs to nobody."))
    check_owner(job, job.owner)
    return job.owner


def _now() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        return str(cursor.fetchone()[0].isoformat())


def _writer(
    path: Any, selection: Selection, job: Job, as_of: str
) -> XlsxWriter | CsvWriter:
    headings = [column.heading for column in selection.columns]
    cells = [selection.roster.cell(column) for column in selection.columns]
    if path.suffix == ".csv":
        return CsvWriter(path, headings=headings, cells=cells)
    by = job.owner.full_name if job.owner else ""
    return XlsxWriter(
        path,
        headings=headings,
        cells=cells,
        sheet=selection.roster.label,
        about=(token(selection.roster, as_of), by),
    )


class Selection:
    """The SQL of a roster's rows, from the same declaration that reads them."""

    def __init__(
        self,
        roster: Roster,
        user: User,
        query: dict[str, str],
        *,
        reveal: bool = False,
        templated: bool = False,
    ) -> None:
        if roster.rows is None:
            raise FileRefused(_("This roster has no export."))
        self.roster = roster
        self.reveal = reveal
        self.columns = [
            column
            for column in roster.columns
            if (column.target or column.source)
            and (column.templated if templated else column.exported)
        ]
        self._rows = roster.rows(user, query).order_by()
        self._query = query

    def count(self) -> int:
        return int(self._rows.count())

    def batches(self) -> Iterator[list[Row]]:
        """Rows of the columns' values, some thousand at a time, by a server cursor."""
        try:
            sql, params = self._rows.values("pk").query.sql_with_params()
        except EmptyResultSet:
            return
        statement, opened = self._statement(sql)
        with connection.chunked_cursor() as cursor:
            cursor.execute(statement, params)
            while rows := cursor.fetchmany(BATCH):
                yield [opened(row) for row in rows] if self.reveal else rows

    def _statement(self, chosen: str) -> tuple[str, Callable[[Row], Row]]:
        values: list[str] = []
        refs: dict[int, int] = {}
        for number, column in enumerate(self.columns):
            values.append(self._value(column))
            if self.reveal and self.roster.is_secret(column) and column.target:
                refs[number] = len(self.columns) + len(refs)
        values += [f"{self.columns[number].target}.ref" for number in refs]
        unit = self.roster.target[self.roster.listed or self.roster.unit]
        order = f"{unit.name}.{pk_column(unit)}"
        if self.roster.order:
            order = f"{self.roster.order}, {order}"
        statement = (
            f"SELECT {', '.join(values)} {self._from(unit)} "
            f"WHERE {unit.name}.{pk_column(unit)} IN ({chosen}) ORDER BY {order}"
        )
        return statement, self._opener(refs)

    def _value(self, column: Column) -> str:
        if not column.target:
            return column.source
        target = self.roster.target[column.target]
        staged = staged_field(target, column.name)
        name = staged.column
        if staged.secret is not None and not self.reveal:
            name = f"{name}_mask"
        return f"{target.name}.{quoted(name)}"

    def _opener(self, refs: dict[int, int]) -> Callable[[Row], Row]:
        bound = {
            number: f"{self.roster.target[column.target].table}.{column.name}"
            for number in refs
            for column in [self.columns[number]]
        }
        width = len(self.columns)

        def opened(row: Row) -> Row:
            values = list(row[:width])
            for number, ref in refs.items():
                if values[number] is not None:
                    values[number] = _plain(values[number], bound[number], row[ref])
            return tuple(values)

        return opened

    def _from(self, unit: Target) -> str:
        joins = [f"FROM {unit.table} {unit.name}"]
        joined = {unit.name}
        waiting = [t for t in self.roster.targets if t.name not in joined]
        while waiting:
            target = next(t for t in waiting if self._join(t, joined))
            joins.append(self._join(target, joined))
            joined.add(target.name)
            waiting.remove(target)
        return " ".join(joins)

    def _join(self, target: Target, joined: set[str]) -> str:
        """The JOIN that brings a target in, or nothing while it cannot be."""
        for name in joined:
            for field, parent in self.roster.target[name].parents.items():
                if parent == target.name:
                    child = self.roster.target[name]
                    column = column_of(child.model, field)
                    return (
                        f"LEFT JOIN {target.table} {target.name} "
                        f"ON {target.name}.{pk_column(target)} = {name}.{column}"
                    )
        for field, parent in target.parents.items():
            if parent in joined:
                return self._join_child(target, field, self.roster.target[parent])
        return ""

    def _join_child(self, target: Target, field: str, parent: Target) -> str:
        column = column_of(target.model, field)
        conditions = [
            f"t.{quoted(name)} = {literal(self._filled(value))}"
            for name, value in target.constants.items()
        ]
        if target.only:
            conditions.append(f"({self._filled(target.only)})")
        where = " AND ".join(conditions) or "true"
        first, order = "", ""
        if target.latest:
            first = f"DISTINCT ON (t.{column}) "
            order = f" ORDER BY t.{column}, {target.latest}"
        name, up = target.name, f"{parent.name}.{pk_column(parent)}"
        chosen = f"SELECT {first}t.* FROM {target.table} t WHERE {where}{order}"
        return f"LEFT JOIN ({chosen}) {name} ON {name}.{column} = {up}"

    def _filled(self, value: Any) -> Any:
        return (
            self.roster.filled(value, self._query) if isinstance(value, str) else value
        )


def _plain(stored: bytes, column: str, ref: uuid.UUID) -> str:
    return crypto.decrypt(stored, column=column, ref=ref)
