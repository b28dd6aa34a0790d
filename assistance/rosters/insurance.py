"""The two ledgers of insurance: one table, a roster for each kind."""

from collections.abc import Mapping
from functools import partial

from accounts.models import User
from assistance.choices import InsuranceKind
from assistance.models import Insurance
from assistance.registers.insurance import INSURANCES
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


def insurance_roster(kind: InsuranceKind, ledger: str) -> Roster:
    """The roster of one kind (domain §6.6)."""
    draws = Column(
        "是否领取待遇", "insurance.is_receiving", aliases=("领取待遇", "是否领取养老金")
    )
    return Roster(
        key=ledger.replace("_", "-"),
        label=f"{kind.label}参保",
        description="一人一年一行；按身份证号（或户编号和姓名）和年度对应",
        columns=(
            *people_columns(),
            Column(
                "参保年度", "insurance.year", aliases=("年度", "年份"), required=True
            ),
            Column("参保类型", "insurance.scheme", aliases=("险种", "参保险种")),
            Column("参保日期", "insurance.insured_on", aliases=("缴费日期",)),
            Column(
                "个人缴费（元）", "insurance.premium", aliases=("缴费金额", "个人缴费")
            ),
            *((draws,) if kind == InsuranceKind.PENSION else ()),
            Column("免参保原因", "insurance.exemption", aliases=("未参保原因",)),
            Column("备注", "insurance.note"),
        ),
        targets=(
            household_target(),
            person_target(),
            Target(
                "insurance",
                Insurance,
                (Match(("member", "year")),),
                parents={"household": "household", "member": "person"},
                constants={"kind": kind.value},
                on_insert={"recorded_by": "{owner}"},
            ),
        ),
        unit="insurance",
        recognised_by=("~name", "insurance.year"),
        title=("~name", "insurance.year"),
        derive=(find_people,),
        check=_check,
        rows=partial(_rows, kind),
        scope=scope_of(ledger),
        **LEDGER,
    )


def _check(stage: Stage) -> None:
    refuse_future(stage, stage.roster.target["insurance"], "insured_on")


def _rows(kind: InsuranceKind, user: User, query: Mapping[str, str]) -> Rows:
    return INSURANCES.select(user, query).filter(kind=kind)


INSURANCE_ROSTERS = tuple(
    insurance_roster(InsuranceKind(kind), ledger)
    for ledger, kind in (("medical", "medical"), ("old_age", "pension"))
)
