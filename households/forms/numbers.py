from django import forms
from django.utils.translation import gettext_lazy as _


class NumberSearchForm(forms.Form):
    """Posted, never in an address. The value is not printed back."""

    number = forms.CharField(
        label=_("Identity number or its last four"),
        max_length=24,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )


class RevealForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)
