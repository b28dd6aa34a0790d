"""Where a project of a file lies: a village, a township, or the county as a whole; and
its kind and department by their names."""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Area, Department
from exchange.cells import Cell, CodeText
from exchange.roster import Column
from exchange.staging.batch import Batch
from exchange.staging.stage import Stage
from households.rosters import departments
from households.rosters.places import TOWN_END, short, villages_of
from projects.models import Project, ProjectKind

_AREA, _KIND = Area._meta.db_table, ProjectKind._meta.db_table
_DEPARTMENT = Department._meta.db_table


class NameCell(Cell):
    """The key of a row, shown by its name in a preview."""

    def __init__(self, model: type[models.Model]) -> None:
        super().__init__()
        self.model = model

    def render(self, value: Any, obj: object = None, **kwargs: Any) -> Any:
        rows: Any = self.model._base_manager  # noqa: SLF001 - documented API
        names = rows.filter(pk=value).values_list("name", flat=True)
        return names.first() if value else None


def place_columns() -> tuple[Column, ...]:
    """Township and village; without a village the project is the township's."""
    level = f"SELECT name FROM {_AREA} a WHERE a.code = "
    return (
        Column(
            "镇（办）",
            "~town",
            aliases=("镇", "乡镇", "镇办", "实施地点（镇）"),
            source=f"({level}substr(project.area_code, 1, 9) || '000' "
            "AND a.level <> 'county')",
            help="全市项目不填",
        ),
        Column(
            "行政村",
            "~village",
            aliases=("村", "村（社区）", "实施地点（村）"),
            source=f"({level}project.area_code AND a.level = 'village')",
            help="镇级项目不填",
        ),
        Column(
            "行政区划代码",
            "~area_code",
            cell=CodeText(12),
            source="project.area_code",
            templated=False,
            exported=False,
        ),
    )


def kind_column() -> Column:
    return Column(
        "二级项目类型",
        "~kind",
        aliases=("二级类型",),
        source=f"(SELECT k.name FROM {_KIND} k WHERE k.id = project.kind_id)",
        help="按项目类型目录填写",
    )


def department_column() -> Column:
    return Column(
        "主管单位",
        "~department",
        aliases=("主管部门", "项目主管部门"),
        source=f"(SELECT d.name FROM {_DEPARTMENT} d WHERE d.id = "
        "project.department_id)",
    )


def find_areas(batch: Batch) -> None:
    """Fills ``project.area``; rows of known projects may leave the place out."""
    known = _known(batch)
    codes, towns = batch.get("~area_code"), batch.get("~town")
    found: list[str | None] = []
    for index, name in enumerate(batch.get("~village")):
        code, problem = _place(batch, codes[index], towns[index], name)
        if problem:
            batch.refuse(index, "~village" if name else "~town", problem)
        elif code is None and batch.get("project.code")[index] not in known:
            code, problem = _whole_county(batch)
            if problem:
                batch.refuse(index, "~town", problem)
        found.append(code)
    batch.values["project.area"] = found


def _place(batch: Batch, code: Any, town: Any, name: Any) -> tuple[str | None, str]:
    if code or name:
        village, problem, _near = villages_of(batch.stage).find(code, town, name)
        return village, problem or ("" if village else _("Name the village."))
    if not town:
        return None, ""
    codes = _towns(batch.stage).get(short(town, TOWN_END), [])
    if len(codes) == 1:
        return codes[0], ""
    return None, _("There is no such township in your area.")


def _whole_county(batch: Batch) -> tuple[str | None, str]:
    """A new project without a place is the county's, for who sees the county."""
    cache = batch.stage.cache
    if "county" not in cache:
        reach = Area.objects.in_range(batch.stage.low, batch.stage.high).current()
        county = reach.filter(level=Area.Level.COUNTY)
        cache["county"] = county.values_list("code", flat=True).first()
    code: str | None = cache["county"]
    return code, "" if code else _("Say where the project lies.")


def _towns(stage: Stage) -> dict[str, list[str]]:
    if "towns" not in stage.cache:
        found: dict[str, list[str]] = {}
        for area in Area.objects.in_range(stage.low, stage.high).current().townships():
            for name in {short(name, TOWN_END) for name in (area.name, *area.aliases)}:
                found.setdefault(name, []).append(area.code)
        stage.cache["towns"] = found
    towns: dict[str, list[str]] = stage.cache["towns"]
    return towns


def _known(batch: Batch) -> set[str]:
    if "codes" not in batch.stage.cache:
        batch.stage.cache["codes"] = set(Project.objects.values_list("code", flat=True))
    codes: set[str] = batch.stage.cache["codes"]
    return codes


def find_kinds(batch: Batch) -> None:
    """Fills ``project.kind`` by category and name; one that ended still names the
    projects it has."""
    if "project kinds" not in batch.stage.cache:
        rows = ProjectKind.objects.order_by("valid_from").only("category", "name")
        batch.stage.cache["project kinds"] = list(rows)
    rows = batch.stage.cache["project kinds"]
    categories = batch.get("project.category")
    found: list[int | None] = []
    for index, name in enumerate(batch.get("~kind")):
        fitting = [
            row.pk
            for row in rows
            if row.name == name and categories[index] in (None, row.category)
        ]
        if name and not fitting:
            batch.refuse(index, "~kind", _("This category has no such kind."))
        found.append(fitting[-1] if fitting else None)
    batch.values["project.kind"] = found


#: A department's file is about its own.
find_departments = departments.find_departments(
    "project.department",
    gettext_lazy("A department declares what it is competent for."),
)
