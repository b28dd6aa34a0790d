"""Lists of leads: the register with its tabs, the three problem lists, a search by
identity number, the leads of one household, sheets to take along."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView

from accounts.mixins import RoleRequiredMixin
from core.keyset import capped_counts
from core.listing import count_label
from exchange.views.paging import pager
from exchange.views.register_page import RegisterPageView
from households.choices import LeadOutcome
from households.forms.leads import DispatchForm
from households.forms.numbers import NumberSearchForm
from households.leads import problems
from households.models import Household, Lead
from households.registers.leads import register_for
from households.services import lead_finding
from households.views.leads import is_sender

Text = str | Promise
PAGE = 20
MOST_SHEETS = 100

_WORKERS_TABS: tuple[tuple[Text, str], ...] = (
    (_("All"), ""),
    (_("To be verified"), "state=verifying"),
    (_("Past the limit"), "late=yes"),
    (_("Sent back"), "state=refused"),
    (_("To be dispatched"), "state=unassigned"),
    (_("Answered"), "state=answered"),
)
_SENDERS_TABS: tuple[tuple[Text, str], ...] = (
    (_("All"), ""),
    (_("Being verified"), "sent_state=open"),
    (_("Past the limit"), "late=yes"),
    (_("Answered"), "sent_state=answered"),
    (_("Sent back"), "sent_state=refused"),
    (_("Accepted and closed"), "sent_state=closed"),
)


class LeadListView(RegisterPageView):
    """The declared list, with tabs, and a bar for what is done with several."""

    register = register_for("")
    template_name = "households/leads/list.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.register = register_for(self.viewer.role)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = None
        if self.viewer.may("households.dispatch_lead"):
            form = DispatchForm(user=self.viewer)
        return super().get_context_data(
            tabs=self._tabs(),
            dispatch_form=form,
            sender=is_sender(self.viewer),
            **kwargs,
        )

    def _tabs(self) -> list[dict[str, Any]]:
        listed = _SENDERS_TABS if is_sender(self.viewer) else _WORKERS_TABS
        rows, form = self.register.rows(self.viewer), self.register.filters_class
        areas = self.filters.areas
        counts = capped_counts(
            [
                form(QueryDict(query), areas=areas).apply(rows)
                for _label, query in listed
            ]
        )
        now = QueryDict(self.address.state())
        state = {name: value for name, value in now.items() if name != "sort"}
        return [
            {
                "label": label,
                "query": query,
                "count": count_label(count),
                "is_current": QueryDict(query).dict() == state,
            }
            for (label, query), count in zip(listed, counts, strict=True)
        ]


class LeadProblemsView(RoleRequiredMixin, TemplateView):
    """Open past the limit; at risk yet not registered; helped outside the register."""

    permission_required = "households.view_household"
    template_name = "households/leads/problems.html"
    KINDS = ("late", "unregistered", "outside")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kind = self.request.GET.get("kind", "")
        kind = kind if kind in self.KINDS else "late"
        rows = self._rows[kind]
        page = Paginator(rows, PAGE).get_page(self.request.GET.get("page"))
        context: dict[str, Any] = {
            "kind": kind,
            "counts": {name: found.count() for name, found in self._rows.items()},
            "page_obj": page,
            **pager(self.request, page),
            "limits": self._limits,
            "today": timezone.localdate(),
        }
        if kind == "outside":
            homes = [row["home"] for row in page if row["home"]]
            named = Household.objects.visible_to(self.viewer).filter(pk__in=homes)
            latest = Lead.objects.visible_to(self.viewer)
            latest = latest.filter(pk__in=[row["latest"] for row in page])
            context["homes"] = named.in_bulk()
            context["latest"] = latest.select_related("area__parent").in_bulk()
            context["in_vain"] = problems.helped_in_vain(self.viewer)[:PAGE]
        return super().get_context_data(**context, **kwargs)

    @cached_property
    def _limits(self) -> problems.Limits:
        return problems.Limits.on(timezone.localdate())

    @cached_property
    def _rows(self) -> dict[str, Any]:
        leads = Lead.objects.visible_to(self.viewer)
        shown = leads.select_related("area__parent", "department", "household")
        return {
            "late": shown.late_on(timezone.localdate()).order_by("due_on", "pk"),
            "unregistered": problems.unregistered(shown).order_by("answered_on", "pk"),
            "outside": problems.helped_again(self.viewer, self._limits),
        }


class LeadSearchView(RoleRequiredMixin, View):
    """Leads by identity number, by POST: the number enters no address."""

    permission_required = "households.view_lead"
    template_name = "households/leads/search.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, self.template_name, {"form": NumberSearchForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = NumberSearchForm(request.POST)
        if form.is_valid():
            try:
                found = lead_finding.find_leads(
                    user=self.viewer, text=form.cleaned_data["number"], request=request
                )
            except ValidationError as error:
                form.add_error("number", error)
            else:
                context = {
                    "form": NumberSearchForm(),
                    "found": found,
                    "searched": True,
                    "sender": is_sender(self.viewer),
                }
                return render(request, self.template_name, context)
        return render(request, self.template_name, {"form": form}, status=422)


class LeadSheetView(RoleRequiredMixin, TemplateView):
    """One A4 sheet a lead, to be taken along and signed; without identity number."""

    permission_required = "households.answer_lead"
    template_name = "households/leads/sheets.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = chosen_ids(self.request.GET.getlist("id"), MOST_SHEETS)
        rows = Lead.objects.visible_to(self.viewer).filter(pk__in=chosen)
        listed = rows.select_related("area__parent", "department")
        return super().get_context_data(
            leads=listed.order_by("area_id", "pk"),
            limit=MOST_SHEETS,
            outcomes=LeadOutcome.labels,
            **kwargs,
        )


class HouseholdLeadsView(RoleRequiredMixin, View):
    """The leads of a household, for its page."""

    permission_required = "households.view_household"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        household = get_object_or_404(Household.objects.visible_to(self.viewer), pk=pk)
        rows = Lead.objects.visible_to(self.viewer).filter(household=household)
        context = {
            "household": household,
            "leads": rows.select_related("department").order_by("-received_on", "-pk"),
        }
        return render(request, "households/leads/_of_household.html", context)


def chosen_ids(texts: list[str], most: int) -> list[int]:
    """Keys from a form or an address; anything else is passed over."""
    known = [text for text in texts if text.isascii() and text.isdecimal()]
    return [int(text) for text in known if len(text) < 18][:most]
