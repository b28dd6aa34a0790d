"""Ledgers of what is paid once for a period: one table, a roster for each kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from accounts.models import User
from assistance.choices import SubsidyKind
from assistance.models import Subsidy
from assistance.registers.subsidies import SUBSIDIES
from assistance.rosters.effects import LEDGER, refuse_future
from assistance.rosters.people import (
    find_people,
    household_columns,
    household_target,
    people_columns,
    person_target,
)
from assistance.scoping import scope_of
from exchange.cells import CodeText
from exchange.registers import Rows
from exchange.roster import Column, Match, Roster, Target
from exchange.staging.stage import Stage

#: Paid to a household; the others to one of its members.
OF_HOUSEHOLDS = (
    SubsidyKind.INDUSTRY,
    SubsidyKind.TEMPORARY,
    SubsidyKind.SHARE,
    SubsidyKind.OTHER,
)
_PEOPLE = (household_target(), person_target())


@dataclass(frozen=True, slots=True)
class Headings:
    """How the file of one kind names whom and what it is about."""

    person: str = "姓名"
    institution: str = "名称"
    specification: str = "说明"
    period: str = "年度"


HEADINGS: dict[str, Headings] = {
    SubsidyKind.TRAVEL: Headings(institution="务工地点", specification="务工单位"),
    SubsidyKind.YULU: Headings(
        person="学生姓名",
        institution="学校",
        specification="专业及年级",
        period="学年学期",
    ),
    SubsidyKind.EDUCATION: Headings(
        person="学生姓名",
        institution="学校",
        specification="资助项目",
        period="学年学期",
    ),
    SubsidyKind.INTEREST: Headings(
        person="借款人", institution="银行", specification="合同号", period="贴息期"
    ),
    SubsidyKind.INDUSTRY: Headings(institution="产业", specification="规模"),
    SubsidyKind.PREMIUM: Headings(
        institution="参保类型", specification="资助类别", period="参保年度"
    ),
    SubsidyKind.MEDICAL_AID: Headings(
        institution="医院", specification="救助类型", period="结算月份"
    ),
    SubsidyKind.TEMPORARY: Headings(institution="救助原因", specification="说明"),
    SubsidyKind.CLAIM: Headings(institution="保险机构", specification="保单号"),
    SubsidyKind.SHARE: Headings(institution="集体或项目", specification="股份或方式"),
    SubsidyKind.OTHER: Headings(institution="项目"),
}


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


def _columns(named: Headings) -> tuple[Column, ...]:
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
