"""The rows behind a figure as an Excel file."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Area, User
from core.months import Month
from dashboards.figures import FIGURES
from dashboards.models import (
    Computation,
    HouseholdMonth,
    ProjectMonth,
    VillageMonth,
)
from dashboards.querysets import (
    HouseholdMonthQuerySet,
    ProjectMonthQuerySet,
    VillageMonthQuerySet,
)
from dashboards.selections import PART, REST, WHOLE, Selection
from exchange.errors import FileRefused
from exchange.roster import Column, Match, Roster, Target
from households.choices import Category
from households.models import Household
from projects.choices import Tier
from projects.models import Project


def chosen_rows(user: User, query: Mapping[str, str]) -> HouseholdMonthQuerySet:
    """The list that the page of a figure shows, by the page's own conditions."""
    return _selection(user, query).rows(user)


def chosen_villages(user: User, query: Mapping[str, str]) -> VillageMonthQuerySet:
    """The same of a figure that counts villages."""
    return _selection(user, query).villages(user)


def chosen_projects(user: User, query: Mapping[str, str]) -> ProjectMonthQuerySet:
    """The same of a figure that counts projects."""
    return _selection(user, query).projects(user)


def _selection(user: User, query: Mapping[str, str]) -> Selection:
    try:
        month = Month.parse(query.get("month", ""))
        figure = FIGURES[query.get("figure", "")]
        area = Area.objects.visible_to(user).get(code=query.get("area", ""))
        revision = int(query.get("revision") or _newest(month))
    except (ValueError, KeyError, Area.DoesNotExist):
        raise _gone() from None
    category, part = query.get("category", ""), query.get("part", WHOLE)
    if category not in {"", *Category.values} or part not in {PART, REST, WHOLE}:
        raise _gone()
    return Selection(figure, month, revision, area, category, part)


def _gone() -> FileRefused:
    return FileRefused(_("This list no longer exists. Open the figure anew."))


def _newest(month: Month) -> int:
    return Computation.objects.newest([month])[month].revision


def _area(column: str, level: str) -> str:
    """SQL for the name of an area whose code is worked out from the village's."""
    code = {"village": column, "township": f"left({column}, 9) || '000'"}[level]
    return f"(SELECT a.name FROM accounts_area a WHERE a.code = {code})"  # noqa: S608


def _head(net: str, persons: str) -> str:
    return f"round(row.{net} / nullif(row.{persons}, 0), 2)"


_NOW = _head("net_income", "income_persons")
_BEFORE = _head("net_before", "persons_before")
_ROW: Mapping[str, Any] = {"creates": False, "updates": False}

