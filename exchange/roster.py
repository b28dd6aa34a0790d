"""A roster: the columns of an Excel file, declared once for both directions.

From the declaration come the template with drop-downs, the reading and checking of a
file, the comparison with the register, the writing and the export. A roster names its
targets in the order of writing; each is a model and how its rows are recognised.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.functional import Promise
from import_export.fields import Field

from accounts.scoping import user_range
from exchange.cells import Cell, Secret, squeeze
from exchange.fitting import cell_for

if TYPE_CHECKING:
    from pathlib import Path

    from accounts.models import User
    from exchange.models import ImportRun
    from exchange.progress import Tell
    from exchange.staging.batch import Batch
    from exchange.staging.stage import Stage


class Column(Field):  # type: ignore[misc]  # the package has no types
    """One column: its heading, the names other files use, and where it leads.

    ``path`` is ``target.field``; without a target (``~name``) the value is only for
    the roster's ``derive`` functions and for the export expression ``source``.
    """

    def __init__(
        self,
        heading: str,
        path: str,
        *,
        aliases: Sequence[str] = (),
        required: bool = False,
        help: str = "",  # noqa: A002 - what it is
        cell: Cell | None = None,
        source: str = "",
        exported: bool = True,
        templated: bool = True,
    ) -> None:
        super().__init__(attribute=path, column_name=heading, widget=cell)
        self.given_cell = cell
        self.heading = heading
        self.path = path
        self.aliases = tuple(aliases)
        self.required = required
        self.help = help
        self.source = source
        self.exported = exported
        self.templated = templated

    @property
    def target(self) -> str:
        return "" if self.path.startswith("~") else self.path.partition(".")[0]

    @property
    def name(self) -> str:
        return self.path.partition(".")[2]

    @property
    def names(self) -> set[str]:
        """All headings that mean this column, squeezed."""
        return {heading_key(text) for text in (self.heading, *self.aliases)}


def heading_key(text: str) -> str:
    """A heading without blanks, stars, full-width letters or line breaks."""
    return squeeze(text).replace("*", "").replace("※", "").rstrip(":").lower()


@dataclass(frozen=True, slots=True)
class Match:
    """A way to find the row in the register that a row of the file speaks of.

    ``fields`` are model fields; a foreign key stands for the parent's row. ``where`` is
    an SQL condition on the register row ``t``.
    """

    fields: tuple[str, ...]
    where: str = ""
    #: Skip rows of which the register has several.
    single: bool = False


@dataclass(frozen=True, eq=False)
class Target:
    """A model that the roster writes, in the order of the roster's targets."""

    name: str
    model: type[models.Model]
    matches: tuple[Match, ...]
    #: Foreign key of the model → the target it points to.
    parents: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, Any] = field(default_factory=dict)
    creates: bool = True
    updates: bool = True
    #: Several rows of a file may speak of the same register row.
    repeats: bool = False
    #: Fields of which one must be filled for the target to exist on a row.
    present: tuple[str, ...] = ()
    #: Fields that ``derive`` functions fill, beyond those of the columns.
    derived: tuple[str, ...] = ()
    #: Derived field → path of the column that clears it when it is emptied in an
    #: export of ours.
    clears: Mapping[str, str] = field(default_factory=dict)
    #: Fields that are given at an insert only.
    fixed: tuple[str, ...] = ()
    #: Date fields that take over the register's day when the file tells the month only.
    adopts: tuple[str, ...] = ()
    #: SQL for fields at insert and at update; ``t`` is the register row.
    on_insert: Mapping[str, str] = field(default_factory=dict)
    on_update: Mapping[str, str] = field(default_factory=dict)
    #: SQL on staged row ``s``: rows that give up a place under a partial unique
    #: constraint, such as the former head; they are updated first.
    vacates: str = ""
    #: What follows the writing asks which row of the file became which new row.
    traced: bool = False
    #: Field with the area code, where the target carries the scope.
    area: str = ""
    #: Which register row an export shows: an SQL condition and an order on ``t``.
    only: str = ""
    latest: str = ""

    @cached_property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def secrets(self) -> Mapping[str, Any]:
        secrets: Mapping[str, Any] = getattr(self.model, "SENSITIVE", {})
        return secrets


@dataclass(frozen=True, slots=True)
class ContextField:
    """Something the whole file is about, asked at the upload."""

    name: str
    label: str | Promise
    #: month, village, year, planning_year (next year too), department, day or text
    kind: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Layout:
    """Another workbook of a roster's rows than the one that comes back in.

    ``write`` makes the file of the rows that a query selects for an account and returns
    its path and how many rows it holds.
    """

    label: str | Promise
    write: Callable[[User, Mapping[str, str], Tell], tuple[Path, int]]


