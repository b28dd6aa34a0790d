"""The register rows that an import has written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from exchange.models import TouchedRow
from exchange.roster import Roster
from exchange.views.access import RunMixin
from exchange.views.paging import pager
from exchange.views.titles import roster_of

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """A row that still exists in the account's area, and where to look at it."""

    title: str
    url: str
    is_new: bool


class ImportRowsView(RunMixin):
    """New and changed rows of the kind that the file lists, in the order written.

    Rows removed since, or moved out of the account's area, are not shown.
    """

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        roster = roster_of(self.run.roster)
        touched = self.run.touched.none()
        if roster is not None:
            label = roster.target[roster.unit].model._meta.label_lower
            touched = self.run.touched.filter(model=label)
        page = Paginator(touched, PAGE_ROWS).get_page(request.GET.get("page"))
        rows = self._rows(roster, list(page.object_list)) if roster else []
        context = {
            "run": self.run,
            "title": self.title,
            "rows": rows,
            **pager(request, page),
        }
        return render(request, "exchange/import_rows.html", context)

    def _rows(self, roster: Roster, touched: list[TouchedRow]) -> list[WrittenRow]:
        model: Any = roster.target[roster.unit].model
        found = (
            model.objects.visible_to(self.viewer)
            .select_related()
            .in_bulk([row.object_id for row in touched])
        )
        return [
            WrittenRow(
                str(found[row.object_id]), _url(found[row.object_id]), row.is_new
            )
            for row in touched
            if row.object_id in found
        ]


def _url(row: Any) -> str:
    """Not every kind of row has a page of its own."""
    return row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""
