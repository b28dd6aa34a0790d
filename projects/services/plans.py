"""Versions of a year's repository and annual plan: begun, put together, approved.

An approved version is never changed (the table sees to it); an adjustment is the next
one, begun as a copy of what is in force. With the approval the projects follow.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.saving import save_checked
from households.services.register import StaleRowError, fingerprint
from projects.choices import ENDED_STAGES, PlanKind, PlanState
from projects.models import PlanItem, PlanVersion, Project
from projects.models.plans import SOURCES
from projects.services import plan_effects
from projects.signals import projects_changed

#: Columns of an item that make up its amount.
TIERS = tuple(tier.value for tier in SOURCES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """By what a version comes into force; the reason is an adjustment's."""

    on: dt.date
    document_no: str
    reason: str = ""


@transaction.atomic
def start_version(*, kind: str, year: int, by: User) -> PlanVersion:
    """A draft: a copy of the version in force, else of what the year has so far.
    Raises ValidationError."""
    if kind not in PlanKind.values or not 2015 <= year <= 2100:
        raise ValidationError(_("Give the year with four digits."))
    newest = PlanVersion.objects.newest(kind, year)
    if newest is not None and newest.state == PlanState.DRAFT:
        raise ValidationError(_("There is a draft already."))
    number = newest.number + 1 if newest is not None else 1
    row = PlanVersion(kind=kind, year=year, number=number, created_by=by)
    save_checked(row)
    items = list(_first_items(row))
    PlanItem.objects.bulk_create(items)
    _tell([item.project_id for item in items])
    return row


@transaction.atomic
def discard_version(*, pk: int, seen: str) -> PlanVersion:
    """Throw a draft away. Raises ValidationError, StaleRowError when it is not as it
    was ``seen`` (``draft_mark``)."""
    row = _draft(pk)
    if draft_mark(row) != seen:
        raise StaleRowError(row)
    projects = list(row.items.values_list("project_id", flat=True))
    row.items.all().delete()
    row.delete()
    _tell(projects)
    return row


@transaction.atomic
def add_projects(*, pk: int, projects: Collection[int]) -> int:
    """Put projects into a draft, each with its planned investment; those that are in it
    stay as they are. Returns how many are new. Raises ValidationError."""
    version = _draft(pk)
    rows = list(candidates(version).filter(pk__in=projects))
    if not rows:
        raise ValidationError(_("Choose the projects first."))
    PlanItem.objects.bulk_create(
        PlanItem(version=version, project=row, amount=row.budget) for row in rows
    )
    _tell([row.pk for row in rows])
    return len(rows)


@transaction.atomic
def change_item(*, pk: int, values: Mapping[str, Any], seen: str) -> PlanItem:
    """Amount, sources and remark of a project in a draft. Raises ValidationError by
    field, StaleRowError."""
    row = _item(pk, seen)
    for name, value in values.items():
        setattr(row, name, value)
    _check_sources(row)
    row.save()
    _tell([row.project_id])
    return row


@transaction.atomic
def remove_item(*, pk: int, seen: str) -> PlanItem:
    """Take a project out of a draft. Raises ValidationError when it cannot be spared
    any more, StaleRowError."""
    row = _item(pk, seen)
    version, project = row.version, row.project
    if version.kind == PlanKind.ANNUAL and project.year == version.year:
        plan_effects.check_can_leave([project])
    row.delete()
    _tell([project.pk])
    return row


@transaction.atomic
def approve_version(
    *, pk: int, by: User, approval: Approval, seen: str = ""
) -> PlanVersion:
    """Bring a draft into force; its projects follow. Raises ValidationError by field,
    StaleRowError when the draft is not as it was ``seen`` (``draft_mark``)."""
    version = _draft(pk)
    if seen and draft_mark(version) != seen:
        raise StaleRowError(version)
    items = list(version.items.select_related("project"))
    _check_approval(version, items, approval)
    former = PlanVersion.objects.in_force(version.kind, version.year)
    version.state, version.approved_on = PlanState.APPROVED, approval.on
    version.document_no = approval.document_no
    version.reason, version.approved_by = approval.reason, by
    effects = plan_effects.Effects(version, former, by, approval.on)
    changed = effects.apply()
    save_checked(version)
    _tell(changed)
    return version


def draft_mark(version: PlanVersion) -> str:
    """What a page of approval remembers of a draft: equal while nothing has changed."""
    items = version.items.order_by("pk").values_list("pk", "amount", *TIERS)
    return hashlib.sha256(repr((version.pk, list(items))).encode()).hexdigest()[:32]


def candidates(version: PlanVersion) -> Any:
    """Projects that may be put into a draft: taken into the repository, not ended, of
    no other year's plan, and not in it yet."""
    rows = Project.objects.filter(stored_on__isnull=False)
    rows = rows.exclude(stage__in=ENDED_STAGES)
    rows = rows.exclude(plan_items__version=version)
    if version.kind == PlanKind.REPOSITORY:
        return rows.filter(planning_year=version.year)
    waiting = Q(planning_year__lte=version.year, year=None)
    return rows.filter(waiting | Q(year=version.year))


