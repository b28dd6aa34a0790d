"""Leads: recorded, dispatched, answered, refused once, closed (domain §3.3, §3.8).

What may follow what stands in ``households.leads.states``. Every write takes the row
lock first; a second click finds its own work done and changes nothing.
"""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Area, Department, User
from accounts.parameters import value_on
from accounts.scoping import user_range
from exchange.models.import_run import EVERYTHING
from households import choices
from households.leads.matching import match_leads
from households.leads.parameters import CLOSES_AFTER
from households.leads.states import WITHOUT_SENDER, Act, may_be_refused
from households.models import Household, Lead, Member, Visit
from households.procedures.days import said as said_day
from households.services import lead_clocks
from households.services.lead_rows import (
    LeadConflict,
    check_new,
    locked,
    next_state,
    require_area,
    require_household,
    require_reach,
    require_version,
    saved,
)

State = choices.LeadState

__all__ = ["LeadConflict"]


@transaction.atomic
def create_lead(
    *,
    source: str,
    area: Area,
    person_name: str,
    content: str,
    received_on: dt.date,
    by: User | None,
    household: Household | None = None,
    member: Member | None = None,
    visit: Visit | None = None,
    department: Department | None = None,
    external_no: str = "",
    place: str = "",
    id_no: str = "",
    phone: str = "",
    alert_kind: str = "",
    amount: Decimal | None = None,
    ref: uuid.UUID | None = None,
) -> Lead:
    """Record a lead; it goes to the township or village of its area at once.

    ``ref`` names the try: the same form sent twice gives the same lead. Without a
    household the lead is looked up among the people of the person's own area.

    Raises ValidationError by field, PermissionDenied for an area or a household that
    the person does not reach.
    """
    stored: Lead | None = Lead.objects.filter(ref=ref).first() if ref else None
    if stored is not None:
        require_reach(stored, by)
        return stored
    require_area(area, by)
    if household is not None:
        require_household(household, by)
    lead = Lead(
        **({"ref": ref} if ref else {}),
        source=source,
        department=department,
        external_no=external_no.strip(),
        area=area,
        place=place.strip(),
        received_on=received_on,
        person_name=person_name.strip(),
        alert_kind=alert_kind.strip(),
        content=content.strip(),
        amount=amount,
        household=household,
        member=member,
        visit=visit,
        match=choices.LeadMatch.MATCHED if household else choices.LeadMatch.NOT_FOUND,
        state=_state_in(area),
        recorded_by=by,
    )
    lead.seal("id_no", id_no)
    lead.seal("phone", phone)
    check_new(lead)
    lead.save()
    if household is None:
        low, high = (user_range(by) if by else None) or EVERYTHING
        match_leads([lead.pk], low=low, high=high, place=False)
    lead_clocks.start_answer([lead], today=timezone.localdate())
    lead.refresh_from_db()
    return lead


@transaction.atomic
def answer_lead(
    *,
    lead: Lead,
    by: User | None,
    outcome: str,
    verified_on: dt.date,
    verifiers: str,
    fact: str,
    base_version: int | None = None,
) -> Lead:
    """Answer a lead after the visit on site, or correct an answer not yet accepted.

    Where nobody waits for a reply the lead is closed at once. Raises ValidationError
    by field, ``LeadConflict`` when it was changed since ``base_version``.
    """
    lead = locked(lead, by)
    said = {
        "outcome": outcome,
        "verified_on": verified_on,
        "verifiers": verifiers.strip(),
        "fact": fact.strip(),
    }
    if _says(lead, said) and lead.state in {State.ANSWERED, State.CLOSED}:
        return lead
    require_version(lead, base_version)
    target = next_state(lead, Act.ANSWER)
    _check_answer(lead, said)
    today = timezone.localdate()
    if lead.state != State.ANSWERED:
        lead.answered_on, lead.answered_by = today, by
    for name, value in said.items():
        setattr(lead, name, value)
    lead.state = target
    lead_clocks.stop([lead.pk], on=today)
    if nobody_waits(lead):
        lead.state, lead.closed_on = State.CLOSED, today
    else:
        lead_clocks.start_reply(lead, today=today)
    return saved(lead)


