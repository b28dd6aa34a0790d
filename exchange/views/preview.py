"""What the tabs of a preview hold: errors by cell, changes by row, the columns read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchange import services
from exchange.models import ImportRun, RowError
from exchange.views.titles import roster_of

Text = str | Promise
PAGE_ROWS = 50
#: Conflicts are decided row by row; up to here they stand on one page.
CONFLICT_ROWS = 200
_AMOUNT = re.compile(r"-?[\d,]+\.\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Tab:
    """One outcome; ``shown`` is the count as printed on the tab."""

    key: str
    label: Text
    count: int
    shown: str
    template_name: str
    empty: Text = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a tab behind Excel row ``after``; ``next`` leads on, 0 at the end."""

    items: Sequence[Any]
    after: int = 0
    next: int = 0

    @property
    def first_row(self) -> int:
        return self.items[0].row if self.items else 0

    @property
    def last_row(self) -> int:
        return self.items[-1].row if self.items else 0


@dataclass(frozen=True, slots=True)
class MarkedChange:
    """A changed cell; ``jump`` says by how much an amount rose or fell, if by half."""

    heading: str
    old: str
    new: str
    exported: str
    jump: str


@dataclass(frozen=True, slots=True)
class MarkedRow:
    row: int
    title: str
    changes: list[MarkedChange]


def jump_of(old: str, new: str) -> str:
    """``+60.9%`` when an amount in yuan changed by more than half, else nothing.

    Only amounts are shown with two decimals; a count of persons may well double.
    """
    if not (_AMOUNT.fullmatch(old) and _AMOUNT.fullmatch(new)):
        return ""
    before, after = Decimal(old.replace(",", "")), Decimal(new.replace(",", ""))
    if not before or abs(after - before) * 2 <= abs(before):
        return ""
    return f"{(after - before) / abs(before) * 100:+,.1f}%"


def grouped(text: str) -> str:
    """``12000.50`` as ``12,000.50``, ``4100.00`` as ``4,100``; other text as it is."""
    if not _AMOUNT.fullmatch(text):
        return text
    return f"{Decimal(text.replace(',', '')):,.2f}".removesuffix(".00")


def tabs(run: ImportRun) -> list[Tab]:
    counted: list[tuple[str, Text, int, str, Text]] = [
        ("errors", _("Errors"), run.rows_refused, "_preview_errors", ""),
        ("warnings", _("Unusual"), _warnings(run), "_preview_errors", ""),
        (
            "conflict",
            _("Conflicts"),
            run.rows_conflict,
            "_preview_conflicts",
            _("No row was changed here since the file was exported."),
        ),
        (
            "changed",
            _("Changed rows"),
            run.rows_changed,
            "_preview_rows",
            _("No row differs from the register."),
        ),
        (
            "new",
            _("New rows"),
            run.rows_new,
            "_preview_rows",
            _("No row is new to the register."),
        ),
        (
            "unchanged",
            _("Unchanged rows"),
            run.rows_unchanged,
            "_preview_rows",
            _("No row is the same as in the register."),
        ),
    ]
    listed = [
        Tab(key, label, count, f"{count:,}", f"exchange/{template}.html", empty)
        for key, label, count, template, empty in counted
    ]
    read = sum("path" in column for column in run.columns)
    shown = f"{read}/{len(run.columns)}"
    columns = Tab(
        "columns", _("Columns"), read, shown, "exchange/_preview_columns.html"
    )
    return [*listed, columns]


def chosen(listed: list[Tab], wanted: str | None) -> Tab:
    """The tab asked for; else the first that holds something."""
    for tab in listed:
        if tab.key == wanted:
            return tab
    return next((tab for tab in listed if tab.count), listed[-1])


def page_of(run: ImportRun, tab: Tab, after: int) -> Page | None:
    if tab.key == "columns":
        return None
    if tab.key in {"errors", "warnings"}:
        return _errors(run, after, warnings=tab.key == "warnings")
    limit = CONFLICT_ROWS if tab.key == "conflict" else PAGE_ROWS
    rows = services.preview_rows(run=run, kind=tab.key, after=after, limit=limit + 1)
    more = len(rows) > limit
    rows = rows[:limit]
    shown = [_marked(row) for row in rows]
    return Page(shown, after, rows[-1].row if more else 0)


def _marked(row: services.PreviewRow) -> MarkedRow:
    changes = [
        MarkedChange(
            c.heading,
            grouped(c.old),
            grouped(c.new),
            grouped(c.exported),
            jump_of(c.old, c.new),
        )
        for c in row.changes
    ]
    return MarkedRow(row.row, row.title, changes)


def _errors(run: ImportRun, after: int, *, warnings: bool) -> Page:
    """Errors of the next rows; a row with several errors is never torn apart."""
    found = run.errors.filter(is_warning=warnings)
    behind = found.filter(row__gt=after) if after else found
    numbers = behind.order_by("row").values_list("row", flat=True).distinct()
    rows = list(numbers[: PAGE_ROWS + 1])
    more = len(rows) > PAGE_ROWS
    rows = rows[:PAGE_ROWS]
    items: list[RowError] = list(found.filter(row__in=rows)) if rows else []
    return Page(items, after, rows[-1] if more else 0)


def _warnings(run: ImportRun) -> int:
    return run.errors.filter(is_warning=True).count()


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """A column of the file and the heading it was taken for, empty when not read."""

    letter: str
    heading: str
    read_as: str


def columns_of(run: ImportRun) -> list[ColumnRead]:
    roster = roster_of(run.roster)
    known = roster.column if roster else {}
    return [
        ColumnRead(
            column["letter"],
            column["heading"],
            known[column["path"]].heading if column.get("path") in known else "",
        )
        for column in run.columns
    ]
