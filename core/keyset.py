"""Pages of a long list by the last row seen, not by counting rows to skip.

A deep page costs what the first costs, and a row inserted meanwhile neither repeats
nor hides another. Empty values come last in both directions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy

RowsT = TypeVar("RowsT", bound=QuerySet[Any])

#: Counting stops here: beyond it a list says «1,000+».
COUNT_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class Sort:
    """A column to sort by; the primary key settles ties in the same direction."""

    column: str
    read: Callable[[str], Any]
    nullable: bool = False
    descending: bool = False

    def order(self, *, backwards: bool) -> list[OrderBy]:
        descending = self.descending != backwards
        nulls = {"nulls_first" if backwards else "nulls_last": True}
        value = OrderBy(
            F(self.column),
            descending=descending,
            **(nulls if self.nullable else {}),
        )
        return [value, OrderBy(F("pk"), descending=descending)]

    def beyond(self, place: Place, *, backwards: bool) -> Q:
        """Rows that come after a place in the direction of reading."""
        descending = self.descending != backwards
        strict, bound = ("lt", "lte") if descending else ("gt", "gte")
        later = Q(**{f"pk__{strict}": place.pk})
        empty = Q(**{f"{self.column}__isnull": True})
        if place.value is None:
            rest = empty & later
            return rest | ~empty if backwards else rest
        # The bound alone is what an index can start from.
        rest = Q(**{f"{self.column}__{bound}": place.value}) & (
            Q(**{f"{self.column}__{strict}": place.value}) | later
        )
        return rest | empty if self.nullable and not backwards else rest


@dataclass(frozen=True, slots=True)
class Place:
    """A row's place in a sorted list, written ``value~pk`` in the URL."""

    value: Any
    pk: int

    @classmethod
    def parse(cls, text: str, sort: Sort) -> Place | None:
        """None for anything that is not a place of this sort."""
        value, mark, pk = text.rpartition("~")
        if not mark or not pk.isascii() or not pk.isdigit() or len(pk) > 18:
            return None
        try:
            return cls(sort.read(value) if value else None, int(pk))
        except (ValueError, ArithmeticError):
            return None

    def __str__(self) -> str:
        return f"{'' if self.value is None else self.value}~{self.pk}"


@dataclass(frozen=True, slots=True)
class Page:
    """Rows as dictionaries, with the places to turn the page from."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    before: str = ""
    after: str = ""


def fetch(
    queryset: QuerySet[Any],
    fields: Sequence[str],
    sort: Sort,
    *,
    after: str = "",
    before: str = "",
    size: int = 20,
    whole: QuerySet[Any] | None = None,
) -> Page:
    """One page. A place that cannot be read gives the first page.

    ``whole`` is the list without the conditions that cost, such as a search by name:
    the rows of the page are fetched from it, by key.
    """
    place = Place.parse(before or after, sort)
    backwards = bool(before) and place is not None
    if place is not None:
        queryset = queryset.filter(sort.beyond(place, backwards=backwards))
    # First the keys alone, which a covering index can answer, then the page itself.
    ordered = queryset.order_by(*sort.order(backwards=backwards))
    found = list(ordered.values_list("pk", sort.column)[: size + 1])
    more, keys = len(found) > size, [pk for pk, _value in found[:size]]
    if backwards:
        keys.reverse()
    if not keys:
        return Page()
    names = dict.fromkeys(["pk", sort.column, *fields])
    source = queryset if whole is None else whole
    chosen = source.filter(pk__in=keys).order_by().values(*names)
    by_key = {row["pk"]: row for row in chosen}
    # A row that changed in between and no longer fits is left out of this page.
    rows = [by_key[pk] for pk in keys if pk in by_key]
    if not rows:
        return Page()
    has_before = more if backwards else place is not None
    has_after = True if backwards else more
    return Page(
        rows=rows,
        before=str(Place(rows[0][sort.column], rows[0]["pk"])) if has_before else "",
        after=str(Place(rows[-1][sort.column], rows[-1]["pk"])) if has_after else "",
    )


def settled(queryset: RowsT, whole: RowsT) -> RowsT:
    """The same rows of ``whole`` named by their keys, when a search found few.

    A page asks for its rows, their number and their sums; a search by name costs more
    than all three and is done once. Many rows stay the query they are.
    """
    keys = list(queryset.order_by().values_list("pk", flat=True)[: COUNT_LIMIT + 1])
    return queryset if len(keys) > COUNT_LIMIT else whole.filter(pk__in=keys)


def capped_counts(querysets: Sequence[QuerySet[Any]]) -> list[int]:
    """How many rows each has, in one statement; more than the limit is limit + 1."""
    parts: list[str] = []
    parameters: list[Any] = []
    for queryset in querysets:
        limited = queryset.order_by().values("pk")[: COUNT_LIMIT + 1]
        try:
            sql, values = limited.query.sql_with_params()
        except EmptyResultSet:
            parts.append("0")
            continue
        # Compiled by Django; the values travel apart.
        parts.append(f"(SELECT count(*) FROM ({sql}) AS limited)")  # noqa: S608
        parameters += values
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", parameters)
        return [int(count) for count in cursor.fetchone()]
