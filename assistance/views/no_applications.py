"""The small form on the card and its list: nobody applies, and why."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from accounts.mixins import RoleRequiredMixin
from assistance.choices import NoApplicationReason
from assistance.entitlements import entitlement_for
from assistance.forms.no_applications import ReasonForm
from assistance.models import CardLine, NoApplication
from assistance.services.no_applications import record_reason, withdraw_reason
from assistance.views.ledger_rows import explain
from core.htmx import redirect, safe_next
from households.models import Household

RECORD = "assistance.record_reason"


class ReasonRecordView(RoleRequiredMixin, View):
    """``?benefit=`` and ``?member=`` name the line; without a member it is the whole
    household's."""

    permission_required = RECORD
    kwargs: dict[str, Any]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.line is None:
            return self._nothing_open()
        return self._page(ReasonForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.line is None:
            return self._nothing_open()
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        values = form.cleaned_data
        values["reason"] = NoApplicationReason(values["reason"])
        try:
            record_reason(line=self.line, by=self.viewer, **values)
        except ValidationError as error:
            explain(form, error)
            return self._page(form, 422)
        messages.success(request, _("The reason is recorded."))
        return redirect(request, self._back_url)

    @cached_property
    def household(self) -> Household:
        rows = Household.objects.visible_to(self.viewer)
        found: Household = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    @cached_property
    def line(self) -> CardLine | None:
        """What nobody applied for; None when nothing of it is open any more."""
        given = self.request.GET.get("member", "")
        is_key = given.isascii() and given.isdecimal() and len(given) < 18
        if given and not is_key:
            return None
        lines = CardLine.objects.visible_to(self.viewer).not_applied()
        lines = lines.filter(
            household=self.household,
            benefit=self.request.GET.get("benefit", ""),
            member=int(given) if given else None,
        )
        return lines.select_related("member").order_by("period").first()

    @property
    def _back_url(self) -> str:
        card = reverse("assistance:card", args=[self.household.pk])
        return safe_next(self.request, card)

    def _nothing_open(self) -> HttpResponse:
        """Somebody was faster, or the entitlement has ended."""
        said = _("Nothing is open here any more: look at what the card says now.")
        messages.warning(self.request, said)
        return redirect(self.request, "assistance:card", pk=self.household.pk)

    def _page(self, form: ReasonForm, status: int = 200) -> HttpResponse:
        rule = entitlement_for(self.line.rule) if self.line else None
        context = {
            "form": form,
            "line": self.line,
            "rule": rule.sentence if rule else "",
            "household": self.household,
            "action": self.request.get_full_path(),
            "back_url": self._back_url,
        }
        template = "assistance/card/reason.html"
        return render(self.request, template, context, status=status)


class ReasonWithdrawView(RoleRequiredMixin, View):
    """Shows a reason that stands, and takes it back."""

    permission_required = RECORD

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(self._find(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self._find(pk)
        try:
            withdraw_reason(row=row, by=self.viewer)
        except ValidationError as error:
            return self._page(row, error=" ".join(error.messages), status=422)
        messages.success(request, _("The reason is withdrawn."))
        card = reverse("assistance:card", args=[row.household_id])
        return redirect(request, safe_next(request, card))

    def _find(self, pk: int) -> NoApplication:
        rows = NoApplication.objects.visible_to(self.viewer)
        rows = rows.select_related("household__village", "member", "recorded_by")
        found: NoApplication = get_object_or_404(rows, pk=pk)
        return found

    def _page(
        self, row: NoApplication, *, error: str = "", status: int = 200
    ) -> HttpResponse:
        card = reverse("assistance:card", args=[row.household_id])
        context = {
            "row": row,
            "household": row.household,
            "stands": not (row.withdrawn_on or row.lapsed_on),
            "error": error,
            "back_url": safe_next(self.request, card),
        }
        template = "assistance/card/reason_withdraw.html"
        return render(self.request, template, context, status=status)
