"""Rows of ledgers in one line each, and what a month makes of them."""

import datetime as dt
from typing import Any

from assistance.models import Measure, MeasureKind, PublicPost
from core.months import Month
from dashboards.models import HouseholdMonth, MonthlyFigure
from dashboards.readings import Reading, Readings
from dashboards.services.recompute import recompute_month
from households.models import Household, Member, WorkRecord

DAY = dt.date
NOVEMBER = Month(2026, 11)


def row_of(home: Household, month: Month = NOVEMBER) -> HouseholdMonth:
    recompute_month(month)
    return HouseholdMonth.objects.get(household=home, month=month.first_day)


def read(key: str, month: Month = NOVEMBER, area: str = "990981000000") -> Reading:
    readings = Readings.load(
        MonthlyFigure.objects.all(), months=[month], areas=[area], keys=[key]
    )
    return readings.get(key, month, area)


def measure(home: Household, item: str, **values: Any) -> Measure:
    given = {"started_on": DAY(2026, 3, 8), "state": "running", **values}
    row: Measure = Measure.objects.create(
        household=home, kind=MeasureKind.objects.get(name=item), **given
    )
    return row


def post(member: Member, **values: Any) -> PublicPost:
    given = {
        "name": "护林员",
        "post_type": "forest_ranger",
        "employer": "镇政府",
        "started_on": DAY(2026, 9, 1),
        "monthly_wage": 600,
        **values,
    }
    row: PublicPost = PublicPost.objects.create(
        household=member.household, member=member, **given
    )
    return row


def spell(member: Member, **values: Any) -> WorkRecord:
    given = {"started_on": DAY(2026, 2, 1), "work_area": "outside", **values}
    row: WorkRecord = WorkRecord.objects.create(member=member, **given)
    return row
