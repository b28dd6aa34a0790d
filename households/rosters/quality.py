"""Hits of the rules, out and in: staff answer them in Excel (豁免清单, domain §4.1).

The answer is the state: 核实无误 with a reason, or 已修正, which the next check looks
into. A run can be withdrawn: what stood before is kept beside the answer.
"""

# ruff: noqa: S608 - names come from declarations, no user text

from collections.abc import Mapping
from pathlib import Path

from django.db import models

from accounts.models import User
from exchange.cells import CodeText
from exchange.progress import Tell
from exchange.roster import Column, Layout, Match, Roster, Target
from households.checks.declare import all_checks
from households.choices import Severity
from households.models import QualityHit
from households.quality_workbook import result_workbook
from households.registers import HITS as LIST
from households.rosters import columns, targets
from households.rosters.shown import COMMON

_CONTEXT = "current_setting('pghistory.context_metadata', true)::jsonb"
#: Whoever imports, as the history is told.
_IMPORTER = f"(SELECT id FROM accounts_user WHERE id::text = {_CONTEXT} ->> 'user')"
#: What stood before: a withdrawal of the run goes by it.
_BEFORE = (
    f"jsonb_build_object('run', {_CONTEXT} -> 'run', "
    + ", ".join(
        f"'{column}', t.{column}"
        for column in (
            "state", "exempt_reason", "exempt_by_id", "exempt_at", "exempt_until"
        )
    )
    + ")"
)  # fmt: skip


def _title() -> str:
    """SQL for the title of a hit's rule."""
    cases = " ".join(f"WHEN '{c.key}' THEN '{c.title}'" for c in all_checks())
    return f"CASE hit.rule {cases} ELSE hit.rule END"


def _words(column: str, labels: type[models.TextChoices]) -> str:
    cases = " ".join(f"WHEN '{value}' THEN '{word}'" for value, word in labels.choices)
    return f"CASE hit.{column} {cases} END"


def _by_rule(user: User, query: Mapping[str, str], tell: Tell) -> tuple[Path, int]:
    """Of the list's conditions; without any, what is still to be looked at."""
    return result_workbook(LIST.select(user, {"state": "open", **query}), tell)


QUALITY_HITS = Roster(
    key="quality-hits",
    label="疑似问题数据",
    description="一条疑点一行；在“处理结果”填核实无误或已修正，核实无误须写说明",
    permission="households.exempt_hit",
    columns=(
        Column("规则编号", "hit.rule", required=True),
        Column("记录编号", "hit.key", required=True, cell=CodeText(60)),
        *columns.place()[:2],
        columns.household_number(),
        Column("户主姓名", "~head", source="household.head_name"),
        Column(
            "成员姓名",
            "~member",
            source="(SELECT name FROM households_member m WHERE m.id = hit.member_id)",
        ),
        Column("规则", "~title", source=_title()),
        Column("严重程度", "~severity", source=_words("severity", Severity)),
        Column("处理结果", "hit.state", aliases=("状态",)),
        Column(
            "说明",
            "hit.exempt_reason",
            aliases=("核实情况", "豁免原因"),
            help="为什么数据是对的：查了什么、找谁核实",
        ),
        Column("有效期至", "hit.exempt_until", aliases=("豁免期限",)),
    ),
    targets=(
        targets.household(repeats=True, creates=False, writes=False),
        Target(
            "hit",
            QualityHit,
            (Match(("household", "rule", "key")),),
            parents={"household": "household"},
            creates=False,
            on_update={
                "exempt_at": "now()",
                "exempt_by": _IMPORTER,
                "before_import": _BEFORE,
            },
        ),
    ),
    unit="hit",
    recognised_by=("hit.rule", "hit.key"),
    title=("hit.rule", "household.household_no"),
    rows=LIST.select,
    prefilled=True,
    layouts={"rules": Layout("疑似问题数据结果表", _by_rule)},
    **COMMON,
)
