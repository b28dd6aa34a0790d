"""The ledger of employment (务工就业): the spells of work of the register.

The export «(务工月监测)已外出务工信息» of the national system has these columns under
other names (domain §4.1, §4.4).
"""

from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from assistance.registers.employment import EMPLOYMENT as LIST
from assistance.rosters.effects import LEDGER
from assistance.scoping import scope_of
from exchange.cells import Day
from exchange.roster import Column, Match, Roster, Target
from exchange.staging.outcome import outcome
from exchange.staging.stage import Stage
from households.models import WorkRecord
from households.rosters.people import (
    find_people,
    household_target,
    people_columns,
    person_target,
)


def _check(stage: Stage) -> None:
    """Work that has begun began before tomorrow; a plan may begin later."""
    work = stage.roster.target["work"]
    stage.refuse(
        work,
        f"SELECT v.row, NULL::text FROM ({outcome(stage, work)}) v "  # noqa: S608
        "WHERE v.is_working AND v.started_on > %s",
        [timezone.localdate()],
        message=_("The date is in the future."),
        field="started_on",
    )


EMPLOYMENT = Roster(
    key="employment",
    label="务工就业",
    description="一人一段务工一行；按身份证号（或户编号和姓名）和开始日期对应",
    columns=(
        *people_columns(),
        Column(
            "是否务工",
            "work.is_working",
            aliases=("是否已务工", "是否已外出务工"),
            help="不填按“是”",
        ),
        Column("务工区域", "work.work_area"),
        Column(
            "务工地点",
            "work.place",
            aliases=("务工所在地", "务工地", "务工所在地（到县）"),
            help="填到县",
        ),
        Column(
            "开始日期",
            "work.started_on",
            aliases=("开始时间", "务工开始时间", "外出时间"),
            cell=Day(month=True),
            required=True,
        ),
        Column(
            "结束日期",
            "work.ended_on",
            aliases=("结束时间", "务工结束时间", "返乡时间"),
            cell=Day(month=True),
        ),
        Column(
            "月收入（元）",
            "work.monthly_wage",
            aliases=("务工月收入", "月收入", "月工资"),
        ),
        Column("务工单位", "work.employer", aliases=("企业名称", "务工企业名称")),
        Column("行业", "work.industry", aliases=("产业分类", "产业分类（行业）")),
        Column(
            "就业渠道", "work.job_channel", aliases=("组织形式", "就业渠道（方式）")
        ),
        Column(
            "是否点对点输送", "work.is_point_to_point", aliases=("是否“点对点”输送",)
        ),
        Column("是否计划务工", "work.plans_to_work", aliases=("是否计划外出务工",)),
        Column("就业服务需求", "work.service_wanted"),
    ),
    targets=(
        household_target(),
        # The spell names its person only; the person leads to the household.
        replace(person_target(), parents={"household": "household"}),
        Target(
            "work",
            WorkRecord,
            (Match(("member", "started_on")),),
            parents={"member": "person"},
        ),
    ),
    unit="work",
    recognised_by=("~name", "work.started_on", "work.place"),
    title=("~name", "work.started_on"),
    derive=(find_people,),
    check=_check,
    rows=LIST.select,
    scope=scope_of("employment"),
    **LEDGER,
)
