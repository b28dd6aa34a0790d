"""Ledgers of what is paid once for a period: one table, a roster for each kind."""

from collections.abc import Mapping
from functools import partial

from accounts.models import User
from assistance.choices import SubsidyKind
from assistance.headings import OF_HOUSEHOLDS, SubsidyHeadings
from assistance.headings import SUBSIDIES as HEADINGS
from assistance.models import Subsidy
from assistance.registers.subsidies import SUBSIDIES
from assistance.rosters.effects import LEDGER, refuse_future
from assistance.scoping import scope_of
from exchange.cells import CodeText
from exchange.registers import Rows
from exchange.roster import Column, Match, Roster, Target
from exchange.staging.stage import Stage
from households.rosters.people import (
    find_people,
    household_columns,
    household_target,
    people_columns,
    person_target,
)

_PEOPLE = (household_target(), person_target())


def subsidy_roster(kind: SubsidyKind) -> Roster:
    """The roster of one kind (domain §5.3)."""
    named = HEADINGS[kind]
    of_households = kind in OF_HOUSEHOLDS
    who = household_columns() if of_households else people_columns(person=named.person)
    people = (household_target(),) if of_households else _PEOPLE
    return Roster(
        key=f"subsidy-{kind.value.replace('_', '-')}",
        label=str(kind.label),
        description="一笔一行；按身份证号（或户编号和姓名）、期次和名称对应",
        columns=(*who, *_columns(named)),
        targets=(*people, _target(kind, of_households=of_households)),
        unit="subsidy",
        recognised_by=("~name", "subsidy.due_amount"),
        title=("~name", "subsidy.period"),
        derive=(find_people,),
        check=_check,
        rows=partial(_rows, kind),
        scope=scope_of(kind.value),
        **LEDGER,
    )


def _columns(named: SubsidyHeadings) -> tuple[Column, ...]:
    return (
        Column(
            named.period,
            "subsidy.period",
            aliases=("期次", "年度", "年份"),
            cell=CodeText(12),
            required=True,
        ),
        Column(named.institution, "subsidy.institution"),
        Column(named.specification, "subsidy.specification"),
        Column("补助标准（元）", "subsidy.standard", aliases=("标准",)),
        Column("数量", "subsidy.quantity"),
        Column("单位", "subsidy.unit"),
        Column(
            "应发金额（元）",
            "subsidy.due_amount",
            aliases=("申报金额", "应发金额", "金额（元）", "金额"),
            required=True,
        ),
        Column("应发日期", "subsidy.due_on", aliases=("发放期限",)),
        Column("申请日期", "subsidy.applied_on"),
        Column("审核日期", "subsidy.approved_on", aliases=("审批日期", "验收日期")),
        Column("实发金额（元）", "subsidy.paid_amount", aliases=("实发金额",)),
        Column("发放日期", "subsidy.paid_on", aliases=("发放时间",)),
        Column("超发原因", "subsidy.over_reason"),
        Column("退回日期", "subsidy.returned_on"),
        Column("退回原因", "subsidy.return_reason"),
        Column("备注", "subsidy.note"),
    )


def _target(kind: SubsidyKind, *, of_households: bool) -> Target:
    owner = "household" if of_households else "member"
    people = {"household": "household", "member": "person"}
    return Target(
        "subsidy",
        Subsidy,
        (Match((owner, "period", "institution?", "specification?")),),
        parents={"household": "household"} if of_households else people,
        constants={"kind": kind.value},
        on_insert={"recorded_by": "{owner}"},
    )


def _check(stage: Stage) -> None:
    refuse_future(
        stage,
        stage.roster.target["subsidy"],
        "applied_on",
        "approved_on",
        "paid_on",
        "returned_on",
    )


def _rows(kind: SubsidyKind, user: User, query: Mapping[str, str]) -> Rows:
    return SUBSIDIES.select(user, query).filter(kind=kind)


SUBSIDY_ROSTERS = tuple(subsidy_roster(kind) for kind in SubsidyKind)
