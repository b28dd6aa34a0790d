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

from accounts.mixins import RoleRequiredMixin
from accounts.parameters import value_on
from core.htmx import is_htmx, redirect
from core.keyset import COUNT_LIMIT, Page, capped_counts, fetch
from core.months import Month
from core.views import PartialTemplateMixin
from households import register_rows, rules
from households.forms.filters import (
    DEFAULT_SORT,
    SORTS,
    RegisterFilters,
    chosen_sort,
)
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


def count_label(count: int) -> str:
    """``89``, or ``1,000+`` where counting stopped."""
    return f"{COUNT_LIMIT:,}+" if count > COUNT_LIMIT else f"{count:,}"


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
        return RegisterFilters(
            self.request.GET, areas=register_rows.area_rows(self.viewer)
        )

    @cached_property
    def matching(self) -> HouseholdQuerySet:
        return self.filters.apply(self.households)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = self.request.GET
        order, sort = chosen_sort(given.get("sort", ""))
        page = fetch(
            self.matching.with_growth(),
            register_rows.FIELDS,
            sort,
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
            "chips": self._chips(),
            "order": order,
            "headings": {name: self._heading(name, order) for name in SORTS},
            **self._totals(),
            **self._turns(page),
        }
        if not is_htmx(self.request):
            context["tabs"] = self._tabs()
            context["saved_view_form"] = SavedViewForm(initial={"query": self._state()})
        return super().get_context_data(**context, **kwargs)

    def _state(self, **changes: str) -> str:
        """The query string of the filters in force and the sort, with changes."""
        query = QueryDict(mutable=True)
        query.update({name: str(value) for name, value in self.filters.used().items()})
        order = chosen_sort(self.request.GET.get("sort", ""))[0]
        if order != DEFAULT_SORT:
            query["sort"] = order
        for name, value in changes.items():
            query.pop(name, None)
            if value:
                query[name] = value
        return query.urlencode()

    def _chips(self) -> list[tuple[str, str, str]]:
        return [
            (label, said, f"?{self._state(**{name: ''})}")
            for name, label, said in self.filters.chips()
        ]

    def _heading(self, name: str, order: str) -> dict[str, str]:
        """Link that sorts by a column, and how it is sorted now."""
        if order.removeprefix("-") == name:
            turned = name if order.startswith("-") else f"-{name}"
            state = "descending" if order.startswith("-") else "ascending"
            return {"url": f"?{self._state(sort=turned)}", "state": state}
        return {"url": f"?{self._state(sort=SORTS[name].first + name)}", "state": ""}

    def _turns(self, page: Page) -> dict[str, str]:
        before, after = page.before, page.after
        return {
            "previous_url": f"?{self._state(before=before)}" if before else "",
            "next_url": f"?{self._state(after=after)}" if after else "",
        }

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
            "count_url": f"?{self._state(count='all')}" if capped else "",
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
        now = _filters_of(self._state())
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
