"""Exempting hits and choosing what is rechecked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from households.checks.declare import all_checks
from households.models import Household
from households.querysets import HouseholdQuerySet


class ExemptForm(forms.Form):
    """Why the data are right, and until when that holds."""

    reason = forms.CharField(
        label=_("Why the data are right as they are"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was checked, where and with whom. At most 200 characters."),
        error_messages={"required": _("Say why the data are right as they are.")},
    )
    until = forms.DateField(
        label=_("Holds until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_(
            "Empty: as long as the data stay the same. Afterwards it is asked again."
        ),
        error_messages={"invalid": _("Enter a date, such as 2027-03-31.")},
    )

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if until is not None and until <= timezone.localdate():
            raise forms.ValidationError(_("The last day must be in the future."))
        return until


class RecheckForm(forms.Form):
    """One household, one rule, or with neither everything."""

    household = forms.ModelChoiceField(Household.objects.none(), required=False)
    rule = forms.ChoiceField(required=False)

    def __init__(
        self, *args: Any, households: HouseholdQuerySet, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["household"].queryset = households  # type: ignore[attr-defined]
        rules = [(check.key, check.key) for check in all_checks()]
        self.fields["rule"].choices = [("", ""), *rules]  # type: ignore[attr-defined]
