"""The catalogue of measures: sub-items begin and end on a day, none is ever removed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from assistance.models import Measure, MeasureKind
from core.saving import save_checked
from households.services.register import StaleRowError, fingerprint


@transaction.atomic
def add_kind(*, values: Mapping[str, Any]) -> MeasureKind:
    """A new sub-item. Raises ValidationError by field."""
    row = MeasureKind(**values)
    _save(row)
    return row


@transaction.atomic
def update_kind(*, pk: int, values: Mapping[str, Any], seen: str) -> MeasureKind:
    """Correct or end a sub-item. Raises ValidationError by field, StaleRowError."""
    row = MeasureKind.objects.select_for_update().get(pk=pk)
    if fingerprint(row) != seen:
        raise StaleRowError(row)
    moved = values["category"] != row.category
    for name, value in values.items():
        setattr(row, name, value)
    _check_used(row, moved=moved)
    _save(row)
    return row


def _check_used(row: MeasureKind, *, moved: bool) -> None:
    """Measures that exist must stay inside the catalogue of their day."""
    used = Measure.objects.filter(kind=row)
    if moved and used.exists():
        sentence = _("Measures use this sub-item; end it and add another.")
        raise ValidationError({"category": sentence})
    outside = Q(started_on__lt=row.valid_from)
    if row.valid_to is not None:
        outside |= Q(started_on__gt=row.valid_to)
    if used.filter(outside).exists():
        sentence = _("Measures of this sub-item began outside these days.")
        raise ValidationError({"valid_from": sentence})


def _save(row: MeasureKind) -> None:
    row.validate_constraints()
    _check_overlap(row)
    # A second click comes after the checks of the first, and gets their sentence.
    save_checked(row)


def _check_overlap(row: MeasureKind) -> None:
    """On a day a name stands once in its category."""
    same = MeasureKind.objects.filter(category=row.category, name=row.name)
    runs = Q(valid_to=None) | Q(valid_to__gte=row.valid_from)
    if row.valid_to is not None:
        runs &= Q(valid_from__lte=row.valid_to)
    if same.exclude(pk=row.pk).filter(runs).exists():
        sentence = _("This sub-item is in the catalogue on these days already.")
        raise ValidationError({"name": sentence})
