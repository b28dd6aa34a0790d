"""What is wrong with a project, in words: paid, works and plan held together.

The lists and the page of a project say the same because both ask here. The severities
are those of the marks: ``bad`` has to be chased, ``warn`` watched.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.parameters import DatedValues
from projects.parameters import BEHIND_BAD, BEHIND_WARN, PAID_AHEAD, UNPAID_WORKS

Severity = Literal["bad", "warn"]


@dataclass(frozen=True, slots=True)
class Alert:
    severity: Severity
    text: str


@dataclass(frozen=True, slots=True)
class Limits:
    """From how many percentage points on a difference is told; None: never."""

    behind_bad: Decimal | None
    behind_warn: Decimal | None
    unpaid_works: Decimal | None
    paid_ahead: Decimal | None

    @classmethod
    def on(cls, day: dt.date) -> Limits:
        """As valid on a day; one query, so that a list asks once for all its rows."""
        keys = (BEHIND_BAD.key, BEHIND_WARN.key, UNPAID_WORKS.key, PAID_AHEAD.key)
        values = DatedValues.load(keys)
        return cls(*(values.on(key, day) for key in keys))


def alerts_of(project: Any, day: dt.date, limits: Limits | None = None) -> list[Alert]:
    """What is to be said of a project ``standing_on(day)``, the worst first.

    A list gives ``limits``; without them they are asked for.
    """
    known = limits if limits is not None else Limits.on(day)
    found = [*_of_works(project, day, known), *_of_money(project, day, known)]
    # In the order of the alphabet, as it happens.
    return sorted(found, key=lambda alert: alert.severity)


def _of_works(project: Any, day: dt.date, limits: Limits) -> Iterator[Alert]:
    if not is_running(project, day):
        return
    begun = project.started_on is not None and project.started_on <= day
    if not begun and _before(project.planned_start, day):
        date = said(project.planned_start, day)
        yield Alert("bad", _("should have begun on %(date)s") % {"date": date})
    elif (severity := _severity(project.behind, limits)) is not None:
        points = _points(project.behind)
        text = _("%(points)s percentage points behind the plan") % {"points": points}
        yield Alert(severity, text)
    if _before(project.planned_end, day):
        days = (day - project.planned_end).days
        yield Alert("bad", _("%(days)s days past the planned end") % {"days": days})


def _of_money(project: Any, day: dt.date, limits: Limits) -> Iterator[Alert]:
    """Finished and not paid for, or paid for and not built."""
    finished = project.finished_on is not None and project.finished_on <= day
    if finished and _from(project.works_unpaid, limits.unpaid_works):
        text = _("works and payments differ by %(points)s percentage points")
        yield Alert("warn", text % {"points": _points(project.works_unpaid)})
    elif is_running(project, day):
        ahead = None if project.paid_rate is None else -project.works_unpaid
        if _from(ahead, limits.paid_ahead):
            text = _("payments are %(points)s percentage points ahead of works")
            yield Alert("warn", text % {"points": _points(ahead)})


def is_running(project: Any, day: dt.date) -> bool:
    """To be built by the plan, and neither finished nor ended: as ``standing``."""
    planned = project.planned_on is not None and project.planned_on <= day
    ends = (project.finished_on, project.terminated_on, project.removed_on)
    return planned and not any(end is not None and end <= day for end in ends)


def said(day: dt.date, today: dt.date) -> str:
    """A day in a sentence; its year only where that is another."""
    same = day.year == today.year
    return date_format(day, "n月j日" if same else "Y年n月j日")


def _severity(behind: Decimal | None, limits: Limits) -> Severity | None:
    if _from(behind, limits.behind_bad):
        return "bad"
    return "warn" if _from(behind, limits.behind_warn) else None


def _before(day: dt.date | None, today: dt.date) -> bool:
    return day is not None and day < today


def _from(value: Decimal | None, limit: Decimal | None) -> bool:
    return value is not None and limit is not None and value >= limit


def _points(value: Decimal | None) -> str:
    return str(Decimal(value or 0).quantize(Decimal(1), ROUND_HALF_UP))