@transaction.atomic
def refuse_answer(
    *, lead: Lead, by: User | None, reason: str, base_version: int | None = None
) -> Lead:
    """Send an answer back to who gave it, once, with a reason; the clock starts anew.

    Raises ValidationError without a reason or the second time, ``LeadConflict``.
    """
    lead = locked(lead, by)
    reason = reason.strip()
    if lead.state == State.REFUSED and lead.refusal_reason == reason:
        return lead
    require_version(lead, base_version)
    if not may_be_refused(lead.state, refused_before=lead.refused_on is not None):
        raise ValidationError({"reason": _refusal_problem(lead)})
    if lead.cases.exists():
        raise ValidationError(
            {"reason": _("The entry procedure of this lead has begun; it stands.")}
        )
    if not reason:
        raise ValidationError({"reason": _("Say why the answer is sent back.")})
    today = timezone.localdate()
    lead.state, lead.refused_on, lead.refusal_reason = State.REFUSED, today, reason
    lead.answered_on = None
    lead_clocks.stop([lead.pk], on=today)
    row = saved(lead)
    lead_clocks.start_answer([row], today=today, again=True)
    row.refresh_from_db()
    return row


@transaction.atomic
def close_lead(*, lead: Lead, by: User | None, base_version: int | None = None) -> Lead:
    """Accept the answer: the lead is closed. Raises ValidationError, LeadConflict."""
    lead = locked(lead, by)
    if lead.state == State.CLOSED:
        return lead
    require_version(lead, base_version)
    lead.state = next_state(lead, Act.CLOSE)
    lead.closed_on = timezone.localdate()
    lead_clocks.stop([lead.pk], on=lead.closed_on)
    return saved(lead)


@transaction.atomic
def close_unopposed(*, today: dt.date) -> int:
    """Close the answers that nobody has objected to for the days that the parameter
    allows; without a value none. Returns how many were closed."""
    days = value_on(CLOSES_AFTER.key, today)
    if days is None:
        return 0
    last = today - dt.timedelta(days=int(days))
    rows = Lead.objects.filter(state=State.ANSWERED, answered_on__lt=last)
    keys = list(rows.select_for_update().values_list("pk", flat=True))
    lead_clocks.stop(keys, on=today)
    return Lead.objects.filter(pk__in=keys).update(
        state=State.CLOSED, closed_on=today, version=F("version") + 1
    )


def nobody_waits(lead: Lead) -> bool:
    """Whether the answer ends the lead because there is no sender to accept it."""
    return lead.department_id is None and lead.source in WITHOUT_SENDER


def _state_in(area: Area) -> State:
    county = area.level == Area.Level.COUNTY
    return State.UNASSIGNED if county else State.VERIFYING


def _check_answer(lead: Lead, said: dict[str, Any]) -> None:
    errors = {}
    if said["verified_on"] > timezone.localdate():
        errors["verified_on"] = _("The date is in the future.")
    elif said["verified_on"] < lead.received_on:
        errors["verified_on"] = _(
            "The lead was received on %(day)s; the visit cannot be before."
        ) % {"day": said_day(lead.received_on)}
    if not said["verifiers"]:
        errors["verifiers"] = _("Say who was there.")
    if not said["fact"]:
        errors["fact"] = _("Say what was found.")
    if problem := outcome_problem(lead, said["outcome"]):
        errors["outcome"] = problem
    if errors:
        raise ValidationError(errors)


def outcome_problem(lead: Lead, outcome: str) -> str:
    """Why an outcome cannot be, or nothing."""
    known = lead.household
    monitored = (
        known is not None
        and known.monitoring_state == choices.MonitoringState.MONITORING
    )
    if outcome not in choices.LeadOutcome.values:
        return _("Choose one of the outcomes.")
    if outcome == choices.LeadOutcome.ALREADY_MONITORED and not monitored:
        return _(
            "Choose the monitored household first: this lead is linked to none that "
            "is monitored now."
        )
    if outcome == choices.LeadOutcome.AT_RISK and monitored and not lead.cases.exists():
        return _("This household is monitored already; say «属实已在册».")
    if outcome != choices.LeadOutcome.AT_RISK and lead.cases.exists():
        return _("The entry procedure of this lead has begun; the outcome stands.")
    return ""


def _refusal_problem(lead: Lead) -> str:
    if lead.refused_on is not None:
        return _("An answer is sent back once; it was on %(day)s.") % {
            "day": said_day(lead.refused_on)
        }
    return _("Only an answer that has not been accepted yet can be sent back.")


def _says(lead: Lead, said: dict[str, Any]) -> bool:
    return all(getattr(lead, name) == value for name, value in said.items())
