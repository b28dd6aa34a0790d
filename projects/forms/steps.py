"""Forms of the steps of a project."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from households.forms.cases import ServiceForm, date_field, text_field
from projects.forms.fields import WanAmountField
from projects.procedure import Ask, StepRule
from projects.services.steps import StepData


class _SeenForm(ServiceForm):
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)


class StepForm(_SeenForm):
    """The day of a step, and what else it asks for."""

    on = date_field(_("Done on"), initial=timezone.localdate)

    def __init__(self, *args: Any, rule: StepRule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for ask in rule.asks:
            self.fields[ask.value] = _asked(ask)

    def data_of_step(self) -> StepData:
        given = {k: v for k, v in self.cleaned_data.items() if k != "seen"}
        return StepData(**given)


class ReturnForm(_SeenForm):
    """Why a stage is taken back."""

    on = date_field(_("On"), initial=timezone.localdate)
    reason = text_field(
        _("Reason"), 300, rows=2, error_messages={"required": _("Give the reason.")}
    )


class EndForm(ReturnForm):
    """Why a project ends before it is finished."""

    reason = text_field(
        _("Reason"), 200, rows=2, error_messages={"required": _("Give the reason.")}
    )
    document_no = text_field(_("Document of the approval"), 60, required=False)


def _asked(ask: Ask) -> forms.Field:
    if ask == Ask.SETTLED:
        return WanAmountField(label=_("settled amount (10,000 yuan)"))
    if ask == Ask.DOCUMENT:
        return text_field(_("document number"), 60, required=False)
    return text_field(_("opinion"), 300, rows=2, required=False)
