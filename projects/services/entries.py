"""Rows that somebody enters about a project or a village: kept, corrected, removed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction

from households.services.register import StaleRowError, fingerprint
from projects.signals import projects_changed

RowT = TypeVar("RowT", bound=models.Model)


def locked(model: type[RowT], pk: int, seen: str) -> RowT:
    """The row, held until the transaction ends. Raises StaleRowError when somebody has
    written since ``seen`` was taken, and the model's DoesNotExist when it is gone."""
    rows: Any = model._default_manager  # noqa: SLF001 - documented API
    row: RowT = rows.select_for_update(of=("self",)).get(pk=pk)
    if fingerprint(row) != seen:
        raise StaleRowError(row)
    return row


def written(row: RowT, values: Mapping[str, Any], beside: Mapping[str, str]) -> RowT:
    """Save with what a form said. ``beside`` names, by the end of a constraint's name,
    the field that its sentence belongs to. Raises ValidationError."""
    for name, value in values.items():
        setattr(row, name, value)
    check_rules(row, beside)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        # Somebody wrote the same in the very moment; the check above knows it now.
        check_rules(row, beside)
        raise
    return row


def check_rules(row: models.Model, beside: Mapping[str, str]) -> None:
    problems: dict[str, list[str]] = {}
    rules: Any = row._meta.constraints
    for rule in rules:
        try:
            rule.validate(type(row), row)
        except ValidationError as error:
            ends = (field for end, field in beside.items() if rule.name.endswith(end))
            place = next(ends, NON_FIELD_ERRORS)
            problems.setdefault(place, []).extend(error.messages)
    if problems:
        raise ValidationError(problems)


def tell(sender: type[models.Model], *projects: int) -> None:
    """What follows from written rows, inside their transaction."""
    projects_changed.send(sender=sender, projects=list(projects))