def _no_check(stage: Stage) -> None:
    """Most rosters need no check beyond those of their models' constraints."""


def _no_one(run: ImportRun) -> list[int]:
    """Nothing else follows from the rows of most rosters."""
    return []


def _nothing_before(run: ImportRun) -> None:
    """A withdrawal takes back its own rows."""


def _nothing(run: ImportRun, affected: list[int]) -> None:
    """Nothing is to be refreshed."""


@dataclass(frozen=True, eq=False)
class Roster:
    """See the module. ``unit`` is the target whose rows the file lists."""

    key: str
    label: str
    columns: tuple[Column, ...]
    targets: tuple[Target, ...]
    unit: str
    description: str | Promise = ""
    permission: str = "exchange.import_roster"
    export_permission: str = "exchange.export_roster"
    context: tuple[ContextField, ...] = ()
    #: Headings that are known and not wanted.
    ignored: tuple[str, ...] = ("序号",)
    #: Paths of which all must be found to take a row for the header.
    recognised_by: tuple[str, ...] = ()
    #: Paths whose values name a row in the preview.
    title: tuple[str, ...] = ()
    derive: tuple[Callable[[Batch], None], ...] = ()
    check: Callable[[Stage], None] = _no_check
    #: After the constraints have been asked.
    last_check: Callable[[Stage], None] = _no_check
    #: What the rows of a run hang on (ids), and what is done about it after the rows
    #: are written or withdrawn, in the same transaction.
    affected: Callable[[ImportRun], list[int]] = _no_one
    after: Callable[[ImportRun, list[int]], None] = _nothing
    #: What has to be taken back before the rows of a run are withdrawn. Raises
    #: FileRefused when the run can no longer be withdrawn.
    before_undo: Callable[[ImportRun], None] = _nothing_before
    #: Raises FileRefused when the context does not allow an import (closed month).
    admits: Callable[[User, Mapping[str, str]], None] | None = None
    #: Heading and kind of derived fields that a preview shows.
    derived_headings: Mapping[str, str] = field(default_factory=dict)
    derived_cells: Mapping[str, Cell] = field(default_factory=dict)
    #: Register rows of the unit that an export or a prefilled template lists.
    rows: Callable[[User, Mapping[str, str]], models.QuerySet[Any]] | None = None
    #: The target whose rows ``rows`` selects, where it is not the unit.
    listed: str = ""
    #: Checked values of the context for ``{name}`` in a target's SQL and constants.
    values: Callable[[Mapping[str, Any]], Mapping[str, str]] | None = None
    #: SQL order of an export, by the names of targets.
    order: str = ""
    #: Further workbooks of the same rows, by the key that an order names.
    layouts: Mapping[str, Layout] = field(default_factory=dict)
    prefilled: bool = False
    importable: bool = True
    #: Runs whose scope is not the household area (areas themselves).
    everything: bool = False
    #: A department's file may name households of every village.
    whole_register: bool = False
    #: What of an account bounds its runs; other than the area where departments push.
    scope: Callable[[User], tuple[str, str] | None] = user_range

    @cached_property
    def target(self) -> dict[str, Target]:
        return {target.name: target for target in self.targets}

    @cached_property
    def column(self) -> dict[str, Column]:
        return {column.path: column for column in self.columns}

    def cell(self, column: Column) -> Cell:
        if column.path not in self._cells:
            self._cells[column.path] = column.given_cell or self._fitting(column)
        return self._cells[column.path]

    def columns_of(self, target: str) -> list[Column]:
        return [column for column in self.columns if column.target == target]

    def is_secret(self, column: Column) -> bool:
        return isinstance(self.cell(column), Secret)

    def filled(self, sql: str, context: Mapping[str, Any]) -> str:
        """SQL of a declaration with the values of a run's context in it."""
        if "{" in sql and self.values is not None:
            for name, value in self.values(context).items():
                sql = sql.replace(f"{{{name}}}", value)
        return sql

    @cached_property
    def by_heading(self) -> dict[str, Column]:
        """Every known heading, squeezed, and its column; the first declared wins."""
        known: dict[str, Column] = {}
        for column in self.columns:
            for name in column.names:
                known.setdefault(name, column)
        return known

    @cached_property
    def _cells(self) -> dict[str, Cell]:
        return {}

    def _fitting(self, column: Column) -> Cell:
        if not column.target:
            return Cell()
        return cell_for(self.target[column.target].model, column.name)
