"""Counts beside the entries of the navigation: one statement for all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from core.keyset import COUNT_LIMIT, capped_counts
from core.months import Month
from households.models import Case, Household, Lead, QualityHit
from households.todo import end_of_week, held

#: Badge → permission and the rows it counts.
_COUNTED: dict[str, tuple[str, Callable[[User, dt.date], QuerySet[Any]]]] = {
    "late": ("households.view_deadline", lambda u, d: held(u).late_on(d)),
    "todo": (
        "households.view_deadline",
        lambda u, d: held(u).filter(due_on__lte=end_of_week(d)),
    ),
    "visits": (
        "households.view_visit",
        lambda u, d: Household.objects.visible_to(u).awaiting_visit(Month.of(d)),
    ),
    "leads": ("households.view_lead", lambda u, d: Lead.objects.visible_to(u).open()),
    "cases": (
        "households.view_case",
        lambda u, d: Case.objects.visible_to(u).running(),
    ),
    "quality": (
        "households.view_quality",
        lambda u, d: QualityHit.objects.visible_to(u).open(),
    ),
}


def badges(user: User, today: dt.date) -> dict[str, str]:
    """Text of every badge that is not zero; counting stops where nobody reads on."""
    names = [name for name, (right, _rows) in _COUNTED.items() if user.may(right)]
    if not names:
        return {}
    counts = capped_counts([_COUNTED[name][1](user, today) for name in names])
    return {
        name: f"{COUNT_LIMIT}+" if count > COUNT_LIMIT else str(count)
        for name, count in zip(names, counts, strict=True)
        if count
    }
