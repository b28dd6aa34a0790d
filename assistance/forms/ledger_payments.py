"""Which open rows of a ledger a clerk looks at, and on which day they were paid."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.area_filters import AreaFilters, AreaRow, in_area
from assistance.ledgers import About, Ledger, Pays
from assistance.widgets import MonthField, day_input
from core.months import Month


class OpenFilters(AreaFilters):
    """Base: township and village."""

    def __init__(
        self, data: QueryDict, *, areas: list[AreaRow], ledger: Ledger
    ) -> None:
        self.ledger = ledger
        super().__init__(data, areas=areas)

    @property
    def up_to(self) -> Month | None:
        """The month that rows are paid up to, of what is paid every month."""
        return None

    def apply(self, rows: Any) -> Any:
        used = self.used()
        for name in ("township", "village"):
            if name in used:
                rows = in_area(rows, used[name])
        return rows


class OnceFilters(OpenFilters):
    """Of what is paid once, the period as the ledger names it."""

    FIRST = ("township", "village", "period")

    period = forms.CharField(label=_("Year"), required=False, max_length=12)

    def apply(self, rows: Any) -> Any:
        rows = super().apply(rows)
        text = self.used().get("period", "").strip()
        if not text:
            return rows
        if self.ledger.about != About.VILLAGE:
            return rows.filter(period=text)
        is_year = text.isascii() and text.isdecimal() and len(text) == 4
        return rows.filter(year=int(text)) if is_year else rows.none()


class MonthlyFilters(OpenFilters):
    """The month up to which rows are paid: the last that has ended, at first."""

    FIRST = ("township", "village", "month")

    month = MonthField(label=_("Paid up to"), required=False)

    def __init__(self, data: QueryDict, **kwargs: Any) -> None:
        given = data.copy()
        given.setdefault("month", str(Month.current().previous))
        super().__init__(given, **kwargs)

    def clean_month(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["month"]
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(_("This month has not begun."))
        return day

    @property
    def up_to(self) -> Month:
        day: dt.date | None = self.cleaned_data.get("month")
        return Month.of(day) if day else Month.current().previous


def open_filters(
    data: QueryDict, *, areas: list[AreaRow], ledger: Ledger
) -> OpenFilters:
    if ledger.pays == Pays.MONTHLY:
        return MonthlyFilters(data, areas=areas, ledger=ledger)
    return _once(ledger)(data, areas=areas, ledger=ledger)


def _once(ledger: Ledger) -> type[OnceFilters]:
    """The conditions with the ledger's own name for the period: the base asks its
    fields for their labels before it is ready."""
    label = ledger.labels.get("period", _("Year"))
    period = forms.CharField(label=label, required=False, max_length=12)
    return type("OnceFilters", (OnceFilters,), {"period": period})


class PaidForm(forms.Form):
    """The day of the payment, and the amount that the clerk has seen."""

    paid_on = forms.DateField(label=_("Paid on"), widget=day_input())
    shown = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def clean_paid_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["paid_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The date is in the future."))
        return day
