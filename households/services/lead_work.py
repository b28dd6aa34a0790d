"""What is done with a lead before its answer: dispatched, corrected, linked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Area, User
from accounts.scoping import user_range
from households import choices
from households.leads.matching import match_leads
from households.leads.states import Act, after
from households.models import Household, Lead, Member
from households.services import lead_clocks
from households.services.lead_rows import (
    check_new,
    locked,
    next_state,
    require_area,
    require_household,
    require_open,
    require_version,
    saved,
)

State = choices.LeadState


@transaction.atomic
def dispatch_leads(*, leads: Collection[int], area: Area, by: User) -> int:
    """Give leads to a township or village; the clock runs on from their reception.

    Leads out of reach are left out, and so are those answered already. Returns how
    many were given. Raises ValidationError for an area that nobody works in or that
    has ended, PermissionDenied for one out of reach.
    """
    require_area(area, by)
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
        lead.state = next_state(lead, Act.DISPATCH)
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
    lead = locked(lead, by)
    require_version(lead, base_version)
    require_open(lead)
    secrets = {name: values.pop(name) for name in ("id_no", "phone") if name in values}
    for name, value in values.items():
        setattr(lead, name, value)
    for name, value in secrets.items():
        if value:
            lead.seal(name, value)
    check_new(lead)
    row = saved(lead)
    if row.match != choices.LeadMatch.MATCHED:
        low, high = user_range(by) or ("", "")
        match_leads([row.pk], low=low, high=high, place=False)
        row.refresh_from_db()
    return row


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
    lead = locked(lead, by)
    if household is not None:
        require_household(household, by)
    if lead.household == household and lead.member == member:
        return lead
    require_version(lead, base_version)
    if lead.cases.exists() or lead.state == State.CLOSED:
        raise ValidationError(_("This lead is settled; its household stays."))
    known = choices.LeadMatch.MATCHED if household else choices.LeadMatch.NOT_FOUND
    lead.household, lead.member, lead.match = household, member, known
    return saved(lead)


def _start_over(found: list[Lead], keys: list[int], today: dt.date) -> None:
    """The clocks move with the lead: same start, other holder."""
    lead_clocks.stop(keys, on=today, cancelled=True)
    sent_back = [lead for lead in found if lead.state == State.REFUSED]
    lead_clocks.start_answer(
        [lead for lead in found if lead.state != State.REFUSED], today=today
    )
    lead_clocks.start_answer(sent_back, today=today, again=True)
