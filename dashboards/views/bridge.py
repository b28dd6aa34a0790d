"""The bridge of a month on a page and in a file, and the households of its cells."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import TemplateView, View
from openpyxl import Workbook

from accounts.models import AccessLog, Area
from accounts.services import log_access
from core.listing import count_label
from dashboards.services.bridge import (
    GROUPS,
    PARTS,
    Bridge,
    Cell,
    Line,
    bridge,
    length_below,
)
from dashboards.services.bridge_rows import BridgeRow, BridgeRows, bridge_rows
from dashboards.services.staleness import is_stale
from dashboards.views.scope import MonthAreaMixin
from exchange import files
from exchange.views.downloads import attached
from households.models import Household

Text = str | Promise
PAGE = 50

#: Words of the three groups; as the field says them.
GROUP_LABELS: dict[str, Text] = {
    "monitored": gettext_lazy("Under monitoring (not eliminated)"),
    "identified": gettext_lazy("Ever identified"),
    "exited": gettext_lazy("Out of poverty (registered)"),
}
PART_LABELS: dict[str, Text] = {
    "opening": gettext_lazy("Last month"),
    "entered": gettext_lazy("Entered"),
    "left": gettext_lazy("Gone"),
    "moved_in": gettext_lazy("Moved in"),
    "moved_out": gettext_lazy("Moved out"),
    "corrected": gettext_lazy("Correction"),
    "closing": gettext_lazy("This month"),
}
#: What the class of a row means; see ``services.bridge``.
KIND_LABELS: dict[str, Text] = {
    "stays": gettext_lazy("Members changed"),
    "moved": gettext_lazy("Moved between villages"),
    "shifted": gettext_lazy("Village corrected"),
    "entered": gettext_lazy("Identified, resumed or split off"),
    "added": gettext_lazy("Added without a recorded change"),
    "left": gettext_lazy("Eliminated, withdrawn or ended"),
    "dropped": gettext_lazy("Dropped without a recorded change"),
}
_SIGNS = {"entered": "+", "left": "−", "moved_in": "+", "moved_out": "−"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as it stands in the table; ``url`` opens its households."""

    part: str
    cell: Cell
    sign: str
    url: str


@dataclass(frozen=True, slots=True)
class ShownLine:
    area: Area
    cells: list[Shown]
    #: The same bridge of an area below; empty for a village.
    url: str


class BridgeMixin(MonthAreaMixin):
    @cached_property
    def group(self) -> str:
        chosen = self.request.GET.get("group") or GROUPS[0]
        if chosen not in GROUPS:
            raise Http404
        return chosen

    @cached_property
    def bridge(self) -> Bridge | None:
        return bridge(self.month, self.area, [self.group])

    def address(self, name: str, area: Area, **more: str) -> str:
        query = {"month": str(self.month), "area": area.code, "group": self.group}
        return f"{reverse(name)}?{urlencode({**query, **more})}"

    def shown(self, area: Area, line: Line) -> list[Shown]:
        return [
            Shown(
                part,
                cell,
                _SIGNS.get(part, ""),
                self.address("dashboards:bridge-rows", area, part=part) if cell else "",
            )
            for part, cell in line.cells
        ]

    def lines(self, found: Bridge) -> list[ShownLine]:
        """Lines of the areas right below, in the order of their codes."""
        below = found.below(self.group, length_below(self.area))
        areas = Area.objects.visible_to(self.viewer).filter(code__in=below)
        return [
            ShownLine(
                area,
                self.shown(area, below[area.code]),
                ""
                if area.level == Area.Level.VILLAGE
                else self.address("dashboards:bridge", area),
            )
            for area in areas.order_by("code")
        ]


class BridgeView(BridgeMixin, TemplateView):
    """``/bridge/?month=…&area=…&group=…``."""

    template_name = "dashboards/bridge.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.bridge
        context = {
            **self.period(),
            "group": self.group,
            "group_label": GROUP_LABELS[self.group],
            "groups": [
                (key, label, self._group_url(key))
                for key, label in GROUP_LABELS.items()
            ],
            "parts": [PART_LABELS[part] for part in PARTS],
            "is_stale": is_stale(self.month) or is_stale(self.month.previous),
        }
        if found is None:
            return {**context, "missing": True}
        total = found.total(self.group)
        return {
            **context,
            "total": self.shown(self.area, total),
            "lines": self.lines(found),
            "files": [
                (kind, self.address("dashboards:bridge-file", self.area, kind=kind))
                for kind in ("xlsx", "csv")
            ],
        }

    def _group_url(self, group: str) -> str:
        query = {"month": str(self.month), "area": self.area.code, "group": group}
        return f"{reverse('dashboards:bridge')}?{urlencode(query)}"


