"""Rules about one project: its money, its days, its publicity, whom it helps (domain
§7.8: F01, F02, F03, F07).

That payments never exceed an allocation is no rule: the tables refuse it (F01).
"""

from households.checks.declare import Check, Group, register
from households.checks.rules.persons import all_true, any_of
from households.choices import Severity
from projects.checks import parameters
from projects.checks.sources import IS_PLANNED, PROJECT, TODAY
from projects.choices import NoticeLevel, Tier
from projects.parameters import NOTICE_DAYS

_NAMED = {"name": "j.name"}
#: Where a project of this page is shown, by the letter of the record.
OF_PROJECT = {"j": "projects:project"}

_INVESTMENT = "coalesce(i.amount, j.budget)"
#: The row of the plan says from which tier the money comes.
_HAS_TIERS = f"i.{' + i.'.join(tier.value for tier in Tier)} = i.amount"
_MONEY_FAULTS = {
    "合计与计划投资不一致": f"f.total <> {_INVESTMENT}",
    **{
        f"{t.label}资金与计划不一致": f"{_HAS_TIERS} AND f.{t.value} <> i.{t.value}"
        for t in Tier
    },
}

#: Categories that leave something behind that somebody has to own.
_LEAVES_ASSET = "j.category IN ('industry', 'construction', 'relocation')"
_ASSETS = "(SELECT 1 FROM projects_asset a WHERE a.project_id = j.id"
_DAY_FAULTS = {
    "完工后超过规定天数没有验收": f"""j.accepted_on IS NULL
        AND j.finished_on + %(accept)s::int < {TODAY}""",
    "验收后没有登记资产": f"""j.accepted_on <= {TODAY} AND {_LEAVES_ASSET}
        AND NOT EXISTS {_ASSETS})""",
    "资产没有确定权属": f"""j.accepted_on <= {TODAY}
        AND EXISTS {_ASSETS} AND a.owner_level = '')""",
    "先开工后批复": """j.started_on IS NOT NULL
        AND (j.planned_on IS NULL OR j.started_on < j.planned_on)""",
}


def _posted(level: NoticeLevel) -> str:
    return f"""EXISTS (SELECT 1 FROM projects_publicnotice n
        WHERE n.project_id = j.id AND n.level = '{level.value}')"""


_IN_VILLAGE = "right(j.area_code, 3) <> '000'"
_IN_TOWNSHIP = "substr(j.area_code, 7, 3) <> '000'"
#: The first and the last day count.
_SHORT = """EXISTS (SELECT 1 FROM projects_publicnotice n
    WHERE n.project_id = j.id AND n.until - n.posted_on + 1 < %(notice)s::int)"""
_NOTICE_FAULTS = {
    "没有县级公示": f"NOT {_posted(NoticeLevel.COUNTY)}",
    "没有镇级公示": f"{_IN_TOWNSHIP} AND NOT {_posted(NoticeLevel.TOWNSHIP)}",
    "没有村级公示": f"{_IN_VILLAGE} AND NOT {_posted(NoticeLevel.VILLAGE)}",
    "公示天数不足": _SHORT,
    "没有绩效目标": "j.targets = ''",
    "没有联农带农机制": "j.linkage = ''",
}

_DECLARED = "coalesce(j.declared_households, 0)"
#: Households of the village in the register; all of them only where ordinary ones are
#: recorded, too.
_HOMES = """(SELECT count(*) FROM households_household h
    WHERE h.village_code = j.area_code AND h.state = 'active')"""
_HAS_ALL = """EXISTS (SELECT 1 FROM households_household h
    WHERE h.village_code = j.area_code AND h.state = 'active'
      AND h.household_type = 'ordinary')"""
_HELP_FAULTS = {
    "没有登记受益户": "b.households = 0",
    "登记的受益户超过全村户数": f"{_IN_VILLAGE} AND b.households > {_HOMES}",
    "申报的带动户数超过全村户数": f"""{_IN_VILLAGE} AND {_HAS_ALL}
        AND {_DECLARED} > {_HOMES}""",
}

register(
    Check(
        key="F01",
        severity=Severity.MUST_FIX,
        group=Group.LEDGERS,
        title="资金来源合计与项目投资不符",
        sentence="项目“{name}”已安排资金 {allocated} 万元，"
        "计划投资 {planned} 万元：{fault}。",
        fix="核对资金安排和年度计划：少安排的补充安排，录入有误的更正，"
        "计划有变化的按程序调整。",
        source=PROJECT,
        where=f"""(j.funded_on <= {TODAY} OR f.total > 0) AND {IS_PLANNED}
            AND ({any_of(_MONEY_FAULTS)})""",
        values={
            **_NAMED,
            "allocated": "f.total",
            "planned": _INVESTMENT,
            "fault": all_true(_MONEY_FAULTS),
        },
        pages=OF_PROJECT,
    ),
    Check(
        key="F02",
        severity=Severity.MUST_FIX,
        group=Group.LEDGERS,
        title="完工没有验收或资产登记，或先开工后批复",
        sentence="项目“{name}”{fault}。",
        fix="补办验收和资产登记，明确资产权属；日期录入有误的更正。",
        source=PROJECT,
        where=f"""j.terminated_on IS NULL AND j.removed_on IS NULL
            AND ({any_of(_DAY_FAULTS)})""",
        values={**_NAMED, "fault": all_true(_DAY_FAULTS)},
        parameters={"accept": parameters.ACCEPT_DAYS},
        pages=OF_PROJECT,
    ),
    Check(
        key="F03",
        severity=Severity.VERIFY,
        group=Group.LEDGERS,
        title="没有公示、绩效目标或联农带农机制",
        sentence="项目“{name}”{fault}。",
        fix="补充公示、绩效目标和联农带农机制；项目管理费不在此列。",
        source=PROJECT,
        where=f"{IS_PLANNED} AND j.category <> 'fee' AND ({any_of(_NOTICE_FAULTS)})",
        values={**_NAMED, "fault": all_true(_NOTICE_FAULTS)},
        parameters={"notice": NOTICE_DAYS},
        pages=OF_PROJECT,
    ),
    Check(
        key="F07",
        severity=Severity.VERIFY,
        group=Group.LEDGERS,
        title="带动户数为 0 或超过全村户数",
        sentence="项目“{name}”{fault}（{counts}）。",
        fix="登记实际受益的农户；申报数有误的更正。",
        source=PROJECT,
        where=f"{IS_PLANNED} AND j.category <> 'fee' AND ({any_of(_HELP_FAULTS)})",
        values={
            **_NAMED,
            "fault": all_true(_HELP_FAULTS),
            "counts": """concat_ws('，', '登记 ' || b.households || ' 户',
                '申报 ' || j.declared_households || ' 户')""",
        },
        pages=OF_PROJECT,
    ),
)
