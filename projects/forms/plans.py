"""Forms of the repository and the annual plan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from households.forms.cases import ServiceForm, date_field, text_field
from households.forms.household import RegisterForm
from projects.choices import PlanKind, Tier
from projects.forms.fields import WanAmountField
from projects.models import PlanItem, PlanVersion
from projects.services.plans import TIERS, Approval


class StartForm(forms.Form):
    """Which list of which year a draft is begun for."""

    kind = forms.ChoiceField(choices=PlanKind.choices)
    year = forms.IntegerField(min_value=2015, max_value=2100)


class ItemForm(RegisterForm):
    """What a project is planned at, and from which sources."""

    amount = WanAmountField(label=_("planned investment (10,000 yuan)"))

    class Meta:
        model = PlanItem
        fields = ("amount", *TIERS, "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in TIERS:
            self.fields[name] = WanAmountField(
                label=Tier(name).label, required=False, initial=None
            )

    def values(self) -> dict[str, Any]:
        """Sources that were left empty give nothing."""
        given = super().values()
        return {**given, **{name: given[name] or 0 for name in TIERS}}


class ApprovalForm(ServiceForm):
    """By what a version comes into force."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)
    on = date_field(_("Approved on"), initial=timezone.localdate)
    document_no = text_field(
        _("document number"),
        60,
        error_messages={"required": _("Give the number of the document.")},
    )
    reason = text_field(
        _("Reason for the adjustment"),
        300,
        rows=2,
        error_messages={"required": _("Say why the plan is adjusted.")},
    )

    def __init__(self, *args: Any, version: PlanVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if version.number == 1:
            del self.fields["reason"]

    def approval(self) -> Approval:
        given = self.cleaned_data
        return Approval(
            on=given["on"],
            document_no=given["document_no"],
            reason=given.get("reason", ""),
        )
