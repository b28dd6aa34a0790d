"""The page of one household, printed sheets of several, and its history."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils import timezone
from django.views.generic import DetailView, TemplateView

from accounts.mixins import RoleRequiredMixin
from accounts.parameters import value_on
from core.months import Month
from core.views import PartialTemplateMixin
from households import register_rows, spoken
from households.dossier import Dossier
from households.history import fields_changed, history_of
from households.income_chart import chart_finding, income_chart
from households.models import Household
from households.parameters import MONITORING_LINE
from households.querysets import HouseholdQuerySet

#: How many visits the page shows before one asks for all.
RECENT_VISITS = 6
HISTORY_PAGE = 20
MAX_SHEETS = 50


def dossier_context(household: Household) -> dict[str, Any]:
    """What page and printed sheet have in common."""
    today = timezone.localdate()
    line = value_on(MONITORING_LINE.key, today)
    dossier = Dossier(household, today=today, line=line)
    row = {
        "last_visited_on": household.last_visited_on,
        "identified_on": household.identified_on,
        "eliminated_on": household.eliminated_on,
        "monitoring_state": household.monitoring_state,
    }
    month = Month.of(today)
    return {
        "household": household,
        "dossier": dossier,
        "line": line,
        "month": month,
        "visit_badge": register_rows.visit_badges()[
            register_rows.visit_state(row, month)
        ],
        "spoken": spoken.spoken_summary(dossier),
        "obstacles": spoken.obstacles(dossier),
        "members_note": spoken.members_note(dossier),
    }


class ScopedHouseholdMixin(RoleRequiredMixin):
    """A household of the person's area, with village and township; others are 404."""

    permission_required = "households.view_household"
    request: HttpRequest

    def get_queryset(self) -> HouseholdQuerySet:
        rows = Household.objects.visible_to(self.viewer)
        return rows.select_related("village__parent", "resettlement_site")


class HouseholdView(ScopedHouseholdMixin, DetailView[Household]):
    template_name = "households/household.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs, **dossier_context(self.object))
        dossier: Dossier = context["dossier"]
        lines = dossier.visit_lines
        every = self.request.GET.get("visits") == "all"
        context["visit_lines"] = lines if every else lines[:RECENT_VISITS]
        context["visit_count"] = len(lines)
        context["chart"] = income_chart(dossier)
        context["chart_finding"] = chart_finding(dossier)
        return context


class HistoryView(ScopedHouseholdMixin, PartialTemplateMixin, DetailView[Household]):
    """Every write to the household and its rows; ``brief`` gives the latest few."""

    template_name = "households/history.html"
    partial_template_name = "households/_history.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = self.request.GET
        who, what = given.get("who", "").strip()[:40], given.get("what", "")
        entries = history_of(self.object)
        labels = fields_changed(entries)
        if who or what in labels:
            entries = history_of(
                self.object, who=who, what=what if what in labels else ""
            )
        pages = Paginator(entries, 5 if "brief" in given else HISTORY_PAGE)
        return super().get_context_data(
            **kwargs,
            page_obj=pages.get_page(given.get("page")),
            labels=labels,
            who=who,
            what=what,
            brief="brief" in given,
        )


class SheetsView(ScopedHouseholdMixin, TemplateView):
    """One A4 sheet a household, for those selected in the roster."""

    template_name = "households/sheets.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = [pk for pk in self.request.GET.getlist("id") if pk.isdecimal()]
        chosen = [pk for pk in chosen if len(pk) < 18][:MAX_SHEETS]
        rows = self.get_queryset().filter(pk__in=chosen).order_by("village", "pk")
        sheets = [dossier_context(household) for household in rows]
        return super().get_context_data(**kwargs, sheets=sheets, limit=MAX_SHEETS)