FIGURE_ROWS = Roster(
    key="figure-rows",
    label="指标清单",
    columns=(
        Column("户编号", "household.household_no"),
        Column("户主姓名", "household.head_name"),
        Column("镇（办）", "~township", source=_area("row.village_code", "township")),
        Column("行政村", "~village", source=_area("row.village_code", "village")),
        Column("户类型", "row.household_type"),
        Column("监测对象类别", "row.category"),
        Column("监测状态", "row.monitoring_state"),
        Column("人口", "row.persons"),
        Column("劳动力", "row.labour"),
        Column("识别监测时间", "row.identified_on"),
        Column("风险消除时间", "row.eliminated_on"),
        Column("本月走访日期", "row.visited_on"),
        Column("有帮扶责任人", "row.has_responsible"),
        Column("易地搬迁户", "row.is_relocated"),
        Column("收入年度", "row.income_year"),
        Column("家庭纯收入（元）", "row.net_income"),
        Column("收入对应人口", "row.income_persons"),
        Column("人均纯收入（元）", "~head", source=_NOW),
        Column("上年纯收入（元）", "row.net_before"),
        Column("上年对应人口", "row.persons_before"),
        Column(
            "上年人均纯收入（元）",
            "~before",
            source=_BEFORE,
        ),
        Column("收入下降", "row.income_fell"),
        Column("低于监测线", "row.is_below_line"),
        Column("帮扶措施（项）", "row.measures"),
        Column("开发式措施（项）", "row.development"),
        Column("措施及时", "row.helped_in_time"),
        Column("适龄劳动力", "row.labour_force"),
        Column("有就业意愿", "row.willing"),
        Column("务工就业", "row.employed"),
        Column("乡（镇）内务工", "row.in_township"),
        Column("县内务工", "row.in_county"),
        Column("省内务工", "row.in_province"),
        Column("省外务工", "row.outside"),
        Column("公益性岗位", "row.in_post"),
        Column("帮扶车间", "row.in_workshop"),
        Column("应参加医保", "row.to_insure"),
        Column("已参加医保", "row.insured"),
        Column("应参加养老保险", "row.to_pension"),
        Column("已参加或领取养老保险", "row.pensioned"),
        Column("欠发人数", "row.owed_persons"),
        Column("欠发金额（元）", "row.owed"),
        Column("欠发岗位", "row.unpaid_posts"),
        Column("欠发岗位工资（元）", "row.unpaid_wages"),
        Column("参与项目（个）", "row.projects"),
    ),
    targets=(
        Target("household", Household, (Match(("household_no",)),), **_ROW),
        Target(
            "row",
            HouseholdMonth,
            (Match(("household",)),),
            parents={"household": "household"},
            **_ROW,
        ),
    ),
    unit="row",
    order="row.village_code, row.id",
    importable=False,
    rows=chosen_rows,
)

FIGURE_VILLAGES = Roster(
    key="figure-villages",
    label="指标清单（村）",
    columns=(
        Column("镇（办）", "~township", source=_area("row.village_code", "township")),
        Column("行政村", "~village", source=_area("row.village_code", "village")),
        Column("本年消费帮扶（元）", "row.consumption"),
        Column("采购笔数", "row.purchases"),
        Column("近 12 个月分红（元）", "row.dividends"),
        Column("欠发分红（元）", "row.dividends_owed"),
    ),
    targets=(Target("row", VillageMonth, (Match(("village",)),), **_ROW),),
    unit="row",
    order="row.village_code",
    importable=False,
    rows=chosen_villages,
)

_PLACE = "(SELECT a.name FROM accounts_area a WHERE a.code = row.area_code)"
_TOWN = """(SELECT a.name FROM accounts_area a
    WHERE a.level = 'township' AND a.code = left(row.area_code, 9) || '000')"""

FIGURE_PROJECTS = Roster(
    key="figure-projects",
    label="指标清单（项目）",
    columns=(
        Column("项目编号", "project.code"),
        Column("项目名称", "project.name"),
        Column("镇（办）", "~township", source=_TOWN),
        Column("实施地点", "~place", source=_PLACE),
        Column("项目类型", "row.category"),
        Column("计入产业", "row.is_industry"),
        Column("本年度计划", "row.is_planned"),
        Column("下年度项目库", "row.is_stored"),
        Column("已开工", "row.is_started"),
        Column("已完工", "row.is_finished"),
        Column("进度滞后", "row.is_late"),
        Column("计划完工", "row.planned_end"),
        Column("计划投资（万元）", "row.budget"),
        Column("已安排（万元）", "row.allocated"),
        *(
            Column(f"{tier.label}安排（万元）", f"row.allocated_{tier.value}")
            for tier in Tier
        ),
        Column("已支付（万元）", "row.paid"),
        *(
            Column(f"{tier.label}支付（万元）", f"row.paid_{tier.value}")
            for tier in Tier
        ),
        Column("形象进度（%）", "row.works"),
        Column("计划进度（%）", "row.works_planned"),
        Column("带动户数", "row.households"),
    ),
    targets=(
        Target("project", Project, (Match(("code",)),), **_ROW),
        Target(
            "row",
            ProjectMonth,
            (Match(("project",)),),
            parents={"project": "project"},
            **_ROW,
        ),
    ),
    unit="row",
    order="row.area_code, row.id",
    importable=False,
    rows=chosen_projects,
)
