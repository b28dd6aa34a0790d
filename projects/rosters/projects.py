"""Projects with all their columns (domain §8.3), in and out."""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from __future__ import annotations

from accounts.models import Department
from exchange.cells import Amount, Cell, Choice, CodeText, Day, Whole
from exchange.models import ImportRun
from exchange.roster import Column, Match, Roster, Target
from households.rosters.places import VillageName
from projects.choices import Stage, Tier
from projects.models import Project, ProjectKind
from projects.models.project import STAGE_DAYS
from projects.procedure import DECLARE
from projects.registers.projects import PROJECTS
from projects.rosters.parts import OF_PROJECT, ON_INSERT
from projects.rosters.project_checks import check_projects
from projects.rosters.project_places import (
    NameCell,
    department_column,
    find_areas,
    find_departments,
    find_kinds,
    kind_column,
    place_columns,
)

_WAN = Amount(digits=16, places=6, negative=False)
#: As ``services.benefits`` counts them.
_MONITORED = (
    "(h.state = 'active' AND h.monitoring_state IN ('monitoring', 'eliminated'))"
)
_HEADINGS = {
    Stage.DECLARED: ("申报日期", ("村级申报日期",)),
    Stage.REVIEWED: ("镇级审核日期", ("审核日期",)),
    Stage.STORED: ("入库日期", ("储备入库日期",)),
    Stage.PLANNED: ("纳入计划日期", ()),
    Stage.FUNDED: ("资金下达日期", ()),
    Stage.TENDERED: ("招投标完成日期", ("招标完成日期",)),
    Stage.STARTED: ("开工日期", ("实际开工日期",)),
    Stage.FINISHED: ("完工日期", ("实际完工日期",)),
    Stage.ACCEPTED: ("验收日期", ("竣工验收日期",)),
    Stage.SETTLED: ("决算日期", ()),
    Stage.HANDED_OVER: ("移交日期", ("资产移交日期",)),
    Stage.TERMINATED: ("终止日期", ()),
    Stage.REMOVED: ("出库日期", ()),
}


def _shown(heading: str, name: str, sql: str, cell: Cell | None = None) -> Column:
    """A column of what other ledgers know; a file does not write it."""
    return Column(heading, f"~{name}", source=f"({sql})", templated=False, cell=cell)


def _rows(table: str, value: str, condition: str = "") -> str:
    return f"SELECT {value} FROM {table} x WHERE x.project_id = project.id {condition}"


def _allocated(tier: Tier) -> Column:
    batch = "SELECT b.id FROM projects_fundbatch b WHERE b.tier = "
    sql = _rows(
        "projects_allocation",
        "sum(x.amount)",
        f"AND x.batch_id IN ({batch}'{tier.value}')",
    )
    return _shown(f"已下达：{tier.label}（万元）", f"of_{tier.value}", sql, _WAN)


def _households(condition: str = "") -> str:
    return (
        "SELECT count(DISTINCT x.household_id) FROM projects_beneficiary x "
        "JOIN households_household h ON h.id = x.household_id "
        f"WHERE x.project_id = project.id {condition}"
    )


