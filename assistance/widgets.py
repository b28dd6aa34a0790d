"""Controls that the forms of the ledgers share."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


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
        return None if day is None else day.replace(day=1)
