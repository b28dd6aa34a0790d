"""Writing measures: add, correct, end, remove. Two people on one row see both."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from accounts.mixins import RoleRequiredMixin
from assistance.forms.measures import EndForm, MeasureForm
from assistance.measures_page import HouseholdMeasures
from assistance.models import Measure
from assistance.services import measures as services
from assistance.views.measures import MeasureMixin
from core.htmx import redirect
from households.models import Household
from households.services.register import StaleRowError, fingerprint
from households.views.answers import conflict_page, refused_at_fields
from households.views.quality_note import say_errors

RECORD = "assistance.record_measure"


class MeasureCreateView(RoleRequiredMixin, View):
    """A new measure of the household in the address; ``?risk=`` is what it answers."""

    permission_required = RECORD

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(self._form(self._household(pk)), 200)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        household = self._household(pk)
        form = self._form(household, request.POST)
        if form.is_valid():
            try:
                row = services.record_measure(
                    household=household, by=self.viewer, values=form.values()
                )
            except ValidationError as error:
                refused_at_fields(form, error)
            else:
                messages.success(request, _("The measure is recorded."))
                say_errors(request, household.pk)
                return redirect(request, row)
        return self._page(form, 422)

    def _household(self, pk: int) -> Household:
        rows = Household.objects.visible_to(self.viewer)
        found: Household = get_object_or_404(
            rows.select_related("village__parent"), pk=pk
        )
        self.household = found
        return found

    def _form(self, household: Household, data: Any = None) -> MeasureForm:
        today = timezone.localdate()
        found = HouseholdMeasures(household, self.viewer, today=today)
        risks = found.episode.risks if found.episode else []
        asked = self.request.GET.get("risk", "")
        first = asked if asked in risks else (risks[0] if risks else "")
        initial = {"started_on": today, "risk": first, "state": "running"}
        return MeasureForm(
            data, household=household, user=self.viewer, risks=risks, initial=initial
        )

    def _page(self, form: MeasureForm, status: int) -> HttpResponse:
        context = {
            "title": _("Record a measure"),
            "form": form,
            "household": self.household,
            "back_url": reverse(
                "assistance:household-measures", args=[self.household.pk]
            ),
        }
        template = "assistance/measures/form.html"
        return render(self.request, template, context, status=status)


class MeasureEditView(MeasureMixin, View):
    """Correct a measure."""

    permission_required = RECORD

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.measure(pk)
        return self._page(row, self._form(row), 200)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.measure(pk)
        form = self._form(row, request.POST)
        if form.is_valid():
            try:
                saved = services.update_measure(
                    pk=pk,
                    by=self.viewer,
                    values=form.values(),
                    seen=form.cleaned_data["seen"] or "-",
                )
            except StaleRowError as stale:
                return conflict_page(
                    request, form, stale.row, back_url=row.get_absolute_url()
                )
            except ValidationError as error:
                refused_at_fields(form, error)
            else:
                messages.success(request, _("The measure is saved."))
                say_errors(request, row.household_id)
                return redirect(request, saved)
        return self._page(row, form, 422)

    def _form(self, row: Measure, data: Any = None) -> MeasureForm:
        today = timezone.localdate()
        found = HouseholdMeasures(row.household, self.viewer, today=today)
        return MeasureForm(
            data,
            instance=row,
            household=row.household,
            user=self.viewer,
            risks=found.episode.risks if found.episode else [],
            initial={"seen": fingerprint(row)},
        )

    def _page(self, row: Measure, form: MeasureForm, status: int) -> HttpResponse:
        context = {
            "title": _("Edit the measure"),
            "form": form,
            "household": row.household,
            "measure": row,
            "back_url": row.get_absolute_url(),
        }
        template = "assistance/measures/form.html"
        return render(self.request, template, context, status=status)


class MeasureEndView(MeasureMixin, View):
    """Finish a measure, or break it off."""

    permission_required = RECORD

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.measure(pk)
        form = EndForm(request.POST, auto_id="end-%s")
        if form.is_valid():
            given = dict(form.cleaned_data)
            given["seen"] = given["seen"] or "-"
            try:
                services.end_measure(pk=pk, by=self.viewer, **given)
            except StaleRowError:
                return self._changed(pk, form)
            except ValidationError as error:
                form.add_refusal(error)
            else:
                messages.success(request, _("The end of the measure is recorded."))
                say_errors(request, row.household_id)
                return redirect(request, row)
        return self.page(row, 422, end_form=form)

    def _changed(self, pk: int, form: EndForm) -> HttpResponse:
        """What was typed stays; the next attempt is about the row as it is now."""
        row = self.measure(pk)
        data = cast(QueryDict, form.data).copy()
        data["seen"] = fingerprint(row)
        form.data = data
        messages.error(
            self.request,
            _(
                "Somebody else has saved this measure since you opened it. Nothing of "
                "yours is written yet; this is how it stands now."
            ),
        )
        return self.page(row, 409, end_form=form)


class MeasureRemoveView(MeasureMixin, View):
    """Take out what was entered by mistake."""

    permission_required = RECORD

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.measure(pk)
        try:
            household = services.remove_measure(
                pk=pk, seen=request.POST.get("seen", "") or "-"
            )
        except StaleRowError:
            messages.error(
                request,
                _(
                    "Somebody else has saved this measure since you opened it. Nothing "
                    "of yours is written yet; this is how it stands now."
                ),
            )
            return self.page(self.measure(pk), 409)
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return self.page(row, 422)
        messages.success(request, _("The measure is removed."))
        if self.viewer.may("assistance.view_assistance"):
            return redirect(request, "assistance:household-measures", household.pk)
        return redirect(request, "assistance:measures")
