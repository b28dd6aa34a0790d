"""A register's list page, declared: columns, conditions, search, order, export.

``exchange.views.register_page`` makes the page from the declaration: scope, permission,
state in the address, conditions, sorting, keyset pages, counting, export, phone cards,
print. What a column shows and how it sorts follows from the model's field unless the
declaration says otherwise. CONTRIBUTING.md walks through adding one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models.expressions import Combinable
from django.http import QueryDict
from django.utils.functional import Promise

from accounts.forms.area_filters import area_rows
from accounts.models import User
from accounts.scoping import ScopedQuerySet
from core.sorting import Sorting
from exchange import register_fields
from exchange.register_fields import Kind
from exchange.register_filters import (
    DeclaredFilters,
    Filter,
    Narrow,
    filters_class,
)
from exchange.registry import roster_for
from exchange.roster import Roster

Text = str | Promise
Rows = ScopedQuerySet[Any]
#: Where a column stands on the card that a phone shows instead of a table row.
Card = Literal["", "badge", "line", "foot"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A column. ``name`` is a path of the model, or the name of ``value``."""

    name: str
    #: Empty: the heading in the roster, else the field's name.
    heading: Text = ""
    #: An expression with an output field, for what is not a column of a table.
    value: Combinable | None = None
    #: Text of a value; None: as the field's kind is shown everywhere.
    show: Callable[[Any], Any] | None = None
    #: Values that stand out, each ``bad``, ``warn``, ``good``, ``info`` or ``line``.
    marks: Mapping[Any, str] = field(default_factory=dict)
    sorts: bool = False
    #: ``-`` where the first click on the heading shall show the largest.
    first: Literal["", "-"] = ""
    #: A second line in the same cell.
    under: Shown | None = None
    card: Card = ""
    #: Shown as township and village; the value is an area code.
    area: bool = False


@dataclass(frozen=True, eq=False, kw_only=True)
class Register:
    """See the module. The first column carries the link and heads the phone card."""

    key: str
    title: Text
    model: type[models.Model]
    permission: str
    columns: tuple[Shown, ...]
    #: Sort of a list nobody has sorted, such as ``place`` or ``-month``.
    order: str
    #: What is counted: 人, 次, 项.
    unit: Text = ""
    note: Text = ""
    empty: Text = ""
    #: Rows of the list among those that the account may see.
    chosen: Callable[[Any], Any] | None = None
    filters: tuple[Filter, ...] = ()
    #: Path that is searched by any of its characters, and the one by digits.
    names: str = ""
    numbers: str = ""
    search: Text = ""
    #: How the search narrows, where neither path says it.
    finds: Narrow | None = None
    #: Whether township and village are conditions; not where nobody has an area.
    by_area: bool = True
    #: URL name and sentence for what is typed into the search but must not stay in an
    #: address; None for everything else.
    diverts: Callable[[str], tuple[str, Text] | None] | None = None
    #: URL name and the paths of its arguments; ``=word`` is the word itself.
    link: tuple[str, ...] = ()
    #: The page of a row that lacks what the link is made of; "" for none.
    address: Callable[[Mapping[str, Any]], str] | None = None
    #: Keys of the rosters that take these rows out and in.
    export: str = ""
    imports: str = ""

    def rows(self, user: User) -> Rows:
        """The rows of the list that an account may see: the one way to them."""
        manager: Any = self.model._default_manager  # noqa: SLF001 - documented API
        visible: Rows = manager.visible_to(user)
        return visible if self.chosen is None else self.chosen(visible)

    def select(self, user: User, query: Mapping[str, str]) -> Rows:
        """What the page shows under a query: ``Roster.rows`` of its export."""
        data = QueryDict(mutable=True)
        data.update(dict(query))
        return self.conditions(data, user).apply(self.rows(user))

    def conditions(self, data: QueryDict, user: User) -> DeclaredFilters:
        return self.filters_class(data, areas=area_rows(user))

    @cached_property
    def filters_class(self) -> type[DeclaredFilters]:
        return filters_class(
            self.filters,
            model=self.model,
            label=self.heading,
            names=self.names,
            numbers=self.numbers,
            search=self.search,
            finds=self.finds,
            by_area=self.by_area,
        )

    @cached_property
    def every_column(self) -> list[Shown]:
        below = [column.under for column in self.columns if column.under is not None]
        return [*self.columns, *below]

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """How each column is shown and sorted."""
        return {column.name: self._kind(column) for column in self.every_column}

    @cached_property
    def sorting(self) -> Sorting:
        columns = {
            column.name: self.kinds[column.name].sort_column(column.name, column.first)
            for column in self.every_column
            if column.sorts
        }
        if self.order.removeprefix("-") not in columns:
            raise ImproperlyConfigured(f"{self.key} cannot be sorted by {self.order}")
        return Sorting(columns, self.order)

    @cached_property
    def annotations(self) -> dict[str, Any]:
        """Expressions that stand beside the columns of the tables."""
        given = {c.name: c.value for c in self.every_column if c.value is not None}
        orders = {
            self.sorting.columns[column.name].column: self.kinds[column.name].order
            for column in self.every_column
            if column.sorts and self.kinds[column.name].order is not None
        }
        return {**given, **orders}

    @cached_property
    def fields(self) -> tuple[str, ...]:
        link = [path for path in self.link[1:] if not path.startswith("=")]
        return (*[column.name for column in self.every_column], *link)

    def heading(self, name: str) -> Text:
        """As the column says, else as the roster's file is headed, else the field's."""
        for column in self.every_column:
            if column.name == name and column.heading:
                return column.heading
        for key in (self.export, self.imports):
            found = _heading_in(roster_for(key), name) if key else ""
            if found:
                return found
        model_field = register_fields.field_at(self.model, name)
        return model_field.verbose_name if model_field else name

    def _kind(self, column: Shown) -> Kind:
        kind = register_fields.kind_of(self.model, column.name, column.value)
        if column.sorts and kind.read is None:
            raise ImproperlyConfigured(f"{self.key}: {column.name} cannot be sorted by")
        return kind


def _heading_in(roster: Roster, name: str) -> str:
    for path in (f"{roster.unit}.{name}", name.replace("__", ".")):
        if path in roster.column:
            return roster.column[path].heading
    return ""


def sort_names(register: Register) -> Iterable[str]:
    """Every order a list can have."""
    for name in register.sorting.columns:
        yield from (name, f"-{name}")


__all__ = ["Filter", "Register", "Shown", "sort_names"]
