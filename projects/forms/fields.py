"""Fields of projects as staff fill them in: amounts in 10,000 yuan."""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class WanAmountField(forms.DecimalField):
    """10,000 yuan, exact to the cent; takes ``1,250.5``, full-width digits and a
    trailing 万元."""

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
                "invalid": _(
                    "Write the amount in 10,000 yuan with digits, for example 98.5."
                ),
                "min_value": _("The amount cannot be negative."),
                "max_digits": _("The amount is too large."),
                "max_whole_digits": _("The amount is too large."),
                "max_decimal_places": _("At most six decimals: that is a cent."),
            },
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).strip()
            value = value.removesuffix("元").removesuffix("万")
            value = re.sub(r"[,，\s]", "", value)
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """Without the zeros that the column adds."""
        if not isinstance(value, Decimal):
            return value
        return f"{value:f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"
