"""Township staff find a household, keep a view, look at one number, correct a row."""

import pytest
from playwright.sync_api import expect

from accounts.models import AccessLog, Area, User
from households.models import Household, SavedView
from households.services.summaries import refresh_summaries
from tests.e2e.conftest import PHONE, PageOf
from tests.factories import (
    EpisodeFactory,
    HouseholdFactory,
    IncomeStatementFactory,
    MemberFactory,
    id_number,
)

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

NUMBER = id_number(303)


@pytest.fixture
def roster(village: Area) -> Household:
    """Twenty-five monitored households; 赵德全 has the lowest income."""
    for order in range(25):
        row = HouseholdFactory(village=village, head_name=f"李秀{order}")
        MemberFactory(household=row, id_no=id_number(100 + order))
        EpisodeFactory(household=row, risks=["illness" if order % 2 else "water"])
        IncomeStatementFactory(household=row, persons=2, wage=30_000 + order)
    lowest: Household = row
    lowest.members.update(name="赵德全")
    lowest.incomes.update(wage=9_000)
    member = lowest.members.get()
    member.seal("id_no", NUMBER)
    member.save()
    refresh_summaries()
    return lowest


def test_the_roster_is_filtered_sorted_turned_and_kept(
    page_of: PageOf, township_staff: User, roster: Household
) -> None:
    page = page_of(township_staff)
    page.goto("/households/")
    rows = page.locator("#rows tbody tr")
    expect(rows).to_have_count(20)
    expect(page.locator(".views [aria-current]")).to_contain_text("25")

    page.get_by_role("link", name="人均纯收入").click()
    expect(rows.first).to_contain_text("赵德全")
    page.get_by_role("link", name="下一页").click()
    expect(rows).to_have_count(5)
    page.go_back()
    expect(rows).to_have_count(20)

    page.locator("#f-risk").select_option("water")
    expect(rows).to_have_count(13)
    assert "risk=water" in page.url
    expect(page.locator(".chip")).to_have_count(1)
    expect(page.locator("#reg-export summary")).to_contain_text("13")

    page.locator("[data-all]").check()
    expect(page.locator(".bulk")).to_contain_text("已选 13 户")

    page.get_by_text("存为视图").click()
    page.locator("#sv-name").fill("因水")
    page.get_by_role("button", name="保存视图").click()
    expect(page.locator(".views [aria-current]")).to_contain_text("因水")
    assert SavedView.objects.get().query == "risk=water"

    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("赵全")
    page.keyboard.press("Enter")
    expect(rows).to_have_count(1)


def test_a_number_is_shown_for_half_a_minute(
    page_of: PageOf, township_staff: User, roster: Household
) -> None:
    page = page_of(township_staff)
    page.clock.install()
    page.goto("/households/find/")
    page.locator("#id_number").fill(NUMBER[-4:])
    page.get_by_role("button", name="查找").click()
    assert NUMBER[-4:] not in page.url
    page.get_by_role("link", name="赵德全").click()

    page.locator("#a1 a.eye").first.click()
    page.locator("#id_reason").fill("核对社保")
    page.get_by_role("button", name="查看全号").click()
    expect(page.get_by_text(NUMBER)).to_be_visible()
    # The half minute begins when the page has taken the answer in.
    expect(page.locator("[data-secret][data-timed]")).to_be_visible()
    page.clock.fast_forward(31_000)
    expect(page.get_by_text(NUMBER)).to_have_count(0)
    assert AccessLog.objects.filter(kind=AccessLog.Kind.REVEAL).count() == 1


def test_a_correction_stands_in_the_history(
    page_of: PageOf, township_staff: User, roster: Household
) -> None:
    page = page_of(township_staff)
    page.goto(f"/households/{roster.pk}/")
    page.locator(".dos-h").get_by_role("link", name="修改").click()
    page.locator("#id_group_no").fill("9")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".flash.good")).to_contain_text("已保存")
    expect(page.locator("#a6 ins").first).to_have_text("9")


def test_the_phone_shows_cards(
    page_of: PageOf, township_staff: User, roster: Household
) -> None:
    page = page_of(township_staff, PHONE)
    page.goto("/households/")
    expect(page.locator("#rows table")).to_be_hidden()
    expect(page.locator("#rows .clist li")).to_have_count(20)
    page.get_by_role("button", name="筛选").click()
    expect(page.locator("#f-category")).to_be_visible()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE[0]
    page.goto(f"/households/{roster.pk}/")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
