"""The tree of kinds: they begin and end on a day, none is ever removed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core.saving import save_checked
from households.services.register import StaleRowError, fingerprint
from projects.models import Project, ProjectKind
from projects.signals import projects_changed


@transaction.atomic
def add_kind(*, values: Mapping[str, Any]) -> ProjectKind:
    """A new kind. Raises ValidationError by field."""
    row = ProjectKind(**values)
    _save(row)
    return row


@transaction.atomic
def update_kind(*, pk: int, values: Mapping[str, Any], seen: str) -> ProjectKind:
    """Correct or end a kind. Raises ValidationError by field, StaleRowError."""
    row = ProjectKind.objects.select_for_update().get(pk=pk)
    if fingerprint(row) != seen:
        raise StaleRowError(row)
    used = Project.objects.filter(kind=row)
    if values["category"] != row.category and used.exists():
        sentence = _("Projects are of this kind; end it and add another.")
        raise ValidationError({"category": sentence})
    for name, value in values.items():
        setattr(row, name, value)
    _save(row)
    projects = list(used.values_list("pk", flat=True))
    projects_changed.send(sender=ProjectKind, projects=projects)
    return row


def _save(row: ProjectKind) -> None:
    row.validate_constraints()
    _check_overlap(row)
    # A second click comes after the checks of the first, and gets their sentence.
    save_checked(row)


def _check_overlap(row: ProjectKind) -> None:
    """On a day a name stands once in its category."""
    same = ProjectKind.objects.filter(category=row.category, name=row.name)
    runs = Q(valid_to=None) | Q(valid_to__gte=row.valid_from)
    if row.valid_to is not None:
        runs &= Q(valid_from__lte=row.valid_to)
    if same.exclude(pk=row.pk).filter(runs).exists():
        sentence = _("This kind is in the tree on these days already.")
        raise ValidationError({"name": sentence})
