"""Changes to the register by hand: households, members, responsible persons, income.

Every change takes what the person saw (``seen``, from ``fingerprint``): if somebody
else has written meanwhile, nothing is written and both versions are shown.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core.crypto import EncryptedField
from core.months import Month
from core.saving import save_checked
from core.sensitive import SensitiveModel
from households import rules
from households.models import (
    Household,
    IncomeStatement,
    Member,
    Responsibility,
    ResponsiblePerson,
)
from households.models.household import SUMMARY_COLUMNS
from households.services.summaries import refresh_summaries
from households.signals import register_changed

RowT = TypeVar("RowT", bound=models.Model)

_DERIVED = frozenset({*SUMMARY_COLUMNS, "updated_at", "net"})


class StaleRowError(Exception):
    """Somebody else changed the row since it was opened; ``row`` is how it is now."""

    def __init__(self, row: models.Model) -> None:
        super().__init__(f"{row._meta.model_name} {row.pk} was changed meanwhile")
        self.row = row


def fingerprint(row: models.Model) -> str:
    """What a form remembers of the row it shows: equal while nobody has written."""
    told = [
        f"{column.attname}={getattr(row, column.attname)!r}"
        for column in row._meta.concrete_fields
        if column.name not in _DERIVED and not isinstance(column, EncryptedField)
    ]
    return hashlib.sha256("|".join(told).encode()).hexdigest()[:32]


@transaction.atomic
def create_household(
    *, values: Mapping[str, Any], secrets: Mapping[str, str]
) -> Household:
    row = Household()
    _write(row, values, secrets)
    _after(row.pk)
    return row


@transaction.atomic
def update_household(
    *, pk: int, values: Mapping[str, Any], secrets: Mapping[str, str], seen: str
) -> Household:
    row = _locked(Household, pk, seen)
    _write(row, values, secrets)
    _after(row.pk)
    return row


@transaction.atomic
def add_member(
    *, household: Household, values: Mapping[str, Any], secrets: Mapping[str, str]
) -> Member:
    """Enter somebody who always belonged to the household; who joins later is a change
    (``services.changes.member_joined``)."""
    row = Member(household=household)
    _write(row, values, secrets)
    _after(household.pk)
    return row


@transaction.atomic
def update_member(
    *, pk: int, values: Mapping[str, Any], secrets: Mapping[str, str], seen: str
) -> Member:
    row = _locked(Member, pk, seen)
    _write(row, values, secrets)
    _after(row.household_id)
    return row


@transaction.atomic
def change_responsible(
    *, household: Household, person: ResponsiblePerson, started_on: dt.date
) -> Responsibility:
    """The new one starts, the former one ends the day before (or the same day)."""
    Household.objects.select_for_update().get(pk=household.pk)
    former = household.responsibilities.filter(ended_on=None).first()
    if former is not None:
        if former.person_id == person.pk:
            raise ValidationError(
                {"person": _("This person is already responsible for the household.")}
            )
        if started_on < former.started_on:
            raise ValidationError(
                {
                    "started_on": _(
                        "The present one started on %(day)s, after this day."
                    )
                    % {"day": former.started_on}
                }
            )
        former.ended_on = max(former.started_on, started_on - dt.timedelta(days=1))
        former.save(update_fields=["ended_on"])
    row = Responsibility(household=household, person=person, started_on=started_on)
    save_checked(row)
    _after(household.pk)
    return row


@transaction.atomic
def assign_responsible(
    *,
    household: Household,
    person: ResponsiblePerson | None,
    new: Mapping[str, str],
    started_on: dt.date,
) -> Responsibility:
    """Somebody listed, or a new person listed in the same transaction."""
    chosen = person or responsible_person(**new)
    return change_responsible(household=household, person=chosen, started_on=started_on)


def responsible_person(*, name: str, unit: str, phone: str) -> ResponsiblePerson:
    """The person of this name, unit and phone, listed now if not yet."""
    row = ResponsiblePerson(name=name, unit=unit)
    row.seal("phone", phone)
    same: ResponsiblePerson | None = ResponsiblePerson.objects.filter(
        Q(phone_digest=row.phone_digest), name=name, unit=unit
    ).first()
    if same is not None:
        return same
    save_checked(row)
    return row


@transaction.atomic
def save_income(
    *,
    household: Household,
    year: int,
    persons: int,
    amounts: Mapping[str, Decimal],
    seen: str = "",
) -> IncomeStatement:
    """The income of a year (domain §2.4), entered or corrected."""
    start, end = rules.roster_year_period(year)
    Household.objects.select_for_update().get(pk=household.pk)
    row = household.incomes.filter(period_start=start, period_end=end).first()
    if row is None:
        row = IncomeStatement(household=household, period_start=start, period_end=end)
    elif seen != fingerprint(row):
        raise StaleRowError(row)
    _write(row, {"year": year, "persons": persons, **amounts}, {})
    _after(household.pk)
    return row


def _locked(model: type[RowT], pk: int, seen: str) -> RowT:
    rows: Any = cast(Any, model).objects
    row: RowT = rows.select_for_update(of=("self",)).get(pk=pk)
    if fingerprint(row) != seen:
        raise StaleRowError(row)
    return row


def _write(
    row: models.Model, values: Mapping[str, Any], secrets: Mapping[str, str]
) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    if secrets and isinstance(row, SensitiveModel):
        for name, value in secrets.items():
            row.seal(name, value)
    save_checked(row)


def _after(household_pk: int) -> None:
    refresh_summaries(Household.objects.filter(pk=household_pk))
    month = Month.current()
    register_changed.send(sender=Household, months=[month.previous, month])
