"""Names that may not log in for a while. django-axes counts; the questions are ours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.db.models import Max, QuerySet, Sum
from django.utils import timezone


def cool_off() -> dt.timedelta:
    return dt.timedelta(hours=settings.AXES_COOLOFF_TIME)


def _recent() -> QuerySet[Any]:
    attempts: QuerySet[Any] = AccessAttempt.objects.filter(
        attempt_time__gte=timezone.now() - cool_off()
    )
    return attempts


def is_tried_from_everywhere(username: str) -> bool:
    """Many failures for one name from different addresses, each below its own limit."""
    failures = (
        _recent()
        .filter(username=username)
        .aggregate(total=Sum("failures_since_start"))["total"]
    )
    return (failures or 0) >= settings.LOCKOUT_FAILURES_PER_NAME


def locked_until(usernames: Iterable[str] | None = None) -> dict[str, dt.datetime]:
    """When each locked name is free again, of those asked for or of all; names that
    are not locked are absent."""
    attempts = _recent().exclude(username=None)
    if usernames is not None:
        attempts = attempts.filter(username__in=list(usernames))
    rows = attempts.values("username", "ip_address").annotate(
        failures=Sum("failures_since_start"), last=Max("attempt_time")
    )
    until: dict[str, dt.datetime] = {}
    totals: dict[str, int] = {}
    for row in rows:
        name, end = row["username"], row["last"] + cool_off()
        totals[name] = totals.get(name, 0) + row["failures"]
        if (
            row["failures"] >= settings.AXES_FAILURE_LIMIT
            or totals[name] >= settings.LOCKOUT_FAILURES_PER_NAME
        ):
            until[name] = max(end, until.get(name, end))
    return until


def unlock(username: str) -> int:
    """Forget the failures of a name; returns how many records there were."""
    return int(reset(username=username))
