"""Allowances, loans, insurance, dividends, purchases and works: in and out by file."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.models import Area, Department, User
from accounts.roles import Role
from assistance.ledgers import LEDGERS
from assistance.models import (
    Allowance,
    ConsumptionAid,
    Dividend,
    Insurance,
    LedgerKeeper,
    Loan,
    SiteWork,
)
from exchange.registry import roster_for
from households.models import Household, Member, ResettlementSite
from tests.exchange.round_trips import comes_back, sent
from tests.exchange.workbooks import receive, workbook
from tests.factories import UserFactory, id_number

ClientOf = Callable[[User], Client]
Row = Sequence[str]

DIBAO = (
    "保障对象",
    "身份证号",
    "类别",
    "保障人数",
    "月标准（元）",
    "起始日期",
    "已发至月份",
    "最近发放日期",
)
LOAN = (
    "借款人",
    "身份证号",
    "银行",
    "合同号",
    "金额（元）",
    "放款日",
    "到期日",
    "利率（%）",
    "还款状态",
)
INSURED = ("姓名", "身份证号", "参保年度", "参保类型", "参保日期", "个人缴费（元）")
DIVIDEND = (
    "镇（办）",
    "行政村",
    "集体或项目",
    "年度",
    "户数",
    "分红总额（元）",
    "实发金额（元）",
    "发放日期",
)
BOUGHT = ("行政村", "采购单位", "产品", "金额（元）", "采购日期")
BUILT = ("安置区", "项目", "数量", "完成日期")

HEAD = ("赵德全", id_number(1))
FILES: dict[str, tuple[Row, Row]] = {
    "allowance-dibao": (
        DIBAO,
        (*HEAD, "二类", "2", "980", "2025-03-01", "202610", "2026-10-25"),
    ),
    "loans": (
        LOAN,
        (*HEAD, "安澜农商银行", "AL2026001", "50000", "2026-01-05", "2029-01-04",
         "3.45", "正常"),
    ),
    "medical": (INSURED, (*HEAD, "2026", "城乡居民", "2025-12-10", "380")),
    "old-age": (INSURED, (*HEAD, "2026", "城乡居民", "2026-05-10", "200")),
    "dividends": (
        DIVIDEND,
        ("石门镇", "柳树沟村", "柳树沟股份经济合作社", "2025", "40", "60000",
         "60000", "2026-01-15"),
    ),
    "consumption": (
        BOUGHT, ("柳树沟村", "安澜市第一中学", "苹果", "12000", "2026-10-09"),
    ),
    "site-works": (BUILT, ("石门安置区", "充电桩", "12", "2026-06-30")),
}  # fmt: skip
MODELS: dict[str, Any] = {
    "allowance-dibao": Allowance,
    "loans": Loan,
    "medical": Insurance,
    "old-age": Insurance,
    "dividends": Dividend,
    "consumption": ConsumptionAid,
    "site-works": SiteWork,
}


@pytest.fixture(autouse=True)
def site(village: Area) -> ResettlementSite:
    return ResettlementSite.objects.create(village=village, name="石门安置区")


@pytest.fixture
def civil_affairs() -> User:
    """Staff of the department that keeps 低保, and no other ledger."""
    department = Department.objects.create(code="minzheng", name="民政局")
    LedgerKeeper.objects.create(department=department, ledger="dibao")
    user: User = UserFactory(
        role=Role.DEPARTMENT_STAFF, area=None, department=department
    )
    return user


@pytest.mark.usefixtures("household")
@pytest.mark.parametrize("key", FILES)
def test_it_works(key: str, township_staff: User) -> None:
    """A row goes in, comes out, and comes back unchanged."""
    header, row = FILES[key]
    assert sent(township_staff, key, header, row) == ({"new": 1}, [])
    written = MODELS[key].objects.get()
    assert written.recorded_by == township_staff
    assert comes_back(township_staff, key) == {"unchanged": 1}


@pytest.mark.usefixtures("household", "neighbours")
@pytest.mark.parametrize("key", FILES)
def test_the_next_township_sees_and_writes_nothing(
    key: str, township_staff: User, outsider: User
) -> None:
    header, row = FILES[key]
    sent(township_staff, key, header, row)
    found, messages = sent(outsider, key, header, row)
    assert found == {"refused": 1}, messages
    assert not MODELS[key].objects.visible_to(outsider).exists()


@pytest.mark.usefixtures("household")
def test_a_department_sends_in_and_takes_out_its_own_ledger_only(
    civil_affairs: User,
) -> None:
    header, row = FILES["allowance-dibao"]
    assert sent(civil_affairs, "allowance-dibao", header, row) == ({"new": 1}, [])
    assert comes_back(civil_affairs, "allowance-dibao") == {"unchanged": 1}
    with pytest.raises(PermissionDenied):
        receive(workbook([], header=LOAN), civil_affairs, "loans")


@pytest.mark.usefixtures("household")
def test_a_department_orders_its_file_on_the_page_and_fetches_it(
    client_of: ClientOf, civil_affairs: User
) -> None:
    client = client_of(civil_affairs)
    order = {"roster": "allowance-dibao", "query": ""}
    answer = client.post(reverse("exchange:export-start"), order)
    assert answer["Location"] == reverse("exchange:exports")
    assert client.get(reverse("exchange:exports")).status_code == 200
    other = client.post(reverse("exchange:export-start"), {"roster": "loans"})
    assert other.status_code == 403


@pytest.mark.usefixtures("household")
@pytest.mark.parametrize(
    ("key", "changes", "message"),
    [
        ("allowance-dibao", {"最近发放日期": "2027-01-01"}, "日期在今天之后。"),
        ("loans", {"到期日": "2025-12-31"}, "到期日早于放款日。"),
        ("loans", {"放款日": "2026-12-31"}, "日期在今天之后。"),
        ("medical", {"参保类型": ""}, "请填写参保类型。"),
        ("dividends", {"实发金额（元）": "70000"}, "实发多于应发，请填写超发原因。"),
        ("dividends", {"行政村": "没有的村"}, "您的管理范围内没有这个村。"),
        ("consumption", {"金额（元）": "0"}, "请填写金额。"),
        ("site-works", {"安置区": "别处"}, "您的管理范围内没有这个安置区。"),
    ],
)
def test_what_cannot_be_is_refused(
    key: str, changes: dict[str, str], message: str, township_staff: User
) -> None:
    header, row = FILES[key]
    values = {**dict(zip(header, row, strict=True)), **changes}
    found = sent(township_staff, key, header, [values[name] for name in header])
    assert found == ({"refused": 1}, [message])


@pytest.mark.usefixtures("household")
def test_who_draws_an_allowance_cannot_draw_it_twice(
    township_staff: User, head: Member
) -> None:
    header, row = FILES["allowance-dibao"]
    sent(township_staff, "allowance-dibao", header, row)
    again = [*row[:5], "2026-01-01", "", ""]
    _found, messages = sent(township_staff, "allowance-dibao", header, again)
    assert messages == ["此人正在享受这项待遇，请先登记停发。"]
    assert Allowance.objects.get(member=head).paid_to is not None


@pytest.mark.usefixtures("household")
def test_any_day_of_a_month_means_the_month(township_staff: User) -> None:
    header, row = FILES["allowance-dibao"]
    sent(township_staff, "allowance-dibao", header, [*row[:6], "2026-10-17", ""])
    paid_to = Allowance.objects.get().paid_to
    assert paid_to is not None
    assert paid_to.isoformat() == "2026-10-01"


def test_every_ledger_has_its_file() -> None:
    for ledger in LEDGERS.values():
        roster = roster_for(ledger.roster)
        assert roster.rows is not None, ledger.key
        assert roster.target[roster.unit].model._meta.concrete_model is (
            ledger.model._meta.concrete_model
        )


def test_the_household_of_a_row_is_the_one_of_its_person(
    township_staff: User, household: Household
) -> None:
    header, row = FILES["medical"]
    sent(township_staff, "medical", header, row)
    assert Insurance.objects.get().household == household
