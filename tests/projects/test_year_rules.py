"""Rules that each project is held to: what breaks them, and where it is opened."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Area, Parameter, User
from accounts.parameters import DatedValues
from projects import year_rules
from projects.fund_year import YEAR_END_KEYS, year_end
from projects.models import (
    Asset,
    Beneficiary,
    Payment,
    ProgressReport,
    Project,
    PublicNotice,
)
from tests.factories import HouseholdFactory
from tests.factories.projects import fund, make_project

ClientOf = Callable[[User], Client]
DAY = dt.date(2026, 11, 22)
pytestmark = pytest.mark.django_db


def broken(rule: Callable[[dt.date], Any], day: dt.date = DAY) -> int:
    return Project.objects.standing_on(day).filter(rule(day)).count()


def post(project: Project, *levels: str) -> None:
    for level in levels:
        PublicNotice.objects.create(
            project=project, level=level, phase="before", posted_on=DAY
        )


def test_it_works(
    client_of: ClientOf, bureau_official: User, outsider: User, project: Project
) -> None:
    Asset.objects.create(
        project=project, name="厂房", kind="operating", area=project.area, value=80
    )
    page = client_of(bureau_official).get(reverse("projects:funds") + "?year=2026")
    found = {str(line.label): line for line in page.context["lines"]}
    assert found["公示不全"].count == found["没有受益户"].count == 1
    opened = client_of(bureau_official).get(found["公示不全"].url)
    assert "核桃初加工厂" in opened.content.decode()
    assets = client_of(bureau_official).get(found["资产没有权属单位"].url)
    assert "厂房" in assets.content.decode()
    elsewhere = client_of(outsider).get(reverse("projects:funds") + "?year=2026")
    assert {line.count for line in elsewhere.context["lines"]} == {0}


def test_every_rule_opens_as_many_rows_as_it_counts(
    client_of: ClientOf, bureau_official: User, project: Project, neighbours: Project
) -> None:
    make_project(project.area, "2026-020", planned_end=dt.date(2027, 2, 1))
    client = client_of(bureau_official)
    page = client.get(reverse("projects:funds") + "?year=2026")
    for line in page.context["lines"]:
        if "/assets/" not in line.url:
            assert client.get(line.url).context["totals"]["count"] == line.count


def test_a_project_planned_beyond_the_year_misses_its_deadline(village: Area) -> None:
    project = make_project(village, planned_end=dt.date(2026, 12, 31))
    assert broken(year_rules.past_deadline) == 0
    assert broken(year_rules.past_deadline, dt.date(2027, 1, 1)) == 1
    Project.objects.update(planned_end=dt.date(2027, 1, 1))
    assert broken(year_rules.past_deadline) == 1
    project.refresh_from_db()
    project.finished_on = dt.date(2026, 11, 20)
    project.save()
    assert broken(year_rules.past_deadline) == 0


def test_the_end_of_the_year_is_a_parameter(project: Project) -> None:
    for key, value in (("deadline_month", 11), ("deadline_day", 31)):
        Parameter.objects.create(
            key=f"projects_{key}", value=value, valid_from=dt.date(2026, 1, 1)
        )
    # November has no 31st: its last day is meant, and 20 December is after it.
    assert year_end(2026, DatedValues.load(YEAR_END_KEYS)) == dt.date(2026, 11, 30)
    assert broken(year_rules.past_deadline) == 1


def test_payments_ahead_of_works_are_told_from_the_limit_on(project: Project) -> None:
    share = fund(project, 100)
    Payment.objects.create(
        project=project,
        batch=share.batch,
        voucher_no="2026-05-0117",
        amount=Decimal(30),
        paid_on=dt.date(2026, 5, 12),
        purpose="预付款",
    )
    report = ProgressReport.objects.create(
        project=project, reported_on=dt.date(2026, 6, 1), works=15
    )
    assert broken(year_rules.paid_ahead) == 1
    report.works = 16
    report.save()
    assert broken(year_rules.paid_ahead) == 0


def test_a_notice_is_posted_at_every_level_the_project_lies_in(
    project: Project, township: Area
) -> None:
    of_town = make_project(township, "2026-021")
    post(project, "county", "township")
    assert broken(year_rules.unannounced) == 2
    post(project, "village")
    post(of_town, "county", "township")
    assert broken(year_rules.unannounced) == 0


def test_one_household_is_enough_to_help_somebody(project: Project) -> None:
    assert broken(year_rules.helps_nobody) == 1
    home = HouseholdFactory(village=project.area)
    Beneficiary.objects.create(project=project, household=home, linkage="work")
    assert broken(year_rules.helps_nobody) == 0


def test_works_under_way_are_reported_on_every_month(project: Project) -> None:
    report = ProgressReport.objects.create(
        project=project, reported_on=DAY - dt.timedelta(days=32), works=30
    )
    assert broken(year_rules.unreported) == 1
    report.reported_on = DAY - dt.timedelta(days=31)
    report.save()
    assert broken(year_rules.unreported) == 0
