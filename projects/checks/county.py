"""Rules about the money of the county as a whole (domain §7.8: F04, F05, F06)."""

from households.checks.declare import Check, Group, register
from households.choices import Severity
from projects.checks import parameters
from projects.checks.single import OF_PROJECT
from projects.checks.sources import LATE, REPOSITORY, TIER, TODAY
from projects.choices import Tier
from projects.parameters import INDUSTRY_SHARE, INDUSTRY_SHARE_OTHER, REPOSITORY_RATIO

_LIMIT = f"""CASE r.tier WHEN '{Tier.CENTRAL.value}' THEN %(central)s
    ELSE %(other)s END"""
_TIER = " ".join(f"WHEN '{tier.value}' THEN '{tier.label}'" for tier in Tier)

register(
    Check(
        key="F04",
        severity=Severity.VERIFY,
        group=Group.LEDGERS,
        title="下年度项目库总额不高于本年度计划总额",
        sentence="{year} 年计划总额 {plan} 万元，下年度项目库只有 {stored} 万元。",
        fix="组织申报、审核，把成熟的项目纳入下年度项目库。",
        source=REPOSITORY,
        where=f"""extract(month FROM {TODAY}) >= %(from)s
            AND r.stored * 100 <= r.plan * %(ratio)s""",
        values={"year": "r.year", "plan": "r.plan", "stored": "r.stored"},
        parameters={"from": parameters.REPOSITORY_FROM, "ratio": REPOSITORY_RATIO},
        pages={"k": "projects:repository-rule"},
    ),
    Check(
        key="F05",
        severity=Severity.VERIFY,
        group=Group.LEDGERS,
        title="产业项目占比低于规定",
        sentence="{year} 年{tier}资金安排 {total} 万元，其中产业 {industry} 万元，"
        "低于规定的 {limit}%。",
        fix="调整资金安排，或把产业配套类项目在项目类型中标明计入产业。",
        source=TIER,
        where=f"r.industry * 100 < r.total * ({_LIMIT})",
        values={
            "year": "r.year",
            "tier": "r.tier",
            "total": "r.total",
            "industry": "r.industry",
            "limit": f"({_LIMIT})",
        },
        labels={"tier": Tier},
        parameters={"central": INDUSTRY_SHARE, "other": INDUSTRY_SHARE_OTHER},
        pages={"i": "projects:funds"},
    ),
    Check(
        key="F06",
        severity=Severity.VERIFY,
        group=Group.LEDGERS,
        title="支出进度落后，或到期没有完工",
        sentence="{who}{due}，至今没有达到。",
        fix="督促施工和支付；已经完工、支付的及时登记，工期有变化的按程序调整。",
        source=LATE,
        where="true",
        values={
            "who": f"""CASE WHEN r.project IS NOT NULL THEN '项目“' || r.project || '”'
                WHEN r.tier = '' THEN '全部资金'
                ELSE (CASE r.tier {_TIER} END) || '资金' END""",
            "due": """CASE WHEN r.target IS NULL THEN '计划 ' || r.day || ' 完工'
                ELSE '应在 ' || r.day || ' 前支出 '
                     || trim_scale(r.target) || '%%' END""",
        },
        pages={**OF_PROJECT, "c": "projects:funds"},
    ),
)
