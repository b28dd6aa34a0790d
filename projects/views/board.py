"""The list of a year's projects: who has to be chased, and what the year comes to."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils import timezone
from django.views import View
from django.views.generic import TemplateView

from accounts.mixins import RoleRequiredMixin
from accounts.models import AccessLog
from accounts.services import log_access
from core.htmx import is_htmx
from core.keyset import fetch
from core.listing import ListAddress
from core.views import PartialTemplateMixin
from exchange.register_filters import DeclaredFilters
from exchange.views.downloads import attached
from projects import board
from projects.board_lines import lines
from projects.board_sheet import sheet, sheet_name
from projects.registers.parts import years
from projects.registers.projects import EVERYTHING, PROJECTS, STORED, VIEWS

#: A county's year on one page of the screen and a few of paper.
PAGE_SIZE = 100
#: Conditions that have their own switch above the list.
_SWITCHED = ("year", "view")


class BoardMixin(RoleRequiredMixin):
    """Year, view and conditions from the address; this year when it names none."""

    request: HttpRequest

    @cached_property
    def today(self) -> dt.date:
        return timezone.localdate()

    @cached_property
    def offered_years(self) -> list[str]:
        return [value for value, _label in years()]

    @cached_property
    def data(self) -> QueryDict:
        data = self.request.GET.copy()
        if data.get("year") not in self.offered_years:
            data["year"] = str(self.today.year)
        if data.get("view") not in VIEWS:
            data["view"] = self._first_view(str(data["year"]))
        return data

    def _first_view(self, year: str) -> str:
        """A coming year is what the repository holds for it until it has a plan."""
        if int(year) <= self.today.year:
            return EVERYTHING
        has_plan = self.visible.in_plan_of(int(year)).exists()
        return EVERYTHING if has_plan else STORED

    @cached_property
    def year(self) -> int:
        return int(str(self.data["year"]))

    @cached_property
    def filters(self) -> DeclaredFilters:
        return PROJECTS.conditions(self.data, self.viewer)

    @cached_property
    def visible(self) -> Any:
        return PROJECTS.rows(self.viewer)

    def narrowed(self, *without: str) -> Any:
        """The rows under the conditions, except for those named."""
        rows = self.visible
        for name, value in self.filters.used().items():
            if name not in without:
                rows = self.filters.NARROW[name](rows, value)
        return rows

    @cached_property
    def in_plan(self) -> Any:
        """What the cards count: the year's plan in the viewer's whole scope."""
        rows = self.filters.NARROW["year"](self.visible, str(self.year))
        return self.filters.NARROW["view"](rows, EVERYTHING)

    @cached_property
    def rows(self) -> Any:
        return self.narrowed().annotate(**board.urgency())

    @cached_property
    def address(self) -> ListAddress:
        order = board.SORTING.chosen(self.request.GET.get("sort", ""))
        return ListAddress(self.filters.used(), order, board.SORTING)


class BoardView(BoardMixin, PartialTemplateMixin, TemplateView):
    """``/projects/?year=2026``."""

    permission_required = "projects.view_project"
    template_name = "projects/board/page.html"
    partial_template_name = "projects/board/_rows.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address, given = self.address, self.request.GET
        page = fetch(
            self.rows,
            board.FIELDS,
            board.SORTING.sort(address.order),
            after=given.get("after", ""),
            before=given.get("before", ""),
            size=PAGE_SIZE,
        )
        context = super().get_context_data(
            register=PROJECTS,
            year=self.year,
            lines=lines(page.rows, self.filters.areas, self.today),
            totals=board.totals(self.rows),
            views=self._views(),
            headings=address.headings(),
            filters=self.filters,
            chips=self._chips(),
            page_url=self.request.path,
            year_url=f"{self.request.path}?year={self.year}",
            state=address.state(),
            **address.turns(page),
            **kwargs,
        )
        return context if is_htmx(self.request) else self._whole(context)

    def _whole(self, context: dict[str, Any]) -> dict[str, Any]:
        """What stands around the rows: cards, and the switch of the year."""
        around = {"earlier_url": self.year - 1, "later_url": self.year + 1}
        for name, year in around.items():
            offered = str(year) in self.offered_years
            context[name] = self.address.url(year=str(year), view="") if offered else ""
        context["cards"] = board.cards(self.in_plan, self.year, self.today)
        return context

    def _views(self) -> list[tuple[Any, int, str, bool]]:
        """Label, number, address, and whether it is the one that is shown."""
        shown = self.data["view"]
        tabs = [key for key, view in VIEWS.items() if not view.is_rule or key == shown]
        counts = board.view_counts(self.narrowed("view"), self.today, tabs)
        return [
            (view.label, counts[key], self.address.url(view=key), key == shown)
            for key, view in ((key, VIEWS[key]) for key in tabs)
            if view.always or counts[key] or key == shown
        ]

    def _chips(self) -> list[tuple[str, str, str]]:
        return [
            (label, said, self.address.url(**{name: ""}))
            for name, label, said in self.filters.chips()
            if name not in _SWITCHED
        ]


class BoardSheetView(BoardMixin, View):
    """进度表: what the list shows, all pages of it, as a workbook to hand round."""

    permission_required = "projects.export_project"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        rows = self.rows.order_by("urgency", "pk")
        found = lines(
            list(rows.values("pk", *board.FIELDS)), self.filters.areas, self.today
        )
        with transaction.atomic():
            path = sheet(found, board.totals(self.rows), self.year, self.today)
            log_access(
                kind=AccessLog.Kind.EXPORT,
                user=self.viewer,
                request=request,
                object_type="project board",
                row_count=len(found),
                detail={"query": self.address.state()},
            )
        return attached(path, sheet_name(self.year, self.today))
