"""The kind of cell that fits a model field, where a roster names none."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from core.sensitive import SensitiveModel
from exchange.cells import Amount, Cell, Choice, Choices, Day, Secret, Whole, YesNo


def cell_for(model: type[models.Model], name: str) -> Cell:
    """The kind that fits a model field."""
    secret = getattr(model, "SENSITIVE", {}).get(name)
    if secret is not None and issubclass(model, SensitiveModel):
        return Secret(secret)
    field = model._meta.get_field(name)
    if isinstance(field, ArrayField):
        return Choices(field.base_field.flatchoices)
    if isinstance(field, models.Field) and field.choices:
        return Choice(field.flatchoices)
    return _plain(field)


def _plain(field: Any) -> Cell:
    if isinstance(field, models.BooleanField):
        return YesNo()
    if isinstance(field, models.DateField):
        return Day()
    if isinstance(field, models.DecimalField):
        floor = any(isinstance(v, MinValueValidator) for v in field.validators)
        return Amount(
            digits=field.max_digits, places=field.decimal_places, negative=not floor
        )
    if isinstance(field, models.IntegerField):
        return Whole(
            _limit(field, MinValueValidator, 0), _limit(field, MaxValueValidator)
        )
    return Cell(getattr(field, "max_length", None))


def _limit(field: Any, kind: type[Any], default: int = 32767) -> int:
    own = field._validators  # noqa: SLF001 - ``validators`` adds those of the database
    values = [v.limit_value for v in own if isinstance(v, kind)]
    return int(values[0]) if values else default
