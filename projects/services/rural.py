"""Demonstration villages and plans of villages: entered, corrected, counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from projects.models import DemonstrationVillage, VillagePlan
from projects.services.benefits import is_ahead
from projects.services.entries import locked, tell, written

_BESIDE = {
    "_village_once": "village",
    "_plan_once": "document_no",
    "_year": "year",
    "_has_day": "approved_on",
}
#: Days of what has been done.
_DAYS = ("named_on", "accepted_on", "approved_on")

OfVillage = DemonstrationVillage | VillagePlan


@transaction.atomic
def add_row(
    *, model: type[OfVillage], by: User, values: Mapping[str, Any]
) -> OfVillage:
    """Enter a demonstration village or a plan. Raises ValidationError."""
    return _write(model(recorded_by=by), values)


@transaction.atomic
def change_row(
    *, model: type[OfVillage], pk: int, values: Mapping[str, Any], seen: str
) -> OfVillage:
    """Raises StaleRowError, ValidationError."""
    return _write(locked(model, pk, seen), values)


@transaction.atomic
def remove_row(*, model: type[OfVillage], pk: int, seen: str) -> None:
    """Take out a row entered by mistake. Raises StaleRowError."""
    locked(model, pk, seen).delete()
    tell(model)


def _write(row: OfVillage, values: Mapping[str, Any]) -> OfVillage:
    problems = {
        name: _("The date is in the future.")
        for name in _DAYS
        if is_ahead(values.get(name))
    }
    named, accepted = values.get("named_on"), values.get("accepted_on")
    if named and accepted and accepted < named:
        problems["accepted_on"] = _("Accepted before it was named.")
    if problems:
        raise ValidationError(problems)
    written(row, values, _BESIDE)
    tell(type(row))
    return row
