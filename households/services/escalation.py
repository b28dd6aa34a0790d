"""Late deadlines go one level up in the night, and again after some days.

Village → township → bureau → leader, department → bureau. Who was passed still has it
on the list; the level above sees that it is late.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce, NullIf

from accounts.parameters import value_on
from households.clocks.definitions import ESCALATION_DAYS, minima
from households.clocks.levels import ABOVE
from households.models import Deadline


def escalate(*, today: dt.date) -> int:
    """One UPDATE; a second run on the same day finds nothing. Returns how many rose."""
    days = int(value_on(ESCALATION_DAYS.key, today) or 0)
    rested = today - dt.timedelta(days=max(days, 1))
    # Whoever was told last, else the holder.
    told = Coalesce(NullIf("escalated_to", Value("")), "holder")
    late = Deadline.objects.late_on(today).exclude(clock__in=minima())
    due = late.annotate(told=told).filter(
        Q(escalated_on=None) | Q(escalated_on__lte=rested), told__in=list(ABOVE)
    )
    risen: int = due.update(
        escalated_to=Case(
            *[When(told=below, then=Value(above)) for below, above in ABOVE.items()]
        ),
        escalation=F("escalation") + 1,
        escalated_on=today,
    )
    return risen
