"""Rosters of persons and of households, in our layout and in the national system's."""

from exchange.roster import Roster
from households import registers
from households.rosters import columns, derive, monitoring_columns, targets
from households.rosters.checks import heads, numbers_elsewhere
from households.rosters.identity import check_identity
from households.rosters.places import resolve_village
from households.rosters.selection import (
    chosen_households,
    exited_members,
    monitored_members,
)
from households.rosters.shown import COMMON

_BY_PERSON = ("household.household_no", "member.name")
_person = (*columns.person(), *columns.movement())

MONITORING = Roster(
    key="monitoring",
    label="监测对象信息（人）",
    description="全国防返贫监测信息系统导出的监测对象信息，一人一行；可新增户、成员、监测记录",
    columns=(
        *columns.place(),
        columns.household_number(),
        *_person,
        *columns.household_facts(),
        *monitoring_columns.episode(),
        *monitoring_columns.finding("found", "识别时"),
        *monitoring_columns.finding("cleared", "消除后"),
        *columns.income(),
        *columns.responsible(),
    ),
    targets=(
        targets.household(repeats=True),
        targets.member(),
        targets.episode(repeats=True),
        targets.finding("found", "identified", repeats=True),
        targets.finding("cleared", "eliminated", repeats=True),
        targets.income(repeats=True),
        targets.responsible(),
        targets.responsibility(repeats=True),
    ),
    unit="member",
    recognised_by=(*_BY_PERSON, "episode.category"),
    title=("member.name", "household.household_no"),
    derive=(
        resolve_village,
        check_identity("member"),
        derive.household_type,
        derive.monitoring,
        derive.income_period,
        derive.membership,
    ),
    check=numbers_elsewhere,
    last_check=heads,
    **COMMON,
    rows=monitored_members,
)

EXITED = Roster(
    key="exited",
    label="已脱贫人口名单",
    description="脱贫户及其成员，一人一行；可新增户和成员",
    columns=(
        *columns.place(),
        columns.household_number(),
        *_person,
        *columns.household_facts(),
        *columns.income(),
    ),
    targets=(
        targets.household(repeats=True),
        targets.member(),
        targets.income(repeats=True),
    ),
    unit="member",
    recognised_by=_BY_PERSON,
    title=("member.name", "household.household_no"),
    derive=(
        resolve_village,
        check_identity("member"),
        derive.exited_household,
        derive.income_period,
        derive.membership,
    ),
    check=numbers_elsewhere,
    last_check=heads,
    **COMMON,
    rows=exited_members,
)

MEMBERS = Roster(
    key="members",
    label="家庭成员",
    description="已在册农户的成员，一人一行；按户编号和证件号码对应",
    columns=(columns.household_number(), *_person),
    targets=(
        targets.household(repeats=True, creates=False, writes=False),
        targets.member(),
    ),
    unit="member",
    recognised_by=_BY_PERSON,
    title=("member.name", "household.household_no"),
    derive=(check_identity("member"), derive.membership),
    check=numbers_elsewhere,
    **COMMON,
    rows=registers.MEMBERS.select,
    prefilled=True,
)


HOUSEHOLDS = Roster(
    key="households",
    label="农户基本信息",
    description="一户一行：户主、住址、家庭情况、监测记录、年度收入、帮扶责任人",
    columns=(
        *columns.place(),
        columns.household_number(),
        *columns.head(),
        *columns.household_facts(),
        *columns.conditions(),
        *monitoring_columns.episode(),
        *columns.income(),
        *columns.responsible(),
    ),
    targets=(
        targets.household(),
        targets.head(),
        targets.conditions(),
        targets.episode(),
        targets.income(),
        targets.responsible(),
        targets.responsibility(),
    ),
    unit="household",
    recognised_by=("household.household_no", "head.name"),
    title=("head.name", "household.household_no"),
    derive=(
        resolve_village,
        check_identity("head"),
        derive.household_type,
        derive.monitoring,
        derive.income_period,
    ),
    check=numbers_elsewhere,
    last_check=heads,
    **COMMON,
    rows=chosen_households,
    prefilled=True,
)
