"""Steps of a project's procedure: taken, sent back, ended on the side.

``projects.procedure`` says which step may come; here its day is judged and written,
with who took it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.saving import save_checked
from projects import procedure
from projects.choices import PlanKind, PlanState, Stage
from projects.models import PlanItem, ProgressReport, Project, ProjectStep
from projects.models.project import STAGE_DAYS
from projects.procedure import Ask, StepRule
from projects.services.projects import locked
from projects.signals import projects_changed


@dataclass(frozen=True, slots=True, kw_only=True)
class StepData:
    """What is recorded of a step."""

    on: dt.date
    opinion: str = ""
    document_no: str = ""
    settled_amount: Decimal | None = None


@transaction.atomic
def take_step(
    *, pk: int, by: User, stage: str, data: StepData, seen: str = ""
) -> Project:
    """Record that a project has reached a stage. Raises ValidationError by field,
    StaleRowError when somebody has written since ``seen``."""
    row = locked(pk, seen)
    rule = procedure.rule_of(stage)
    if rule is None or rule not in procedure.next_steps(row):
        raise ValidationError(_("This step does not come next for the project."))
    if rule.by_plan:
        raise ValidationError(_("Projects enter the plan when a version is approved."))
    _check_day(row, rule, data.on)
    _check_needs(row, rule)
    setattr(row, rule.day, data.on)
    if Ask.SETTLED in rule.asks:
        if data.settled_amount is None:
            raise ValidationError({"settled_amount": _("Give the settled amount.")})
        row.settled_amount = data.settled_amount
    _save(row)
    _note(row, rule.stage, by, data)
    return row


@transaction.atomic
def send_back(
    *, pk: int, by: User, stage: str, on: dt.date, reason: str, seen: str = ""
) -> Project:
    """Take the present stage back; the project stands where it was before. Also for
    what was terminated or taken out by mistake. Raises as ``take_step`` does."""
    row = locked(pk, seen)
    if row.stage != stage or stage == Stage.DRAFT:
        raise ValidationError(_("The project is at another stage by now."))
    _not_ahead(on)
    _check_not_approved(row)
    back_to = procedure.stage_before(row)
    setattr(row, STAGE_DAYS[Stage(stage)], None)
    if stage == Stage.SETTLED:
        row.settled_amount = None
    if stage in (Stage.TERMINATED, Stage.REMOVED):
        row.end_reason = ""
    _save(row)
    _note(row, back_to, by, StepData(on=on, opinion=reason), is_return=True)
    return row


@transaction.atomic
def end_project(
    *,
    pk: int,
    by: User,
    on: dt.date,
    reason: str,
    document_no: str = "",
    seen: str = "",
) -> Project:
    """Take a project out of the repository, or terminate one that is planned. Raises
    as ``take_step`` does."""
    row = locked(pk, seen)
    ending = procedure.ending_of(row)
    if ending is None:
        raise ValidationError(_("A project that is finished or has ended stays so."))
    _not_ahead(on)
    last = max((day for day in _days(row) if day is not None), default=None)
    if last is not None and on < last:
        raise ValidationError(
            {"on": _("There is a step of %(day)s, after this day.") % {"day": last}}
        )
    setattr(row, STAGE_DAYS[ending], on)
    row.end_reason = reason[:200]
    _save(row)
    _note(
        row, ending, by, StepData(on=on, opinion=reason[:300], document_no=document_no)
    )
    return row


def _days(row: Project) -> list[dt.date | None]:
    return [rule.day_of(row) for rule in procedure.PROCEDURE]


def _check_day(row: Project, rule: StepRule, on: dt.date) -> None:
    _not_ahead(on)
    first, last = procedure.earliest(row, rule), procedure.latest(row, rule)
    if first is not None and on < first[1]:
        sentence = _("Earlier than «%(stage)s» on %(day)s.")
        told = {"stage": first[0].stage.label, "day": first[1]}
        raise ValidationError({"on": sentence % told})
    if last is not None and on > last[1]:
        sentence = _("Later than «%(stage)s» on %(day)s.")
        told = {"stage": last[0].stage.label, "day": last[1]}
        raise ValidationError({"on": sentence % told})
    if rule.stage == Stage.STARTED:
        _check_reported(row, on)


def _check_reported(row: Project, on: dt.date) -> None:
    """Works that were begun anew begin before what is reported of them."""
    built = ProgressReport.objects.filter(project=row, works__gt=0)
    first = built.order_by("reported_on").first()
    if first is not None and first.reported_on < on:
        sentence = _("Progress was reported on %(day)s already, before this day.")
        raise ValidationError({"on": sentence % {"day": first.reported_on}})


def _check_needs(row: Project, rule: StepRule) -> None:
    sentences = {
        "targets": _("Enter the performance targets of the project first."),
        "linkage": _("Enter how households take part in the project first."),
    }
    missing = [sentences[name] for name in procedure.needed_texts(row, rule)]
    if missing:
        raise ValidationError(missing)
    if rule.hands_over and not row.asset_rows.exists():
        raise ValidationError(_("Register what the project leaves behind first."))


def _check_not_approved(row: Project) -> None:
    """A version that was approved is not undone by a single project."""
    kind = {Stage.STORED: PlanKind.REPOSITORY, Stage.PLANNED: PlanKind.ANNUAL}.get(
        Stage(row.stage)
    )
    if kind is None:
        return
    items = PlanItem.objects.filter(
        project=row, version__kind=kind, version__state=PlanState.APPROVED
    )
    if kind == PlanKind.ANNUAL or items.exists():
        raise ValidationError(
            _("It stands in an approved list: adjust the list, or end the project.")
        )


def _not_ahead(on: dt.date) -> None:
    if on > timezone.localdate():
        raise ValidationError({"on": _("The date is in the future.")})


def _save(row: Project) -> None:
    save_checked(row)
    row.refresh_from_db()


def _note(
    row: Project, stage: str, by: User, data: StepData, *, is_return: bool = False
) -> None:
    ProjectStep.objects.create(
        project=row,
        stage=stage,
        happened_on=data.on,
        opinion=data.opinion,
        document_no=data.document_no,
        is_return=is_return,
        taken_by=by,
    )
    projects_changed.send(sender=ProjectStep, projects=[row.pk])
