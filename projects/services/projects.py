"""Projects entered and changed by hand.

Before it is taken into the repository a project is whoever's that declares it. What was
approved then changes only by an adjustment, with its reason and document (domain §8.3);
whom to call may change at any time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Model, ProtectedError, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.saving import save_checked
from households.services.register import StaleRowError, fingerprint
from households.workflow_querysets import department_of
from projects.choices import ENDED_STAGES, Stage
from projects.models import Project, ProjectKind, ProjectStep
from projects.signals import projects_changed

#: What changes without an adjustment.
FREE = ("responsible_name", "phone", "note")
#: Given by the plan once a project is in it.
BY_PLAN = ("planning_year", "budget")
_NUMBERS = 5_100_001


@transaction.atomic
def add_project(
    *, by: User, values: Mapping[str, Any], declared_on: dt.date | None = None
) -> Project:
    """A new project, declared at once where a day is given. Without a number it gets
    the next one of its year. Raises ValidationError by field."""
    if declared_on is not None:
        _not_ahead(declared_on)
    row = Project(recorded_by=by, declared_on=declared_on, **_given(values, by))
    if not row.code:
        row.code = _next_code(row.planning_year)
        _check_new(row)
    _save(row, kind_before=None)
    if declared_on is not None:
        ProjectStep.objects.create(
            project=row, stage=Stage.DECLARED, happened_on=declared_on, taken_by=by
        )
    projects_changed.send(sender=Project, projects=[row.pk])
    return row


@transaction.atomic
def update_project(
    *, pk: int, by: User, values: Mapping[str, Any], seen: str
) -> Project:
    """Correct a project; of an approved one only what stands in ``FREE`` is taken.
    Raises ValidationError by field, StaleRowError."""
    row = locked(pk, seen)
    given = _given(values, by)
    if is_approved(row):
        given = {name: value for name, value in given.items() if name in FREE}
    kind = row.kind_id
    for name, value in given.items():
        setattr(row, name, value)
    row.recorded_by = by
    _save(row, kind_before=kind)
    projects_changed.send(sender=Project, projects=[row.pk])
    return row


@transaction.atomic
def adjust_project(
    *,
    pk: int,
    by: User,
    values: Mapping[str, Any],
    on: dt.date,
    reason: str,
    document_no: str,
    seen: str,
) -> Project:
    """Change what was approved. The step remembers what was before, and why.
    Raises ValidationError by field, StaleRowError."""
    row = locked(pk, seen)
    if not is_approved(row):
        raise ValidationError(_("It is not approved yet: change it directly."))
    _not_ahead(on)
    kept = BY_PLAN if row.planned_on is not None else ()
    given = {k: v for k, v in _given(values, by).items() if k not in kept}
    changes = _changes(row, given)
    if not changes:
        raise ValidationError(_("Nothing was changed."))
    kind = row.kind_id
    for name, value in given.items():
        setattr(row, name, value)
    _save(row, kind_before=kind)
    ProjectStep.objects.create(
        project=row,
        stage=row.stage,
        happened_on=on,
        opinion=reason,
        document_no=document_no,
        is_adjustment=True,
        changes=changes,
        taken_by=by,
    )
    projects_changed.send(sender=Project, projects=[row.pk])
    return row


@transaction.atomic
def delete_project(*, pk: int, seen: str) -> None:
    """Take out a draft that nothing hangs on. Raises ValidationError, StaleRowError."""
    row = locked(pk, seen)
    if row.stage != Stage.DRAFT:
        raise ValidationError(
            _("It has been declared: take it out of the repository instead.")
        )
    try:
        row.delete()
    except ProtectedError:
        raise ValidationError(
            _("Rows hang on it: take it out of the repository instead.")
        ) from None
    projects_changed.send(sender=Project, projects=[pk])


def locked(pk: int, seen: str = "") -> Project:
    """The row, held until the transaction ends. Raises StaleRowError when it is not as
    it was ``seen``."""
    rows = Project.objects.select_for_update(of=("self",)).select_related("area")
    row: Project = rows.get(pk=pk)
    if seen and fingerprint(row) != seen:
        raise StaleRowError(row)
    return row


def is_approved(row: Project) -> bool:
    """Taken into the repository or a plan: changes need an adjustment."""
    return row.stored_on is not None or row.planned_on is not None


def _given(values: Mapping[str, Any], by: User) -> dict[str, Any]:
    """A department declares its own projects."""
    own = department_of(by)
    if own is None:
        return dict(values)
    rest = {name: value for name, value in values.items() if name != "department"}
    return {**rest, "department_id": own}


def _save(row: Project, *, kind_before: int | None) -> None:
    _check(row, kind_before)
    save_checked(row)
    row.refresh_from_db()


def _check(row: Project, kind_before: int | None) -> None:
    if not row.budget:
        raise ValidationError({"budget": _("The planned investment is missing.")})
    ends_first = (
        row.planned_start and row.planned_end and row.planned_end < row.planned_start
    )
    if ends_first:
        raise ValidationError(
            {"planned_end": _("The planned end is before the planned start.")}
        )
    if not 2015 <= row.planning_year <= 2100:
        raise ValidationError({"planning_year": _("Give the year with four digits.")})
    others = Project.objects.exclude(pk=row.pk)
    if others.filter(code=row.code).exists():
        raise ValidationError({"code": _("Another project has this number already.")})
    _check_kind(row, kind_before)


def _check_kind(row: Project, before: int | None) -> None:
    if row.kind_id is None:
        return
    kind = ProjectKind.objects.get(pk=row.kind_id)
    if kind.category != row.category:
        raise ValidationError(
            {"kind": _("This kind belongs to another category of projects.")}
        )
    if row.kind_id != before and not kinds_on(timezone.localdate()).contains(kind):
        raise ValidationError({"kind": _("This kind may no longer be chosen.")})


def kinds_on(day: dt.date) -> Any:
    """The kinds that may be chosen on a day."""
    open_still = Q(valid_to=None) | Q(valid_to__gte=day)
    return ProjectKind.objects.filter(open_still, valid_from__lte=day)


def _next_code(year: int) -> str:
    """``2026-007``: one more than the highest of the year; held until committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERS])
        cursor.execute(
            "SELECT coalesce(max(split_part(code, '-', 2)::int), 0) + 1 "
            "FROM projects_project WHERE code ~ %s",
            [f"^{int(year)}-[0-9]{{1,6}}$"],
        )
        number = int(cursor.fetchone()[0])
    return f"{year}-{number:03d}"


