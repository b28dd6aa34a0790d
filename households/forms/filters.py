"""What the roster page may be filtered and sorted by. Nothing else in a URL counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.db.models import F, Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from accounts.scoping import code_range
from core.keyset import Sort
from core.months import Month
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


def _any(listed: list[tuple[str, str]]) -> list[tuple[str, Any]]:
    return [("", _("All")), *listed]


def _select(label: Any, listed: Any, **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=listed, required=False, **kwargs)


def _amount(label: Any) -> forms.DecimalField:
    widget = forms.TextInput(attrs={"inputmode": "decimal"})
    return forms.DecimalField(
        label=label, required=False, max_digits=12, decimal_places=2, widget=widget
    )


class RegisterFilters(forms.Form):
    """The filters of the roster page. A value that is not offered is set aside and
    named in ``ignored``; the other filters hold."""

    township = _select(_("Township"), [])
    village = _select(_("Village"), [])
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

    def __init__(self, data: QueryDict, *, areas: list[AreaRow], **kwargs: Any) -> None:
        super().__init__(data, auto_id="f-%s", **kwargs)
        self.areas = areas
        chosen = data.get("township", "")
        townships = [a for a in areas if a.level == Area.Level.TOWNSHIP]
        villages = [a for a in areas if a.level == Area.Level.VILLAGE]
        shown = [a for a in villages if not chosen or a.code[:9] == chosen[:9]]
        self._offer("township", townships)
        # All villages are accepted, those of the chosen township are offered.
        self._offer("village", villages)
        self.offered_villages = shown if chosen or len(villages) <= 40 else []
        self.ignored = [self.fields[name].label for name in self.errors]

    def _offer(self, name: str, areas: list[AreaRow]) -> None:
        field = cast(forms.ChoiceField, self.fields[name])
        field.choices = [("", _("All")), *[(a.code, a.name) for a in areas]]

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FIRST]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        typed = [name for name in self.fields if name not in (*self.FIRST, "ids")]
        return [self[name] for name in typed]

    @property
    def more_is_open(self) -> bool:
        return any(self.cleaned_data.get(field.name) for field in self.more_fields)

    def used(self) -> dict[str, Any]:
        """The filters in force, by name."""
        return {k: v for k, v in self.cleaned_data.items() if v not in ("", None)}

    def chips(self) -> list[tuple[str, str, str]]:
        """Name, label and value in words of each filter in force."""
        return [(k, str(self.fields[k].label), self._said(k)) for k in self.used()]

    def _said(self, name: str) -> str:
        field, value = self.fields[name], self.cleaned_data[name]
        if name == "ids":
            return str(len(value.split(",")))
        if isinstance(field, forms.ChoiceField):
            return str(dict(field.choices)[value])  # type: ignore[arg-type]
        return f"{value:,}" if isinstance(value, Decimal) else str(value)

    def apply(self, households: HouseholdQuerySet) -> HouseholdQuerySet:
        return narrow(households, self.cleaned_data)


@dataclass(frozen=True, slots=True)
class AreaRow:
    """What the roster needs of an area: 150 of them are read for every page."""

    code: str
    name: str
    level: str


Narrow = Callable[[HouseholdQuerySet, Any], HouseholdQuerySet]


def _by_state(rows: HouseholdQuerySet, value: str) -> HouseholdQuerySet:
    if value == ALL:
        return rows.active()
    if not value:
        return rows.monitored()
    return rows.active().filter(monitoring_state=value)


def _by_visit(rows: HouseholdQuerySet, value: str) -> HouseholdQuerySet:
    """Of those due this month. A visit lies inside its month, so the last one tells."""
    month = Month.current()
    visited = Q(last_visited_on__gte=month.first_day)
    if value == YES:
        return rows.filter(visited)
    return rows.due_in(month).exclude(visited & Q(last_visited_on__isnull=False))


def _by_area(rows: HouseholdQuerySet, code: str) -> HouseholdQuerySet:
    level = Area.Level.TOWNSHIP if code.endswith("000") else Area.Level.VILLAGE
    return rows.in_range(*code_range(code, level))


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
    "township": _by_area,
    "village": _by_area,
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


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _finite(text: str) -> Decimal:
    value = Decimal(text)
    if not value.is_finite() or abs(value) >= 10**12:
        raise ValueError(text)
    return value


def _code(text: str) -> str:
    if not text.isdigit() or len(text) != 12:
        raise ValueError(text)
    return text


@dataclass(frozen=True, slots=True)
class Column:
    """A sortable column; ``first`` is the direction of the first click."""

    column: str
    read: Callable[[str], Any]
    nullable: bool = True
    first: str = ""

    def sort(self, *, descending: bool) -> Sort:
        return Sort(self.column, self.read, self.nullable, descending)


SORTS: dict[str, Column] = {
    "place": Column("village_id", _code, nullable=False),
    "persons": Column("persons", int, nullable=False, first="-"),
    "income": Column("per_capita_net", _finite),
    "growth": Column("growth", _finite),
    "identified": Column("identified_on", _day, first="-"),
    "visited": Column("last_visited_on", _day),
}
DEFAULT_SORT = "place"


def chosen_sort(text: str) -> tuple[str, Sort]:
    """``income`` or ``-income``; anything else is the order of places."""
    name = text.removeprefix("-")
    if name not in SORTS:
        text = name = DEFAULT_SORT
    return text, SORTS[name].sort(descending=text.startswith("-"))
