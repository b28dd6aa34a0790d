"""The clocks of leads: where a lead lies decides who has to act on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import Area
from accounts.roles import Role
from households.models import Lead
from households.services import clocks
from households.services.clocks import NewClock

KIND = "lead"
ANSWER, VISIT, REPLY = "lead_answer", "lead_visit", "lead_reply"

#: A copy of the clock's day on the lead, so that lists need no join.
_COPY_DUE = """
UPDATE households_lead l SET due_on = d.due_on FROM households_deadline d
 WHERE d.clock = 'lead_answer' AND d.subject_kind = 'lead' AND d.subject_id = l.id
   AND d.done_on IS NULL AND NOT d.is_cancelled AND l.id = ANY(%s)
   AND l.due_on IS DISTINCT FROM d.due_on
"""


def start_answer(leads: Sequence[Lead], *, today: dt.date, again: bool = False) -> None:
    """Start the clocks towards an answer, and write the day it is due on the leads.

    The answer runs from the day the lead was received, after a refusal from that day;
    the visit on site from the day the village was told.
    """
    started: list[NewClock] = []
    for lead in leads:
        started.append(
            _clock(lead, ANSWER, _holder(lead), today if again else lead.received_on)
        )
        if lead.area.level == Area.Level.VILLAGE:
            started.append(_clock(lead, VISIT, Role.VILLAGE_WORKER, today))
    clocks.start_clocks(started)
    copy_due_days([lead.pk for lead in leads])


def copy_due_days(leads: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_COPY_DUE, [list(leads)])


def start_reply(lead: Lead, *, today: dt.date) -> None:
    """The department has so long to accept or refuse; nobody else is waited for."""
    if lead.department is not None:
        clocks.start_clocks(
            [_clock(lead, REPLY, Role.DEPARTMENT_STAFF, today, of_department=True)]
        )


def stop(leads: Sequence[int], *, on: dt.date, cancelled: bool = False) -> None:
    clocks.stop_clocks(subject_kind=KIND, subject_ids=leads, on=on, cancelled=cancelled)


def _holder(lead: Lead) -> Role:
    county = lead.area.level == Area.Level.COUNTY
    return Role.BUREAU_OFFICIAL if county else Role.TOWNSHIP_STAFF


def _clock(
    lead: Lead,
    clock: str,
    holder: Role,
    started_on: dt.date,
    *,
    of_department: bool = False,
) -> NewClock:
    return NewClock(
        clock=clock,
        subject_kind=KIND,
        subject_id=lead.pk,
        title=_("Lead %(number)s %(name)s")
        % {"number": lead.number, "name": lead.person_name},
        area=lead.area,
        holder=holder,
        started_on=started_on,
        department=lead.department if of_department else None,
    )