def _check_new(row: Project) -> None:
    """A second click comes after the first one's row, and gets no number of its own."""
    same = Project.objects.filter(
        name=row.name, area__code=row.area_id, planning_year=row.planning_year
    )
    if there := same.exclude(stage__in=ENDED_STAGES).first():
        message = _(
            "It is entered already as %(code)s. If this is another project, give its "
            "number."
        )
        raise ValidationError({"name": message % {"code": there.code}})


def _changes(row: Project, given: Mapping[str, Any]) -> list[list[str]]:
    """Name, value before and value after of what an adjustment changes."""
    found = []
    for name, value in given.items():
        field = Project._meta.get_field(name.removesuffix("_id"))
        before, after = getattr(row, name), value
        if before != after:
            found.append([field.name, _told(field, before), _told(field, after)])
    return found


def _told(field: Any, value: Any) -> str:
    """A value as people read it, as it is now: names of rows may change later."""
    if value is None or value == "":
        return ""
    if field.is_relation and not isinstance(value, Model):
        value = field.related_model.objects.filter(pk=value).first()
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    text = str(value)
    if field.get_internal_type() == "DecimalField" and "." in text:
        return text.rstrip("0").rstrip(".")
    return text


def _not_ahead(day: dt.date) -> None:
    if day > timezone.localdate():
        raise ValidationError({"on": _("The date is in the future.")})
