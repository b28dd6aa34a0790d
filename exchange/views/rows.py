"""The register rows that an import has written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from exchange.models import TouchedRow
from exchange.roster import Target
from exchange.views.access import RunMixin
from exchange.views.paging import pager
from exchange.views.titles import roster_of

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """A row that still exists in the account's area, and where to look at it."""

    kind: str
    title: str
    url: str
    is_new: bool


class ImportRowsView(RunMixin):
    """New and changed rows of every kind that the file wrote, in the order written.

    Rows removed since, or moved out of the account's area, are not shown.
    """

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        page = Paginator(self.run.touched.all(), PAGE_ROWS).get_page(
            request.GET.get("page")
        )
        context = {
            "run": self.run,
            "title": self.title,
            "rows": self._rows(list(page.object_list)),
            **pager(request, page),
        }
        return render(request, "exchange/import_rows.html", context)

    def _rows(self, touched: list[TouchedRow]) -> list[WrittenRow]:
        roster = roster_of(self.run.roster)
        targets = (
            {t.model._meta.label_lower: t for t in roster.targets} if roster else {}
        )
        found: dict[tuple[str, int], tuple[str, str]] = {}
        for label, target in targets.items():
            ids = [row.object_id for row in touched if row.model == label]
            for row in self._visible(target, ids):
                found[label, row.pk] = (str(row), _url(row, target))
        return [
            WrittenRow(
                str(targets[row.model].model._meta.verbose_name),
                *found[row.model, row.object_id],
                row.is_new,
            )
            for row in touched
            if (row.model, row.object_id) in found
        ]

    def _visible(self, target: Target, ids: list[int]) -> list[Any]:
        if not ids:
            return []
        model: Any = target.model
        rows = model.objects.visible_to(self.viewer).filter(pk__in=ids)
        return list(rows.select_related(*target.parents))


def _url(row: Any, target: Target) -> str:
    """The row's own page, else that of the row it belongs to."""
    for candidate in (row, *(getattr(row, name) for name in target.parents)):
        if hasattr(candidate, "get_absolute_url"):
            return str(candidate.get_absolute_url())
    return ""
