"""Data quality: the rules with their hits, one rule, running them, one household."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import DetailView, TemplateView, View

from accounts import parameters
from accounts.mixins import RoleRequiredMixin
from core.htmx import is_htmx, redirect, safe_next
from households import quality_summary
from households.checks import telling
from households.checks.declare import Check, all_waiting, check_for
from households.checks.run import recheck_households
from households.choices import HitState, Severity
from households.forms.quality import RecheckForm
from households.models import Household, QualityHit
from households.quality_summary import last_run, running_job
from households.registers.quality import SEVERITY_MARKS
from households.services.quality import start_check
from households.views.household import ScopedHouseholdMixin

HITS_A_PAGE = 50


class QualityView(RoleRequiredMixin, TemplateView):
    """Rules by group with their hits, the areas with most of them, the last run."""

    permission_required = "households.view_quality"
    template_name = "households/quality/index.html"

    def get_template_names(self) -> list[str]:
        if is_htmx(self.request) and "progress" in self.request.GET:
            return ["households/quality/_progress.html"]
        return [self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(job=running_job(), run=last_run(), **kwargs)
        if is_htmx(self.request) and "progress" in self.request.GET:
            return context
        every = "all" in self.request.GET
        counts = quality_summary.rule_counts(self.viewer)
        shown = [c for c in counts if every or c.open or c.exempt]
        return context | {
            "every": every,
            "rules": len(counts),
            "groups": quality_summary.by_group(shown),
            "severities": quality_summary.by_severity(counts),
            "exempt": sum(count.exempt for count in counts),
            "fixed": sum(count.fixed for count in counts),
            "areas": quality_summary.area_counts(self.viewer),
            "marks": SEVERITY_MARKS,
            "severity_labels": dict(Severity.choices),
            "waiting": all_waiting(),
        }


class QualityRuleView(RoleRequiredMixin, TemplateView):
    """One rule: what it says, how it is mended, and its hits in the area."""

    permission_required = "households.view_quality"
    template_name = "households/quality/rule.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        check = self._check(kwargs["key"])
        state = self.request.GET.get("state", "")
        state = state if state in HitState.values else HitState.OPEN
        rows = QualityHit.objects.visible_to(self.viewer).filter(rule=check.key)
        hits = (
            rows.filter(state=state)
            .select_related("household", "member", "village__parent", "exempt_by")
            .order_by("village", "id")
        )
        page = Paginator(hits, HITS_A_PAGE).get_page(self.request.GET.get("page"))
        counts = {s: rows.filter(state=s).count() for s in HitState.values}
        return super().get_context_data(
            **kwargs,
            check=check,
            mark=SEVERITY_MARKS[check.severity],
            limits=_limits(check),
            page_obj=page,
            hits=told(list(page.object_list)),
            state=state,
            views=[(s, label, counts[s]) for s, label in HitState.choices],
            run=last_run(),
        )

    def _check(self, key: str) -> Check:
        try:
            return check_for(key)
        except KeyError:
            raise Http404 from None


class QualityRecheckView(RoleRequiredMixin, View):
    """Run the rules again: over a household at once, else in the background."""

    permission_required = "households.view_quality"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        households = Household.objects.visible_to(self.viewer)
        form = RecheckForm(request.POST, households=households)
        if not form.is_valid():
            return HttpResponseBadRequest(_("There is no such household or rule."))
        household = form.cleaned_data["household"]
        if household is not None:
            recheck_households([household.pk])
            messages.success(request, _("The household has been checked again."))
            return redirect(request, safe_next(request, household.get_absolute_url()))
        if not self.viewer.may("households.run_checks"):
            return self.handle_no_permission()
        start_check(by=self.viewer, rule=form.cleaned_data["rule"])
        messages.success(request, _("The check has been started."))
        return redirect(request, safe_next(request, reverse("households:quality")))


class HouseholdQualityView(ScopedHouseholdMixin, DetailView[Household]):
    """The panel of the household page: what the rules say about it."""

    permission_required = "households.view_quality"
    template_name = "households/quality/_panel.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = (
            QualityHit.objects.visible_to(self.viewer)
            .filter(household=self.object)
            .exclude(state=HitState.FIXED)
            .select_related("household", "member", "exempt_by")
        )
        severities = list(Severity)
        hits = sorted(
            rows,
            key=lambda h: (h.state, severities.index(Severity(h.severity)), h.rule),
        )
        return super().get_context_data(hits=told(hits), **kwargs)


def told(hits: list[QualityHit]) -> list[dict[str, Any]]:
    """Hits as the pages print them."""
    return [
        {
            "hit": hit,
            "title": telling.title_of(hit.rule),
            "sentence": telling.sentence_of(hit),
            "fix": telling.fix_of(hit.rule),
            "mark": SEVERITY_MARKS[Severity(hit.severity)],
            "url": telling.place_to_mend(hit),
        }
        for hit in hits
    ]


def _limits(check: Check) -> list[tuple[Any, Any, Any]]:
    """Label, value today and unit of the rule's parameters."""
    today = timezone.localdate()
    return [
        (declared.label, parameters.value_on(declared.key, today), declared.unit)
        for declared in check.parameters.values()
    ]
