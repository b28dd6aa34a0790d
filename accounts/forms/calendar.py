from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import CalendarDay
from accounts.services.calendar import set_day

#: Years in which a day of the calendar can lie.
FIRST_YEAR, LAST_YEAR = 2004, 2099


class CalendarDayForm(forms.Form):
    """A day off, a make-up working day, or a local rule."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}))
    is_working = forms.TypedChoiceField(
        label=_("This day is"),
        choices=[("no", _("a day off")), ("yes", _("a working day"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="no",
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=40,
        help_text=_("As in the notice, e.g. the name of the holiday."),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=120,
        required=False,
        help_text=_("Document number of the notice."),
    )

    def __init__(
        self, *args: Any, row: CalendarDay | None = None, **kwargs: Any
    ) -> None:
        self.row = row
        kwargs["initial"] = self._initial() | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def _initial(self) -> dict[str, Any]:
        if self.row is None:
            return {}
        return {
            "day": self.row.day.isoformat(),
            "is_working": "yes" if self.row.is_working else "no",
            "name": self.row.name,
            "source": self.row.source,
        }

    def clean_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["day"]
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(
                _("The year lies between %(first)s and %(last)s.")
                % {"first": FIRST_YEAR, "last": LAST_YEAR}
            )
        return day

    def write(self) -> CalendarDay | None:
        try:
            return set_day(
                replaces=self.row.day if self.row else None, **self.cleaned_data
            )
        except ValidationError as error:
            self.add_error(None, error)
            return None
