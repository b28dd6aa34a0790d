"""Fills the registry with the ledgers, in the order of the upload page."""

from assistance.rosters import posts, work_lists, work_registers
from assistance.rosters.allowances import ALLOWANCE_ROSTERS
from assistance.rosters.card import (
    CARD_ARREARS,
    CARD_DECLINED,
    CARD_GAPS,
    DIVIDENDS_UNPAID,
    POLICY_CARDS,
)
from assistance.rosters.employment import EMPLOYMENT
from assistance.rosters.insurance import INSURANCE_ROSTERS
from assistance.rosters.loans import LOANS
from assistance.rosters.measures import MEASURE_ROSTERS
from assistance.rosters.subsidies import SUBSIDY_ROSTERS
from assistance.rosters.villages import VILLAGE_ROSTERS
from exchange.registry import register

register(*MEASURE_ROSTERS, *SUBSIDY_ROSTERS, *ALLOWANCE_ROSTERS)
register(LOANS, *INSURANCE_ROSTERS, *VILLAGE_ROSTERS)
register(
    EMPLOYMENT,
    posts.POSTS,
    posts.POST_WAGES,
    work_registers.LABOUR,
    work_registers.TRAINING,
    work_registers.DEMAND,
    work_lists.ZERO_EMPLOYED,
    work_lists.THREE_REGISTERS,
    work_lists.POST_LOOK_BACK,
)
register(POLICY_CARDS, CARD_ARREARS, CARD_GAPS, CARD_DECLINED, DIVIDENDS_UNPAID)
