"""Ledgers of what is paid every month: one table, a roster for each kind."""

from collections.abc import Mapping
from functools import partial

from accounts.models import User
from assistance.choices import AllowanceKind
from assistance.headings import ALLOWANCES as HEADINGS
from assistance.headings import AllowanceHeadings
from assistance.models import Allowance
from assistance.registers.money import ALLOWANCES
from assistance.rosters.cells import MonthCell
from assistance.rosters.effects import LEDGER, refuse_future
from assistance.scoping import scope_of
from exchange.registers import Rows
from exchange.roster import Column, Match, Roster, Target
from exchange.staging.stage import Stage
from households.rosters.people import (
    find_people,
    household_target,
    people_columns,
    person_target,
)


def allowance_roster(kind: AllowanceKind) -> Roster:
    """The roster of one kind (domain §5.3)."""
    named = HEADINGS[kind]
    return Roster(
        key=f"allowance-{kind.value}",
        label=str(kind.label),
        description="一人一项一行；按身份证号（或户编号和姓名）和起始日期对应",
        columns=(*people_columns(person=named.person), *_columns(named)),
        targets=(household_target(), person_target(), _target(kind)),
        unit="allowance",
        recognised_by=("~name", "allowance.monthly_amount"),
        title=("~name", "allowance.started_on"),
        derive=(find_people,),
        check=_check,
        rows=partial(_rows, kind),
        scope=scope_of(kind.value),
        **LEDGER,
    )


def _columns(named: AllowanceHeadings) -> tuple[Column, ...]:
    covered = Column("保障人数", "allowance.persons", aliases=("享受人数", "保障人口"))
    return (
        Column(named.grade, "allowance.grade", aliases=("类别", "等级")),
        *((covered,) if named.covers else ()),
        Column(
            "月标准（元）",
            "allowance.monthly_amount",
            aliases=("月标准", "月金额", "月补助金额", "金额（元）"),
            required=True,
        ),
        Column("申请日期", "allowance.applied_on"),
        Column("审批日期", "allowance.approved_on", aliases=("审核日期",)),
        Column(
            "起始日期",
            "allowance.started_on",
            aliases=("享受时间", "开始日期", "起始"),
            required=True,
        ),
        Column("停发日期", "allowance.ended_on", aliases=("停发", "停保日期")),
        Column("停发原因", "allowance.stop_reason"),
        Column(
            "已发至月份",
            "allowance.paid_to",
            aliases=("发放至", "已发月份"),
            cell=MonthCell(),
            help="最近一个已发放的月份，如 2026-10",
        ),
        Column("最近发放日期", "allowance.last_paid_on", aliases=("发放日期",)),
        Column("备注", "allowance.note"),
    )


def _target(kind: AllowanceKind) -> Target:
    return Target(
        "allowance",
        Allowance,
        (Match(("member", "started_on")),),
        parents={"household": "household", "member": "person"},
        constants={"kind": kind.value},
        on_insert={"recorded_by": "{owner}"},
        # Who stops and starts anew in the same file: the end is written first.
        vacates="s.ended_on IS NOT NULL",
    )


def _check(stage: Stage) -> None:
    refuse_future(
        stage,
        stage.roster.target["allowance"],
        "applied_on",
        "approved_on",
        "paid_to",
        "last_paid_on",
    )


def _rows(kind: AllowanceKind, user: User, query: Mapping[str, str]) -> Rows:
    return ALLOWANCES.select(user, query).filter(kind=kind)


ALLOWANCE_ROSTERS = tuple(allowance_roster(kind) for kind in AllowanceKind)
