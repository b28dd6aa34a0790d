"""三库: the labour register, the trainings and the wishes for work, in and out."""

from typing import Any

from assistance.models import JobDemand, LabourEntry, Training
from assistance.registers import work_registers as lists
from assistance.rosters.effects import LEDGER, refuse_future
from assistance.scoping import scope_of
from exchange.cells import Day
from exchange.roster import Column, Match, Roster, Target
from exchange.staging.stage import Stage
from households.rosters.people import (
    find_people,
    household_target,
    people_columns,
    person_target,
)

_PEOPLE = {"household": "household", "member": "person"}
_RECORDED: dict[str, Any] = {
    "parents": _PEOPLE,
    "on_insert": {"recorded_by": "{owner}"},
}


def _checked_labour(stage: Stage) -> None:
    refuse_future(stage, stage.roster.target["labour"], "checked_on")


def _checked_training(stage: Stage) -> None:
    refuse_future(stage, stage.roster.target["training"], "started_on")


def _checked_demand(stage: Stage) -> None:
    demand = stage.roster.target["demand"]
    refuse_future(stage, demand, "registered_on", "contacted_on")


LABOUR = Roster(
    key="labour",
    label="实名现状库",
    description="一人一行：技能、就业状态、所在地；按身份证号（或户编号和姓名）对应",
    columns=(
        *people_columns(),
        Column("技能", "labour.skill", aliases=("技能特长", "工种")),
        Column("就业状态", "labour.status", aliases=("状态", "现状"), required=True),
        Column("所在地", "labour.place", aliases=("地点", "务工地点")),
        Column(
            "核实日期",
            "labour.checked_on",
            aliases=("核查日期", "更新日期", "登记日期"),
            required=True,
        ),
        Column("备注", "labour.note"),
    ),
    targets=(
        household_target(),
        person_target(),
        Target("labour", LabourEntry, (Match(("member",)),), **_RECORDED),
    ),
    unit="labour",
    recognised_by=("~name", "labour.status"),
    title=("~name", "labour.status"),
    derive=(find_people,),
    check=_checked_labour,
    rows=lists.LABOUR.select,
    scope=scope_of("labour"),
    **LEDGER,
)

TRAINING = Roster(
    key="training",
    label="培训库",
    description="一人一次培训一行；按身份证号（或户编号和姓名）、课程和开始日期对应",
    columns=(
        *people_columns(),
        Column(
            "培训课程",
            "training.course",
            aliases=("课程", "培训工种", "培训项目", "培训内容"),
            required=True,
        ),
        Column("组织单位", "training.organiser", aliases=("培训机构", "主办单位")),
        Column(
            "开始日期",
            "training.started_on",
            aliases=("开班日期", "培训开始时间", "培训时间", "开始时间"),
            cell=Day(month=True),
            required=True,
        ),
        Column(
            "结束日期",
            "training.ended_on",
            aliases=("结业日期", "培训结束时间", "结束时间"),
        ),
        Column("证书", "training.certificate", aliases=("取得证书", "证书名称")),
        Column("备注", "training.note"),
    ),
    targets=(
        household_target(),
        person_target(),
        Target(
            "training",
            Training,
            (Match(("member", "course", "started_on")),),
            **_RECORDED,
        ),
    ),
    unit="training",
    recognised_by=("~name", "training.course"),
    title=("~name", "training.course"),
    derive=(find_people,),
    check=_checked_training,
    rows=lists.TRAINING.select,
    scope=scope_of("training"),
    **LEDGER,
)

DEMAND = Roster(
    key="demand",
    label="需求库",
    description="一人一次求职意愿一行；按身份证号（或户编号和姓名）和登记日期对应",
    columns=(
        *people_columns(),
        Column(
            "登记日期",
            "demand.registered_on",
            aliases=("登记时间", "采集日期"),
            required=True,
        ),
        Column(
            "意向工种",
            "demand.wanted_trade",
            aliases=("意向岗位", "求职意向", "拟从事行业"),
            required=True,
        ),
        Column(
            "意向地点",
            "demand.wanted_place",
            aliases=("意向务工地点", "计划务工所在地", "意向地区"),
        ),
        Column(
            "期望月工资（元）",
            "demand.wanted_wage",
            aliases=("期望月薪", "期望工资", "期望月工资"),
        ),
        Column("培训意愿", "demand.wanted_training", aliases=("意向培训", "培训需求")),
        Column("联系日期", "demand.contacted_on", aliases=("对接日期", "推荐日期")),
        Column("联系结果", "demand.result", aliases=("对接结果", "推荐结果")),
        Column("备注", "demand.note"),
    ),
    targets=(
        household_target(),
        person_target(),
        Target("demand", JobDemand, (Match(("member", "registered_on")),), **_RECORDED),
    ),
    unit="demand",
    recognised_by=("~name", "demand.wanted_trade"),
    title=("~name", "demand.wanted_trade"),
    derive=(find_people,),
    check=_checked_demand,
    rows=lists.DEMAND.select,
    scope=scope_of("demand"),
    **LEDGER,
)
