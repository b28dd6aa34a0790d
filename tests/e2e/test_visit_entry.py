"""A village worker enters a visit on the phone, the township a sheet by keyboard."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Area, User
from core.months import Month
from households.models import Household, Visit
from tests.e2e.conftest import PHONE, PageOf
from tests.factories import VisitFactory
from tests.households.visiting import SIX, due_household

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def household(village: Area) -> Household:
    """Visited last month; the journeys run on the real clock."""
    household = due_household(village, "赵德全")
    VisitFactory(
        household=household,
        month=Month.current().previous.first_day,
        wage=Decimal(2_600),
        transfer=Decimal(860),
        **{f"{name}_problem": False for name in SIX},
    )
    return household


def tap(page: Page, name: str, value: str) -> None:
    """A big button is a hidden radio or check box in its label."""
    page.locator(f'label.opt:has(input[name="{name}"][value="{value}"])').click()


def test_a_visit_from_the_phone(
    page_of: PageOf, village_worker: User, household: Household
) -> None:
    page = page_of(village_worker, PHONE)
    page.goto("/visits/")
    page.locator(".vcard").get_by_role("link", name="走访").click()

    expect(page.locator("#id_wage")).to_have_value("2600")
    tap(page, "mode", "home")
    tap(page, "met_who", str(household.members.get(relation="head").pk))
    tap(page, "medical_problem", "no")
    expect(page.locator("#id_problem_note")).to_be_visible()
    page.get_by_role("button", name="未填的 5 项与上次一样").click()
    page.locator("#id_wage").fill("2700")
    expect(page.locator("#id_wage")).to_have_class("chg")
    expect(page.locator("[data-total-now]")).to_contain_text("比上次多 100 元")
    tap(page, "signals", "none")
    tap(page, "signals", "medical")
    expect(page.locator('input[name="signals"][value="none"]')).not_to_be_checked()

    page.get_by_role("button", name="保存走访").click()
    summary = page.locator(".errsum")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_count(2)
    summary.get_by_role("link", name="什么问题").click()
    page.locator("#id_problem_note").fill("透析自付增加，1 人")
    tap(page, "conclusion", "remains")
    page.get_by_role("button", name="保存走访").click()

    expect(page.locator(".flash.good")).to_contain_text("赵德全")
    expect(page.locator(".fieldhead .big")).to_have_text("1 / 1")
    visit = Visit.objects.in_month(Month.current()).get()
    assert (visit.wage, visit.signals) == (2700, ["medical"])
    assert (visit.bulk_confirmed, visit.medical_problem) == (5, True)


def test_a_draft_stays_on_the_device_until_the_visit_is_saved_or_the_person_leaves(
    page_of: PageOf, village_worker: User, household: Household
) -> None:
    page = page_of(village_worker, PHONE)
    url = f"/visits/{household.pk}/{Month.current()}/"
    page.goto(url)
    tap(page, "mode", "phone")
    page.locator("#id_needs").fill("公益岗位工资未发")
    expect(page.locator("#saved")).to_contain_text("草稿已存本机")

    page.goto("/visits/")
    expect(page.locator(".vcard .bdg.warn")).to_have_text("草稿")
    page.get_by_role("link", name="继续").click()
    expect(page.locator("#saved")).to_contain_text("已恢复")
    expect(page.locator("#id_needs")).to_have_value("公益岗位工资未发")
    expect(page.locator('input[name="mode"][value="phone"]')).to_be_checked()

    page.locator(".who-menu summary").click()
    page.get_by_role("button", name="退出").click()
    page.locator(".ask .danger").click()
    page.wait_for_url("**/accounts/login/**")
    names = page.evaluate("indexedDB.databases().then(all => all.map(one => one.name))")
    assert "rr-visits" not in names


def test_two_people_settle_a_conflict(
    page_of: PageOf, village_worker: User, township_staff: User, household: Household
) -> None:
    pages = [page_of(user) for user in (village_worker, township_staff)]
    for page in pages:
        page.goto(f"/visits/{household.pk}/{Month.current()}/")
    for page, wage in zip(pages, ("2650", "2750"), strict=True):
        tap(page, "mode", "home")
        tap(page, "met_who", "family")
        page.locator("button[data-same]").click()
        page.locator("#id_wage").fill(wage)
        tap(page, "signals", "none")
        tap(page, "conclusion", "remains")
        page.get_by_role("button", name="保存走访").click()

    late = pages[1]
    expect(late.get_by_role("alert")).to_contain_text("张桂兰")
    late.locator('input[name="choice_wage"][value="mine"]').check()
    late.get_by_role("button", name="保存所选内容").click()
    expect(late.locator(".flash.good")).to_contain_text("赵德全")
    visit = Visit.objects.in_month(Month.current()).get()
    assert (visit.version, visit.wage, visit.visitors) == (2, 2750, "张桂兰")


def test_a_village_by_keyboard(
    page_of: PageOf, township_staff: User, village: Area, household: Household
) -> None:
    other = due_household(village, "刘长有", group_no="9")
    page = page_of(township_staff)
    page.goto(f"/visits/grid/{village.code}/{Month.current()}/")
    keys = page.keyboard
    today: dt.date = timezone.localdate()

    # 刘长有 was missed last month and stands first; the first cell has the focus.
    first, second = (f"r{pk}-" for pk in (other.pk, household.pk))
    expect(page.locator(f'[name="{first}visited_on"]')).to_be_focused()
    keys.type(f"{today.month}-{today.day}")
    keys.press("Enter")
    expect(page.locator(f'[name="{second}visited_on"]')).to_be_focused()
    keys.press("Control+d")
    expect(page.locator(f'[name="{second}visited_on"]')).to_have_value(
        f"{today.month}-{today.day}"
    )
    keys.press("ArrowUp")
    for value in ("home", "head"):
        keys.press("Tab")
        page.locator(":focus").select_option(value)
    for _ in SIX:
        keys.press("Tab")
        keys.press("Space")
    keys.press("Space")
    expect(page.locator(":focus")).to_have_class("no")
    keys.press("Space")
    keys.press("Control+s")

    # The first row is saved, the second keeps its cells and says what is missing.
    expect(page.locator(f"#row-{other.pk}")).to_have_class("lock")
    expect(page.locator(".bg-foot [role=alert]")).to_contain_text("赵德全")
    assert Visit.objects.in_month(Month.current()).get().household == other

    block = (
        "入户\t家属"
        + "\t有保障" * 5
        + "\t有问题\t2700\t\t\t860\t\t\t农产品滞销、其他\t饮水中断 2 天"
    )
    page.locator(f'[name="{second}mode"]').focus()
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData('text/plain', text);
            const options = {clipboardData: data, bubbles: true, cancelable: true};
            const event = new ClipboardEvent('paste', options);
            document.activeElement.dispatchEvent(event);
        }""",
        block,
    )
    keys.press("Control+s")
    expect(page.locator(f"#row-{household.pk}")).to_have_class("lock")
    visit = Visit.objects.in_month(Month.current()).get(household=household)
    assert (visit.met, visit.water_problem, visit.wage) == ("family", True, 2700)
    assert visit.signals == ["unsold", "other"]
    assert visit.problem_note == "饮水中断 2 天"

    # A recorded row is read-only until it is opened in place.
    page.locator(f"#row-{household.pk}").get_by_role("link", name="更正").click()
    expect(page.locator(f'[name="{second}visited_on"]')).to_be_focused()
