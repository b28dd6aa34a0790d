"""What has happened to a lead, told from its history: who did what, when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Area
from households.choices import LeadOutcome, LeadState
from households.history.wording import Wording
from households.models import Lead


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened; ``css`` is the mark of the time line."""

    day: dt.date
    title: str
    note: str = ""
    who: str = ""
    css: str = "ok"


def steps_of(lead: Lead, *, for_sender: bool) -> list[Step]:
    """The latest first. The sender is not told where and how the lead was passed on."""
    events: Any = lead._meta.model.pgh_event_models  # type: ignore[attr-defined]
    event = next(iter(events.values()))
    rows = event.objects.filter(pgh_obj_id=lead.pk).order_by("pgh_id")
    wording, told = Wording(), []
    before: Any = None
    for row in rows:
        who = wording.actor(row.pgh_context or {})
        step = _step(before, row, who, for_sender)
        if step is not None:
            told.append(step)
        if before is None and row.state in {LeadState.ANSWERED, LeadState.CLOSED}:
            told += _came_answered(row, who)
        before = row
    return told[::-1]


def _step(before: Any, row: Any, who: str, for_sender: bool) -> Step | None:
    if before is None:
        return Step(row.received_on, _("Received"), row.place, who)
    if row.state != before.state:
        return _changed_state(before, row, who)
    if row.area_id != before.area_id and not for_sender:
        return Step(_day(row), _("Dispatched"), _area(row.area_id), who)
    if row.state == LeadState.ANSWERED and row.outcome != before.outcome:
        return Step(_day(row), _("Answer corrected"), _outcome(row), who)
    if row.household_id != before.household_id and not for_sender:
        linked = _("Linked to a household") if row.household_id else _("Link removed")
        return Step(_day(row), linked, "", who)
    return None


def _came_answered(row: Any, who: str) -> list[Step]:
    """Of a lead that was brought in with its answer."""
    steps = [Step(row.answered_on, _("Answered"), _outcome(row), who)]
    if row.closed_on is not None:
        steps.append(Step(row.closed_on, _("Answer accepted, closed"), "", who))
    return steps


def _changed_state(before: Any, row: Any, who: str) -> Step | None:
    if row.state == LeadState.REFUSED:
        note, day = row.refusal_reason, row.refused_on
        return Step(day, _("Sent back, to be verified again"), note, who, "bad")
    if before.state == LeadState.UNASSIGNED and row.state == LeadState.VERIFYING:
        return Step(_day(row), _("Being verified"), "", who)
    if row.state == LeadState.ANSWERED:
        return Step(row.answered_on, _("Answered"), _outcome(row), who)
    if row.state == LeadState.CLOSED and before.state != LeadState.ANSWERED:
        return Step(row.answered_on, _("Answered and closed"), _outcome(row), who)
    if row.state == LeadState.CLOSED:
        return Step(row.closed_on, _("Answer accepted, closed"), "", who)
    return None


def _outcome(row: Any) -> str:
    return str(dict(LeadOutcome.choices).get(row.outcome, row.outcome))


def _area(code: str) -> str:
    area = Area.objects.filter(code=code).first()
    return area.name if area else code


def _day(row: Any) -> dt.date:
    return timezone.localdate(row.pgh_created_at)
