"""Fields in the narrow cells of a sheet."""

import datetime as dt
import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from core.months import Month

_DAY = re.compile(
    r"(?:(?P<year>\d{4})\D+)?(?:(?P<month>\d{1,2})\D+)(?P<day>\d{1,2})\D?"
)


class CellDayField(forms.Field):
    """A day in a narrow cell: ``12-15`` or a full date. Without a year it is the first
    such day from the month of the sheet on: wages of December are paid in January."""

    default_error_messages = {
        "invalid": gettext_lazy("Write the day as month-day, for example %(example)s.")
    }

    def __init__(self, month: Month, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.month = month

    def to_python(self, value: Any) -> dt.date | None:
        if value in self.empty_values or isinstance(value, dt.date):
            return value or None
        day = self._read(unicodedata.normalize("NFKC", str(value)).strip())
        if day is None:
            example = f"{self.month.next.number}-15"
            raise ValidationError(
                self.error_messages["invalid"],
                code="invalid",
                params={"example": example},
            )
        return day

    def _read(self, text: str) -> dt.date | None:
        match = _DAY.fullmatch(text)
        if match is None:
            return None
        number, day = int(match["month"]), int(match["day"])
        later = number < self.month.number
        year = int(match["year"] or self.month.year + later)
        try:
            return dt.date(year, number, day)
        except ValueError:
            return None

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, dt.date):
            return value
        short = f"{value.month}-{value.day}"
        return short if self._read(short) == value else value.isoformat()
