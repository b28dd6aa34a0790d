"""The roster of households: filters, tabs, sorting and keyset pages, all in the URL."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.generic import TemplateView

from accounts.forms.area_filters import area_rows
from accounts.mixins import RoleRequiredMixin
from accounts.parameters import value_on
from core.htmx import is_htmx, redirect
from core.keyset import COUNT_LIMIT, fetch, settled
from core.listing import ListAddress, count_label
from core.months import Month
from core.views import PartialTemplateMixin
from households import register_rows
from households.forms.filters import SORTING, RegisterFilters
from households.forms.saved_views import SavedViewForm
from households.models import Household
from households.parameters import MONITORING_LINE
from households.querysets import HouseholdQuerySet
from households.registers import number_search
from households.views.tabs import tabs_of

PAGE_SIZE = 20


def today() -> dt.date:
    return timezone.localdate()


class RegisterView(RoleRequiredMixin, PartialTemplateMixin, TemplateView):
    """Filters give the rows, ``sort`` their order, ``after``/``before`` the page."""

    permission_required = "households.view_household"
    template_name = "households/household_list.html"
    partial_template_name = "households/_household_rows.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        elsewhere = number_search(request.GET.get("q", ""))
        if elsewhere is not None:
            # In the URL it would stay in the browser's history and in server logs.
            messages.warning(request, str(elsewhere[1]))
            return redirect(request, elsewhere[0])
        return super().get(request, *args, **kwargs)

    @cached_property
    def households(self) -> HouseholdQuerySet:
        return Household.objects.visible_to(self.viewer)

    @cached_property
    def filters(self) -> RegisterFilters:
        return RegisterFilters(self.request.GET, areas=area_rows(self.viewer))

    @cached_property
    def matching(self) -> HouseholdQuerySet:
        found = self.filters.apply(self.households)
        return (
            settled(found, self.households) if self.filters.used().get("q") else found
        )

    @cached_property
    def address(self) -> ListAddress:
        order = SORTING.chosen(self.request.GET.get("sort", ""))
        return ListAddress(self.filters.used(), order, SORTING)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = self.request.GET
        address = self.address
        page = fetch(
            self.matching,
            register_rows.FIELDS,
            SORTING.sort(address.order),
            after=given.get("after", ""),
            before=given.get("before", ""),
            size=PAGE_SIZE,
            whole=self.households,
        )
        line = value_on(MONITORING_LINE.key, today())
        month = Month.current()
        context = {
            "rows": register_rows.present(
                page.rows, areas=self.filters.areas, month=month, line=line
            ),
            "line": line,
            "month": month,
            "filters": self.filters,
            "page_url": self.request.path,
            "chips": address.chips(self.filters),
            "order": address.order,
            "headings": address.headings(),
            **self._totals(),
            **address.turns(page),
        }
        if not is_htmx(self.request):
            state = address.state()
            context["state"] = state
            context["tabs"] = tabs_of(self.viewer, state)
            context["saved_view_form"] = SavedViewForm(initial={"query": state})
        return super().get_context_data(**context, **kwargs)

    def _totals(self) -> dict[str, Any]:
        """Households and persons; beyond the limit only on request (``count=all``)."""
        exact = self.request.GET.get("count") == "all"
        rows = self.matching.order_by()
        if not exact:
            rows = rows[: COUNT_LIMIT + 1]
        found = rows.aggregate(households=Count("pk"), persons=Sum("persons"))
        capped = not exact and found["households"] > COUNT_LIMIT
        return {
            "total": found["households"],
            "persons": found["persons"] or 0,
            "total_label": (
                count_label(found["households"])
                if capped
                else f"{found['households']:,}"
            ),
            "count_url": self.address.url(count="all") if capped else "",
            "export_count": "" if capped else found["households"],
        }
