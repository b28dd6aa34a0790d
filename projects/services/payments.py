"""Contracts of a project and the payments out of its money (domain §6.7, §8.3).

Nothing is paid without a voucher, beyond what the project got of the batch, or beyond
the contract. The project is locked before anything is added up, so that two clerks at
the same moment cannot overdraw it together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from projects.alerts import said
from projects.amounts import wan
from projects.models import Allocation, Contract, Payment, Project
from projects.services.entries import locked, tell, written

_OF_PAYMENT = {"_once": "voucher_no", "_has_voucher": "voucher_no"}
_OF_CONTRACT = {"_once": "number", "_in_order": "ends_on"}
_OF_BOTH = {"_has_amount": "amount"}
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Purse:
    """10,000 yuan that may be paid out, and what was; ``since`` which day."""

    whole: Decimal
    paid: Decimal
    since: dt.date

    @property
    def left(self) -> Decimal:
        return self.whole - self.paid


def batch_purses(project: int, without: int | None = None) -> dict[int, Purse]:
    """What a project has of each batch, by the batch's id; as if the payment
    ``without`` did not exist."""
    rows = Allocation.objects.filter(project=project).order_by()
    found = rows.values("batch").annotate(
        whole=Sum("amount"), since=Min("allocated_on")
    )
    paid = _paid_by("batch", project, without)
    return {
        row["batch"]: Purse(
            row["whole"], paid.get(row["batch"], _NOTHING), row["since"]
        )
        for row in found
    }


def contract_purses(project: int, without: int | None = None) -> dict[int, Purse]:
    """What is left to pay on each contract of a project, by its id."""
    paid = _paid_by("contract", project, without)
    return {
        row.pk: Purse(row.amount, paid.get(row.pk, _NOTHING), row.signed_on)
        for row in Contract.objects.filter(project=project)
    }


def _paid_by(what: str, project: int, without: int | None) -> dict[int, Decimal]:
    rows = Payment.objects.filter(project=project).exclude(pk=without).order_by()
    return dict(rows.values_list(what).annotate(total=Sum("amount")))


def hold(project: int) -> Project:
    """The project, locked until the transaction ends: before its batches and rows."""
    rows = Project.objects.select_for_update(no_key=True, of=("self",))
    row: Project = rows.get(pk=project)
    return row


@transaction.atomic
def add_payment(*, project: int, by: User, values: Mapping[str, Any]) -> Payment:
    """Record a payment. Raises ValidationError by field."""
    row = Payment(project=hold(project), recorded_by=by)
    return _write_payment(row, values)


@transaction.atomic
def change_payment(
    *, pk: int, by: User, values: Mapping[str, Any], seen: str
) -> Payment:
    """Correct a payment. Raises ValidationError by field, StaleRowError."""
    hold(Payment.objects.values_list("project", flat=True).get(pk=pk))
    row = locked(Payment, pk, seen)
    row.recorded_by = by
    return _write_payment(row, values)


@transaction.atomic
def withdraw_payment(*, pk: int, seen: str) -> None:
    """Take out a payment that was entered by mistake, or that came back; its history
    stays. Raises StaleRowError."""
    hold(Payment.objects.values_list("project", flat=True).get(pk=pk))
    row = locked(Payment, pk, seen)
    project = row.project_id
    row.delete()
    tell(Payment, project)


def _write_payment(row: Payment, values: Mapping[str, Any]) -> Payment:
    for name, value in values.items():
        setattr(row, name, value)
    _check_payment(row)
    written(row, {}, _OF_PAYMENT | _OF_BOTH)
    tell(Payment, row.project_id)
    return row


def _check_payment(row: Payment) -> None:
    problems: dict[str, list[str]] = {}
    _check_batch(row, problems)
    if row.contract_id is not None:
        _check_contract(row, problems)
    elif not row.note and Contract.objects.filter(project=row.project_id).exists():
        message = _("Choose the contract, or say in the remark why it is paid without.")
        problems.setdefault("contract", []).append(message)
    if row.paid_on > timezone.localdate():
        problems.setdefault("paid_on", []).append(_("The date is in the future."))
    if problems:
        raise ValidationError(problems)


def _check_batch(row: Payment, problems: dict[str, list[str]]) -> None:
    purse = batch_purses(row.project_id, row.pk).get(row.batch_id)
    if purse is None:
        message = _("The project got nothing of this batch.")
        problems.setdefault("batch", []).append(message)
        return
    if row.amount > purse.left:
        message = _(
            "The project got %(whole)s of this batch and has paid %(paid)s: at most "
            "%(left)s (10,000 yuan) are left."
        ) % _said(purse)
        problems.setdefault("amount", []).append(message)
    if row.paid_on < purse.since:
        message = _("The project got money of this batch on %(day)s, after this day.")
        day = said(purse.since, timezone.localdate())
        problems.setdefault("paid_on", []).append(message % {"day": day})


def _check_contract(row: Payment, problems: dict[str, list[str]]) -> None:
    purse = contract_purses(row.project_id, row.pk).get(row.contract_id or 0)
    if purse is None:
        message = _("This contract belongs to another project.")
        problems.setdefault("contract", []).append(message)
        return
    if row.amount > purse.left:
        message = _(
            "The contract is over %(whole)s and %(paid)s are paid: at most %(left)s "
            "(10,000 yuan) are left."
        ) % _said(purse)
        problems.setdefault("amount", []).append(message)
    if row.paid_on < purse.since:
        message = _("The contract was signed on %(day)s, after this day.")
        day = said(purse.since, timezone.localdate())
        problems.setdefault("paid_on", []).append(message % {"day": day})


def _said(purse: Purse) -> dict[str, str]:
    return {
        "whole": wan(purse.whole),
        "paid": wan(purse.paid),
        "left": wan(max(purse.left, _NOTHING)),
    }


@transaction.atomic
def add_contract(*, project: int, by: User, values: Mapping[str, Any]) -> Contract:
    """Record a contract. Raises ValidationError by field."""
    row = Contract(project=hold(project), recorded_by=by)
    return _write_contract(row, values)


@transaction.atomic
def change_contract(
    *, pk: int, by: User, values: Mapping[str, Any], seen: str
) -> Contract:
    """Correct a contract. Raises ValidationError by field, StaleRowError."""
    hold(Contract.objects.values_list("project", flat=True).get(pk=pk))
    row = locked(Contract, pk, seen)
    row.recorded_by = by
    return _write_contract(row, values)


@transaction.atomic
def remove_contract(*, pk: int, seen: str) -> None:
    """Take out a contract entered by mistake. Raises ValidationError when something
    was paid on it, StaleRowError."""
    hold(Contract.objects.values_list("project", flat=True).get(pk=pk))
    row = locked(Contract, pk, seen)
    paid = row.payments.aggregate(total=Sum("amount"))["total"]
    if paid:
        message = _("%(paid)s (10,000 yuan) are paid on this contract.")
        raise ValidationError(message % {"paid": wan(paid)})
    project = row.project_id
    row.delete()
    tell(Contract, project)


def _write_contract(row: Contract, values: Mapping[str, Any]) -> Contract:
    for name, value in values.items():
        setattr(row, name, value)
    _check_signed(row)
    written(row, {}, _OF_CONTRACT | _OF_BOTH)
    tell(Contract, row.project_id)
    return row


def _check_signed(row: Contract) -> None:
    """Nothing of the future is signed; what was paid stays covered by the contract."""
    problems = {}
    if row.signed_on > timezone.localdate():
        problems["signed_on"] = _("The date is in the future.")
    if row.pk is not None:
        of_it = row.payments.aggregate(total=Sum("amount"), first=Min("paid_on"))
        if of_it["total"] and row.amount < of_it["total"]:
            message = _("%(paid)s (10,000 yuan) are paid: it cannot be less.")
            problems["amount"] = message % {"paid": wan(of_it["total"])}
        if of_it["first"] and of_it["first"] < row.signed_on:
            day = said(of_it["first"], timezone.localdate())
            message = _("It was paid on %(day)s already, before this day.")
            problems["signed_on"] = message % {"day": day}
    if problems:
        raise ValidationError(problems)
