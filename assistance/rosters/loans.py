"""The ledger of small loans; their interest subsidies are a ledger of subsidies."""

from assistance.models import Loan
from assistance.registers.money import LOANS as LIST
from assistance.rosters.effects import LEDGER, refuse_future
from assistance.scoping import scope_of
from exchange.cells import CodeText
from exchange.roster import Column, Match, Roster, Target
from exchange.staging.stage import Stage
from households.rosters.people import (
    find_people,
    household_target,
    people_columns,
    person_target,
)


def _check(stage: Stage) -> None:
    refuse_future(stage, stage.roster.target["loan"], "lent_on", "repaid_on")


LOANS = Roster(
    key="loans",
    label="小额信贷",
    description="一笔贷款一行；按合同号对应",
    columns=(
        *people_columns(person="借款人"),
        Column("银行", "loan.bank", aliases=("贷款银行", "经办银行"), required=True),
        Column(
            "合同号",
            "loan.contract_no",
            aliases=("借款合同号", "合同编号"),
            cell=CodeText(40),
            required=True,
        ),
        Column(
            "金额（元）",
            "loan.amount",
            aliases=("金额", "贷款金额", "贷款金额（元）"),
            required=True,
        ),
        Column(
            "放款日",
            "loan.lent_on",
            aliases=("放款日期", "贷款日期"),
            required=True,
        ),
        Column("到期日", "loan.due_on", aliases=("到期日期",), required=True),
        Column("利率（%）", "loan.rate", aliases=("利率", "年利率")),
        Column("用途", "loan.purpose", aliases=("贷款用途",)),
        Column("还款状态", "loan.state"),
        Column("还清日期", "loan.repaid_on", aliases=("还款日期",)),
        Column("备注", "loan.note"),
    ),
    targets=(
        household_target(),
        person_target(),
        Target(
            "loan",
            Loan,
            (Match(("member", "contract_no")),),
            parents={"household": "household", "member": "person"},
            on_insert={"recorded_by": "{owner}"},
        ),
    ),
    unit="loan",
    recognised_by=("~name", "loan.contract_no"),
    title=("~name", "loan.contract_no"),
    derive=(find_people,),
    check=_check,
    rows=LIST.select,
    scope=scope_of("loans"),
    **LEDGER,
)
