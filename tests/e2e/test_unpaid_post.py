"""An unpaid post is found on the overview, paid, and the figure falls.

The worker that counts the month anew is real, in a process of its own.
"""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Area, User
from assistance.models import CardLine, PostWage, PublicPost
from assistance.services.card import refresh_cards
from core.months import Month
from dashboards.services.recompute import recompute_month
from households.models import Household
from households.services.summaries import refresh_summaries
from tests.e2e.conftest import PHONE, PageOf, until
from tests.factories import HouseholdFactory, MemberFactory, id_number

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

#: Over since long enough that its wage is late: after the tenth of the next month and
#: the days of grace.
UNPAID = Month.current().shift(-3)


@pytest.fixture
def post(village: Area) -> PublicPost:
    """A cleaner since five months, paid for every month but one."""
    home: Household = HouseholdFactory(village=village, household_type="exited")
    keeper = MemberFactory(household=home, name="焦冬梅", id_no=id_number(41))
    row = PublicPost.objects.create(
        household=home,
        member=keeper,
        name="保洁员",
        post_type="cleaner",
        employer="柳树沟村民委员会",
        started_on=Month.current().shift(-5).first_day,
        monthly_wage=600,
    )
    for back in (5, 4, 2, 1):
        month = Month.current().shift(-back)
        PostWage.objects.create(
            post=row,
            month=month.first_day,
            due_amount=600,
            paid_amount=600,
            paid_on=month.last_day,
        )
    refresh_summaries()
    refresh_cards()
    recompute_month(Month.current())
    return row


def unpaid(page: Page) -> str:
    page.goto("/overview/")
    card = page.locator("article.kpi", has_text="公益岗工资欠发")
    return card.locator(".kpi-v strong").inner_text()


def test_an_unpaid_post_is_found_paid_and_counted(
    page_of: PageOf,
    worker: None,
    township_staff: User,
    outsider: User,
    post: PublicPost,
) -> None:
    page = page_of(township_staff)
    assert unpaid(page) == "1"

    page.locator("article.kpi", has_text="公益岗工资欠发").locator(
        ".kpi-v strong"
    ).click()
    expect(page.locator("main table tbody tr")).to_have_count(1)
    page.locator("main table tbody a").first.click()
    card = page.locator("section", has_text="惠民政策明白卡").last
    expect(card).to_contain_text("欠发 600 元")
    card.get_by_role("link", name="公益性岗位工资").click()
    page.locator("main table tbody").get_by_role("link", name="焦冬梅").first.click()

    month = page.locator("tr", has_text=UNPAID.label)
    month.get_by_role("link", name="登记发放").click()
    page.locator("[name=paid_amount]").fill("700")
    page.locator("[name=paid_on]").fill(timezone.localdate().isoformat())
    page.get_by_role("button", name="保存工资").click()
    expect(page.locator("form .err, form .ferr, .field-error").first).to_be_visible()
    assert not PostWage.objects.filter(month=UNPAID.first_day).exists()

    page.locator("[name=paid_amount]").fill("600")
    page.get_by_role("button", name="保存工资").click()
    expect(page.locator("tr", has_text=UNPAID.label)).to_contain_text("600")
    wage = PostWage.objects.get(month=UNPAID.first_day)
    assert (wage.paid_amount, wage.paid_on) == (600, timezone.localdate())
    assert not CardLine.objects.filter(state="late").exists()

    end = timezone.now() + dt.timedelta(seconds=60)
    while unpaid(page) != "0" and timezone.now() < end:
        page.wait_for_timeout(1000)
    assert unpaid(page) == "0"


def test_the_next_township_finds_nothing_of_it(
    page_of: PageOf, outsider: User, post: PublicPost
) -> None:
    page = page_of(outsider, PHONE)
    answer = page.goto(f"/assistance/posts/{post.pk}/")
    assert answer is not None
    assert answer.status == 404
    until(page, "/assistance/arrears/", "没有")
