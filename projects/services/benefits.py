"""Households that take part in a project: recorded, counted, and what they are paid.

How many households a project helps is counted here and nowhere typed (domain §6.7): a
household once, however many ways it takes part in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.scoping import PREFIX_LENGTH, user_range
from households.choices import HouseholdType, MonitoringState, RegisterState
from households.models import Household
from projects.models import Beneficiary, Project
from projects.services.entries import locked, tell, written

#: At most so many households are added at once by hand; more come as a file.
MOST_AT_ONCE = 100
_BESIDE = {
    "_once": "linkage",
    "_in_order": "until",
    "_paid_whole": "paid_amount",
}

#: 监测对象: ever identified and not withdrawn (domain §6.1).
MONITORED = Q(
    household__state=RegisterState.ACTIVE,
    household__monitoring_state__in=[
        MonitoringState.MONITORING,
        MonitoringState.ELIMINATED,
    ],
)
#: 脱贫户 that are not counted among the monitored.
EXITED = Q(household__household_type=HouseholdType.EXITED) & ~MONITORED


@dataclass(frozen=True, slots=True)
class Reach:
    """Distinct households with the persons whom they bring; monitored ones, those
    out of poverty that are not monitored, and all others add up to the whole.
    Amounts in yuan."""

    households: int = 0
    persons: int = 0
    monitored: int = 0
    monitored_persons: int = 0
    exited: int = 0
    exited_persons: int = 0
    agreed: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)

    @property
    def others(self) -> int:
        return self.households - self.monitored - self.exited

    @property
    def others_persons(self) -> int:
        return self.persons - self.monitored_persons - self.exited_persons


def projects_for(user: User) -> QuerySet[Project]:
    """Projects whose households an account may name: those it sees, and those of the
    whole township or county in which its area lies."""
    seen: QuerySet[Project] = Project.objects.visible_to(user)
    limits = user_range(user)
    if limits is None:
        return seen
    own = limits[0]
    above = [own[:length].ljust(12, "0") for length in PREFIX_LENGTH.values()]
    return seen | Project.objects.filter(area__in=above)


def reach_of(project: Project) -> Reach:
    """Of one project, wherever its households live: a number for all who see it."""
    return counted(Beneficiary.objects.filter(project=project))


def counted(rows: QuerySet[Beneficiary]) -> Reach:
    """Distinct households behind rows; persons as given, else the whole household."""
    of_each = (
        rows.order_by()
        .values("household")
        .annotate(
            brings=Max(Coalesce(F("persons"), F("household__persons"))),
            is_monitored=Count("pk", filter=MONITORED),
            is_exited=Count("pk", filter=EXITED),
        )
    )
    monitored, exited = Q(is_monitored__gt=0), Q(is_exited__gt=0)
    found = of_each.aggregate(
        households=Count("household"),
        persons=Sum("brings"),
        monitored=Count("household", filter=monitored),
        monitored_persons=Sum("brings", filter=monitored),
        exited=Count("household", filter=exited),
        exited_persons=Sum("brings", filter=exited),
    )
    money = rows.order_by().aggregate(
        agreed=Sum("agreed_amount"), paid=Sum("paid_amount")
    )
    return Reach(
        **{name: int(value or 0) for name, value in found.items()},
        agreed=money["agreed"] or Decimal(0),
        paid=money["paid"] or Decimal(0),
    )


@transaction.atomic
def add_beneficiaries(
    *,
    project: Project,
    households: Collection[Household],
    by: User,
    values: Mapping[str, Any],
) -> int:
    """Record that households take part in the same way; returns how many. Raises
    ValidationError, among others when one of them is already recorded that way."""
    _check(values, households)
    there = Beneficiary.objects.filter(
        project=project, household__in=households, linkage=values["linkage"]
    )
    if names := list(there.values_list("household__head_name", flat=True)[:5]):
        message = _("Already recorded in this way: %(names)s.")
        raise ValidationError({"households": message % {"names": "、".join(names)}})
    for household in households:
        row = Beneficiary(project=project, household=household, recorded_by=by)
        written(row, values, _BESIDE)
    tell(Beneficiary, project.pk)
    return len(households)


@transaction.atomic
def change_beneficiary(*, pk: int, values: Mapping[str, Any], seen: str) -> Beneficiary:
    """Correct a row, or say what was paid. Raises StaleRowError, ValidationError."""
    row = locked(Beneficiary, pk, seen)
    _check(values, [row.household])
    written(row, values, _BESIDE)
    tell(Beneficiary, row.project_id)
    return row


@transaction.atomic
def remove_beneficiary(*, pk: int, seen: str) -> None:
    """Take out a row entered by mistake; its history stays. Raises StaleRowError."""
    row = locked(Beneficiary, pk, seen)
    project = row.project_id
    row.delete()
    tell(Beneficiary, project)


def _check(values: Mapping[str, Any], households: Collection[Household]) -> None:
    problems = {}
    for name in ("since", "paid_on"):
        if is_ahead(values.get(name)):
            problems[name] = _("The date is in the future.")
    persons = values.get("persons")
    if persons is not None and persons < 1:
        problems["persons"] = _("At least one person benefits.")
    smallest = min((row for row in households if row.persons), key=_size, default=None)
    if persons and smallest and persons > smallest.persons:
        problems["persons"] = ngettext(
            "The household of %(head)s has only %(persons)s person.",
            "The household of %(head)s has only %(persons)s persons.",
            smallest.persons,
        ) % {"head": smallest.head_name, "persons": smallest.persons}
    if problems:
        raise ValidationError(problems)


def _size(row: Household) -> int:
    return row.persons


def is_ahead(day: dt.date | None) -> bool:
    return day is not None and day > timezone.localdate()
