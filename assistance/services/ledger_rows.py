"""Rows of the ledgers by hand: added, changed, deleted.

A file is written by ``exchange``; what follows from either is the same
(``effects``): cards at once, figures when somebody asks for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from assistance.ledgers import Ledger
from assistance.models import PostWage, PublicPost
from assistance.signals import ledgers_changed
from assistance.wage_items import counts_in
from core.months import Month
from households.services.register import StaleRowError, fingerprint
from households.signals import register_changed

#: The field of a form beside which a rule of the table is told.
_BESIDE = {
    "over_has_reason": "over_reason",
    "paid_whole": "paid_amount",
    "approved_after_applied": "approved_on",
    "paid_after_approved": "paid_on",
    "return_has_reason": "return_reason",
    "in_order": "ended_on",
    "has_amount": "amount",
    "repaid_has_date": "repaid_on",
    "has_scheme": "scheme",
    "insured_or_exempt": "exemption",
    "check_has_date": "checked_on",
    "result_has_date": "contacted_on",
    "_year": "year",
}


@transaction.atomic
def add_row(
    *, ledger: Ledger, by: User, whose: Mapping[str, Any], values: Mapping[str, Any]
) -> models.Model:
    """Enter a row. ``whose`` says whom it is about: household and member, village,
    site or post; a table without a column for the household has it by the member.
    Raises ValidationError with a sentence at its field."""
    names = {column.name for column in ledger.model._meta.concrete_fields}
    known = {name: value for name, value in whose.items() if name in names}
    row = ledger.model(**ledger.given, **known)
    if _has(row, "recorded_by"):
        row.recorded_by = by  # type: ignore[attr-defined]
    _write(ledger, row, values)
    return row


@transaction.atomic
def change_row(
    *, ledger: Ledger, pk: int, values: Mapping[str, Any], seen: str
) -> models.Model:
    """Raises StaleRowError when somebody has written since ``seen`` was taken."""
    row = _locked(ledger, pk, seen)
    _write(ledger, row, values)
    return row


@transaction.atomic
def delete_row(*, ledger: Ledger, pk: int, seen: str) -> None:
    """Take out a row that was entered by mistake; its history stays."""
    row = _locked(ledger, pk, seen)
    if isinstance(row, PublicPost) and row.wages.exists():
        raise ValidationError(
            _("Wages are recorded for this post. Give the day on which it was left.")
        )
    households = _households(row)
    row.delete()
    tell(households)


def tell(households: list[int]) -> None:
    """What follows from written rows, inside their transaction."""
    if households:
        ledgers_changed.send(sender=Ledger, households=households)
    # As an edit of the register: older months follow at night.
    month = Month.current()
    register_changed.send(sender=Ledger, months=[month.previous, month])


def _locked(ledger: Ledger, pk: int, seen: str) -> models.Model:
    row: models.Model = ledger.rows.select_for_update(of=("self",)).get(pk=pk)
    if fingerprint(row) != seen:
        raise StaleRowError(row)
    return row


def _write(ledger: Ledger, row: models.Model, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    _refuse_future(ledger, row)
    _refuse_unheld(row)
    check_rules(row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        # Somebody entered the same in the very moment; the check knows it now.
        check_rules(row)
        raise
    tell(_households(row))


def _refuse_future(ledger: Ledger, row: models.Model) -> None:
    if ledger.begun and not getattr(row, ledger.begun):
        return
    today = timezone.localdate()
    late = [name for name in ledger.past if (day := getattr(row, name)) and day > today]
    if late:
        message = _("The date is in the future.")
        raise ValidationError(dict.fromkeys(late, message))


def _refuse_unheld(row: models.Model) -> None:
    """As on the sheet of a month: no wage of a month without the post."""
    if isinstance(row, PostWage) and not counts_in(row.post, Month.of(row.month)):
        raise ValidationError({"month": _("The post was not held in this month.")})


def check_rules(row: models.Model) -> None:
    """The constraints of the table, each beside the field that it is about."""
    problems: dict[str, list[Any]] = {}
    model: Any = row._meta.concrete_model
    for rule in model._meta.constraints:
        try:
            rule.validate(model, row)
        except ValidationError as error:
            place = _place_of(rule.name, row)
            problems.setdefault(place, []).extend(error.messages)
    if problems:
        raise ValidationError(problems)


def _place_of(rule: str, row: models.Model) -> str:
    for end, name in _BESIDE.items():
        if rule.endswith(end) and _has(row, name):
            return name
    return NON_FIELD_ERRORS


def _has(row: models.Model, name: str) -> bool:
    return any(column.name == name for column in row._meta.concrete_fields)


def _households(row: Any) -> list[int]:
    """The household that the row is about, as the cards know it; none of a village."""
    if _has(row, "household"):
        return [row.household_id]
    if _has(row, "post"):
        return [row.post.household_id]
    if _has(row, "member"):
        return [row.member.household_id]
    return []
