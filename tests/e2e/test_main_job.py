"""The main job on an empty database: Excel in, visits, figures, rows, Excel out and in.

A real Celery worker does the background work, in a process of its own.
"""

from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Area, User
from accounts.roles import Role
from core.months import Month
from dashboards.demo.city import City, Wish
from dashboards.demo.workbooks import write_rosters
from exchange.models import ImportRun
from households.models import Household, Member, Visit
from tests.e2e.conftest import PageOf, until
from tests.factories import UserFactory
from tests.factories.users import PASSWORD

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def rosters(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The files of a small city, as ``demo_rosters`` writes them."""
    wish = Wish(120, seed=7, day=timezone.localdate())
    return write_rosters(City(wish), tmp_path_factory.mktemp("rosters"))


def upload(page: Page, roster: str, file: Path) -> ImportRun:
    """Upload, look at the preview, write; returns the run once it is written."""
    page.goto(f"/exchange/imports/new/?roster={roster}")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="上传并核对").click()
    write = page.locator("form.apply button")
    expect(write).to_be_visible(timeout=90_000)
    write.click()
    expect(page.locator("h1")).to_contain_text("导入结果", timeout=90_000)
    return ImportRun.objects.latest("pk")


def log_in(page: Page, user: User) -> None:
    page.goto("/accounts/login/")
    page.locator("[name=username]").fill(user.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def visit_rate(page: Page) -> str:
    page.goto("/overview/")
    card = page.locator("article.kpi", has_text="本月走访到位率")
    return card.locator(".kpi-d").inner_text().split("户")[0].strip()


def test_from_an_empty_database_to_a_figure_and_back_to_excel(
    page_of: PageOf,
    worker: None,
    rosters: list[Path],
    administrator: User,
    tmp_path: Path,
) -> None:
    areas, _merger, monitoring = rosters[:3]
    page = page_of(administrator)
    assert not Household.objects.exists()

    run = upload(page, "areas", areas)
    assert (run.rows_refused, run.state) == (0, ImportRun.State.APPLIED)
    county = Area.objects.get(level=Area.Level.COUNTY)
    official = UserFactory(
        username="zhoumin", role=Role.BUREAU_OFFICIAL, area=county, full_name="周敏"
    )

    page = page_of(official)
    run = upload(page, "monitoring", monitoring)
    assert (run.rows_refused, run.rows_new) == (0, Member.objects.count())
    households = Household.objects.monitored().count()
    until(page, "/overview/", f"{households} 户")

    # A visit in the browser moves the figure, and the figure opens its rows.
    due = Household.objects.due_in(Month.current()).order_by("pk").first()
    assert due is not None
    assert visit_rate(page).startswith("0 /")
    page.goto(f"/visits/{due.pk}/{Month.current()}/")
    for name in ("mode", "met_who", "conclusion"):
        page.locator(f"label.opt:has(input[name={name}])").first.click()
    for name in ("food", "clothing", "education", "medical", "housing", "water"):
        page.locator(f"label.opt:has(input[name={name}_problem])").first.click()
    page.locator("label.opt:has(input[name=signals][value=none])").click()
    page.get_by_role("button", name="保存走访").click()
    expect(page.locator(".flash.good")).to_be_visible()
    assert Visit.objects.get().household == due
    until(page, "/overview/", f"1 / {Household.objects.open().count()}")

    card = page.locator("article.kpi", has_text="风险消除率")
    figure = card.locator(".kpi-d").inner_text()
    card.locator(".kpi-v a").first.click()
    eliminated = Household.objects.filter(monitoring_state="eliminated")
    expect(page.locator("main")).to_contain_text(f"{eliminated.count()} 户")
    assert f"{eliminated.count()} / {households} 户" in " ".join(figure.split())

    # Out to Excel and in again: nothing changes.
    page.goto("/households/")
    page.locator("details.export-form summary").click()
    page.get_by_role("button", name="生成文件").click()
    link = page.get_by_role("link", name="下载").first
    expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        link.click()
    exported = tmp_path / "export.xlsx"
    download.value.save_as(exported)
    page.goto("/exchange/imports/new/?roster=households")
    page.locator("input[type=file]").set_input_files(exported)
    page.get_by_role("button", name="上传并核对").click()
    expect(page.locator("h1")).to_contain_text("核对预览", timeout=90_000)
    run = ImportRun.objects.latest("pk")
    assert (run.rows_unchanged, run.rows_to_write, run.rows_refused) == (
        households,
        0,
        0,
    )


def test_every_role_logs_in_and_lands_on_its_own_to_do_list(
    page_of: PageOf,
    administrator: User,
    bureau_official: User,
    department_staff: User,
    inspector: User,
    leader: User,
    township_staff: User,
    village_worker: User,
) -> None:
    page = page_of(administrator)
    page.context.clear_cookies()
    for user in (
        administrator,
        bureau_official,
        leader,
        inspector,
        township_staff,
        village_worker,
        department_staff,
    ):
        log_in(page, user)
        expect(page.locator("main h1")).to_have_text(f"{user.full_name}，今天的待办")
        page.context.clear_cookies()