def _first_items(version: PlanVersion) -> Iterable[PlanItem]:
    former = PlanVersion.objects.in_force(version.kind, version.year)
    if former is not None:
        return _copied(former, version)
    if version.kind == PlanKind.REPOSITORY:
        return _fresh(version, candidates(version))
    planned = Project.objects.in_plan_of(version.year)
    if planned.exists():
        return _fresh(version, planned)
    stored = PlanVersion.objects.in_force(PlanKind.REPOSITORY, version.year)
    if stored is not None:
        return _copied(stored, version)
    return _fresh(version, candidates(version))


def _fresh(version: PlanVersion, rows: Any) -> Iterable[PlanItem]:
    return [
        PlanItem(version=version, project_id=pk, amount=budget)
        for pk, budget in rows.order_by("category", "code").values_list("pk", "budget")
        if budget > 0
    ]


def _copied(former: PlanVersion, version: PlanVersion) -> Iterable[PlanItem]:
    """What has ended meanwhile, or went into another year's plan, stays behind."""
    left = former.items.exclude(project__stage__in=ENDED_STAGES)
    if version.kind == PlanKind.ANNUAL:
        left = left.filter(Q(project__year=None) | Q(project__year=version.year))
    fields = ("project_id", "amount", *TIERS, "note")
    return [
        PlanItem(version=version, **values)
        for values in left.order_by("pk").values(*fields)
    ]


def _draft(pk: int) -> PlanVersion:
    row: PlanVersion = PlanVersion.objects.select_for_update().get(pk=pk)
    if row.state != PlanState.DRAFT:
        raise ValidationError(
            _("This version is approved and stays as it is: begin an adjustment.")
        )
    return row


def _item(pk: int, seen: str) -> PlanItem:
    """The item, with its version held."""
    row: PlanItem = PlanItem.objects.select_related("version", "project").get(pk=pk)
    _draft(row.version_id)
    row.refresh_from_db(fields=["amount", *TIERS, "note"])
    if fingerprint(row) != seen:
        raise StaleRowError(row)
    return row


def _check_sources(row: PlanItem) -> None:
    if not row.amount:
        raise ValidationError({"amount": _("The planned investment is missing.")})
    given = row.source_total
    if given and given != row.amount:
        sentence = _("The sources add up to %(sum)s; the amount is %(amount)s.")
        told = {"sum": f"{given:f}", "amount": f"{row.amount:f}"}
        raise ValidationError({"amount": sentence % told})


def _check_approval(
    version: PlanVersion, items: list[PlanItem], approval: Approval
) -> None:
    if not items:
        raise ValidationError(_("There is no project in it yet."))
    if approval.on > timezone.localdate():
        raise ValidationError({"on": _("The date is in the future.")})
    if version.number > 1 and not approval.reason:
        raise ValidationError({"reason": _("Say why the plan is adjusted.")})
    former = PlanVersion.objects.in_force(version.kind, version.year)
    if former is not None and former.approved_on and approval.on < former.approved_on:
        sentence = _("The version in force was approved on %(day)s, after this day.")
        raise ValidationError({"on": sentence % {"day": former.approved_on}})
    if version.kind == PlanKind.ANNUAL:
        _check_stored(items, approval.on)
    _check_items(version, items)


def _check_stored(items: list[PlanItem], on: dt.date) -> None:
    """What enters the plan was in the repository by then."""
    late = [
        item.project
        for item in items
        if item.project.planned_on is None
        and item.project.stored_on is not None
        and item.project.stored_on > on
    ]
    if late:
        sentence = _("Taken into the repository only after this day: %(names)s.")
        raise ValidationError({"on": sentence % {"names": plan_effects.named(late)}})


def _check_items(version: PlanVersion, items: list[PlanItem]) -> None:
    ended = [item.project for item in items if item.project.stage in ENDED_STAGES]
    if ended:
        sentence = _("Ended meanwhile, take them out first: %(names)s.")
        raise ValidationError(sentence % {"names": plan_effects.named(ended)})
    raw = [item.project for item in items if item.project.stored_on is None]
    if raw:
        sentence = _("Not taken into the repository yet: %(names)s.")
        raise ValidationError(sentence % {"names": plan_effects.named(raw)})
    if version.kind != PlanKind.ANNUAL:
        return
    elsewhere = [i.project for i in items if i.project.year not in (None, version.year)]
    if elsewhere:
        sentence = _("In the plan of another year: %(names)s.")
        raise ValidationError(sentence % {"names": plan_effects.named(elsewhere)})
    wrong = [i.project for i in items if i.source_total not in (0, i.amount)]
    if wrong:
        sentence = _("The sources of the money do not add up: %(names)s.")
        raise ValidationError(sentence % {"names": plan_effects.named(wrong)})


def _tell(projects: Collection[int]) -> None:
    projects_changed.send(sender=PlanVersion, projects=list(projects))
