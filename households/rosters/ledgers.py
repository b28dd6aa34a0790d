"""Rosters beside the register itself: annual incomes and responsible persons."""

from exchange.roster import Column, Roster
from households import registers
from households.rosters import columns, derive, targets
from households.rosters.selection import current_responsibilities
from households.rosters.shown import COMMON

_HOUSEHOLD = targets.household(repeats=True, creates=False, writes=False)
_HEAD = Column("户主姓名", "~head", aliases=("户主",), source="household.head_name")

INCOMES = Roster(
    key="incomes",
    label="年度收入",
    description="一户一年一行；年度收入期为上年10月1日至当年9月30日",
    columns=(
        columns.household_number(),
        _HEAD,
        *columns.income(required=True),
        Column(
            "家庭人口数",
            "income.persons",
            aliases=("人口数", "家庭人口", "人数"),
            required=True,
        ),
    ),
    targets=(_HOUSEHOLD, targets.income(fixed=())),
    unit="income",
    recognised_by=("household.household_no", "income.year"),
    title=("household.household_no",),
    derive=(derive.income_period,),
    rows=registers.INCOMES.select,
    prefilled=True,
    **COMMON,
)

RESPONSIBILITIES = Roster(
    key="responsibilities",
    label="帮扶责任人",
    description="一户一行：帮扶责任人、单位、电话、起止时间；换人时先填原责任人的结束时间",
    columns=(columns.household_number(), _HEAD, *columns.responsible(required=True)),
    targets=(_HOUSEHOLD, targets.responsible(), targets.responsibility()),
    unit="responsibility",
    recognised_by=("household.household_no", "responsible.name"),
    title=("household.household_no", "responsible.name"),
    rows=current_responsibilities,
    prefilled=True,
    **COMMON,
)
