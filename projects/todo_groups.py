"""Counted work of projects: what is behind, what nobody reported, what to accept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from accounts.parameters import DatedValues
from households.todo import TodoGroup, provider
from projects.choices import FINISHED_STAGES, WAITING_STAGES, Stage
from projects.fund_year import YEAR_END_KEYS, year_end
from projects.models import ProgressReport, Project
from projects.parameters import REPORT_DAYS
from projects.registers.projects import late

_OPEN = (*WAITING_STAGES, Stage.STARTED)


@dataclass(frozen=True, slots=True)
class _Row:
    """A project that is planned and not accepted."""

    year: int
    stage: str
    is_late: bool
    #: Of the last report, else of the start of works.
    heard_on: dt.date | None


@provider
def projects_of_the_fund(user: User, today: dt.date) -> list[TodoGroup]:
    """For who reports on projects: a township, the bureau, a department.

    The list of projects is one of a year; so is every group, that of an earlier year
    with its number.
    """
    if not user.may("projects.record_progress"):
        return []
    rows = _rows(user, today)
    if not rows:
        return []
    values = DatedValues.load({*YEAR_END_KEYS, REPORT_DAYS.key})
    days = dt.timedelta(days=int(values.on(REPORT_DAYS.key, today) or 0))
    groups = []
    for year in sorted({row.year for row in rows}, reverse=True):
        mine = [row for row in rows if row.year == year]
        groups += [
            _to_finish(mine, year, year_end(year, values), today),
            _group("late", year, today, mine, lambda row: row.is_late),
            _group(
                "reports", year, today, mine, lambda row: _is_silent(row, today, days)
            ),
            _group(
                "accept", year, today, mine, lambda row: row.stage == Stage.FINISHED
            ),
        ]
    return groups


def _rows(user: User, today: dt.date) -> list[_Row]:
    reports = ProgressReport.objects.filter(
        project=OuterRef("pk"), reported_on__lte=today
    )
    last = Subquery(reports.order_by("-reported_on").values("reported_on")[:1])
    found: Any = Project.objects.visible_to(user).filter(
        stage__in=(*_OPEN, Stage.FINISHED), year__lte=today.year
    )
    is_late = Case(
        When(late(today), then=Value(1)), default=0, output_field=IntegerField()
    )
    told = found.standing_on(today).annotate(
        is_late=is_late, heard_on=Coalesce(last, "started_on")
    )
    names = ("year", "stage", "is_late", "heard_on")
    return [
        _Row(year, stage, bool(behind) and stage not in FINISHED_STAGES, heard)
        for year, stage, behind, heard in told.order_by().values_list(*names)
    ]


def _is_silent(row: _Row, today: dt.date, days: dt.timedelta) -> bool:
    """Works under way of which nothing was heard for longer than is allowed."""
    if row.stage != Stage.STARTED or row.heard_on is None or not days:
        return False
    return row.heard_on + days < today


def _to_finish(rows: list[_Row], year: int, end: dt.date, today: dt.date) -> TodoGroup:
    """What is still to be built, with the day by which it has to be."""
    running = sum(row.stage == Stage.STARTED for row in rows)
    waiting = sum(row.stage in WAITING_STAGES for row in rows)
    told = {"running": running, "waiting": waiting}
    return TodoGroup(
        key=f"projects-{year}",
        label=_("Projects of %(year)s to finish") % {"year": year},
        count=running + waiting,
        late=running + waiting if end < today else 0,
        first=None if end < today else end,
        unit=pgettext("unit", "projects"),
        note=_("%(running)s under way, %(waiting)s not begun") % told,
        url=f"{reverse('projects:projects')}?year={year}",
    )


def _group(
    key: str,
    year: int,
    today: dt.date,
    rows: list[_Row],
    chosen: Callable[[_Row], bool],
) -> TodoGroup:
    found = [row for row in rows if chosen(row)]
    labels = {
        "late": _("Projects behind the plan"),
        "reports": _("Progress reports of projects due"),
        "accept": _("Finished projects to be accepted"),
    }
    views = {"late": "late", "reports": "unreported", "accept": "accept"}
    label = labels[key]
    if year != today.year:
        label = _("%(label)s (%(year)s)") % {"label": label, "year": year}
    return TodoGroup(
        key=f"projects-{key}-{year}",
        label=label,
        count=len(found),
        late=len(found) if key != "accept" else 0,
        unit=pgettext("unit", "projects"),
        url=f"{reverse('projects:projects')}?year={year}&view={views[key]}",
    )
