"""A project's works, payments and plan month by month, as data for charts.js."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.months import Month
from core.templatetags.ui import percent
from projects.models import Project

#: A project that takes longer shows its last three years.
MOST_MONTHS = 36
_ALL, _NOTHING = Decimal(100), Decimal(0)

Point = tuple[dt.date, Decimal]
Line = tuple[str, list[float | None]]


@dataclass(frozen=True, slots=True)
class Chart:
    """Data for charts.js, the finding in one sentence, and the table beside it."""

    data: dict[str, Any]
    label: str
    head: list[str]
    rows: list[list[str]]


def progress_chart(
    project: Project,
    *,
    reports: Sequence[Point],
    payments: Sequence[Point],
    milestones: Sequence[Point],
    today: dt.date,
) -> Chart | None:
    """``project`` has its standing on ``today``; reports and milestones are days with
    works in per cent, payments days with 10,000 yuan. None without any day to begin
    from."""
    months = _months(project, [*reports, *payments], today)
    if not months:
        return None
    days = _days(months, today)
    past = [day for day in days if day <= today]
    lines: list[tuple[str, Sequence[Decimal | None]]] = [
        (_("Works done"), [_works(project, reports, day) for day in past]),
        (_("Paid up"), _paid(project, payments, past)),
        (_("Works planned"), [_planned(project, milestones, day) for day in days]),
    ]
    return _chart(project, months, [(name, _rounded(line)) for name, line in lines])


def _days(months: Sequence[Month], today: dt.date) -> list[dt.date]:
    """Ends of months; the present one goes up to today, so that plan and works of the
    same day stand side by side."""
    now = Month.of(today)
    return [today if month == now else month.last_day for month in months]


def _chart(project: Project, months: Sequence[Month], lines: Sequence[Line]) -> Chart:
    series = [{"name": name, "data": line} for name, line in lines]
    data = {"x": _labels(months), "series": series}
    head = [_("Month"), *(name for name, _line in lines)]
    return Chart(data, _finding(project), head, _table(months, lines))


def _table(months: Sequence[Month], lines: Sequence[Line]) -> list[list[str]]:
    """What is known goes up to today, and so may be shorter than the plan."""
    return [
        [month.label, *(percent((line[n:] or [None])[0]) for _name, line in lines)]
        for n, month in enumerate(months)
    ]


def _months(project: Project, known: Iterable[Point], today: dt.date) -> list[Month]:
    starts = [project.planned_start, project.started_on, *(day for day, _v in known)]
    given = [day for day in starts if day is not None]
    if not given:
        return []
    ends = [project.planned_end, project.finished_on or today]
    last = Month.of(max(day for day in [*ends, *given] if day is not None))
    first = max(Month.of(min(given)), last.shift(1 - MOST_MONTHS))
    return list(Month.range(first, last))


def _labels(months: Sequence[Month]) -> list[str]:
    """Months; with the year where the chart begins and where another year does."""
    one_year = months[0].year == months[-1].year
    return [
        m.short_label if one_year or (place and m.number > 1) else m.label
        for place, m in enumerate(months)
    ]


def _works(project: Project, reports: Sequence[Point], day: dt.date) -> Decimal:
    """As ``standing`` has it: finished works are done, before a report nothing is."""
    if project.finished_on is not None and project.finished_on <= day:
        return _ALL
    known = [point for point in reports if point[0] <= day]
    return max(known)[1] if known else _NOTHING


def _paid(
    project: Any, payments: Sequence[Point], days: Sequence[dt.date]
) -> list[Decimal | None]:
    """Of what the project has got up to today; nothing to show before it got any."""
    if not project.allocated:
        return [None] * len(days)
    return [
        sum((amount for paid_on, amount in payments if paid_on <= day), _NOTHING)
        * _ALL
        / project.allocated
        for day in days
    ]


def _planned(
    project: Project, milestones: Sequence[Point], day: dt.date
) -> Decimal | None:
    """``standing.planned_works`` for one project in memory."""
    start, end = project.planned_start, project.planned_end
    if start is None or end is None:
        return None
    if day <= start:
        return _NOTHING
    if day >= end:
        return _ALL
    passed = [point for point in milestones if point[0] <= day]
    ahead = [point for point in milestones if point[0] > day]
    from_day, from_works = max(passed, default=(start, _NOTHING))
    to_day, to_works = min(ahead, default=(end, _ALL))
    length = (to_day - from_day).days
    if not length:
        return from_works
    return from_works + (to_works - from_works) * (day - from_day).days / length


def _rounded(line: Sequence[Decimal | None]) -> list[float | None]:
    return [None if value is None else round(float(value), 1) for value in line]


def _finding(project: Any) -> str:
    """What the chart says, for those who do not see it."""
    return _("Works planned %(planned)s, done %(works)s, paid %(paid)s") % {
        "planned": percent(project.planned),
        "works": percent(project.works),
        "paid": percent(project.paid_rate),
    }
