"""Leads: recorded, dispatched, answered, refused once, closed (domain §3.3, §3.8).

What may follow what stands in ``households.leads.states``. Every write takes the row
lock first; a second click finds its own work done and changes nothing.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Area, Department, User
from accounts.scoping import user_range
from exchange.models.import_run import EVERYTHING
from households import choices
from households.leads.matching import match_leads
from households.leads.states import WITHOUT_SENDER, Act, after, may_be_refused
from households.models import Household, Lead, Member, Visit
from households.services import lead_clocks

State = choices.LeadState


class LeadConflict(Exception):  # noqa: N818 - the name says what happened
    """Somebody else changed the lead since it was opened; nothing was written."""

    def __init__(self, current: Lead) -> None:
        super().__init__("the lead was changed meanwhile")
        self.current = current


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
        _require_reach(stored, by)
        return stored
    _require_area(area, by)
    if household is not None:
        _require_household(household, by)
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
    _check_new(lead)
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
    lead = _locked(lead, by)
    said = {
        "outcome": outcome,
        "verified_on": verified_on,
        "verifiers": verifiers.strip(),
        "fact": fact.strip(),
    }
    if _says(lead, said) and lead.state in {State.ANSWERED, State.CLOSED}:
        return lead
    _require_version(lead, base_version)
    target = _next_state(lead, Act.ANSWER)
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
    return _saved(lead)


@transaction.atomic
def refuse_answer(
    *, lead: Lead, by: User | None, reason: str, base_version: int | None = None
) -> Lead:
    """Send an answer back to who gave it, once, with a reason; the clock starts anew.

    Raises ValidationError without a reason or the second time, ``LeadConflict``.
    """
    lead = _locked(lead, by)
    reason = reason.strip()
    if lead.state == State.REFUSED and lead.refusal_reason == reason:
        return lead
    _require_version(lead, base_version)
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
    saved = _saved(lead)
    lead_clocks.start_answer([saved], today=today, again=True)
    saved.refresh_from_db()
    return saved


@transaction.atomic
def close_lead(*, lead: Lead, by: User | None, base_version: int | None = None) -> Lead:
    """Accept the answer: the lead is closed. Raises ValidationError, LeadConflict."""
    lead = _locked(lead, by)
    if lead.state == State.CLOSED:
        return lead
    _require_version(lead, base_version)
    lead.state = _next_state(lead, Act.CLOSE)
    lead.closed_on = timezone.localdate()
    lead_clocks.stop([lead.pk], on=lead.closed_on)
    return _saved(lead)


@transaction.atomic
def dispatch_leads(*, leads: Collection[int], area: Area, by: User) -> int:
    """Give leads to a township or village; the clock runs on from their reception.

    Leads out of reach are left out, and so are those answered already. Returns how
    many were given. Raises ValidationError for an area that nobody works in or that
    has ended, PermissionDenied for one out of reach.
    """
    _require_area(area, by)
    current = Area.objects.current().filter(code=area.code)
    if area.level == Area.Level.COUNTY or not current.exists():
        raise ValidationError({"area": _("Choose a township or a village of today.")})
    rows = Lead.objects.visible_to(by).filter(pk__in=leads)
    found = [
        lead
        for lead in rows.select_for_update(of=("self",)).select_related("department")
        if after(lead.state, Act.DISPATCH) and lead.area_id != area.code
    ]
    today = timezone.localdate()
    for lead in found:
        lead.state = _next_state(lead, Act.DISPATCH)
        lead.area = area
        lead.version += 1
        lead.updated_at = timezone.now()
    Lead.objects.bulk_update(found, ["state", "area", "version", "updated_at"])
    keys = [lead.pk for lead in found]
    _start_over(found, keys, today)
    unknown = [lead.pk for lead in found if lead.household_id is None]
    low, high = user_range(by) or ("", "")
    match_leads(unknown, low=low, high=high, place=False)
    return len(found)


@transaction.atomic
def edit_lead(
    *, lead: Lead, by: User, values: dict[str, Any], base_version: int | None
) -> Lead:
    """Correct what was written down, while nobody has answered.

    Raises ValidationError by field, ``LeadConflict``.
    """
    lead = _locked(lead, by)
    _require_version(lead, base_version)
    _require_open(lead)
    secrets = {name: values.pop(name) for name in ("id_no", "phone") if name in values}
    for name, value in values.items():
        setattr(lead, name, value)
    for name, value in secrets.items():
        if value:
            lead.seal(name, value)
    _check_new(lead)
    saved = _saved(lead)
    if saved.match != choices.LeadMatch.MATCHED:
        low, high = user_range(by) or ("", "")
        match_leads([saved.pk], low=low, high=high, place=False)
        saved.refresh_from_db()
    return saved


@transaction.atomic
def link_household(
    *,
    lead: Lead,
    by: User,
    household: Household | None,
    member: Member | None = None,
    base_version: int | None = None,
) -> Lead:
    """Say which household a lead speaks of, or with None that it is nobody of the
    register. Raises ValidationError after the answer, PermissionDenied, LeadConflict.
    """
    lead = _locked(lead, by)
    if household is not None:
        _require_household(household, by)
    if lead.household == household and lead.member == member:
        return lead
    _require_version(lead, base_version)
    if lead.cases.exists() or lead.state == State.CLOSED:
        raise ValidationError(_("This lead is settled; its household stays."))
    known = choices.LeadMatch.MATCHED if household else choices.LeadMatch.NOT_FOUND
    lead.household, lead.member, lead.match = household, member, known
    return _saved(lead)


def nobody_waits(lead: Lead) -> bool:
    """Whether the answer ends the lead because there is no sender to accept it."""
    return lead.department_id is None and lead.source in WITHOUT_SENDER


def _start_over(found: list[Lead], keys: list[int], today: dt.date) -> None:
    """The clocks move with the lead: same start, other holder."""
    lead_clocks.stop(keys, on=today, cancelled=True)
    sent_back = [lead for lead in found if lead.state == State.REFUSED]
    lead_clocks.start_answer(
        [lead for lead in found if lead.state != State.REFUSED], today=today
    )
    lead_clocks.start_answer(sent_back, today=today, again=True)


def _state_in(area: Area) -> State:
    county = area.level == Area.Level.COUNTY
    return State.UNASSIGNED if county else State.VERIFYING


def _check_new(lead: Lead) -> None:
    errors = {}
    if lead.received_on > timezone.localdate():
        errors["received_on"] = _("The date is in the future.")
    if not lead.person_name:
        errors["person_name"] = _("Give the name of the person.")
    if not lead.content:
        errors["content"] = _("Say what has happened.")
    if errors:
        raise ValidationError(errors)
    lead.validate_constraints()


def _check_answer(lead: Lead, said: dict[str, Any]) -> None:
    errors = {}
    if said["verified_on"] > timezone.localdate():
        errors["verified_on"] = _("The date is in the future.")
    elif said["verified_on"] < lead.received_on:
        errors["verified_on"] = _(
            "The lead was received on %(day)s; the visit cannot be before."
        ) % {"day": lead.received_on}
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
            "day": lead.refused_on
        }
    return _("Only an answer that has not been accepted yet can be sent back.")


def _says(lead: Lead, said: dict[str, Any]) -> bool:
    return all(getattr(lead, name) == value for name, value in said.items())


def _next_state(lead: Lead, act: Act) -> State:
    target = after(lead.state, act)
    if target is None:
        raise ValidationError(
            _("This is not possible now: the lead is %(state)s.")
            % {"state": lead.get_state_display()}
        )
    return target


def _require_open(lead: Lead) -> None:
    if lead.state in {State.ANSWERED, State.CLOSED}:
        raise ValidationError(_("This lead is answered and is not changed any more."))


def _require_version(lead: Lead, base_version: int | None) -> None:
    if base_version is not None and base_version != lead.version:
        raise LeadConflict(lead)


def _locked(lead: Lead, by: User | None) -> Lead:
    """The row as it stands; a task has no person and is trusted."""
    rows = Lead.objects.all() if by is None else Lead.objects.visible_to(by)
    found: Lead | None = (
        rows.select_for_update(of=("self",))
        .select_related("area", "department", "household")
        .filter(pk=lead.pk)
        .first()
    )
    if found is None:
        raise PermissionDenied
    return found


def _saved(lead: Lead) -> Lead:
    lead.version += 1
    lead.save()
    return lead


def _require_reach(lead: Lead, by: User | None) -> None:
    if by is not None and not Lead.objects.visible_to(by).filter(pk=lead.pk).exists():
        raise PermissionDenied


def _require_area(area: Area, by: User | None) -> None:
    if by is None:
        return
    if not Area.objects.visible_to(by).filter(code=area.code).exists():
        raise PermissionDenied


def _require_household(household: Household, by: User | None) -> None:
    if by is None:
        return
    if not Household.objects.visible_to(by).filter(pk=household.pk).exists():
        raise PermissionDenied
