"""The roster of households: filters, tabs, sorting and keyset pages, all in the URL."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.forms.area_filters import area_rows
from accounts.mixins import RoleRequiredMixin
from accounts.parameters import value_on
from core.htmx import is_htmx, redirect
from core.keyset import COUNT_LIMIT, capped_counts, fetch
from core.listing import ListAddress, count_label
from core.months import Month
from core.views import PartialTemplateMixin
from households import register_rows, rules
from households.forms.filters import SORTING, RegisterFilters
from households.forms.saved_views import SavedViewForm
from households.models import Household, SavedView
from households.parameters import MONITORING_LINE
from households.querysets import HouseholdQuerySet

PAGE_SIZE = 20

#: The tabs that everybody has: label and query string.
BUILT_IN: tuple[tuple[str | Promise, str], ...] = (
    (gettext_lazy("All monitored households"), ""),
    (gettext_lazy("Under monitoring"), "state=monitoring"),
    (gettext_lazy("Not visited this month"), "visited=no"),
    (gettext_lazy("Without responsible person"), "state=monitoring&assigned=no"),
    (gettext_lazy("Income fallen"), "growth=down"),
    (gettext_lazy("All rural households"), "state=all"),
    (gettext_lazy("Out of poverty"), "state=all&type=exited"),
    (gettext_lazy("Relocated"), "state=all&relocated=yes"),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """A saved or built-in view with how many households it holds."""

    label: str | Promise
    query: str
    count: str
    is_current: bool
    saved: SavedView | None = None


def today() -> dt.date:
    return timezone.localdate()


class RegisterView(RoleRequiredMixin, PartialTemplateMixin, TemplateView):
    """Filters give the rows, ``sort`` their order, ``after``/``before`` the page."""

    permission_required = "households.view_household"
    template_name = "households/household_list.html"
    partial_template_name = "households/_household_rows.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if looks_like_id_no(request.GET.get("q", "")):
            # In the URL it would stay in the browser's history and in server logs.
            messages.warning(
                request, _("Identity numbers are looked up here, not in the roster.")
            )
            return redirect(request, "households:search-id")
        return super().get(request, *args, **kwargs)

    @cached_property
    def households(self) -> HouseholdQuerySet:
        return Household.objects.visible_to(self.viewer)

    @cached_property
    def filters(self) -> RegisterFilters:
        return RegisterFilters(self.request.GET, areas=area_rows(self.viewer))

    @cached_property
    def matching(self) -> HouseholdQuerySet:
        return self.filters.apply(self.households)

    @cached_property
    def address(self) -> ListAddress:
        order = SORTING.chosen(self.request.GET.get("sort", ""))
        return ListAddress(self.filters.used(), order, SORTING)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = self.request.GET
        address = self.address
        page = fetch(
            self.matching.with_growth(),
            register_rows.FIELDS,
            SORTING.sort(address.order),
            after=given.get("after", ""),
            before=given.get("before", ""),
            size=PAGE_SIZE,
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
            "chips": address.chips(self.filters),
            "order": address.order,
            "headings": address.headings(),
            **self._totals(),
            **address.turns(page),
        }
        if not is_htmx(self.request):
            context["tabs"] = self._tabs()
            context["saved_view_form"] = SavedViewForm(
                initial={"query": address.state()}
            )
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

    def _tabs(self) -> list[Tab]:
        saved = list(SavedView.objects.visible_to(self.viewer).select_related("owner"))
        queries = [query for _label, query in BUILT_IN] + [v.query for v in saved]
        areas = self.filters.areas
        counts = capped_counts(
            [
                RegisterFilters(QueryDict(query), areas=areas).apply(self.households)
                for query in queries
            ]
        )
        labels = [label for label, _query in BUILT_IN] + [v.name for v in saved]
        rows = [None] * len(BUILT_IN) + saved
        now = _filters_of(self.address.state())
        return [
            Tab(label, query, count_label(n), _filters_of(query) == now, row)
            for label, query, n, row in zip(labels, queries, counts, rows, strict=True)
        ]


def _filters_of(query: str) -> dict[str, Any]:
    """What two addresses must have in common to be the same tab: not the sort."""
    return {k: v for k, v in QueryDict(query).items() if k != "sort"}


def looks_like_id_no(text: str) -> bool:
    try:
        rules.read_id_no(rules.normalise_id_no(text), today=today())
    except ValueError:
        return False
    return True
