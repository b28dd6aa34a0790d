"""The month's visit of a household: recorded once, corrected by version, voided."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.months import Month
from households import choices, rules
from households.models import Household, Visit
from households.models.visits import SAFEGUARDS
from households.services import lead_origins, months
from households.services.summaries import refresh_summaries
from households.signals import visit_recorded

#: Monthly amounts in yuan, in the order of the form.
AMOUNTS = ("wage", "operating", "property", "transfer", "operating_cost", "self_paid")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class VisitData:
    """What a visit found. Amounts are yuan of the month; None means «not asked»."""

    visited_on: dt.date
    mode: str
    visitors: str
    met: str
    met_names: str = ""
    food_problem: bool | None = None
    clothing_problem: bool | None = None
    education_problem: bool | None = None
    medical_problem: bool | None = None
    housing_problem: bool | None = None
    water_problem: bool | None = None
    problem_note: str = ""
    wage: Decimal | None = None
    operating: Decimal | None = None
    property: Decimal | None = None
    transfer: Decimal | None = None
    operating_cost: Decimal | None = None
    self_paid: Decimal | None = None
    change_reason: str = ""
    signals: list[str] = dataclasses.field(default_factory=list)
    needs: str = ""
    conclusion: str = ""
    bulk_confirmed: int = 0
    filled_at: dt.datetime | None = None

    @classmethod
    def of(cls, visit: Visit) -> VisitData:
        return cls(**{name: getattr(visit, name) for name in FIELDS})


FIELDS = tuple(field.name for field in dataclasses.fields(VisitData))

#: Fields in which two versions of a visit can disagree.
COMPARED = tuple(name for name in FIELDS if name not in {"bulk_confirmed", "filled_at"})


class VisitConflict(Exception):  # noqa: N818 - the name says what happened
    """Somebody else saved this visit since it was opened; nothing was written.

    ``current`` is the stored visit, or None when it was voided meanwhile.
    """

    def __init__(self, current: Visit | None) -> None:
        super().__init__("the visit was changed meanwhile")
        self.current = current


def has_problem(visit: Visit | VisitData) -> bool:
    """Whether one of the six safeguards was found wanting."""
    return any(getattr(visit, name) for name, _label in SAFEGUARDS)


def net_of_month(visit: Visit | VisitData | None) -> Decimal | None:
    """Income of the month less operating cost; None when no amount was given."""
    if visit is None:
        return None
    names = ("wage", "operating", "property", "transfer", "operating_cost")
    amounts = {name: getattr(visit, name) for name in names}
    if all(amount is None for amount in amounts.values()):
        return None
    known = {name: amount or Decimal(0) for name, amount in amounts.items()}
    return rules.net_income(property_=known.pop("property"), **known)


@transaction.atomic
def record_visit(
    *,
    household: Household,
    month: Month,
    data: VisitData,
    recorded_by: User | None,
    entered_through: choices.EntryChannel | str,
    client_id: uuid.UUID | None = None,
    base_version: int | None = None,
) -> Visit:
    """Save the valid visit of a household and month; the same try twice saves once.

    ``client_id`` names the try: repeated, also at the same moment, it returns the row
    that the first one stored. ``base_version`` is the version that the person saw, None
    for a first visit.

    Raises ValidationError (by field), ``MonthClosed``, ``VisitConflict`` when somebody
    else saved meanwhile, and PermissionDenied for a household outside the scope.
    """
    client_id = client_id or uuid.uuid4()
    _require_in_scope(household, recorded_by)
    months.hold_open(month)
    if stored := _stored_try(client_id, household, month):
        return stored
    check_visit(household=household, month=month, data=data)
    values = {
        **dataclasses.asdict(data),
        "recorded_by": recorded_by,
        "entered_through": entered_through,
        "client_id": client_id,
    }
    if base_version is None:
        _require_due(household, month)
        visit = _insert(household, month, values)
    else:
        visit = _correct(household, month, values, base_version)
    if visit.client_id == client_id:
        _announce(household, month)
        if visit.conclusion == choices.Conclusion.SUSPECTED:
            lead_origins.lead_from_visit(visit=visit, by=recorded_by)
    return visit


@transaction.atomic
def void_visit(*, visit: Visit, by: User, reason: str) -> Visit:
    """Take a visit out of every count; the row stays, with who and why.

    Raises ValidationError without a reason, ``MonthClosed``, ``VisitConflict`` when it
    was changed since it was read.
    """
    reason = reason.strip()
    if not reason:
        raise ValidationError({"void_reason": _("Say why this visit is voided.")})
    _require_in_scope(visit.household, by)
    month = Month.of(visit.month)
    months.hold_open(month)
    now = timezone.now()
    changed = Visit.objects.filter(
        pk=visit.pk, version=visit.version, voided_at=None
    ).update(
        voided_at=now,
        void_reason=reason,
        recorded_by=by,
        version=F("version") + 1,
        updated_at=now,
    )
    if not changed:
        raise VisitConflict(_valid_visit(visit.household, month))
    visit.refresh_from_db()
    _announce(visit.household, month)
    return visit


def check_visit(*, household: Household, month: Month, data: VisitData) -> None:
    """Raises ValidationError with one sentence a field; reads the visit before."""
    errors: dict[str, str] = {}
    if problem := _date_problem(data.visited_on, month):
        errors["visited_on"] = problem
    earlier = Visit.objects.before(month).filter(household=household).first()
    errors |= unexplained(data, net_of_month(earlier))
    for name in AMOUNTS:
        amount = getattr(data, name)
        if amount is not None and amount < 0:
            errors[name] = _("The amount cannot be negative.")
    if errors:
        raise ValidationError(errors)


def unexplained(data: VisitData, last_net: Decimal | None) -> dict[str, str]:
    """What needs a word with it: a problem, and income that moved by more than half."""
    errors = {}
    if has_problem(data) and not data.problem_note.strip():
        errors["problem_note"] = _("Say what the problem is and whom it affects.")
    large = rules.change_is_large(net_of_month(data), last_net)
    if large and not data.change_reason.strip():
        errors["change_reason"] = _(
            "The month's income changed by more than 50 %. Check the amounts, "
            "or give the reason."
        )
    return errors


def _date_problem(day: dt.date, month: Month) -> str:
    if Month.of(day) != month:
        return _("The date lies outside %(month)s.") % {"month": month.label}
    if day > timezone.localdate():
        return _("The date is in the future.")
    return ""


def _require_in_scope(household: Household, user: User | None) -> None:
    """A task has no person and is trusted; a person needs the household in scope."""
    if user is None:
        return
    if not Household.objects.visible_to(user).filter(pk=household.pk).exists():
        raise PermissionDenied


def _require_due(household: Household, month: Month) -> None:
    if not Household.objects.visitable_in(month).filter(pk=household.pk).exists():
        raise ValidationError(
            _("This household is not to be visited in %(month)s."),
            code="not_due",
            params={"month": month.label},
        )


def _stored_try(
    client_id: uuid.UUID, household: Household, month: Month
) -> Visit | None:
    """The visit that this very try stored before; a try belongs to one household."""
    stored = Visit.objects.filter(client_id=client_id).first()
    if stored is None:
        return None
    if stored.household_id != household.pk or stored.month != month.first_day:
        raise ValidationError(_("This form was already used for another visit."))
    return stored


def _valid_visit(household: Household, month: Month) -> Visit | None:
    return Visit.objects.valid().in_month(month).filter(household=household).first()


def _insert(household: Household, month: Month, values: dict[str, Any]) -> Visit:
    new = Visit(
        household=household,
        month=month.first_day,
        village_id=household.village_id,
        **values,
    )
    # ON CONFLICT DO NOTHING: of two that arrive together the later one waits for the
    # first, inserts nothing, and then finds either its own try or the other's visit.
    Visit.objects.bulk_create([new], ignore_conflicts=True)
    if stored := _stored_try(values["client_id"], household, month):
        return stored
    return _resolve(_valid_visit(household, month), values)


def _correct(
    household: Household, month: Month, values: dict[str, Any], base_version: int
) -> Visit:
    current = _valid_visit(household, month)
    if current is None:
        raise VisitConflict(None)
    changed = Visit.objects.filter(
        pk=current.pk, version=base_version, voided_at=None
    ).update(**values, version=F("version") + 1, updated_at=timezone.now())
    current.refresh_from_db()
    return current if changed else _resolve(current, values)


def _resolve(current: Visit | None, values: dict[str, Any]) -> Visit:
    """No conflict when this try was stored before, or says nothing different."""
    if current is None or current.voided_at is not None:
        raise VisitConflict(None)
    events = Visit.events.rel.related_model.objects  # type: ignore[attr-defined]
    if events.filter(pgh_obj_id=current.pk, client_id=values["client_id"]).exists():
        return current
    if all(getattr(current, name) == values[name] for name in COMPARED):
        return current
    raise VisitConflict(current)


def _announce(household: Household, month: Month) -> None:
    refresh_summaries(Household.objects.filter(pk=household.pk))
    visit_recorded.send(sender=Visit, household_id=household.pk, month=month)
