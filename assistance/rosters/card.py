"""Policy cards as files to read: derived, so they go out only."""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.models import Area, User
from assistance.arrears import due_dividends
from assistance.choices import NoApplicationReason
from assistance.entitlements import all_entitlements
from assistance.models import CardLine, Dividend
from assistance.registers.card import ARREARS, CARDS, DIVIDENDS_LATE, GAPS
from assistance.registers.card_reasons import DECLINED
from exchange.cells import Whole
from exchange.roster import Column, Match, Roster, Target
from households.rosters.people import household_columns, household_target

_AREA = Area._meta.db_table
_TODAY = "(now() AT TIME ZONE 'Asia/Shanghai')::date"
_SENTENCES = " ".join(
    f"WHEN '{rule.key}' THEN '{rule.sentence}'" for rule in all_entitlements()
)
_LABELS = NoApplicationReason.choices
_OUT: dict[str, Any] = {
    "importable": False,
    "export_permission": "exchange.export_roster",
}


def _line_columns() -> tuple[Column, ...]:
    return (
        Column("政策", "line.benefit"),
        Column(
            "享受人",
            "~member",
            source="(SELECT name FROM households_member m WHERE m.id = line.member_id)",
        ),
        Column("期次", "line.period"),
        Column("状态", "line.state"),
        Column("享受依据", "~rule", source=f"CASE line.rule {_SENTENCES} END"),
        Column("申请日期", "line.applied_on"),
        Column("审核日期", "line.approved_on"),
        Column("发放至", "line.paid_to"),
        Column("最近发放日期", "line.paid_on"),
        Column("应发金额（元，按月发放的为月标准）", "line.due_amount"),
        Column("已发金额（元）", "line.paid_amount"),
        Column("欠发金额（元）", "line.arrears"),
        Column("应发日期", "line.due_on"),
        Column(
            "逾期天数",
            "~late",
            cell=Whole(),
            source=f"CASE WHEN line.state = 'late' THEN {_TODAY} - line.due_on END",
        ),
    )


def _of_cards(user: User, query: Mapping[str, str]) -> Any:
    """Every line of the cards that the list shows."""
    lines = CardLine.objects.visible_to(user)
    return lines.filter(household__in=CARDS.select(user, query))


#: Of why nobody applied for the line of the row.
_REASON = """(SELECT {column} FROM assistance_noapplication n
    LEFT JOIN accounts_user u ON u.id = n.recorded_by_id
    WHERE (n.household_id, coalesce(n.member_id, 0), n.benefit)
        = (line.household_id, coalesce(line.member_id, 0), line.benefit)
      AND n.withdrawn_on IS NULL AND n.lapsed_on IS NULL AND line.state = 'declined')"""


def _reason(heading: str, name: str, column: str) -> Column:
    return Column(heading, f"~{name}", source=_REASON.format(column=column))


_REASONS = (
    Column(
        "未申请原因",
        "~reason",
        source=_REASON.format(
            column="CASE n.reason "
            + " ".join(f"WHEN '{value}' THEN '{label}'" for value, label in _LABELS)
            + " END"
        ),
    ),
    _reason("原因说明", "details", "n.note"),
    _reason("认定日期", "decided_on", "n.decided_on"),
    _reason("有效期至", "until", "n.until"),
    _reason("登记人", "recorded_by", "u.full_name"),
)


def _lines_roster(
    key: str,
    label: str,
    description: str,
    rows: Any,
    more: tuple[Column, ...] = (),
) -> Roster:
    return Roster(
        key=key,
        label=label,
        description=description,
        columns=(*household_columns(), *_line_columns(), *more),
        targets=(
            household_target(),
            Target(
                "line",
                CardLine,
                (Match(("id",)),),
                parents={"household": "household"},
                creates=False,
                updates=False,
            ),
        ),
        unit="line",
        rows=rows,
        order="household.village_code, household.id, line.id",
        **_OUT,
    )


POLICY_CARDS = _lines_roster(
    "policy-cards",
    "惠民政策明白卡",
    "一户一人一项政策一行，只导出",
    _of_cards,
    _REASONS,
)
CARD_ARREARS = _lines_roster(
    "card-arrears", "欠发清单", "逾期未发的补贴、津贴和工资，只导出", ARREARS.select
)
CARD_GAPS = _lines_roster(
    "card-gaps", "应享未申请清单", "符合条件而台账中没有的，只导出", GAPS.select
)
CARD_DECLINED = _lines_roster(
    "card-declined",
    "未申请原因清单",
    "符合条件、未申请并登记了原因的，只导出",
    DECLINED.select,
    _REASONS,
)


def _dividend(column: str) -> str:
    """A column of what is due of the dividend of the row."""
    return (
        f"(SELECT due.{column} FROM ({due_dividends(_TODAY)}) due "
        "WHERE due.id = dividend.id)"
    )


DIVIDENDS_UNPAID = Roster(
    key="dividends-late",
    label="未兑付分红清单",
    description="到期未足额兑付的村集体分红，只导出",
    columns=(
        Column(
            "镇（办）",
            "~town",
            source=f"(SELECT name FROM {_AREA} a WHERE a.code = "
            "substr(dividend.village_code, 1, 9) || '000')",
        ),
        Column(
            "行政村",
            "~village",
            source=f"(SELECT name FROM {_AREA} a WHERE a.code = dividend.village_code)",
        ),
        Column("集体或项目", "dividend.collective"),
        Column("年度", "dividend.year"),
        Column("户数", "dividend.households"),
        Column("人数", "dividend.persons"),
        Column("总额（元）", "dividend.total_amount"),
        Column("已兑付（元）", "dividend.paid_amount"),
        Column("兑付日期", "dividend.paid_on"),
        Column("分配决议日期", "dividend.decided_on"),
        Column("应兑付日期", "dividend.due_on"),
        Column(
            "逾期天数",
            "~late",
            cell=Whole(),
            source=f"{_TODAY} - {_dividend('due_on')}",
        ),
    ),
    targets=(Target("dividend", Dividend, (Match(("id",)),)),),
    unit="dividend",
    rows=DIVIDENDS_LATE.select,
    order="dividend.village_code, dividend.id",
    **_OUT,
)
