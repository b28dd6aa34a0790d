"""Lists about work to read: zero-employed households, who is missing in which of the
three registers, and what the look-back finds of public posts. Only out."""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from dataclasses import replace
from typing import Any

from assistance import posts
from assistance.choices import PostFinding, WorkRegister
from assistance.models import PublicPost
from assistance.registers.employment import ZERO_EMPLOYED as ZERO_EMPLOYED_LIST
from assistance.registers.posts import POST_FINDINGS
from assistance.registers.work_registers import MISSING
from assistance.scoping import scope_of
from assistance.work_gaps import TABLES
from exchange.cells import Amount, Choices, Whole
from exchange.roster import Column, Match, Roster, Target
from households.rosters.people import (
    household_columns,
    household_target,
    people_columns,
    person_target,
)

_OUT: dict[str, Any] = {
    "permission": "assistance.enter_ledger",
    "export_permission": "assistance.export_ledger",
    "importable": False,
    "order": "household.village_code, household.id",
}
_FINDINGS = posts.findings("(now() AT TIME ZONE 'Asia/Shanghai')::date")


def _found(column: str) -> str:
    return f"(SELECT f.{column} FROM ({_FINDINGS}) f WHERE f.post_id = post.id)"


def _is_in(register: str) -> str:
    return (
        f"CASE WHEN EXISTS (SELECT 1 FROM {TABLES[register]} r "
        "WHERE r.member_id = person.id) THEN '是' ELSE '否' END"
    )


ZERO_EMPLOYED = Roster(
    key="zero-employed",
    label="零就业户",
    description="有劳动能力和就业意愿、无人就业的户，一户一行，只导出",
    columns=(
        *household_columns(),
        Column("户类型", "household.household_type"),
        Column("监测状态", "household.monitoring_state"),
        Column("家庭人口数", "household.persons"),
        Column("劳动力数", "household.labour"),
        Column("主要风险", "household.main_risk"),
    ),
    targets=(household_target(),),
    unit="household",
    rows=ZERO_EMPLOYED_LIST.select,
    **_OUT,
)

THREE_REGISTERS = Roster(
    key="three-registers",
    label="三库缺漏人员",
    description="有劳动能力和就业意愿、未同时进入三库的人员，一人一行，只导出",
    columns=(
        *people_columns(),
        Column("劳动技能", "person.labour_skill"),
        Column("务工区域", "person.work_area"),
        *(
            Column(f"是否在{register.label}", f"~{register}", source=_is_in(register))
            for register in WorkRegister
        ),
    ),
    targets=(
        household_target(),
        replace(person_target(), parents={"household": "household"}),
    ),
    unit="person",
    rows=MISSING.select,
    **_OUT,
)

POST_LOOK_BACK = Roster(
    key="post-look-back",
    label="公益性岗位回头看",
    description="欠发、迟发、不在岗、超龄、一人多岗的岗位，一岗一行，只导出",
    columns=(
        *people_columns(),
        Column("岗位名称", "post.name"),
        Column("岗位类型", "post.post_type"),
        Column("用人单位", "post.employer"),
        Column("上岗日期", "post.started_on"),
        Column("离岗日期", "post.ended_on"),
        Column("月工资（元）", "post.monthly_wage"),
        Column(
            "发现问题",
            "~findings",
            cell=Choices(PostFinding.choices),
            source=_found("findings"),
        ),
        Column("欠发月数", "~months", cell=Whole(), source=_found("unpaid_months")),
        Column(
            "欠发金额（元）",
            "~amount",
            cell=Amount(digits=14, places=2),
            source=_found("unpaid_amount"),
        ),
        Column("迟发月数", "~late", cell=Whole(), source=_found("late_months")),
        Column("年龄", "~age", cell=Whole(), source=_found("age")),
        Column("在岗核查", "post.presence"),
        Column("核查日期", "post.checked_on"),
    ),
    targets=(
        household_target(),
        person_target(),
        Target(
            "post",
            PublicPost,
            (Match(("id",)),),
            parents={"household": "household", "member": "person"},
        ),
    ),
    unit="post",
    rows=POST_FINDINGS.select,
    scope=scope_of("posts"),
    **_OUT,
)
