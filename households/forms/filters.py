"""What the roster page may be filtered and sorted by. Nothing else in a URL counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.forms.area_filters import AreaFilters, in_area
from core import sorting
from core.listing import offered
from core.months import Month
from core.sorting import SortColumn, Sorting
from households import choices
from households.querysets import HouseholdQuerySet

ALL = "all"
YES, NO = "yes", "no"
#: Absent means: every household ever identified and not withdrawn (三类户).
_STATES = [
    ("", _("All monitored")),
    *[(s.value, s.label) for s in choices.MonitoringState],
    (ALL, _("All rural households")),
]
_VISITED = [("", _("All")), (YES, _("Visited")), (NO, _("Still to visit"))]
_ASSIGNED = [("", _("All")), (YES, _("Has one")), (NO, _("Has none"))]
_GROWTH = [("", _("All")), ("down", _("Fallen")), ("up", _("Risen"))]
_EITHER = [("", _("All")), (YES, _("Yes")), (NO, _("No"))]


def _any(listed: list[tuple[str, str]]) -> list[Any]:
    return offered(listed, _("All"))


def _select(label: Any, listed: Any, **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=listed, required=False, **kwargs)


def _amount(label: Any) -> forms.DecimalField:
    widget = forms.TextInput(attrs={"inputmode": "decimal"})
    return forms.DecimalField(
        label=label, required=False, max_digits=12, decimal_places=2, widget=widget
    )


class RegisterFilters(AreaFilters):
    """The filters of the roster page."""

    category = _select(_("Category"), _any(choices.Category.choices))
    risk = _select(_("Main risk"), _any(choices.Risk.choices))
    visited = _select(_("Visit this month"), _VISITED)
    q = forms.CharField(
        label=_("Name or household number"), required=False, max_length=40
    )
    state = _select(_("Monitoring state"), _STATES)
    type = _select(_("Household type"), _any(choices.HouseholdType.choices))
    relocated = _select(_("Relocated"), _EITHER)
    growth = _select(_("Income on last year"), _GROWTH)
    income_from = _amount(_("Net income a head from (yuan)"))
    income_to = _amount(_("Net income a head to (yuan)"))
    assigned = _select(_("Responsible person"), _ASSIGNED)
    responsible = forms.CharField(
        label=_("Name of the responsible person"), required=False, max_length=40
    )

    #: Rows picked in the list, for an export of just these; never typed.
    ids = forms.RegexField(
        r"^\d{1,18}(,\d{1,18}){0,199}$",
        label=_("Selected households"),
        required=False,
        widget=forms.HiddenInput,
    )

    #: Shown at once; the rest stands behind «more».
    FIRST = ("township", "village", "category", "risk", "visited", "q")

    def said(self, name: str) -> str:
        if name == "ids":
            return str(len(self.cleaned_data[name].split(",")))
        return super().said(name)

    def apply(self, households: HouseholdQuerySet) -> HouseholdQuerySet:
        return narrow(households, self.cleaned_data)


Narrow = Callable[[HouseholdQuerySet, Any], HouseholdQuerySet]


def _by_state(rows: HouseholdQuerySet, value: str) -> HouseholdQuerySet:
    if value == ALL:
        return rows.active()
    if not value:
        return rows.monitored()
    return rows.active().filter(monitoring_state=value)


def _by_visit(rows: HouseholdQuerySet, value: str) -> HouseholdQuerySet:
    """Of those due this month."""
    month = Month.current()
    if value == YES:
        return rows.filter(last_visited_on__gte=month.first_day)
    return rows.awaiting_visit(month)


def _by_growth(rows: HouseholdQuerySet, value: str) -> HouseholdQuerySet:
    before = F("per_capita_before")
    if value == "down":
        return rows.filter(per_capita_net__lt=before)
    return rows.filter(per_capita_net__gt=before)


def _by_text(rows: HouseholdQuerySet, text: str) -> HouseholdQuerySet:
    text = "".join(text.split())
    if any(character.isdigit() for character in text):
        return rows.numbered(text)
    return rows.named(text)


def _by_assigned(rows: HouseholdQuerySet, value: str) -> HouseholdQuerySet:
    nobody = Q(responsible_name="")
    return rows.filter(nobody) if value == NO else rows.exclude(nobody)


_NARROW: dict[str, Narrow] = {
    "township": in_area,
    "village": in_area,
    "category": lambda rows, value: rows.filter(category=value),
    "risk": lambda rows, value: rows.filter(main_risk=value),
    "visited": _by_visit,
    "q": _by_text,
    "type": lambda rows, value: rows.filter(household_type=value),
    "relocated": lambda rows, value: rows.filter(is_relocated=value == YES),
    "growth": _by_growth,
    "income_from": lambda rows, value: rows.filter(per_capita_net__gte=value),
    "income_to": lambda rows, value: rows.filter(per_capita_net__lte=value),
    "assigned": _by_assigned,
    "ids": lambda rows, value: rows.filter(pk__in=value.split(",")),
    "responsible": lambda rows, value: rows.filter(responsible_name__contains=value),
}


def narrow(rows: HouseholdQuerySet, values: Mapping[str, Any]) -> HouseholdQuerySet:
    """Apply checked values; the state comes first, its absence has a meaning."""
    rows = _by_state(rows, values.get("state") or "")
    for name, value in values.items():
        if name in _NARROW and value not in ("", None):
            rows = _NARROW[name](rows, value)
    return rows


SORTING = Sorting(
    {
        "place": SortColumn("village_id", sorting.code, nullable=False),
        "persons": SortColumn("persons", sorting.whole, nullable=False, first="-"),
        "income": SortColumn("per_capita_net", sorting.finite),
        "growth": SortColumn("growth", sorting.finite),
        "identified": SortColumn("identified_on", sorting.day, first="-"),
        "visited": SortColumn("last_visited_on", sorting.day),
    },
    default="place",
)
