"""Fields as staff fill them in: amounts with commas, days without a year."""

import datetime as dt
import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.months import Month
from households import choices

_DAY = re.compile(
    r"(?:(?P<year>\d{4})\D+)?(?:(?P<month>\d{1,2})\D+)?(?P<day>\d{1,2})\D?"
)
_SEPARATORS = re.compile(r"[\s,，、;；]+")


class AmountField(forms.DecimalField):
    """Yuan; takes ``1,250``, full-width digits and a trailing 元."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(
            min_value=Decimal(0),
            max_digits=12,
            decimal_places=2,
            widget=forms.TextInput(
                attrs={
                    "inputmode": "decimal",
                    "autocomplete": "off",
                    "enterkeyhint": "next",
                }
            ),
            error_messages={
                "invalid": _("Write the amount in yuan with digits, for example 1250."),
                "min_value": _("The amount cannot be negative."),
                "max_digits": _("The amount is too large."),
                "max_whole_digits": _("The amount is too large."),
                "max_decimal_places": _("At most two decimals."),
            },
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).strip().rstrip("元")
            value = re.sub(r"[,\s]", "", value)
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return plain_amount(value) if isinstance(value, Decimal) else value


def plain_amount(value: Decimal) -> str:
    """``2600.00`` as somebody would type it: 2600."""
    return f"{value:f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"


class DayField(forms.Field):
    """A day in a narrow cell: ``18``, ``11-18``, ``11月18日`` or a full date."""

    default_error_messages = {
        "invalid": _("Write the day as month-day, for example %(example)s.")
    }

    def __init__(self, month: Month, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.month = month

    def to_python(self, value: Any) -> dt.date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, dt.date):
            return value
        day = self._read(unicodedata.normalize("NFKC", str(value)).strip())
        if day is None:
            raise ValidationError(
                self.error_messages["invalid"],
                code="invalid",
                params={"example": f"{self.month.number}-18"},
            )
        return day

    def _read(self, text: str) -> dt.date | None:
        match = _DAY.fullmatch(text)
        if match is None:
            return None
        year, month = match["year"] or self.month.year, match["month"]
        try:
            return dt.date(
                int(year), int(month or self.month.number), int(match["day"])
            )
        except ValueError:
            return None

    def prepare_value(self, value: Any) -> Any:
        return f"{value.month}-{value.day}" if isinstance(value, dt.date) else value


class SignalsField(forms.CharField):
    """Several risk signals in one cell, by code or by label."""

    default_error_messages = {"unknown": _("Unknown risk signal: %(text)s.")}

    def clean(self, value: Any) -> Any:
        text = super().clean(value) or ""
        return self.read(text)

    def read(self, text: str) -> list[str]:
        by_name = {label: code for code, label in choices.Signal.choices}
        found: list[str] = []
        for part in filter(None, _SEPARATORS.split(text)):
            code = by_name.get(part, part)
            if code not in choices.Signal.values:
                raise ValidationError(
                    self.error_messages["unknown"],
                    code="unknown",
                    params={"text": part},
                )
            if code not in found:
                found.append(code)
        return found

    def prepare_value(self, value: Any) -> Any:
        return ",".join(value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.read(data or "") != list(initial or [])
        except ValidationError:
            return True


def signal_choices(field: forms.BoundField) -> list[tuple[str, str]]:
    """One signal a choice; a stored or pasted combination is one more."""
    listed: list[tuple[str, str]] = [("", ""), *choices.Signal.choices]
    value = field.field.prepare_value(field.value()) or ""
    if value and value not in dict(listed):
        labels = dict(choices.Signal.choices)
        shown = "、".join(labels.get(part, part) for part in value.split(","))
        listed.append((value, shown))
    return listed