_STEPS = tuple(
    Column(heading, f"project.{STAGE_DAYS[stage]}", aliases=aliases)
    for stage, (heading, aliases) in _HEADINGS.items()
)
_DECLARATION = (
    Column(
        "项目编号",
        "project.code",
        aliases=("编号", "项目代码", "项目编码"),
        cell=CodeText(40),
        required=True,
    ),
    Column("项目名称", "project.name", aliases=("项目", "名称")),
    Column("项目来源", "project.source", aliases=("来源",)),
    Column("项目类型", "project.category", aliases=("项目类别",)),
    kind_column(),
    Column("项目子类型", "project.subtype", aliases=("子类型",)),
    Column("建设性质", "project.nature"),
    *place_columns(),
    Column("规划年度", "project.planning_year", aliases=("项目库年度",)),
    Column("实施年度", "project.year", aliases=("计划年度",)),
    _shown(
        "是否纳入年度实施计划",
        "in_plan",
        "CASE WHEN project.planned_on IS NULL THEN '否' ELSE '是' END",
    ),
    department_column(),
    Column("责任单位", "project.responsible_unit"),
    Column("实施单位", "project.builder", aliases=("项目实施单位",)),
    Column("责任人", "project.responsible_name", aliases=("项目负责人",)),
    Column("电话", "project.phone", aliases=("联系电话",), cell=CodeText(20)),
    Column(
        "建设内容及规模",
        "project.content",
        aliases=("建设内容", "建设内容与任务", "建设任务"),
    ),
    Column("计划开工日期", "project.planned_start", aliases=("计划开工",)),
    Column("计划完工日期", "project.planned_end", aliases=("计划完工",)),
    Column(
        "预算总投资（万元）",
        "project.budget",
        aliases=("预算总投资", "项目预算总投资", "总投资（万元）", "资金规模（万元）"),
    ),
)
_MONEY = (
    *(_allocated(tier) for tier in Tier),
    _shown(
        "已下达（万元）",
        "allocated",
        _rows("projects_allocation", "sum(x.amount)"),
        _WAN,
    ),
    _shown("已拨付（万元）", "paid", _rows("projects_payment", "sum(x.amount)"), _WAN),
    Column(
        "审定金额（万元）",
        "project.settled_amount",
        aliases=("已结算金额（万元）", "已结算（审定）金额（万元）"),
    ),
)
_EFFECT = (
    Column("申报受益户数", "project.declared_households", aliases=("受益户数",)),
    Column("申报受益人数", "project.declared_persons", aliases=("受益人数",)),
    _shown("受益户（系统统计）", "households", _households(), Whole()),
    _shown(
        "其中：脱贫户",
        "poor",
        _households(f"AND h.household_type = 'exited' AND NOT {_MONITORED}"),
        Whole(),
    ),
    _shown("其中：监测对象", "monitored", _households(f"AND {_MONITORED}"), Whole()),
    Column("联农带农机制", "project.linkage", aliases=("群众参与和联农带农机制",)),
    Column("绩效目标", "project.targets"),
)
_AFTERWARDS = (
    _shown(
        "形象进度（%）",
        "works",
        "CASE WHEN project.finished_on IS NOT NULL THEN 100 ELSE ("
        + _rows("projects_progressreport", "x.works")
        + " ORDER BY x.reported_on DESC LIMIT 1) END",
        Amount(digits=5, places=2),
    ),
    _shown(
        "公示公告日期",
        "noticed",
        _rows("projects_publicnotice", "min(x.posted_on)"),
        Day(),
    ),
    _shown("登记资产（项）", "assets", _rows("projects_asset", "count(*)"), Whole()),
    _shown(
        "管护人",
        "keepers",
        _rows(
            "projects_asset",
            "string_agg(DISTINCT x.keeper, '、')",
            "AND x.keeper <> ''",
        ),
    ),
    Column("终止或出库原因", "project.end_reason"),
    _shown("项目阶段", "stage", "project.stage", Choice(Stage.choices)),
    Column("备注", "project.note"),
)


def _affected(run: ImportRun) -> list[int]:
    """The projects themselves are what a run writes."""
    touched = run.touched.filter(model=Project._meta.label_lower)
    return sorted(touched.values_list("object_id", flat=True))


PROJECT_ROSTER = Roster(
    key="projects",
    label="衔接资金项目",
    description="一个项目一行；按项目编号对应",
    permission=DECLARE,
    columns=(*_DECLARATION, *_MONEY, *_EFFECT, *_STEPS, *_AFTERWARDS),
    targets=(
        Target(
            "project",
            Project,
            (Match(("code",)),),
            derived=("area", "kind", "department"),
            clears={"kind": "~kind", "department": "~department"},
            on_insert=ON_INSERT,
        ),
    ),
    unit="project",
    recognised_by=("project.code", "project.name"),
    title=("project.code", "project.name"),
    check=check_projects,
    rows=PROJECTS.select,
    **{
        **OF_PROJECT,
        "derive": (find_areas, find_kinds, find_departments),
        "affected": _affected,
        "derived_headings": {
            "area": "实施地点",
            "kind": "二级项目类型",
            "department": "主管单位",
        },
        "derived_cells": {
            "area": VillageName(),
            "kind": NameCell(ProjectKind),
            "department": NameCell(Department),
        },
    },
)

PROJECT_ROSTERS = (PROJECT_ROSTER,)
