"""The projects themselves, with the days that they have reached."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.models import Area, Department, User
from dashboards.demo.projects.catalogue import (
    CATEGORIES,
    LAST_YEAR,
    NEXT_YEAR,
    THIS_YEAR,
    Made,
    MonthDay,
)
from projects.models import Project, ProjectKind, ProjectStep
from projects.models.project import STAGE_DAYS

#: How long after the end of works each step was taken, of the states that have it.
_AFTER = {
    "finished": ("finished_on",),
    "accepted": ("finished_on", "accepted_on"),
    "handed_over": ("finished_on", "accepted_on", "settled_on", "handed_over_on"),
}
_DELAY = {"finished_on": 0, "accepted_on": 12, "settled_on": 30, "handed_over_on": 45}
_SUBTYPES = {"产业配套基础设施": "产业路", "人居环境整治": "改厕", "教育": "雨露计划"}


@dataclass(frozen=True, slots=True)
class Row:
    """A project that was written, and what it was written from."""

    project: Project
    made: Made

    @property
    def year(self) -> int:
        return self.project.planning_year


def write_rows(day: dt.date, by: User) -> list[Row]:
    """Last year's, this year's and the repository's, in this order."""
    made = [
        *((day.year - 1, one) for one in map(_of_last_year, LAST_YEAR)),
        *((day.year, one) for one in THIS_YEAR),
        *((day.year + 1, one) for one in map(_of_next_year, NEXT_YEAR)),
    ]
    places = _Places()
    rows, numbers = [], dict.fromkeys((day.year - 1, day.year, day.year + 1), 0)
    for year, one in made:
        numbers[year] += 1
        code = f"{year}-{numbers[year]:03d}"
        rows.append(Row(_project(code, year, one, day, places, by), one))
    Project.objects.bulk_create([row.project for row in rows])
    _write_steps(rows, by)
    return rows


def _of_last_year(row: tuple[Any, ...]) -> Made:
    name, kind, town, department, money, households, _owner = row
    return Made(
        name, kind, town, "", department, f"{town}人民政府", money, money, 100, 100,
        (3, 10), (10, 31), households,
    )  # fmt: skip


def _of_next_year(row: tuple[Any, ...]) -> Made:
    name, kind, town, department, money, state = row
    return Made(
        name, kind, town, "", department, f"{town}人民政府", money, 0, 0, 0,
        (3, 15), (11, 30), 0, state,
    )  # fmt: skip


class _Places:
    """Areas, departments and kinds by their names."""

    def __init__(self) -> None:
        self.areas = {
            (area.parent.name if area.parent else "", area.name): area.code
            for area in Area.objects.select_related("parent")
        }
        self.departments = dict(Department.objects.values_list("code", "pk"))
        self.kinds = dict(ProjectKind.objects.values_list("name", "pk"))

    def of(self, made: Made) -> str:
        if made.village:
            return self.areas[made.town, made.village]
        return next(
            code for (_up, name), code in self.areas.items() if name == made.town
        )


def _project(
    code: str, year: int, made: Made, day: dt.date, places: _Places, by: User
) -> Project:
    money = Decimal(str(made.money))
    days = _days(year, made, day)
    return Project(
        code=code,
        name=made.name,
        source="own" if money < 150 else "above",
        category=CATEGORIES[made.kind],
        kind_id=places.kinds[made.kind],
        subtype=_SUBTYPES.get(made.kind, ""),
        nature="extended" if "二期" in made.name or "扩建" in made.name else "new",
        area_id=places.of(made),
        planning_year=year,
        year=year if year <= day.year else None,
        department_id=places.departments.get(made.department),
        responsible_unit=made.builder,
        builder=made.builder,
        responsible_name="项目负责人",
        phone="0990-8120000",
        content=f"{made.name}，总投资 {made.money:.1f} 万元",
        planned_start=on(year, made.start),
        planned_end=on(year, made.end),
        budget=money,
        linkage="土地入股分红、季节务工"
        if made.households
        else "设施共享，优先吸纳脱贫户务工",
        targets=f"受益 {made.households} 户，验收合格率 100%",
        declared_households=made.households + 4 if made.households else None,
        declared_persons=None,
        recorded_by=by,
        settled_amount=Decimal(str(made.paid)) if "settled_on" in days else None,
        **days,
    )


def _days(year: int, made: Made, day: dt.date) -> dict[str, dt.date]:
    """The days that have come by the day of the city."""
    days = {"declared_on": dt.date(year - 1, 9, 5)}
    if made.state != "declared":
        days["reviewed_on"] = dt.date(year - 1, 9, 26)
    if made.state not in {"declared", "reviewed"}:
        days["stored_on"] = dt.date(year - 1, 11, 10)
    if year <= day.year:
        days["planned_on"] = dt.date(year, 1, 15)
        days["funded_on"] = dt.date(year, 2, 1)
        start, end = on(year, made.start), on(year, made.end)
        if made.state != "waiting":
            days["tendered_on"] = max(
                start - dt.timedelta(days=15), dt.date(year, 2, 3)
            )
            days["started_on"] = start
        for name in _AFTER.get(made.state, ()):
            days[name] = end + dt.timedelta(days=_DELAY[name])
    known = {name: value for name, value in days.items() if value <= day}
    return _unbroken(known)


def _unbroken(days: dict[str, dt.date]) -> dict[str, dt.date]:
    """No acceptance without an end of works, and so on."""
    chain = ("started_on", "finished_on", "accepted_on", "handed_over_on")
    for earlier, later in itertools.pairwise(chain):
        if earlier not in days:
            days.pop(later, None)
    return days


def on(year: int, when: MonthDay) -> dt.date:
    return dt.date(year, *when)


def _write_steps(rows: list[Row], by: User) -> None:
    steps = []
    for row in rows:
        for stage, column in reversed(STAGE_DAYS.items()):
            happened = getattr(row.project, column)
            if happened is not None:
                steps.append(
                    ProjectStep(
                        project=row.project,
                        stage=stage,
                        happened_on=happened,
                        opinion="同意",
                        taken_by=by,
                    )
                )
    ProjectStep.objects.bulk_create(steps)
