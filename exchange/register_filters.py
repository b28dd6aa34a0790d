"""The conditions of a declared list: area, code lists, months, search."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.forms.area_filters import AreaFilters, in_area
from accounts.scoping import ScopedQuerySet
from core.characters import has_characters
from core.listing import offered
from core.months import Month
from exchange.register_fields import field_at

Text = str | Promise
Rows = ScopedQuerySet[Any]
Narrow = Callable[[Any, str], Any]
Choices = Iterable[tuple[Any, Any]] | Callable[[], Iterable[tuple[Any, Any]]]

YES, NO = "yes", "no"
YES_NO = ((YES, _("Yes")), (NO, _("No")))
#: Months that a list offers: three years back from the current one.
MONTHS_OFFERED = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A condition. ``name`` is a path of the model, unless ``narrow`` takes the value.

    Without ``choices`` those of the field are offered: its code list, yes and no, or
    the months of a date that stands for one.
    """

    name: str
    label: Text = ""
    choices: Choices | None = None
    narrow: Narrow | None = None
    #: Behind «more conditions».
    more: bool = False


class DeclaredFilters(AreaFilters):
    """Base of the forms that ``filters_class`` makes."""

    NARROW: ClassVar[dict[str, Narrow]] = {}

    def apply(self, rows: Rows) -> Rows:
        for name, value in self.used().items():
            rows = self.NARROW[name](rows, value)
        return rows


def filters_class(
    filters: tuple[Filter, ...],
    *,
    model: type[models.Model],
    label: Callable[[str], Text],
    names: str,
    numbers: str,
    search: Text,
    finds: Narrow | None = None,
    by_area: bool = True,
) -> type[DeclaredFilters]:
    """The form of a declaration; made once, its areas are filled in a request."""
    fields: dict[str, Any] = {}
    heading: Any
    narrow: dict[str, Narrow] = {"township": in_area, "village": in_area}
    for declared in filters:
        heading = declared.label or label(declared.name)
        listed, by = _offered(declared, model)
        fields[declared.name] = forms.ChoiceField(
            label=heading, choices=listed, required=False
        )
        narrow[declared.name] = declared.narrow or by
    if names or numbers or finds:
        fields["q"] = forms.CharField(
            label=cast(Any, search) or _("Name or number"),
            required=False,
            max_length=40,
        )
        narrow["q"] = finds or _searching(names, numbers)
    places = ("township", "village")
    if not by_area:
        # A field of the base that is None is left out.
        fields |= dict.fromkeys(places)
    shown = [
        *(places if by_area else ()),
        *(f.name for f in filters if not f.more),
        *(["q"] if "q" in fields else []),
    ]
    body = {**fields, "NARROW": narrow, "FIRST": tuple(shown)}
    return type("ConditionsForm", (DeclaredFilters,), body)


def _offered(declared: Filter, model: type[models.Model]) -> tuple[Any, Narrow]:
    if declared.choices is not None:
        given = declared.choices
        listed = given if callable(given) else lambda: given
        return (lambda: offered(listed(), _("All"))), _equal(declared.name)
    found = field_at(model, declared.name)
    if isinstance(found, ArrayField):
        return offered(found.base_field.flatchoices, _("All")), _holding(declared.name)
    if found is not None and found.flatchoices:
        return offered(found.flatchoices, _("All")), _equal(declared.name)
    if isinstance(found, models.BooleanField):
        return offered(YES_NO, _("All")), _either(declared.name)
    if isinstance(found, models.DateField):
        return (lambda: offered(recent_months(), _("All"))), _in_month(declared.name)
    raise ImproperlyConfigured(f"{declared.name} has no list of choices")


def recent_months() -> list[tuple[str, str]]:
    current = Month.current()
    months = [current.shift(-back) for back in range(MONTHS_OFFERED)]
    return [(str(month), month.label) for month in months]


def _equal(path: str) -> Narrow:
    return lambda rows, value: rows.filter(**{path: value})


def _holding(path: str) -> Narrow:
    return lambda rows, value: rows.filter(**{f"{path}__contains": [value]})


def _either(path: str) -> Narrow:
    return lambda rows, value: rows.filter(**{path: value == YES})


def _in_month(path: str) -> Narrow:
    def narrow(rows: Any, value: str) -> Any:
        month = Month.parse(value)
        return rows.filter(**{f"{path}__range": (month.first_day, month.last_day)})

    return narrow


def _searching(names: str, numbers: str) -> Narrow:
    """Digits are a number or its end, anything else the characters of a name."""

    def narrow(rows: Any, text: str) -> Any:
        text = "".join(text.split())
        if numbers and (not names or any(mark.isdigit() for mark in text)):
            ends = Q(**{f"{numbers}__endswith": text})
            return rows.filter(Q(**{numbers: text}) | ends)
        return rows.filter(has_characters(names, text))

    return narrow
