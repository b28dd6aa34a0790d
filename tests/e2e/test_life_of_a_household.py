"""A department's lead through verification, entry, visits, exit and rollback.

Four people work on it, each in a browser of his own; somebody of the next township
sees nothing of it. The register's figures are looked at after each phase.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.utils import timezone
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page, expect

from accounts.models import Area, Parameter, User
from core.months import Month
from households import choices
from households.models import Case, Household, Lead, LeadBatch, Visit
from households.services.summaries import refresh_summaries
from households.signals import register_changed
from tests.e2e.conftest import PHONE, PageOf, until
from tests.factories import EpisodeFactory, HouseholdFactory, MemberFactory, id_number
from tests.households.case_steps import PDF, ago, photo

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

#: Nine months ago: the exit comes after the half year of observation.
RECEIVED = 270
NUMBER = id_number(7)
#: The department's own columns, in its own order.
HEADINGS = (
    "序号",
    "患者姓名",
    "身份证号",
    "户籍地址",
    "个人自付",
    "预警类型",
    "业务编号",
)
SENT = (
    (1, "赵德全", NUMBER, "石门镇柳树沟村2组", 46_000, "大额医疗支出", "YB-0001"),
    (2, "马玉兰", id_number(9), "高塬镇塬畔村", 31_000, "大额医疗支出", "YB-0002"),
)


@pytest.fixture
def household(village: Area) -> Household:
    """An ordinary family, beside one under monitoring and one that has left it."""
    Parameter.objects.create(
        key="monitoring_line", valid_from=dt.date(2021, 1, 1), value=8_700
    )
    for name, gone in (("苏满仓", None), ("郑秋菊", ago(100))):
        known = HouseholdFactory(village=village, head_name=name, persons=1, labour=1)
        MemberFactory(household=known, name=name)
        EpisodeFactory(
            household=known,
            identified_on=ago(600),
            eliminated_on=gone,
            elimination_mode="by_measures" if gone else "",
        )
    household: Household = HouseholdFactory(
        village=village, head_name="赵德全", persons=2, labour=1
    )
    MemberFactory(household=household, id_no=NUMBER)
    MemberFactory(
        household=household,
        name="李秀芳",
        sex=choices.Sex.FEMALE,
        relation=choices.Relation.SPOUSE,
        labour_skill=choices.LabourSkill.LOST,
    )
    refresh_summaries(Household.objects.all())
    register_changed.send(sender=Household, months=[Month.current()])
    return household


@pytest.fixture
def workbook(tmp_path: Path, other_village: Area) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADINGS, *SENT):
        sheet.append(row)
    book.save(tmp_path / "大额医疗支出.xlsx")
    return tmp_path / "大额医疗支出.xlsx"


@pytest.fixture
def jpeg(tmp_path: Path) -> Path:
    (tmp_path / "photo.jpg").write_bytes(photo())
    return tmp_path / "photo.jpg"


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    (tmp_path / "scan.pdf").write_bytes(PDF)
    return tmp_path / "scan.pdf"


def day(days: int) -> str:
    return ago(days).isoformat()


def tap(page: Page, name: str, value: str) -> None:
    """A big button is a hidden radio or check box in its label."""
    page.locator(f'label:has(input[name="{name}"][value="{value}"])').click()


def fill(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.locator(f"#id_{name}").fill(value)


def file_papers(page: Page, paper: Path, *kinds: str) -> None:
    for kind in kinds:
        line = page.locator(".case-papers > li").filter(
            has=page.locator(f"#file-{kind}")
        )
        line.locator("input[type=file]").set_input_files(paper)
        line.get_by_role("button", name="上传").click()
        expect(line.locator(".bdg.good")).to_have_text("已上传")


def pass_step(page: Page, case: Case, **values: str) -> None:
    """Fill the waiting step and pass it; another one waits afterwards."""
    page.goto(f"/cases/{case.pk}/")
    label = str(choices.Step(case.step).label)
    fill(page, **values)
    page.get_by_role("button", name=f"完成{label}").click()
    expect(page.locator(".flash")).to_contain_text(f"{label}已完成")
    case.refresh_from_db()


def found(page: Page, wage: str, self_paid: str) -> None:
    for name in ("housing", "dropout", "water", "uninsured"):
        tap(page, f"{name}_problem", "no")
    fill(page, wage=wage, operating="0", property="0", transfer="3000")
    fill(page, operating_cost="0", claims="0", self_paid=self_paid)


def figures(page: Page, eliminated: int, identified: int) -> None:
    """The overview counts so many eliminated of so many households ever identified."""
    until(page, "/overview/", f"{eliminated} / {identified} 户")
    card = page.locator("article.kpi", has_text="监测户（累计识别）")
    expect(card.locator(".kpi-v strong")).to_have_text(str(identified))
    expect(card.locator(".kpi-v .alt")).to_contain_text("新增 0 户")
    card = page.locator("article.kpi", has_text="风险消除率")
    expect(card).to_contain_text(f"未消除 {identified - eliminated} 户")


def push(page: Page, workbook: Path) -> LeadBatch:
    page.goto("/leads/batches/")
    page.get_by_role("link", name="推送一批线索").click()
    page.locator("#upload-received_on").fill(day(RECEIVED))
    page.locator("input[type=file]").set_input_files(workbook)
    page.get_by_role("button", name="上传并核对").click()
    write = page.locator("form.apply button")
    expect(write).to_be_visible(timeout=60_000)
    write.click()
    expect(page.locator("h1")).to_contain_text("导入结果", timeout=60_000)
    return LeadBatch.objects.get()


def answer(page: Page, lead: Lead) -> None:
    """From the to-do list of the township to an answer."""
    page.goto("/todo/")
    page.locator(".td-span").get_by_role("link", name="赵德全").first.click()
    expect(page.locator("#match")).to_contain_text("已匹配")
    tap(page, "outcome", "at_risk")
    fill(page, verified_on=day(RECEIVED - 1), verifiers="任晓燕、张桂兰")
    fill(page, fact="肝硬化住院，自付 4.6 万元，借债 2 万元")
    page.get_by_role("button", name="保存答复").click()
    expect(page.locator("#answer")).to_contain_text("属实纳入")


def take_entry(
    case: Case, village: Page, town: Page, county: Page, jpeg: Path, pdf: Path
) -> None:
    """The eight steps; the first of them was the lead."""
    village.goto(f"/cases/{case.pk}/")
    file_papers(village, jpeg, "verification_form")
    tap(village, "category", "marginal")
    village.locator("#id_main_risk").select_option("illness")
    found(village, wage="9000", self_paid="46000")
    fill(village, persons="张桂兰、任晓燕", opinion="自付医疗费大，收入低于监测标准")
    fill(village, on=day(268))
    village.get_by_role("button", name="完成入户核查").click()
    expect(village.locator(".flash")).to_contain_text("入户核查已完成")

    file_papers(village, jpeg, "consent_letter")
    case.refresh_from_db()
    pass_step(village, case, persons="赵德全", on=day(268))

    town.goto(f"/cases/{case.pk}/")
    file_papers(town, pdf, "comparison")
    pass_step(town, case, opinion="无商品房、无车辆、无财政供养", on=day(267))

    review_and_post(village, case, jpeg, 266)
    pass_step(town, case, opinion="程序完整，同意上报", on=day(260))
    pass_step(county, case, opinion="同意纳入监测", on=day(259))
    pass_step(town, case, on=day(258))


def review_and_post(page: Page, case: Case, jpeg: Path, days: int) -> None:
    page.goto(f"/cases/{case.pk}/")
    file_papers(page, jpeg, "minutes", "sign_in")
    meeting = {"persons": "白建平", "attended": "23", "votes_for": "21"}
    pass_step(page, case, **meeting, on=day(days))
    file_papers(page, jpeg, "notice_photo")
    posted = {"published_from": day(days), "published_to": day(days - 5)}
    pass_step(page, case, **posted, on=day(days - 5))


def visit(page: Page, household: Household) -> None:
    page.goto("/visits/")
    card = page.locator(".vcard", has_text=household.head_name)
    card.get_by_role("link", name="走访").click()
    tap(page, "mode", "home")
    head = household.members.get(relation=choices.Relation.HEAD)
    tap(page, "met_who", str(head.pk))
    for name in ("food", "clothing", "education", "medical", "housing", "water"):
        tap(page, f"{name}_problem", "ok")
    fill(page, wage="2800")
    tap(page, "signals", "none")
    tap(page, "conclusion", "propose_elimination")
    page.get_by_role("button", name="保存走访").click()
    expect(page.locator(".flash.good")).to_contain_text(household.head_name)


def begin_exit(page: Page, household: Household) -> Case:
    page.goto(f"/households/{household.pk}/")
    page.locator("#procedures").get_by_role("link", name="启动消除").click()
    fill(page, on=day(20))
    page.get_by_role("button", name="启动消除").click()
    expect(page.locator("#conditions")).to_contain_text("没有针对性措施的风险：因病")
    case: Case = household.cases.get(kind=choices.CaseKind.EXIT)
    return case


def take_exit(case: Case, village: Page, town: Page, county: Page, jpeg: Path) -> None:
    """The six steps."""
    village.goto(f"/cases/{case.pk}/")
    tap(village, "elimination_mode", "by_measures")
    fill(village, opinion="病情稳定，务工收入稳定半年以上", on=day(20))
    village.get_by_role("button", name="完成提出名单").click()
    expect(village.locator(".flash")).to_contain_text("提出名单已完成")

    file_papers(village, jpeg, "signed_confirmation")
    tap(village, "elimination_mode", "by_measures")
    found(village, wage="33600", self_paid="1200")
    case.refresh_from_db()
    fill(village, persons="张桂兰", on=day(19))
    refuse(village, "没有针对性措施的风险：因病")
    record_measures(town, case, "医疗救助", "就业介绍")
    village.get_by_role("button", name="完成入户核实").click()
    expect(village.locator(".flash")).to_contain_text("入户核实已完成")

    case.refresh_from_db()
    review_and_post(village, case, jpeg, 18)
    pass_step(town, case, opinion="同意消除", on=day(11))
    contact = {"contact_name": "白建平", "contact_phone": "13800002210"}
    pass_step(county, case, **contact, opinion="同意消除", on=day(10))


def record_measures(page: Page, case: Case, *kinds: str) -> None:
    for kind in kinds:
        page.goto(f"/assistance/households/{case.household_id}/measures/new/")
        page.locator("[name=kind]").select_option(label=kind)
        page.get_by_role("button", name="保存措施").click()
        expect(page.locator(".flash").first).to_contain_text("帮扶措施已登记")


def refuse(page: Page, sentence: str) -> None:
    page.get_by_role("button", name="完成").click()
    expect(page.locator(".errsum")).to_contain_text(sentence)


def roll_back(page: Page, household: Household) -> None:
    """The elimination did not hold; its day stays."""
    page.goto(f"/households/{household.pk}/")
    page.locator("#procedures").get_by_role("link", name="风险消除回退").click()
    fill(page, reason="复发住院，自付 3.1 万元")
    page.get_by_role("button", name="回退风险消除").click()
    expect(page.locator(".flash")).to_contain_text("风险消除已回退")
    expect(page.locator("main")).to_contain_text("风险未消除")
    gone = ago(10)
    said = f"{gone.year}年{gone.month}月{gone.day}日"
    expect(page.locator("#a4")).to_contain_text(said)
    first, second = household.episodes.order_by("identified_on")
    assert (first.eliminated_on, first.rolled_back_on) == (gone, timezone.localdate())
    assert (second.resumes, second.eliminated_on) == (first, None)
    since = ago(259)
    expect(page.locator(".facts")).to_contain_text(f"{since.year}年{since.month}月")


def fetch_answers(page: Page, batch: LeadBatch, target: Path) -> list[list[object]]:
    """The department's own workbook, as the page gives it back."""
    page.goto(f"/leads/batches/{batch.pk}/")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载答复表").click()
    download.value.save_as(target)
    sheet = load_workbook(target).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_a_lead_becomes_a_monitored_household_leaves_and_is_rolled_back(
    page_of: PageOf,
    worker: None,
    household: Household,
    workbook: Path,
    jpeg: Path,
    pdf: Path,
    tmp_path: Path,
    department_staff: User,
    township_staff: User,
    village_worker: User,
    bureau_official: User,
    outsider: User,
) -> None:
    department, town = page_of(department_staff), page_of(township_staff)
    village, county = page_of(village_worker, PHONE), page_of(bureau_official)
    figures(county, 1, 2)

    # A department's batch: each township gets its own rows.
    batch = push(department, workbook)
    lead = Lead.objects.get(person_name="赵德全")
    assert (lead.match, lead.household, lead.area) == (
        choices.LeadMatch.MATCHED,
        household,
        household.village,
    )
    answer(town, lead)
    figures(county, 1, 2)

    # Entry, begun from the lead.
    town.get_by_role("link", name="启动日期").click()
    fill(town, on=day(RECEIVED - 1))
    town.get_by_role("button", name="启动纳入").click()
    expect(town.locator(".flash")).to_contain_text("已启动办理")
    case = Case.objects.get()
    assert case.lead == lead
    take_entry(case, village, town, county, jpeg, pdf)
    assert case.result == choices.CaseResult.ACCEPTED
    assert household.episodes.get().identified_on == ago(259)
    figures(county, 1, 3)

    # The department reads the answer in its own file, and accepts it.
    head, mine, theirs = fetch_answers(department, batch, tmp_path / "back.xlsx")
    assert tuple(head[: len(HEADINGS)]) == HEADINGS
    assert tuple(mine[: len(HEADINGS)]) == SENT[0]
    assert {"已答复", "属实纳入"} <= set(mine)
    assert "核查中，已超期限" in theirs
    department.get_by_role("link", name="赵德全").first.click()
    department.get_by_role("button", name="认可答复，办结").click()
    lead.refresh_from_db()
    assert lead.state == choices.LeadState.CLOSED

    # Monitored: visited, then out of it by six steps.
    visit(village, household)
    assert Visit.objects.get().household == household
    leaving = begin_exit(village, household)
    take_exit(leaving, village, town, county, jpeg)
    assert leaving.result == choices.CaseResult.ELIMINATED
    figures(county, 2, 3)

    roll_back(county, household)
    figures(county, 1, 3)

    # The next township has the same rights, and none of this.
    stranger = page_of(outsider)
    for path in (f"/leads/{lead.pk}/", f"/cases/{case.pk}/", f"/cases/{leaving.pk}/"):
        response = stranger.goto(path)
        assert response is not None
        assert response.status == 404
    stranger.goto("/leads/")
    expect(stranger.locator("main")).to_contain_text("马玉兰")
    expect(stranger.locator("main")).not_to_contain_text("赵德全")