class BridgeRowsView(BridgeMixin, TemplateView):
    """``/bridge/rows/?…&part=entered``: the households of one cell."""

    template_name = "dashboards/bridge_rows.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = self._number()
        found = bridge_rows(
            self.month, self.area, self.group, self.part,
            offset=(page - 1) * PAGE, limit=PAGE,
        )  # fmt: skip
        if found is None or (page > 1 and not found.rows):
            raise Http404
        last = max(1, -(-found.total // PAGE))
        return {
            **self.period(),
            "group_label": GROUP_LABELS[self.group],
            "part": self.part,
            "part_label": PART_LABELS[self.part],
            "found": found,
            "rows": self._told(found),
            "total_label": count_label(found.total),
            "bridge_url": self.address("dashboards:bridge", self.area),
            "previous_url": self._turn(page - 1) if page > 1 else "",
            "next_url": self._turn(page + 1) if page < last else "",
            "unit": pgettext_lazy("unit", "households"),
        }

    @cached_property
    def part(self) -> str:
        part = self.request.GET.get("part", "")
        if part not in PARTS:
            raise Http404
        return part

    def _number(self) -> int:
        written = self.request.GET.get("page", "1")
        if not (written.isascii() and written.isdecimal() and len(written) < 7):
            raise Http404
        return max(int(written), 1)

    def _turn(self, page: int) -> str:
        return self.address(
            "dashboards:bridge-rows", self.area, part=self.part, page=str(page)
        )

    def _told(self, found: BridgeRows) -> list[dict[str, Any]]:
        """Rows with names. A household that has moved out of sight keeps its number in
        the count and says no name."""
        keys = [row.household_id for row in found.rows]
        visible = Household.objects.visible_to(self.viewer).filter(pk__in=keys)
        named = {row.pk: row for row in visible}
        codes = {row.old_village for row in found.rows}
        codes |= {row.new_village for row in found.rows}
        visible_areas = Area.objects.visible_to(self.viewer).filter(code__in=codes)
        places = dict(visible_areas.values_list("code", "name"))
        return [self._row(row, named, places) for row in found.rows]

    def _row(
        self, row: BridgeRow, named: dict[int, Household], places: dict[str, str]
    ) -> dict[str, Any]:
        return {
            "household": named.get(row.household_id),
            "old": _place(row.old_village, places),
            "new": _place(row.new_village, places),
            "kind": KIND_LABELS[row.kind],
            "row": row,
        }


class BridgeFileView(BridgeMixin, View):
    """The table of the page as a file, numbers only; each download is logged."""

    permission_required = "exchange.export_roster"
    http_method_names = ["get"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        kind, found = request.GET.get("kind", "xlsx"), self.bridge
        if found is None or kind not in {"xlsx", "csv"}:
            raise Http404
        lines = self._table(found)
        name = _("Bridge %(area)s %(month)s") % {
            "area": self.area.name,
            "month": self.month,
        }
        with transaction.atomic():
            log_access(
                kind=AccessLog.Kind.EXPORT,
                user=self.viewer,
                request=request,
                object_type="month bridge",
                row_count=len(lines) - 2,
                detail={"month": str(self.month), "area": self.area.code},
            )
        return _csv(lines, name) if kind == "csv" else _xlsx(lines, name)

    def _table(self, found: Bridge) -> list[list[Any]]:
        heads: list[Any] = [str(GROUP_LABELS[self.group])]
        for part in PARTS:
            heads += [f"{PART_LABELS[part]}（户）", f"{PART_LABELS[part]}（人）"]
        table = [heads, [self.area.name, *_numbers(self.shown_total(found))]]
        lines = self.lines(found)
        return table + [[line.area.name, *_numbers(line.cells)] for line in lines]

    def shown_total(self, found: Bridge) -> list[Shown]:
        return self.shown(self.area, found.total(self.group))


def _place(code: str, places: dict[str, str]) -> str:
    return places.get(code, _("another township")) if code else ""


def _numbers(cells: list[Shown]) -> list[int]:
    """Gone and moved out as negative numbers, so that a row adds up in the file."""
    numbers = []
    for cell in cells:
        sign = -1 if cell.part in {"left", "moved_out"} else 1
        numbers += [sign * cell.cell.households, sign * cell.cell.persons]
    return numbers


def _csv(lines: list[list[Any]], name: str) -> HttpResponse:
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": str(content_disposition_header(True, f"{name}.csv"))
        },
    )
    # Excel reads UTF-8 only behind a byte-order mark.
    response.write("\ufeff")
    csv.writer(response).writerows(lines)
    return response


def _xlsx(lines: list[list[Any]], name: str) -> HttpResponseBase:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    for line in lines:
        sheet.append(line)
    path = files.new_path("exports", ".xlsx")
    book.save(path)
    path.chmod(0o600)
    return attached(path, f"{name}.xlsx")
