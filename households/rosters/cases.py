"""Procedures as a file to read: which step was done when, and what waits.

Only out: a step needs its papers and a person who answers for it, which a cell is not.
"""

from exchange.roster import Column, Match, Roster, Target
from households.choices import CaseKind, Step
from households.models import Case
from households.procedures.tables import PROCEDURES
from households.registers.cases import CASES as LIST
from households.rosters import columns, targets
from households.rosters.shown import COMMON


def _passed_on(step: Step) -> Column:
    """The day a step was passed the last time."""
    return Column(
        f"{step.label}日期",
        f"~{step.value}",
        source="(SELECT max(a.acted_on) FROM households_caseact a "  # noqa: S608 - codes
        f"WHERE a.case_id = procedure.id AND a.step = '{step.value}' "
        "AND a.decision = 'passed')",
    )


_STEPS = dict.fromkeys(
    [*PROCEDURES[CaseKind.ENTRY].order, *PROCEDURES[CaseKind.EXIT].order]
)

CASES = Roster(
    key="cases",
    label="办理进度",
    description="识别纳入和风险消除的办理进度，一次办理一行，只导出",
    columns=(
        *columns.place(),
        columns.household_number(),
        Column("户主姓名", "~head", source="household.head_name"),
        Column("办理事项", "procedure.kind"),
        Column("待办步骤", "procedure.step"),
        Column("办理结果", "procedure.result"),
        Column("启动日期", "procedure.opened_on"),
        Column("办结日期", "procedure.closed_on"),
        Column("拟定类别", "procedure.category"),
        Column("先行帮扶", "procedure.is_urgent"),
        Column("先行帮扶日期", "procedure.urgent_on"),
        *(_passed_on(step) for step in _STEPS),
        Column("不予办理原因", "procedure.reason"),
    ),
    targets=(
        targets.household(creates=False, writes=False),
        Target(
            "procedure", Case, (Match(("id",)),), parents={"household": "household"}
        ),
    ),
    unit="procedure",
    rows=LIST.select,
    importable=False,
    **COMMON,
)
