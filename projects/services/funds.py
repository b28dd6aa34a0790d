"""Batches of the fund, their allocation to projects, and the spending checkpoints.

Sums never run over: projects are locked before their batch, both before they are added
up; the triggers of the tables do the same for every other writer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.saving import save_checked
from households.services.register import StaleRowError, fingerprint
from projects.amounts import wan
from projects.choices import ENDED_STAGES, REPOSITORY_STAGES
from projects.models import Allocation, Checkpoint, FundBatch, Payment, Project
from projects.signals import projects_changed

RowT = TypeVar("RowT", bound=models.Model)

_NOTHING = Decimal(0)


@transaction.atomic
def add_batch(*, by: User, values: Mapping[str, Any]) -> FundBatch:
    """Record a batch. Raises ValidationError by field."""
    row = FundBatch(recorded_by=by, **values)
    _check_batch(row)
    save_checked(row)
    tell([])
    return row


@transaction.atomic
def update_batch(
    *, pk: int, by: User, values: Mapping[str, Any], seen: str
) -> FundBatch:
    """Correct a batch. Raises ValidationError by field, StaleRowError."""
    row = _locked(FundBatch, pk, seen)
    for name, value in values.items():
        setattr(row, name, value)
    row.recorded_by = by
    _check_batch(row)
    _check_allocations(row)
    save_checked(row)
    tell(row.allocations.values_list("project", flat=True))
    return row


@transaction.atomic
def remove_batch(*, pk: int, seen: str) -> None:
    """Take out a batch that nothing hangs on. Raises ValidationError, StaleRowError."""
    row = _locked(FundBatch, pk, seen)
    projects = row.allocations.values("project").distinct().count()
    if projects:
        raise ValidationError(
            _(
                "%(amount)s (10,000 yuan) of this batch are allocated to %(projects)s "
                "projects. Take those allocations back first."
            )
            % {"amount": wan(allocated_of(row)), "projects": projects}
        )
    row.delete()
    tell([])


def _check_batch(row: FundBatch) -> None:
    if row.issued_on > timezone.localdate():
        raise ValidationError({"issued_on": _("The date is in the future.")})


def _check_allocations(row: FundBatch) -> None:
    """What was given out of the batch must still fit it."""
    allocated = allocated_of(row)
    if row.amount < allocated:
        raise ValidationError(
            {
                "amount": _(
                    "%(amount)s (10,000 yuan) are allocated already; the batch cannot "
                    "be less."
                )
                % {"amount": wan(allocated)}
            }
        )
    first = row.allocations.order_by("allocated_on").first()
    if first is not None and first.allocated_on < row.issued_on:
        raise ValidationError(
            {
                "issued_on": _("It was allocated on %(day)s already, before this day.")
                % {"day": first.allocated_on}
            }
        )


def allocated_of(batch: FundBatch) -> Decimal:
    """10,000 yuan that all projects got of a batch."""
    return _total(batch.allocations.all())


def free_of(batch: FundBatch) -> Decimal:
    """10,000 yuan of a batch that no project has got yet."""
    return batch.amount - allocated_of(batch)


def _total(rows: models.QuerySet[Any]) -> Decimal:
    found: Decimal | None = rows.aggregate(total=Sum("amount"))["total"]
    return found or _NOTHING


@transaction.atomic
def allocate(
    *,
    batch: int,
    by: User,
    allocated_on: dt.date,
    amounts: Mapping[int, Decimal],
    note: str = "",
) -> list[Allocation]:
    """Give projects (ids) their amounts of a batch, all of them or none.

    Raises ValidationError: a project's sentence stands under ``amount-<id>``.
    """
    projects = _lock_projects(amounts)
    row = FundBatch.objects.select_for_update(no_key=True).get(pk=batch)
    _check_day(row, allocated_on)
    _check_projects(row, projects, allocated_on)
    _check_free(row, amounts)
    made = [
        Allocation(
            project=project,
            batch=row,
            amount=amounts[project.pk],
            allocated_on=allocated_on,
            note=note,
            recorded_by=by,
        )
        for project in projects
    ]
    for each in made:
        save_checked(each)
    tell(amounts)
    return made


def _lock_projects(pks: Collection[int]) -> list[Project]:
    """In one order, so that two writers never wait for each other."""
    rows = Project.objects.select_for_update(no_key=True, of=("self",))
    return list(rows.filter(pk__in=pks).order_by("pk"))


def _check_day(batch: FundBatch, day: dt.date) -> None:
    if day > timezone.localdate():
        raise ValidationError({"allocated_on": _("The date is in the future.")})
    if day < batch.issued_on:
        raise ValidationError(
            {
                "allocated_on": _("The batch was issued on %(day)s, after this day.")
                % {"day": batch.issued_on}
            }
        )


def not_fundable(project: Project) -> str:
    """Why a project cannot get money, empty when it can: only what stands in a plan
    and has not ended is paid for (domain §8.3)."""
    if project.stage in REPOSITORY_STAGES:
        return _("This project is in no annual plan yet.")
    if project.stage in ENDED_STAGES:
        return _("This project has ended.")
    return ""


def _check_projects(batch: FundBatch, projects: list[Project], day: dt.date) -> None:
    same = Allocation.objects.filter(batch=batch, allocated_on=day)
    known = dict(same.values_list("project", "amount"))
    wrong: dict[str, str] = {}
    for project in projects:
        sentence = not_fundable(project)
        if not sentence and project.pk in known:
            sentence = _(
                "It got %(amount)s (10,000 yuan) of this batch on the same day. "
                "Correct that allocation."
            ) % {"amount": wan(known[project.pk])}
        if sentence:
            wrong[f"amount-{project.pk}"] = sentence
    if wrong:
        raise ValidationError(cast(dict[str, Any], wrong))


def _check_free(batch: FundBatch, amounts: Mapping[int, Decimal]) -> None:
    free, asked = free_of(batch), sum(amounts.values(), _NOTHING)
    if asked <= free:
        return
    sentence = _(
        "The batch has %(free)s (10,000 yuan) left; %(asked)s is %(over)s too much."
    ) % {"free": wan(free), "asked": wan(asked), "over": wan(asked - free)}
    if len(amounts) == 1:
        raise ValidationError({f"amount-{next(iter(amounts))}": sentence})
    raise ValidationError(sentence)


@transaction.atomic
def update_allocation(
    *, pk: int, by: User, values: Mapping[str, Any], seen: str
) -> Allocation:
    """Correct amount, day or remark. Raises ValidationError by field, StaleRowError."""
    row = _locked_allocation(pk, seen)
    others = row.batch.allocations.exclude(pk=pk)
    free = row.batch.amount - _total(others)
    for name, value in values.items():
        setattr(row, name, value)
    row.recorded_by = by
    _check_day(row.batch, row.allocated_on)
    if row.amount > free:
        raise ValidationError(
            {
                "amount": _("The batch has %(free)s (10,000 yuan) for this project.")
                % {"free": wan(free)}
            }
        )
    _check_paid(row, left=row.amount, field="amount")
    _check_first_paid(row, on=row.allocated_on)
    save_checked(row)
    tell([row.project_id])
    return row


@transaction.atomic
def remove_allocation(*, pk: int, seen: str) -> Allocation:
    """Take an allocation back; the batch has its amount again. Raises ValidationError
    when it was paid out of, StaleRowError. Returns the row as it was."""
    row = _locked_allocation(pk, seen)
    _check_paid(row, left=_NOTHING, field="")
    _check_first_paid(row, on=None)
    row.delete()
    tell([row.project_id])
    return row


def _locked_allocation(pk: int, seen: str) -> Allocation:
    """The allocation, its project locked before its batch as everywhere."""
    found = Allocation.objects.get(pk=pk)
    _lock_projects([found.project_id])
    batch = FundBatch.objects.select_for_update(no_key=True).get(pk=found.batch_id)
    row = _locked(Allocation, pk, seen)
    row.batch = batch
    return row


def _check_paid(row: Allocation, *, left: Decimal, field: str) -> None:
    """What the project has paid out of the batch stays covered."""
    about = {"project": row.project_id, "batch": row.batch_id}
    paid = _total(Payment.objects.filter(**about))
    others = _total(Allocation.objects.filter(**about).exclude(pk=row.pk))
    if paid <= others + left:
        return
    sentence = _(
        "%(paid)s (10,000 yuan) were paid out of it already: it cannot be less than "
        "%(least)s."
    ) % {"paid": wan(paid), "least": wan(paid - others)}
    raise ValidationError({field: sentence} if field else sentence)


def _check_first_paid(row: Allocation, *, on: dt.date | None) -> None:
    """No payment of the project out of the batch comes before its money; ``on`` is the
    day that the allocation moves to, None when it is taken back."""
    about = {"project": row.project_id, "batch": row.batch_id}
    days = Allocation.objects.filter(**about).exclude(pk=row.pk)
    known = [*days.values_list("allocated_on", flat=True), *([on] if on else [])]
    paid = Payment.objects.filter(**about).order_by("paid_on").first()
    if paid is None or (known and min(known) <= paid.paid_on):
        return
    sentence = _("It was paid out of on %(day)s already, before this day.")
    told = sentence % {"day": paid.paid_on}
    if on is None:
        told = _("It was paid out of on %(day)s, before the rest was allocated.") % {
            "day": paid.paid_on
        }
    raise ValidationError({"allocated_on": told} if on else told)


@transaction.atomic
def add_checkpoint(*, by: User, values: Mapping[str, Any]) -> Checkpoint:
    """Record how much is to be spent by a day. Raises ValidationError by field."""
    row = Checkpoint(recorded_by=by, **values)
    _check_checkpoint(row)
    save_checked(row)
    tell([])
    return row


@transaction.atomic
def update_checkpoint(
    *, pk: int, by: User, values: Mapping[str, Any], seen: str
) -> Checkpoint:
    """Correct a checkpoint. Raises ValidationError by field, StaleRowError."""
    row = _locked(Checkpoint, pk, seen)
    for name, value in values.items():
        setattr(row, name, value)
    row.recorded_by = by
    _check_checkpoint(row)
    save_checked(row)
    tell([])
    return row


@transaction.atomic
def remove_checkpoint(*, pk: int, seen: str) -> None:
    """Take out a checkpoint that was entered by mistake. Raises StaleRowError."""
    _locked(Checkpoint, pk, seen).delete()
    tell([])


def _check_checkpoint(row: Checkpoint) -> None:
    """The money of a year is spent in it, or in the next at the latest."""
    if row.day.year not in (row.year, row.year + 1):
        sentence = _("The day is neither in %(year)s nor in the year after.")
        raise ValidationError({"day": sentence % {"year": row.year}})


def _locked(model: type[RowT], pk: int, seen: str) -> RowT:
    rows: Any = cast(Any, model).objects
    row: RowT = rows.select_for_update(of=("self",)).get(pk=pk)
    if fingerprint(row) != seen:
        raise StaleRowError(row)
    return row


def tell(projects: Collection[int] | models.QuerySet[Any]) -> None:
    """Figures and findings follow; no project at all: the fund as a whole."""
    projects_changed.send(sender=FundBatch, projects=sorted(set(projects)))
