"""Why nobody applies for a benefit."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assistance.choices import NoApplicationReason
from assistance.widgets import day_input


class ReasonForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("reason of no application"),
        choices=[("", "---------"), *NoApplicationReason.choices],
    )
    decided_on = forms.DateField(label=_("established on"), widget=day_input())
    until = forms.DateField(
        label=_("valid until"),
        required=False,
        widget=day_input(),
        help_text=_("Empty: until it is withdrawn or the entitlement ends."),
    )
    note = forms.CharField(label=_("details"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"decided_on": timezone.localdate()})
        super().__init__(*args, **kwargs)
