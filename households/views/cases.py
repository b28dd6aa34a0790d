"""The list of procedures, the page of one, and beginning one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import DetailView

from accounts.mixins import RoleRequiredMixin
from accounts.models import User
from core.htmx import redirect
from core.keyset import capped_counts
from core.listing import count_label
from exchange.views.register_page import RegisterPageView
from households import choices
from households.forms.cases import OpenForm, RollbackForm
from households.models import Case, Episode, Household, Lead
from households.registers.cases import CASES
from households.services.cases import UrgentHelp, open_entry, open_exit, roll_back
from households.views.case_page import page_context

#: Label and query of the tabs; the first stands for whatever is mine to do.
_TABS: tuple[tuple[Any, dict[str, str]], ...] = (
    (gettext_lazy("Running"), {"state": "running"}),
    (gettext_lazy("Entry"), {"state": "running", "kind": "entry"}),
    (gettext_lazy("Exit"), {"state": "running", "kind": "exit"}),
    (gettext_lazy("Tracking"), {"result": "tracking"}),
    (gettext_lazy("Ended"), {"state": "ended"}),
    (gettext_lazy("All"), {}),
)


class CasesView(RegisterPageView):
    """``/cases/``: tabs with counts over the declared list."""

    register = CASES
    template_name = "households/cases/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if "tabs" not in context and self.template_name in self.get_template_names():
            context["tabs"] = self._tabs()
        return context

    def _tabs(self) -> list[dict[str, Any]]:
        tabs = list(_TABS)
        if level := level_of(self.viewer):
            tabs.insert(0, (gettext_lazy("Mine to do"), {"waits": level}))
        counts = capped_counts([CASES.select(self.viewer, query) for _, query in tabs])
        used = {k: v for k, v in self.filters.used().items() if k in _TAB_KEYS}
        return [
            {
                "label": label,
                "query": "&".join(f"{k}={v}" for k, v in query.items()),
                "count": count_label(count),
                "is_current": used == query,
            }
            for (label, query), count in zip(tabs, counts, strict=True)
        ]


_TAB_KEYS = {"state", "kind", "result", "waits"}


def level_of(user: User) -> str:
    """The level whose steps this account usually takes, empty for none."""
    if user.may("households.take_county_step"):
        return "county"
    if user.may("households.take_town_step"):
        return "town"
    return "village" if user.may("households.take_village_step") else ""


class CaseMixin(RoleRequiredMixin):
    """A procedure of the person's area; others are 404."""

    permission_required: Any = "households.view_case"

    def case(self, pk: int) -> Case:
        rows = Case.objects.visible_to(self.viewer).select_related(
            "household__village__parent", "episode", "lead", "opened_by"
        )
        found: Case = get_object_or_404(rows, pk=pk)
        return found


class CaseView(CaseMixin, View):
    """``/cases/<pk>/``."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        context = page_context(self.case(pk), self.viewer)
        return render(request, "households/cases/case.html", context)


class CaseOpenView(RoleRequiredMixin, View):
    """Begin an entry or an exit of one household; ``?lead=`` names what began it."""

    permission_required = "households.take_village_step"

    def get(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        household = self._household(pk, kind)
        return self._page(household, kind, OpenForm(kind=kind), 200)

    def post(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        household = self._household(pk, kind)
        form = OpenForm(request.POST, kind=kind)
        if form.is_valid():
            try:
                case = self._open(household, kind, form.cleaned_data)
            except ValidationError as error:
                form.add_refusal(error)
            else:
                messages.success(request, _("The procedure was begun."))
                return redirect(request, case)
        return self._page(household, kind, form, 422)

    def _household(self, pk: int, kind: str) -> Household:
        if kind not in choices.CaseKind.values:
            raise Http404
        rows = Household.objects.visible_to(self.viewer)
        found: Household = get_object_or_404(
            rows.select_related("village__parent"), pk=pk
        )
        return found

    def _lead(self, household: Household) -> Lead | None:
        """The one named, if it is the person's to see; else an open one."""
        key = self.request.POST.get("lead") or self.request.GET.get("lead") or ""
        if not key.isdecimal() or len(key) > 18:
            return None
        return Lead.objects.visible_to(self.viewer).filter(pk=int(key)).first()

    def _open(self, household: Household, kind: str, given: dict[str, Any]) -> Case:
        if kind == choices.CaseKind.EXIT:
            return open_exit(household=household, by=self.viewer, on=given["on"])
        helped = given["urgent_help"]
        urgent = UrgentHelp(on=given["urgent_on"], what=helped) if helped else None
        return open_entry(
            household=household,
            by=self.viewer,
            on=given["on"],
            lead=self._lead(household),
            urgent=urgent,
        )

    def _page(
        self, household: Household, kind: str, form: OpenForm, status: int
    ) -> HttpResponse:
        context = {
            "household": household,
            "kind": kind,
            "kind_label": choices.CaseKind(kind).label,
            "form": form,
            "lead": self._lead(household),
        }
        template = "households/cases/open.html"
        return render(self.request, template, context, status=status)


class RollbackView(RoleRequiredMixin, View):
    """Undo the elimination of a household's latest monitoring."""

    permission_required = "households.roll_back"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(self._household(pk), RollbackForm(), 200)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        household = self._household(pk)
        form = RollbackForm(request.POST)
        episode = self._episode(household)
        if form.is_valid():
            if episode is None:
                form.add_error(None, _("This household was never under monitoring."))
                return self._page(household, form, 422)
            try:
                roll_back(episode=episode, by=self.viewer, **form.cleaned_data)
            except ValidationError as error:
                form.add_refusal(error)
            else:
                messages.success(request, _("The elimination was rolled back."))
                return redirect(request, household)
        return self._page(household, form, 422)

    def _household(self, pk: int) -> Household:
        rows = Household.objects.visible_to(self.viewer)
        found: Household = get_object_or_404(
            rows.select_related("village__parent"), pk=pk
        )
        return found

    def _episode(self, household: Household) -> Episode | None:
        rows = Episode.objects.visible_to(self.viewer).filter(
            household=household, withdrawn_on=None
        )
        return rows.order_by("-identified_on").first()

    def _page(
        self, household: Household, form: RollbackForm, status: int
    ) -> HttpResponse:
        context = {
            "household": household,
            "episode": self._episode(household),
            "form": form,
        }
        template = "households/cases/roll_back.html"
        return render(self.request, template, context, status=status)


class HouseholdCasesView(RoleRequiredMixin, DetailView[Household]):
    """The procedures of one household, as a part of its page."""

    permission_required = "households.view_case"
    template_name = "households/cases/_of_household.html"

    def get_queryset(self) -> Any:
        return Household.objects.visible_to(self.viewer)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        household = self.object
        cases = Case.objects.visible_to(self.viewer).filter(household=household)
        listed = list(cases.order_by("-opened_on", "-id"))
        running = any(case.is_running for case in listed)
        may = self.viewer.may("households.take_village_step") and not running
        state = household.monitoring_state
        monitored = state == choices.MonitoringState.MONITORING
        eliminated = state == choices.MonitoringState.ELIMINATED
        active = household.state == choices.RegisterState.ACTIVE
        return super().get_context_data(
            **kwargs,
            cases=listed,
            may_enter=may and not monitored and active,
            may_exit=may and monitored and active,
            may_measure=monitored and self.viewer.may("assistance.record_measure"),
            may_roll_back=eliminated
            and active
            and self.viewer.may("households.roll_back"),
        )
