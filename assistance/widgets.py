"""Controls that the forms of the ledgers share."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.months import Month


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class MonthField(forms.DateField):
    """A month, kept by its first day; browsers without a control for it take text."""

    default_error_messages = {"invalid": _("Write a month like 2026-10.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs["widget"] = forms.DateInput(
            format="%Y-%m", attrs={"type": "month", "placeholder": "2026-10"}
        )
        kwargs["input_formats"] = ["%Y-%m", "%Y%m", "%Y-%m-%d"]
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> dt.date | None:
        day = super().to_python(value)
        if day is None:
            return None
        try:
            return Month.of(day).first_day
        except ValueError as error:
            message = self.error_messages["invalid"]
            raise ValidationError(message, code="invalid") from error
