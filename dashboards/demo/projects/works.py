"""Milestones and monthly reports of the works."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from accounts.models import User
from core.months import Month
from dashboards.demo.projects.catalogue import CURVE, MonthDay
from dashboards.demo.projects.money import SHOWN
from dashboards.demo.projects.rows import Row, on
from projects.models import Milestone, ProgressReport

#: Milestone, due, works planned by then, reached.
_Given = tuple[str, MonthDay, int | None, MonthDay | None]
_SHOWN_MILESTONES: tuple[_Given, ...] = (
    ("开工", (4, 10), 0, (4, 10)),
    ("厂房主体完工", (7, 10), 40, (7, 22)),
    ("设备进场", (9, 30), 66, (11, 6)),
    ("安装调试", (11, 30), 94, None),
    ("竣工验收", (12, 20), 100, None),
    ("资产移交村集体", (12, 31), None, None),
)
_SHOWN_WORKS = (4, 12, 22, 31, 38, 47, 56, 64)
_OBSTACLE = "烘干设备 9月 到货延误"
_REPORT_DAY = 20


def write_works(day: dt.date, row: Row, by: User) -> None:
    if row.project.planned_on is None:
        return
    Milestone.objects.bulk_create(_milestones(day, row, by))
    if row.project.started_on is not None:
        ProgressReport.objects.bulk_create(_reports(day, row, by))


def _milestones(day: dt.date, row: Row, by: User) -> list[Milestone]:
    """The start, the middle, where the plan stands on the prototype's day, the end."""
    given = _SHOWN_MILESTONES if row.made.name == SHOWN else _usual(row)
    return [
        Milestone(
            project=row.project,
            name=name,
            due_on=on(row.year, due),
            works=works,
            done_on=_past(day, row.year, done),
            recorded_by=by,
        )
        for name, due, works, done in given
    ]


def _past(day: dt.date, year: int, when: MonthDay | None) -> dt.date | None:
    if when is None or on(year, when) > day:
        return None
    return on(year, when)


def _usual(row: Row) -> tuple[_Given, ...]:
    made = row.made
    is_done = row.project.finished_on is not None
    start, end = made.start, made.end
    has_begun = row.project.started_on is not None
    middle = on(row.year, start) + (on(row.year, end) - on(row.year, start)) / 2
    at_middle = (middle.month, middle.day)
    found: list[_Given] = [
        ("开工", start, 0, start if has_begun else None),
        ("主体完工", at_middle, 45, at_middle if has_begun else None),
        ("竣工验收", end, 100, end if is_done else None),
    ]
    if made.state == "running":
        found.insert(2, ("收尾", (11, 22), made.planned, None))
    return tuple(found)


def _reports(day: dt.date, row: Row, by: User) -> list[ProgressReport]:
    """One a month on the same day, up to the end of works."""
    project, made = row.project, row.made
    last = min(day, project.finished_on or day)
    month, months = Month.of(on(row.year, made.start)), []
    while month.first_day.replace(day=_REPORT_DAY) <= last:
        months.append(month)
        month = month.next
    works = _curve(row, len(months))
    return [
        ProgressReport(
            project=project,
            reported_on=month.first_day.replace(day=_REPORT_DAY),
            works=share,
            content="按计划施工" if share else "进场准备",
            obstacle=_OBSTACLE
            if made.name == SHOWN and month.first_day.month >= 9
            else "",
            recorded_by=by,
        )
        for month, share in zip(months, works, strict=True)
        if month.first_day.replace(day=_REPORT_DAY) >= project.started_on
    ]


def _curve(row: Row, count: int) -> list[Decimal]:
    if row.made.name == SHOWN and count <= len(_SHOWN_WORKS):
        return [Decimal(share) for share in _SHOWN_WORKS[:count]]
    steps = len(CURVE) - 1
    return [
        Decimal(round(row.made.works * CURVE[steps * number // max(count, 1)]))
        for number in range(1, count + 1)
    ]
