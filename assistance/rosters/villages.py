"""Ledgers of villages and resettlement sites: dividends, purchases, works."""

from typing import Any

from assistance.models import ConsumptionAid, Dividend, SiteWork
from assistance.registers.villages import DIVIDENDS as DIVIDEND_LIST
from assistance.registers.villages import PURCHASES, SITE_WORKS
from assistance.rosters.effects import LEDGER, refuse_future
from assistance.scoping import scope_of
from exchange.cells import Cell
from exchange.roster import Column, Match, Roster, Target
from exchange.staging.stage import Stage
from households.models import ResettlementSite
from households.rosters.village_columns import (
    find_site,
    find_village,
    village_columns,
)

_ON_INSERT = {"recorded_by": "{owner}"}


def _of_villages(unit: str) -> dict[str, Any]:
    """Parts of a ledger whose rows name a village."""
    return {
        **LEDGER,
        "unit": unit,
        "order": f"{unit}.village_code, {unit}.id",
        "derive": (find_village(f"{unit}.village"),),
        "derived_headings": {"village": "行政村"},
        "derived_cells": {"village": Cell()},
    }


def _check_dividend(stage: Stage) -> None:
    refuse_future(stage, stage.roster.target["dividend"], "decided_on", "paid_on")


def _check_purchase(stage: Stage) -> None:
    refuse_future(stage, stage.roster.target["purchase"], "bought_on")


def _check_work(stage: Stage) -> None:
    refuse_future(stage, stage.roster.target["work"], "done_on")


DIVIDENDS = Roster(
    key="dividends",
    label="村集体分红",
    description="一村一集体（项目）一年一行；到户金额在“入股分红”台账",
    columns=(
        *village_columns("dividend.village_code"),
        Column(
            "集体或项目",
            "dividend.collective",
            aliases=("集体/项目", "集体经济组织", "项目"),
            required=True,
        ),
        Column("年度", "dividend.year", aliases=("分红年度",), required=True),
        Column("户数", "dividend.households", aliases=("分红户数",)),
        Column("人数", "dividend.persons", aliases=("分红人数",)),
        Column(
            "分红总额（元）",
            "dividend.total_amount",
            aliases=("总额", "总额（元）", "分红总额"),
            required=True,
        ),
        Column("分配决议", "dividend.decision", aliases=("决议",)),
        Column("决议日期", "dividend.decided_on"),
        Column("应发日期", "dividend.due_on", aliases=("发放期限",)),
        Column(
            "实发金额（元）", "dividend.paid_amount", aliases=("实发金额", "已发金额")
        ),
        Column("发放日期", "dividend.paid_on", aliases=("日期",)),
        Column("超发原因", "dividend.over_reason"),
        Column("备注", "dividend.note"),
    ),
    targets=(
        Target(
            "dividend",
            Dividend,
            (Match(("village", "collective", "year")),),
            area="village",
            derived=("village",),
            on_insert=_ON_INSERT,
        ),
    ),
    recognised_by=("dividend.collective", "dividend.total_amount"),
    title=("~village", "dividend.collective", "dividend.year"),
    check=_check_dividend,
    rows=DIVIDEND_LIST.select,
    scope=scope_of("dividends"),
    **_of_villages("dividend"),
)

CONSUMPTION = Roster(
    key="consumption",
    label="消费帮扶",
    description="一次采购一行；按村、采购单位、产品、供货主体和日期对应",
    columns=(
        *village_columns("purchase.village_code"),
        Column("采购单位", "purchase.buyer", aliases=("采购方",), required=True),
        Column("产品", "purchase.product", aliases=("产品名称",), required=True),
        Column("供货主体", "purchase.supplier", aliases=("供货单位",)),
        Column("带动户数", "purchase.led_households", aliases=("带动户",)),
        Column(
            "金额（元）", "purchase.amount", aliases=("金额", "采购金额"), required=True
        ),
        Column("采购日期", "purchase.bought_on", aliases=("日期",), required=True),
        Column("备注", "purchase.note"),
    ),
    targets=(
        Target(
            "purchase",
            ConsumptionAid,
            (Match(("village", "buyer", "product", "supplier?", "bought_on")),),
            area="village",
            derived=("village",),
            on_insert=_ON_INSERT,
        ),
    ),
    recognised_by=("purchase.buyer", "purchase.amount"),
    title=("~village", "purchase.product", "purchase.bought_on"),
    check=_check_purchase,
    rows=PURCHASES.select,
    scope=scope_of("consumption"),
    **_of_villages("purchase"),
)

SITE_WORK_ROSTER = Roster(
    key="site-works",
    label="安置区后续扶持",
    description="一个安置区一项一行；按安置区、项目、名称和完成日期对应",
    columns=(
        Column(
            "安置区",
            "~site",
            aliases=("安置点", "搬迁社区"),
            required=True,
            source="site.name",
        ),
        Column("项目", "work.item", aliases=("类别",), required=True),
        Column("名称", "work.name", aliases=("具体内容",)),
        Column("数量", "work.quantity", required=True),
        Column("单位", "work.unit"),
        Column("金额（元）", "work.amount", aliases=("金额", "投资（元）")),
        Column("完成日期", "work.done_on", aliases=("日期",), required=True),
        Column("备注", "work.note"),
    ),
    targets=(
        Target(
            "site",
            ResettlementSite,
            (Match(("id",)),),
            creates=False,
            updates=False,
            repeats=True,
            area="village",
            derived=("id",),
            fixed=("id",),
        ),
        Target(
            "work",
            SiteWork,
            (Match(("site", "item", "name?", "done_on")),),
            parents={"site": "site"},
            on_insert=_ON_INSERT,
        ),
    ),
    recognised_by=("~site", "work.quantity"),
    title=("~site", "work.item"),
    check=_check_work,
    rows=SITE_WORKS.select,
    scope=scope_of("site_works"),
    **(
        LEDGER
        | {
            "unit": "work",
            "order": "site.village_code, site.id",
            "derive": (find_site,),
        }
    ),
)

VILLAGE_ROSTERS = (DIVIDENDS, CONSUMPTION, SITE_WORK_ROSTER)
