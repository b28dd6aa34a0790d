"""Pages of measures: the lists, one measure, those of a household."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views import View
from django.views.generic import DetailView

from accounts.mixins import RoleRequiredMixin
from accounts.models import User
from assistance.forms.measures import EndForm, EvidenceForm, RecordForm
from assistance.measures_page import HouseholdMeasures, measure_context
from assistance.models import Measure
from core.views import PartialTemplateMixin
from households.models import Household
from households.services.register import fingerprint


class MeasureMixin(RoleRequiredMixin):
    """A measure of the person's area or department; others are 404."""

    permission_required: Any = "assistance.view_ledger"
    request: HttpRequest

    def dispatch(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(*args, **kwargs)
        except ObjectDoesNotExist:
            # Somebody has removed the row between finding and locking it.
            raise Http404 from None

    def measure(self, pk: int) -> Measure:
        rows = Measure.objects.visible_to(self.viewer).select_related(
            "household__village__parent", "kind", "member", "department", "recorded_by"
        )
        found: Measure = get_object_or_404(rows, pk=pk)
        return found

    def page(self, measure: Measure, status: int = 200, **bound: Any) -> HttpResponse:
        """The measure with its forms; ``bound`` are those that were refused."""
        context = {**measure_context(measure), **blank_forms(measure), **bound}
        context["may_record"] = may_record(self.viewer)
        template = "assistance/measures/measure.html"
        return render(self.request, template, context, status=status)


def may_record(user: User) -> bool:
    return user.may("assistance.record_measure")


def has_plan(measure: Measure) -> bool:
    """Whether more than planned can be given."""
    return measure.planned_amount is not None


def blank_forms(measure: Measure) -> dict[str, Any]:
    seen = {"seen": fingerprint(measure)}
    return {
        "record_form": RecordForm(has_plan=has_plan(measure), auto_id="record-%s"),
        "end_form": EndForm(initial=seen, auto_id="end-%s"),
        "evidence_form": EvidenceForm(auto_id="evidence-%s"),
        "seen": seen["seen"],
    }


class MeasureView(MeasureMixin, View):
    """``/assistance/measures/<pk>/``."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(self.measure(pk))


class HouseholdMeasuresView(
    RoleRequiredMixin, PartialTemplateMixin, DetailView[Household]
):
    """The measures of one household: a part of its page, or a page."""

    permission_required = "assistance.view_assistance"
    template_name = "assistance/measures/of_household.html"
    partial_template_name = "assistance/measures/_of_household.html"

    def get_queryset(self) -> Any:
        rows = Household.objects.visible_to(self.viewer)
        return rows.select_related("village__parent")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        found = HouseholdMeasures(self.object, self.viewer, today=today)
        return super().get_context_data(
            **kwargs, found=found, may_record=may_record(self.viewer)
        )
