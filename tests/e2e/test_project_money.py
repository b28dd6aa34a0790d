"""A payment and a report are recorded; list, page, forecast and figures follow.

The worker that counts the month anew is real, in a process of its own.
"""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Area, User
from core.months import Month
from dashboards.services.recompute import recompute_month
from projects.models import Contract, Payment, ProgressReport, Project
from tests.e2e.conftest import PHONE, PageOf
from tests.factories.projects import fund, make_project

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def days(count: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=count)


@pytest.fixture
def plant(village: Area) -> Project:
    """Begun four months ago, to be finished in a month; half of it is built."""
    year = timezone.localdate().year
    row = make_project(
        village,
        planning_year=year,
        year=year,
        planned_start=days(-120),
        planned_end=days(30),
        started_on=days(-120),
        **dict.fromkeys(("declared_on", "reviewed_on", "stored_on"), days(-300)),
        **dict.fromkeys(("planned_on", "funded_on"), days(-200)),
    )
    share = fund(row, 98, year=year)
    share.allocated_on = days(-150)
    share.save()
    Contract.objects.create(
        project=row,
        number="合同 003",
        contractor="某建设公司",
        amount=Decimal("94.6"),
        procurement="tender",
        signed_on=days(-130),
    )
    for back, works in ((90, 20), (60, 30), (30, 40)):
        ProgressReport.objects.create(project=row, reported_on=days(-back), works=works)
    recompute_month(Month.current())
    return row


def spent(page: Page) -> str:
    page.goto("/overview/")
    card = page.locator("article.kpi", has_text="资金支出")
    return card.locator(".kpi-v strong").first.inner_text()


def line(page: Page) -> str:
    page.goto("/projects/")
    return page.locator("main table tbody tr", has_text="核桃初加工厂").inner_text()


def pay(page: Page, amount: str) -> None:
    page.locator("[name=voucher_no]").fill("2026-11-0081")
    page.locator("[name=amount]").fill(amount)
    page.locator("[name=purpose]").fill("设备款")
    page.get_by_role("button", name="保存").click()


def test_a_payment_and_a_report_are_followed_by_list_forecast_and_figures(
    page_of: PageOf, worker: None, township_staff: User, plant: Project
) -> None:
    page = page_of(township_staff)
    assert spent(page) == "0.0"
    assert "落后计划" in line(page)

    page.get_by_role("link", name="上坪村核桃初加工厂").first.click()
    forecast = page.locator(".note-b", has_text="才能完工")
    expect(forecast).to_be_visible()
    before = forecast.inner_text()
    page.get_by_role("link", name="登记支付").first.click()
    pay(page, "94.7")
    expect(page.locator("form .err, form .ferr, .field-error").first).to_be_visible()
    assert not Payment.objects.exists()
    # Nothing typed is lost; batch and contract were chosen because there is only one.
    expect(page.locator("[name=purpose]")).to_have_value("设备款")
    pay(page, "58.8")
    assert Payment.objects.get().amount == Decimal("58.8")
    expect(page.locator("main")).to_contain_text("60.0%")

    page.get_by_role("link", name="登记进度").first.click()
    page.locator("[name=works]").fill("85")
    page.locator("[name=content]").fill("设备安装完成")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("main")).to_contain_text("85%")
    after = page.locator(".note-b", has_text="才能完工")
    assert after.count() == 0 or after.inner_text() != before

    listed = line(page)
    assert "58.8" in listed
    assert "85%" in listed
    end = timezone.now() + dt.timedelta(seconds=60)
    while spent(page) != "60.0" and timezone.now() < end:
        page.wait_for_timeout(1000)
    assert spent(page) == "60.0"


def test_the_next_township_finds_nothing_of_it(
    page_of: PageOf, outsider: User, plant: Project
) -> None:
    page = page_of(outsider, PHONE)
    for path in ("", "payments/add/", "progress/add/", "money/"):
        answer = page.goto(f"/projects/{plant.pk}/{path}")
        assert answer is not None
        assert answer.status == 404, path
    page.goto("/projects/")
    expect(page.locator("main")).not_to_contain_text("核桃初加工厂")
