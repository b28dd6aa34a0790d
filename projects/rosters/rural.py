"""Demonstration villages and plans of villages, in and out."""

from typing import Any

from exchange.roster import Column, Match, Roster, Target
from exchange.staging.stage import Stage
from households.rosters.village_columns import find_village, village_columns
from projects.models import DemonstrationVillage, VillagePlan
from projects.registers.rural import DEMONSTRATION, VILLAGE_PLANS
from projects.rosters.parts import OF_PROJECT, ON_INSERT, refuse_future


def _of_village(unit: str) -> dict[str, Any]:
    return OF_PROJECT | {
        "permission": "projects.record_village",
        "unit": unit,
        "order": f"{unit}.village_code, {unit}.id",
        "derive": (find_village(f"{unit}.village"),),
        "derived_headings": {"village": "行政村"},
    }


def _check_village(stage: Stage) -> None:
    target = stage.roster.target["named"]
    refuse_future(stage, target, "named_on", "accepted_on")


DEMONSTRATION_ROSTER = Roster(
    key="demonstration-villages",
    label="示范村",
    description="一村一级别一年一行",
    columns=(
        *village_columns("named.village_code"),
        Column("级别", "named.level", aliases=("示范村级别",), required=True),
        Column("年度", "named.year", aliases=("命名年度", "创建年度"), required=True),
        Column("文号", "named.document_no", aliases=("命名文号",)),
        Column("命名日期", "named.named_on"),
        Column("验收日期", "named.accepted_on"),
        Column("备注", "named.note"),
    ),
    targets=(
        Target(
            "named",
            DemonstrationVillage,
            (Match(("village", "level", "year")),),
            area="village",
            derived=("village",),
            on_insert=ON_INSERT,
        ),
    ),
    recognised_by=("named.level", "named.year"),
    title=("~village", "named.level", "named.year"),
    check=_check_village,
    rows=DEMONSTRATION.select,
    **_of_village("named"),
)


def _check_plan(stage: Stage) -> None:
    refuse_future(stage, stage.roster.target["plan"], "approved_on")


PLAN_ROSTER = Roster(
    key="village-plans",
    label="村庄规划",
    description="一村一个规划一行；还没有批复文号的，批复后按村补上",
    columns=(
        *village_columns("plan.village_code"),
        Column("规划状态", "plan.state", aliases=("状态",), required=True),
        Column("编制单位", "plan.compiler"),
        Column("批复日期", "plan.approved_on"),
        Column("批复文号", "plan.document_no", aliases=("文号",)),
        Column("备注", "plan.note"),
    ),
    targets=(
        Target(
            "plan",
            VillagePlan,
            (
                Match(("village", "document_no?")),
                Match(("village",), where="t.document_no = ''", single=True),
            ),
            area="village",
            derived=("village",),
            on_insert=ON_INSERT,
        ),
    ),
    recognised_by=("~village", "plan.state"),
    title=("~village", "plan.state"),
    check=_check_plan,
    rows=VILLAGE_PLANS.select,
    **_of_village("plan"),
)

RURAL_ROSTERS = (DEMONSTRATION_ROSTER, PLAN_ROSTER)
