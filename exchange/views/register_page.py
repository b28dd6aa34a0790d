"""The list page of every declared register: one view, driven by the declaration."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.generic import TemplateView

from accounts.mixins import RoleRequiredMixin
from core.htmx import redirect
from core.keyset import COUNT_LIMIT, capped_counts, fetch
from core.listing import ListAddress, count_label
from core.views import PartialTemplateMixin
from exchange import register_rows
from exchange.register_filters import DeclaredFilters
from exchange.registers import Register
from exchange.views.titles import roster_of

PAGE_SIZE = 20


class RegisterPageView(RoleRequiredMixin, PartialTemplateMixin, TemplateView):
    """``RegisterPageView.as_view(register=MEMBERS)``; see ``exchange.registers``."""

    # as_view takes only what the class has already.
    register: Register = None  # type: ignore[assignment]
    template_name = "registers/page.html"
    partial_template_name = "registers/_rows.html"

    def get_permission_required(self) -> tuple[str]:
        return (self.register.permission,)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        diverts = self.register.diverts
        elsewhere = diverts(request.GET.get("q", "")) if diverts else None
        if elsewhere is not None:
            # In the URL it would stay in the browser's history and in server logs.
            messages.warning(request, str(elsewhere[1]))
            return redirect(request, elsewhere[0])
        return super().get(request, *args, **kwargs)

    @cached_property
    def filters(self) -> DeclaredFilters:
        return self.register.conditions(self.request.GET, self.viewer)

    @cached_property
    def address(self) -> ListAddress:
        sorting = self.register.sorting
        order = sorting.chosen(self.request.GET.get("sort", ""))
        return ListAddress(self.filters.used(), order, sorting)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        register, address, given = self.register, self.address, self.request.GET
        rows = self.filters.apply(register.rows(self.viewer))
        page = fetch(
            rows.annotate(**register.annotations),
            register.fields,
            register.sorting.sort(address.order),
            after=given.get("after", ""),
            before=given.get("before", ""),
            size=PAGE_SIZE,
        )
        return super().get_context_data(
            register=register,
            rows=register_rows.present(register, page.rows, self.filters.areas),
            columns=self._columns(),
            filters=self.filters,
            chips=address.chips(self.filters),
            page_url=self.request.path,
            import_url=self._import_url(),
            may_export=self._may_export(),
            **self._total(rows),
            **address.turns(page),
            **kwargs,
        )

    def _columns(self) -> list[dict[str, Any]]:
        links = self.address.headings()
        return [
            {
                "label": self.register.heading(column.name),
                "css": register_rows.css_of(self.register, column),
                "link": links.get(column.name),
            }
            for column in self.register.columns
        ]

    def _total(self, rows: Any) -> dict[str, Any]:
        """How many rows there are; beyond the limit only on request."""
        if self.request.GET.get("count") == "all":
            total = rows.order_by().count()
            return {"total_label": f"{total:,}", "export_count": total}
        total = capped_counts([rows])[0]
        capped = total > COUNT_LIMIT
        return {
            "total_label": count_label(total),
            "count_url": self.address.url(count="all") if capped else "",
            "export_count": "" if capped else total,
        }

    def _may_export(self) -> bool:
        roster = roster_of(self.register.export)
        return roster is not None and self.viewer.may(roster.export_permission)

    def _import_url(self) -> str:
        roster = roster_of(self.register.imports)
        if roster is None or not self.viewer.may(roster.permission):
            return ""
        return f"{reverse('exchange:import-upload')}?roster={roster.key}"
