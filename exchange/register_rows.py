"""A page of a declared list, ready to print: the template only loops.

Rendering, not SQL, bounds a list page. Everything that costs (labels, badges, names of
areas, addresses) is made here once a cell, and an address is reversed once a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.forms.area_filters import AreaRow
from core.templatetags.ui import icon
from exchange.registers import Register, Shown, Text

_ICONS = {
    "bad": "circle-alert",
    "warn": "triangle-alert",
    "good": "check",
    "info": "info",
    "line": "circle",
}
_NOTHING = format_html('<span class="mute">{}</span>', "—")

Row = Mapping[str, Any]
Text_of = Callable[[Row], Any]


@dataclass(slots=True)
class PrintedRow:
    """A table row and, from the same values, the card of the phone."""

    url: str
    cells: list[tuple[str, Any]] = field(default_factory=list)
    title: Any = ""
    badges: list[Any] = field(default_factory=list)
    line: str = ""
    foot: list[tuple[Text, Any]] = field(default_factory=list)


def present(
    register: Register, rows: list[dict[str, Any]], areas: Iterable[AreaRow]
) -> list[PrintedRow]:
    printer = _Printer(register, {area.code: area.name for area in areas})
    return [printer.row(row) for row in rows]


class _Printer:
    """Settles once a page what every row needs."""

    def __init__(self, register: Register, names: Mapping[str, str]) -> None:
        self.names = names
        self.columns = register.columns
        self.shows = {c.name: self._show(register, c) for c in register.every_column}
        self.headings = {c.name: register.heading(c.name) for c in register.columns}
        self.css = {c.name: css_of(register, c) for c in register.columns}
        self.url = _url_of(register)

    def row(self, row: Row) -> PrintedRow:
        printed = PrintedRow(self.url(row))
        lines: list[str] = []
        for place, column in enumerate(self.columns):
            shown = self.shows[column.name](row)
            below = self.shows[column.under.name](row) if column.under else ""
            printed.cells.append((self.css[column.name], self._cell(shown, below)))
            if column.under and column.under.card == "badge" and below:
                printed.badges.append(below)
            if place == 0:
                printed.title = shown or "—"
                printed.cells[0] = ("nb", self._linked(printed, below))
            elif column.card == "badge" and shown:
                printed.badges.append(shown)
            elif column.card == "line" and shown:
                lines.append(str(shown))
            elif column.card == "foot" and shown:
                printed.foot.append((self.headings[column.name], shown))
        printed.line = " · ".join(lines)
        return printed

    @staticmethod
    def _cell(shown: Any, below: Any) -> Any:
        if not below:
            return shown or _NOTHING
        return format_html('{}<span class="sub">{}</span>', shown or _NOTHING, below)

    def _linked(self, printed: PrintedRow, below: Any) -> Any:
        if not printed.url:
            return self._cell(format_html("<b>{}</b>", printed.title), below)
        link = format_html('<a class="b" href="{}">{}</a>', printed.url, printed.title)
        return self._cell(link, below)

    def _show(self, register: Register, column: Shown) -> Text_of:
        name, kind = column.name, register.kinds[column.name]
        show = column.show or kind.show
        if column.area:
            return lambda row: self._place(row[name])
        if column.marks:
            return lambda row: _marked(row[name], column.marks, show)
        return lambda row: "" if row[name] in (None, "") else show(row[name])

    def _place(self, code: str) -> str:
        """Township and village, of which the reader knows neither code."""
        if code.endswith("000000"):
            return ""
        town = self.names.get(code[:9] + "000", "")
        own = "" if code.endswith("000") and town else self.names.get(code, code)
        return f"{town} {own}".strip()


def css_of(register: Register, column: Shown) -> str:
    if register.kinds[column.name].numeric and column.show is None:
        return "num"
    return "" if column.marks and not column.sorts else "nb"


def _marked(value: Any, marks: Mapping[Any, str], show: Callable[[Any], Any]) -> Any:
    """Badges for the values that stand out; a list shows each of its own."""
    if isinstance(value, list):
        each = ((_marked(item, marks, lambda v: show([v])),) for item in value)
        return format_html_join(" ", "{}", each)
    if value in (None, ""):
        return ""
    css = marks.get(value)
    return show(value) if css is None else badge(css, show(value))


def badge(css: str, text: Any) -> SafeString:
    """A state: never by its colour alone."""
    return format_html('<span class="bdg {}">{}{}</span>', css, icon(_ICONS[css]), text)


def _url_of(register: Register) -> Callable[[Row], str]:
    """The address is reversed once a page, with places that every row fills."""
    if not register.link:
        return lambda row: ""
    url_name, *paths = register.link
    fixed = {place: path[1:] for place, path in enumerate(paths) if path[0] == "="}
    # No word of ours and no other number looks like these.
    marks = {p: f"{990981000 + p}" for p in range(len(paths)) if p not in fixed}
    arguments = {**fixed, **marks}
    address = reverse(url_name, args=[arguments[place] for place in sorted(arguments)])

    def url(row: Row) -> str:
        if any(row[paths[place]] is None for place in marks):
            return register.address(row) if register.address else ""
        filled = address
        for place, mark in marks.items():
            filled = filled.replace(mark, str(row[paths[place]]), 1)
        return filled

    return url
