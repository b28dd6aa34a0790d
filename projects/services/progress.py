"""How far the works are, as reported, and the milestones they should reach.

Works do not shrink: a lower figure than before gives its reason. Milestones are the
planned curve, so a later one never plans less than an earlier one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from projects.alerts import said
from projects.choices import ENDED_STAGES
from projects.models import Milestone, ProgressReport, Project
from projects.services.entries import locked, tell, written
from projects.services.payments import hold

_OF_REPORT = {"_once": "reported_on", "_per_cent": "works"}
_OF_MILESTONE = {"_once": "name", "_per_cent": "works"}


@transaction.atomic
def add_report(*, project: int, by: User, values: Mapping[str, Any]) -> ProgressReport:
    """Record what was found at the works. Raises ValidationError by field."""
    row = ProgressReport(project=hold(project), recorded_by=by)
    return _write_report(row, values)


@transaction.atomic
def change_report(
    *, pk: int, by: User, values: Mapping[str, Any], seen: str
) -> ProgressReport:
    """Correct a report. Raises ValidationError by field, StaleRowError."""
    hold(ProgressReport.objects.values_list("project", flat=True).get(pk=pk))
    row = locked(ProgressReport, pk, seen)
    row.recorded_by = by
    return _write_report(row, values)


@transaction.atomic
def remove_report(*, pk: int, seen: str) -> None:
    """Take out a report that was entered by mistake. Raises StaleRowError."""
    hold(ProgressReport.objects.values_list("project", flat=True).get(pk=pk))
    row = locked(ProgressReport, pk, seen)
    project = row.project_id
    row.delete()
    tell(ProgressReport, project)


def _write_report(row: ProgressReport, values: Mapping[str, Any]) -> ProgressReport:
    for name, value in values.items():
        setattr(row, name, value)
    _check_report(row)
    written(row, {}, _OF_REPORT)
    tell(ProgressReport, row.project_id)
    return row


def _check_report(row: ProgressReport) -> None:
    problems: dict[str, str] = {}
    project, today = row.project, timezone.localdate()
    if row.reported_on > today:
        problems["reported_on"] = _("The date is in the future.")
    elif project.stage in ENDED_STAGES:
        problems["reported_on"] = _("This project has ended.")
    elif row.works > 0 and not _has_begun(project, row.reported_on):
        problems["works"] = _not_begun(project, today)
    else:
        problems |= _check_fall(row)
    if problems:
        raise ValidationError(problems)


def _has_begun(project: Project, day: dt.date) -> bool:
    return project.started_on is not None and project.started_on <= day


def _not_begun(project: Project, today: dt.date) -> str:
    if project.started_on is None:
        return _("Works have not begun: record their beginning first.")
    day = said(project.started_on, today)
    return _("Works began only on %(day)s.") % {"day": day}


def _check_fall(row: ProgressReport) -> dict[str, str]:
    others = ProgressReport.objects.filter(project=row.project_id).exclude(pk=row.pk)
    earlier = others.filter(reported_on__lt=row.reported_on)
    before = earlier.order_by("-reported_on").first()
    if before is not None and before.works > row.works and not row.fall_reason:
        message = _("%(works)s %% was reported on %(day)s: say why it is less now.")
        return {"fall_reason": message % _told(before)}
    later = others.filter(reported_on__gt=row.reported_on)
    after = later.order_by("reported_on").first()
    if after is not None and after.works < row.works and not after.fall_reason:
        message = _("On %(day)s, later, only %(works)s %% was reported.")
        return {"works": message % _told(after)}
    return {}


def _told(report: ProgressReport) -> dict[str, str]:
    day = said(report.reported_on, timezone.localdate())
    return {"day": day, "works": _share(report.works)}


def _share(works: Decimal) -> str:
    """64.00 as somebody would write it."""
    return f"{works:.2f}".rstrip("0").rstrip(".")


def last_report(project: int) -> ProgressReport | None:
    """The newest report of a project."""
    rows = ProgressReport.objects.filter(project=project)
    row: ProgressReport | None = rows.order_by("-reported_on").first()
    return row


@transaction.atomic
def add_milestone(*, project: int, by: User, values: Mapping[str, Any]) -> Milestone:
    """Plan a milestone. Raises ValidationError by field."""
    row = Milestone(project=hold(project), recorded_by=by)
    return _write_milestone(row, values)


@transaction.atomic
def change_milestone(
    *, pk: int, by: User, values: Mapping[str, Any], seen: str
) -> Milestone:
    """Correct a milestone, or say on which day it was reached. Raises ValidationError
    by field, StaleRowError."""
    hold(Milestone.objects.values_list("project", flat=True).get(pk=pk))
    row = locked(Milestone, pk, seen)
    row.recorded_by = by
    return _write_milestone(row, values)


@transaction.atomic
def remove_milestone(*, pk: int, seen: str) -> None:
    """Take out a milestone that is not planned any more. Raises StaleRowError."""
    hold(Milestone.objects.values_list("project", flat=True).get(pk=pk))
    row = locked(Milestone, pk, seen)
    project = row.project_id
    row.delete()
    tell(Milestone, project)


def _write_milestone(row: Milestone, values: Mapping[str, Any]) -> Milestone:
    for name, value in values.items():
        setattr(row, name, value)
    problems: dict[str, str] = {}
    if row.done_on is not None and row.done_on > timezone.localdate():
        problems["done_on"] = _("The date is in the future.")
    if sentence := _against_the_curve(row):
        problems["works"] = sentence
    if problems:
        raise ValidationError(problems)
    written(row, {}, _OF_MILESTONE)
    tell(Milestone, row.project_id)
    return row


def _against_the_curve(row: Milestone) -> str:
    """Less than an earlier milestone plans, or more than a later one."""
    if row.works is None:
        return ""
    others = Milestone.objects.filter(project=row.project_id, works__isnull=False)
    others = others.exclude(pk=row.pk)
    higher = others.filter(due_on__lt=row.due_on, works__gt=row.works).first()
    if higher is not None:
        message = _("«%(name)s» before it plans %(works)s %% already.")
        return message % _named(higher)
    lower = others.filter(due_on__gt=row.due_on, works__lt=row.works).first()
    if lower is not None:
        message = _("«%(name)s» after it plans only %(works)s %%.")
        return message % _named(lower)
    return ""


def _named(milestone: Milestone) -> dict[str, str]:
    works: Decimal = milestone.works or Decimal(0)
    return {"name": milestone.name, "works": _share(works)}
