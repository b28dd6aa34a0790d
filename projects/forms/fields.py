"""Fields of the forms about projects: amounts in ten thousand yuan."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class WanAmountField(forms.DecimalField):
    """10,000 yuan, to the cent; takes ``1,250.5``, full-width digits and 万元."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_value=Decimal(0),
            max_digits=16,
            decimal_places=6,
            widget=forms.TextInput(
                attrs={
                    "inputmode": "decimal",
                    "autocomplete": "off",
                    "enterkeyhint": "next",
                }
            ),
            error_messages={
                "required": _("Enter the amount in 10,000 yuan."),
                "invalid": _("Write the amount in 10,000 yuan, for example 98.5."),
                "min_value": _("The amount cannot be negative."),
                "max_digits": _("The amount is too large."),
                "max_whole_digits": _("The amount is too large."),
                "max_decimal_places": _("At most six decimals, which is one cent."),
            },
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).strip()
            value = re.sub(r"[,\s]|万元$|万$", "", value)
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return plain_wan(value) if isinstance(value, Decimal) else value


def plain_wan(value: Decimal) -> str:
    """``98.500000`` as somebody would type it: 98.5."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
