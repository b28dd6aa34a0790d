"""Projects of the fund in a small county: this year's plan and next year's repository,
and what the month's figures say of them."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import Area
from core.months import Month
from dashboards.models import MonthlyFigure
from dashboards.readings import Reading, Readings
from projects.models import Payment, ProgressReport, Project, ProjectKind
from tests.factories.projects import fund, make_batch, make_project

DAY = dt.date
NOVEMBER = Month(2026, 11)
COUNTY, SHIMEN, GAOYUAN = "990981000000", "990981101000", "990981105000"


@dataclass
class Fund:
    """Four projects of this year's plan and two of next year's repository."""

    plant: Project
    road: Project
    #: Of the township as a whole, and of the county as a whole.
    market: Project
    training: Project


def pay(project: Project, amount: str, day: dt.date) -> None:
    Payment.objects.create(
        project=project,
        batch=project.allocation_rows.get().batch,
        voucher_no=f"{project.code}-{day:%m%d}",
        amount=Decimal(amount),
        paid_on=day,
        purpose="进度款",
    )


def make_fund(county: Area, township: Area, village: Area, other_village: Area) -> Fund:
    central = {"document_no": "安财农〔2026〕1号", "tier": "central"}
    province = {"document_no": "安财农〔2026〕2号", "tier": "province"}
    make_batch(1000, **province)
    plant = make_project(village, "2026-001", budget=100)
    road = make_project(
        other_village,
        "2026-002",
        name="通组路",
        category="construction",
        kind=None,
        budget=Decimal("60.123456"),
        started_on=DAY(2026, 3, 1),
        finished_on=DAY(2026, 10, 20),
    )
    market = make_project(
        township,
        "2026-003",
        name="农贸市场",
        category="construction",
        kind=ProjectKind.objects.get(category="industry", name="加工流通"),
        budget=40,
        started_on=None,
        planned_start=DAY(2026, 12, 1),
        planned_end=DAY(2026, 12, 31),
    )
    training = make_project(
        county,
        "2026-004",
        name="技能培训",
        category="employment",
        kind=None,
        budget=20,
        planned_end=DAY(2026, 10, 1),
    )
    ProjectKind.objects.filter(pk=market.kind_id).update(counts_as_industry=True)
    fund(plant, 98, **central)
    fund(road, Decimal("60.123456"), **province)
    fund(market, 40, **central)
    fund(training, 20, **province)
    pay(plant, "29.4", DAY(2026, 5, 12))
    pay(road, "60.123456", DAY(2026, 11, 10))
    ProgressReport.objects.create(
        project=plant, reported_on=DAY(2026, 10, 31), works=85
    )
    _stored(village, "2027-001", 300)
    _stored(village, "2027-002", 50, removed_on=DAY(2026, 10, 1), end_reason="重复")
    return Fund(plant, road, market, training)


def _stored(area: Area, code: str, budget: int, **given: object) -> None:
    later = dict.fromkeys(("year", "planned_on", "funded_on", "started_on"))
    values = {"planning_year": 2027, "stored_on": DAY(2026, 10, 8), **later, **given}
    make_project(area, code, budget=budget, **values)


def readings(month: Month, *areas: str) -> Readings:
    return Readings.load(
        MonthlyFigure.objects.all(), months=[month], areas=areas, by_category=True
    )


def read(key: str, area: str = COUNTY, month: Month = NOVEMBER) -> Reading:
    return readings(month, area).get(key, month, area)


def share(key: str, area: str = COUNTY, month: Month = NOVEMBER) -> tuple[str, str]:
    found = read(key, area, month).share
    return str(found.part.normalize()), str(found.whole.normalize())
