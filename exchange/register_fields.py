"""What a model's field says about showing and sorting it in a list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db import models
from django.db.models import Case, F, IntegerField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import NullIf
from django.utils import timezone
from django.utils.translation import gettext as _

from core import sorting
from core.crypto import EncryptedField
from core.sorting import SortColumn
from core.templatetags.ui import number

Show = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """How a value is shown, whether it is a number, and how it is sorted by."""

    show: Show
    read: Callable[[str], Any] | None
    numeric: bool = False
    nullable: bool = True
    #: Sorted by this instead of by the value: a code list in its own order, text
    #: without the empty string, which an address could not tell from nothing.
    order: Any = None

    def sort_column(self, name: str, first: str) -> SortColumn:
        if self.read is None:
            raise ImproperlyConfigured(f"{name} cannot be sorted by")
        column = name if self.order is None else f"order_of_{name}"
        return SortColumn(column, self.read, self.nullable, first)


def field_at(model: type[models.Model], path: str) -> models.Field[Any, Any] | None:
    """The field at the end of a path such as ``household__village_id``."""
    fields = _fields(model, path)
    return fields[-1] if fields else None


def kind_of(
    model: type[models.Model], name: str, value: Combinable | None = None
) -> Kind:
    """The kind of a column. Raises ImproperlyConfigured for what no list may show."""
    if value is not None:
        return _plain(_output(name, value), name)
    fields = _fields(model, name)
    if not fields:
        raise ImproperlyConfigured(f"{model.__name__} has no {name}")
    last = fields[-1]
    if isinstance(last, EncryptedField) or last.name.endswith(("_digest", "_tail")):
        raise ImproperlyConfigured(f"{name} is stored sealed: show its mask")
    kind = _plain(last, name)
    if kind.order is None:
        kind = replace(kind, nullable=any(found.null for found in fields))
    return kind


def _fields(model: type[models.Model], path: str) -> list[models.Field[Any, Any]]:
    found: list[models.Field[Any, Any]] = []
    for part in path.split("__"):
        try:
            step: Any = model._meta.get_field(part)
        except FieldDoesNotExist:
            step = _by_column(model, part)
        if not isinstance(step, models.Field):
            return []
        if isinstance(step, models.GeneratedField):
            step = _generated(step)
        found.append(step)
        if step.related_model is not None:
            model = step.related_model
    return found


def _generated(step: models.GeneratedField) -> models.Field[Any, Any]:
    """What the database keeps is shown as its output field says, under its own name
    and with its own code list."""
    output: Any = copy(step.output_field)
    output.choices = step.choices or output.choices
    output.name, output.attname = step.name, step.attname
    output.verbose_name = step.verbose_name
    found: models.Field[Any, Any] = output
    return found


def _by_column(model: type[models.Model], name: str) -> Any:
    """``village_id`` stands for the value of the key, not for the row behind it."""
    for candidate in model._meta.concrete_fields:
        if candidate.attname == name:
            return candidate
    return None


def _output(name: str, value: Combinable) -> models.Field[Any, Any]:
    output = getattr(value, "output_field", None)
    if not isinstance(output, models.Field):
        raise ImproperlyConfigured(f"{name} needs an output_field")
    return output


def _plain(last: models.Field[Any, Any], name: str) -> Kind:
    if isinstance(last, models.GeneratedField) and last.output_field is not None:
        last = last.output_field
    if isinstance(last, ArrayField):
        labels = dict(last.base_field.flatchoices)
        return Kind(lambda value: _listed(value, labels), read=None)
    if last.flatchoices:
        return _code_list(last, name)
    if isinstance(last, models.ForeignKey):
        return _plain(last.target_field, name)
    if isinstance(last, models.DecimalField) and last.decimal_places == _OF_WAN:
        return _WAN
    for field_class, kind in _KINDS:
        if isinstance(last, field_class):
            return kind
    order = NullIf(F(name), Value(""))
    return Kind(str, sorting.words, order=order if last.blank else None)


def _code_list(last: models.Field[Any, Any], name: str) -> Kind:
    labels = dict(last.flatchoices)
    places = [
        When(**{name: value}, then=Value(place)) for place, value in enumerate(labels)
    ]
    order = Case(*places, default=Value(len(labels)), output_field=IntegerField())
    return Kind(
        lambda value: labels.get(value, value),
        sorting.whole,
        nullable=False,
        order=order,
    )


def _listed(value: list[str] | None, labels: dict[Any, Any]) -> str:
    return "、".join(str(labels.get(item, item)) for item in value or [])


def yes_no(value: bool | None) -> str:
    return "" if value is None else _("Yes") if value else _("No")


def amount(value: Decimal | None) -> str:
    """Yuan without the fen that nobody reads in a list."""
    return "" if value is None else number(value)


def wan(value: Decimal | None) -> str:
    """10,000 yuan, of which a hundredth is still worth reading."""
    return "" if value is None else number(value, 2)


def day(value: dt.date | None) -> str:
    return "" if value is None else value.isoformat()


def month(value: dt.date | None) -> str:
    return "" if value is None else f"{value:%Y-%m}"


def moment(value: dt.datetime | None) -> str:
    return "" if value is None else f"{timezone.localtime(value):%Y-%m-%d %H:%M}"


#: Places of an amount that is kept in 10,000 yuan, exact to the cent.
_OF_WAN = 6
_WAN = Kind(wan, sorting.finite, numeric=True)
#: In this order: a DateTimeField is a DateField too.
_KINDS: list[tuple[type[models.Field[Any, Any]], Kind]] = [
    (models.BooleanField, Kind(yes_no, None)),
    (models.DecimalField, Kind(amount, sorting.finite, numeric=True)),
    (models.IntegerField, Kind(amount, sorting.whole, numeric=True)),
    (models.DateTimeField, Kind(moment, sorting.moment)),
    (models.DateField, Kind(day, sorting.day)),
]
