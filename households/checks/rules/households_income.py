"""Incomes of households (domain §7.7: H03–H05, H07, H08, H11).

The latest whole year is judged. Net income is always computed from its parts there, so
sums can only disagree in the findings of a monitoring episode, which are typed.
"""

from households.checks import parameters
from households.checks.chapter import Chapter
from households.checks.declare import (
    EPISODE,
    HOUSEHOLD,
    Group,
    Source,
    register,
)
from households.checks.rules.persons import all_true, any_of
from households.choices import Severity

_RECORDED = "(h.household_type = 'exited' OR h.monitoring_state <> 'none')"
_YEAR = {"year": "h.income_year"}

#: An amount below which an item cannot be what it says, whether of a month or a year.
_LEAST = {"计划生育金": 100, "低保金": 200, "特困供养金": 200, "养老保险金%%": 88}
ITEM = Source(
    tables="""fact_household h
              JOIN households_incomeitem i ON i.statement_id = h.income_id""",
    record="'i' || i.id",
    village="h.village_code",
    household="h.id",
    of_facts=True,
)
_TOO_SMALL = " OR ".join(
    f"(i.item LIKE '{item}' AND i.amount > 0 AND i.amount < {least})"
    for item, least in _LEAST.items()
)


def _does_not_add_up(alias: str) -> str:
    """Parts of a finding give another net income than it says."""
    parts = " + ".join(
        f"e.{alias}_{part}" for part in ("wage", "operating", "property", "transfer")
    )
    return f"abs(e.{alias}_net - ({parts} - e.{alias}_operating_cost)) > 1"


def _is_not_divided(alias: str) -> str:
    """No whole number of persons makes the net income of the income a head."""
    net, head = f"e.{alias}_net", f"nullif(e.{alias}_per_capita, 0)"
    return f"abs(round({net} / {head}) * {head} - {net}) > 1"


_SUM_FAULTS = {
    "识别时纯收入不等于各项收入减支出": _does_not_add_up("i"),
    "识别时人均纯收入与纯收入对不上": _is_not_divided("i"),
    "消除后纯收入不等于各项收入减支出": _does_not_add_up("x"),
    "消除后人均纯收入与纯收入对不上": _is_not_divided("x"),
}


_rule = Chapter(
    group=Group.HOUSEHOLDS,
    source=HOUSEHOLD,
    fix="入户核对后更正这一年的收入。",
    form="income",
)

register(
    _rule(
        "H03",
        Severity.VERIFY,
        "人均纯收入空缺、过低或过高",
        "{head}户 {year} 年的人均纯收入是 {income} 元。",
        f"""h.per_capita_net < %(low)s OR h.per_capita_net > %(high)s
            OR (h.per_capita_net IS NULL AND {_RECORDED})""",
        {**_YEAR, "income": "h.per_capita_net"},
        limits={"low": parameters.LOW_INCOME, "high": parameters.HIGH_INCOME},
    ),
    _rule(
        "H04",
        Severity.VERIFY,
        "工资性收入过小或过大",
        "{head}户 {year} 年的工资性收入是 {wage} 元，可能录错单位。",
        "(h.wage > 0 AND h.wage < 300) OR h.wage > 300000",
        {**_YEAR, "wage": "h.wage"},
    ),
    _rule(
        "H05",
        Severity.VERIFY,
        "生产经营性收入与支出不合理",
        "{head}户 {year} 年的生产经营性收入 {operating} 元，支出 {cost} 元。",
        """(h.operating > 0 AND h.operating_cost = 0)
           OR h.operating_cost > h.operating""",
        {**_YEAR, "operating": "h.operating", "cost": "h.operating_cost"},
    ),
    _rule(
        "H07",
        Severity.VERIFY,
        "补贴金额过小",
        "{head}户 {year} 年的{item}只有 {amount} 元，可能录错单位。",
        _TOO_SMALL,
        {**_YEAR, "item": "i.item", "amount": "i.amount"},
        source=ITEM,
    ),
    _rule(
        "H08",
        Severity.VERIFY,
        "监测信息中的收入算不平",
        "{head}户 {day} 识别的监测信息：{fault}。",
        any_of(_SUM_FAULTS),
        {"day": "e.identified_on", "fault": all_true(_SUM_FAULTS)},
        source=EPISODE,
        fix="核对识别时和消除后的收支，用“监测信息”表格更正。",
        form="household",
    ),
    _rule(
        "H11",
        Severity.VERIFY,
        "收入比上年大幅增减",
        "{head}户 {year} 年人均纯收入 {income} 元，上年 {before} 元。",
        """h.per_capita_before > 0
           AND (h.per_capita_net > h.per_capita_before * (1 + %(rise)s / 100)
                OR h.per_capita_net < h.per_capita_before * (1 - %(drop)s / 100))""",
        {**_YEAR, "income": "h.per_capita_net", "before": "h.per_capita_before"},
        limits={"rise": parameters.RISE, "drop": parameters.DROP},
    ),
)
