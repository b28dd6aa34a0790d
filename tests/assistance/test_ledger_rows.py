"""Rows of the ledgers by hand: entered, changed, deleted, and by whom."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Area, User
from assistance.choices import Ledger
from assistance.ledgers import LEDGERS, About
from assistance.models import (
    Dividend,
    PostWage,
    PublicPost,
    SiteWork,
    Subsidy,
)
from assistance.signals import ledgers_changed
from households.models import Household, Member, ResettlementSite, WorkRecord
from households.services.register import fingerprint
from tests.factories import id_number

ClientOf = Callable[[User], Client]
ADD = reverse("assistance:row-add", args=["yulu"])
YULU = {
    "name": "赵小云",
    "id_no": id_number(2),
    "period": "2026春",
    "institution": "安澜市职教中心",
    "due_amount": "1500",
    "applied_on": "2026-03-02",
}


@pytest.fixture
def grant(daughter: Member) -> Subsidy:
    row = Subsidy.objects.create(
        household=daughter.household,
        member=daughter,
        kind="yulu",
        period="2026春",
        institution="安澜市职教中心",
        due_amount=1500,
    )
    row.refresh_from_db()
    return row


def page_of(row: Subsidy) -> str:
    return reverse("assistance:row-edit", args=["yulu", row.pk])


def changed(row: Subsidy, **values: str) -> dict[str, str]:
    return {
        "seen": fingerprint(row),
        "period": row.period,
        "institution": row.institution,
        "due_amount": "1500",
        **values,
    }


@pytest.mark.usefixtures("household")
def test_it_works(client_of: ClientOf, township_staff: User, daughter: Member) -> None:
    client = client_of(township_staff)
    assert client.get(ADD).status_code == 200
    answer = client.post(ADD, YULU)
    assert answer["Location"] == reverse("assistance:subsidies") + "?kind=yulu"
    row = Subsidy.objects.get()
    assert (row.member, row.household) == (daughter, daughter.household)
    assert (row.kind, row.state, row.recorded_by) == (
        "yulu",
        "applied",
        township_staff,
    )
    paid = changed(row, paid_amount="1500", paid_on="2026-04-01")
    client.post(page_of(row), paid | {"applied_on": "2026-03-02"})
    row.refresh_from_db()
    assert row.state == "paid"
    page = client.get(page_of(row)).content.decode()
    assert "2026-04-01" in page
    assert "<ins>1500.00</ins>" in page


def test_a_change_is_told_to_the_cards(
    client_of: ClientOf, township_staff: User, grant: Subsidy
) -> None:
    told: list[Any] = []

    def hear(households: Any, **kwargs: Any) -> None:
        told.extend(households)

    ledgers_changed.connect(hear)
    try:
        values = changed(grant, due_amount="1600")
        client_of(township_staff).post(page_of(grant), values)
    finally:
        ledgers_changed.disconnect(hear)
    assert told == [grant.household_id]


@pytest.mark.usefixtures("household", "neighbours")
def test_the_next_township_reaches_neither_row_nor_person(
    client_of: ClientOf, outsider: User, grant: Subsidy
) -> None:
    client = client_of(outsider)
    assert client.get(page_of(grant)).status_code == 404
    assert client.post(page_of(grant), changed(grant)).status_code == 404
    answer = client.post(ADD, YULU)
    assert answer.status_code == 422
    assert "您的范围内没有这个身份证号的人。" in answer.content.decode()
    assert Subsidy.objects.count() == 1


@pytest.mark.usefixtures("household", "neighbours")
def test_a_department_enters_its_ledger_for_every_village_and_no_other(
    client_of: ClientOf, education_staff: User, grant: Subsidy
) -> None:
    client = client_of(education_staff)
    assert client.get(page_of(grant)).status_code == 200
    other = YULU | {"name": "钱有余", "id_no": id_number(3)}
    assert client.post(ADD, other).status_code == 302
    assert Subsidy.objects.count() == 2
    for ledger in ("dibao", "loans", "dividends"):
        elsewhere = reverse("assistance:row-add", args=[ledger])
        assert client.get(elsewhere).status_code == 404
    page = client.get(page_of(grant)).content.decode()
    household = reverse("households:household", args=[grant.household_id])
    assert household not in page


def test_a_leader_reads_a_row_and_changes_nothing(
    client_of: ClientOf, leader: User, grant: Subsidy
) -> None:
    client = client_of(leader)
    page = client.get(page_of(grant)).content.decode()
    assert "安澜市职教中心" in page
    assert 'name="due_amount"' not in page
    assert client.post(page_of(grant), changed(grant)).status_code == 403


@pytest.mark.usefixtures("household")
@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"paid_amount": "1600", "paid_on": "2026-04-01"}, "over_reason",
         "实发多于应发，请填写超发原因。"),
        ({"paid_amount": "1500", "paid_on": "2027-04-01"}, "paid_on",
         "日期在今天之后。"),
        ({"paid_amount": "1500"}, "paid_amount", "发放须同时填写金额和日期。"),
        ({"approved_on": "2026-03-01"}, "approved_on", "审核日期早于申请日期。"),
        ({"returned_on": "2026-05-01"}, "return_reason", ""),
        ({"due_amount": "-1"}, "due_amount", ""),
        ({"quantity": "99999999999"}, "quantity", ""),
        ({"name": "李秀英"}, "name", "这个身份证号在登记册中是另一个姓名。"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field(
    client_of: ClientOf,
    township_staff: User,
    values: dict[str, str],
    field: str,
    sentence: str,
) -> None:
    answer = client_of(township_staff).post(ADD, YULU | values)
    assert answer.status_code == 422
    shown = {**answer.context["form"].errors, **answer.context["whose"].errors}
    assert list(shown) == [field]
    assert not sentence or shown[field] == [sentence]
    assert "安澜市职教中心" in answer.content.decode()
    assert not Subsidy.objects.exists()


def test_the_same_payment_twice_is_refused(
    client_of: ClientOf, township_staff: User, grant: Subsidy
) -> None:
    answer = client_of(township_staff).post(ADD, YULU)
    assert answer.status_code == 422
    assert "同一人、同一补贴、同一期次已登记。" in answer.content.decode()


def test_two_clerks_on_one_row_see_both_versions(
    client_of: ClientOf, township_staff: User, grant: Subsidy
) -> None:
    mine = changed(grant, due_amount="1800")
    Subsidy.objects.filter(pk=grant.pk).update(due_amount=1700)
    answer = client_of(township_staff).post(page_of(grant), mine)
    assert answer.status_code == 409
    grant.refresh_from_db()
    assert grant.due_amount == 1700


def test_a_row_entered_by_mistake_is_deleted_after_a_question(
    client_of: ClientOf, township_staff: User, grant: Subsidy
) -> None:
    client = client_of(township_staff)
    address = reverse("assistance:row-delete", args=["yulu", grant.pk])
    page = client.get(address).content.decode()
    assert "删除这一行？" in page
    assert client.post(address).status_code == 422
    client.post(address, {"seen": "0" * 32})
    assert Subsidy.objects.exists()
    client.post(address, {"seen": fingerprint(grant)})
    assert not Subsidy.objects.exists()


def test_a_row_of_another_ledger_is_not_found(
    client_of: ClientOf, township_staff: User, grant: Subsidy
) -> None:
    client = client_of(township_staff)
    for ledger in ("education", "loans", "nonsense"):
        address = reverse("assistance:row-edit", args=[ledger, grant.pk])
        assert client.get(address).status_code == 404


def test_a_village_row_is_entered_for_a_village_of_ones_own(
    client_of: ClientOf, township_staff: User, village: Area, other_village: Area
) -> None:
    client = client_of(township_staff)
    address = reverse("assistance:row-add", args=["dividends"])
    values = {
        "collective": "柳树沟股份经济合作社",
        "year": "2025",
        "households": "40",
        "persons": "130",
        "total_amount": "60000",
    }
    foreign = client.post(address, values | {"village": other_village.pk})
    assert foreign.status_code == 422
    assert client.post(address, values | {"village": village.pk}).status_code == 302
    assert Dividend.objects.get().village == village


@pytest.mark.parametrize("year", ["0", "26", "20266"])
def test_a_year_has_four_digits(
    client_of: ClientOf, township_staff: User, village: Area, year: str
) -> None:
    """Of a dividend without any day, the end of the year is the day it is due."""
    values = {
        "village": village.pk,
        "collective": "柳树沟股份经济合作社",
        "year": year,
        "households": "40",
        "persons": "130",
        "total_amount": "60000",
    }
    address = reverse("assistance:row-add", args=["dividends"])
    answer = client_of(township_staff).post(address, values)
    assert answer.status_code == 422
    assert answer.context["form"].errors["year"] == ["年度填四位数字。"]


def test_a_work_is_entered_for_a_resettlement_site(
    client_of: ClientOf, township_staff: User, village: Area
) -> None:
    site = ResettlementSite.objects.create(village=village, name="石门安置区")
    values = {"site": site.pk, "item": "charger", "quantity": "12"}
    address = reverse("assistance:row-add", args=["site_works"])
    client_of(township_staff).post(address, values | {"done_on": "2026-06-30"})
    assert SiteWork.objects.get().site == site


@pytest.fixture
def post(head: Member) -> PublicPost:
    return PublicPost.objects.create(
        household=head.household,
        member=head,
        name="保洁员",
        post_type="cleaning",
        employer="柳树沟村委会",
        started_on="2026-01-01",
        monthly_wage=800,
    )


def test_a_wage_is_entered_for_a_post_and_keeps_the_post(
    client_of: ClientOf, township_staff: User, post: PublicPost
) -> None:
    client = client_of(township_staff)
    address = reverse("assistance:row-add", args=["post_wages"]) + f"?post={post.pk}"
    assert "800.00" in client.get(address).content.decode()
    values = {"month": "2026-10", "due_amount": "800"}
    assert client.post(address, values).status_code == 302
    assert PostWage.objects.get().post == post
    delete = reverse("assistance:row-delete", args=["posts", post.pk])
    client.post(delete, {"seen": fingerprint(post)})
    assert PublicPost.objects.exists()


@pytest.mark.parametrize(
    ("month", "message"),
    [
        ("2025-12", "该月不在岗，没有应发工资。"),
        ("2099-01", "日期在今天之后。"),
        ("1800-01", "请填写月份，如 2026-10。"),
    ],
)
def test_a_month_without_the_post_has_no_wage_here_either(
    client_of: ClientOf,
    township_staff: User,
    post: PublicPost,
    month: str,
    message: str,
) -> None:
    address = reverse("assistance:row-add", args=["post_wages"]) + f"?post={post.pk}"
    values = {"month": month, "due_amount": "800"}
    answer = client_of(township_staff).post(address, values)
    assert answer.status_code == 422
    assert answer.context["form"].errors["month"] == [message]


def test_an_allowance_is_not_paid_up_to_a_month_to_come(
    client_of: ClientOf, township_staff: User, household: Household, head: Member
) -> None:
    """It would not be in arrears until then."""
    values = {
        "member": head.pk,
        "persons": "1",
        "monthly_amount": "400",
        "started_on": "2026-01-01",
        "paid_to": "2062-10",
    }
    address = reverse("assistance:row-add", args=["dibao"])
    answer = client_of(township_staff).post(
        f"{address}?household={household.pk}", values
    )
    assert answer.status_code == 422
    assert answer.context["form"].errors["paid_to"] == ["日期在今天之后。"]


def test_from_the_household_only_its_members_are_offered(
    client_of: ClientOf,
    township_staff: User,
    household: Household,
    neighbours: Household,
) -> None:
    client = client_of(township_staff)
    page = client.get(f"{ADD}?household={household.pk}").content.decode()
    assert "赵小云" in page
    assert client.get(f"{ADD}?household={neighbours.pk}").status_code == 404
    assert client.get(f"{ADD}?household=x").status_code == 404


@pytest.mark.usefixtures("household")
@pytest.mark.parametrize(
    "key", [k for k, v in LEDGERS.items() if v.about != About.POST]
)
def test_every_ledger_has_its_form_and_says_what_is_missing(
    key: str, client_of: ClientOf, bureau_official: User
) -> None:
    client = client_of(bureau_official)
    address = reverse("assistance:row-add", args=[key])
    assert client.get(address).status_code == 200
    assert client.post(address, {}).status_code == 422


def test_the_page_of_a_household_leads_to_the_form_of_each_ledger(
    client_of: ClientOf,
    township_staff: User,
    village_worker: User,
    household: Household,
    daughter: Member,
) -> None:
    panel = reverse("assistance:household-card", args=[household.pk])
    text = client_of(township_staff).get(panel).content.decode()
    back = household.get_absolute_url()
    assert f"{ADD}?household={household.pk}&amp;next={back}" in text
    assert reverse("assistance:row-add", args=["dividends"]) not in text
    answer = client_of(township_staff).post(
        f"{ADD}?household={household.pk}&next={back}",
        {**YULU, "member": str(daughter.pk)},
    )
    assert answer["Location"] == back
    assert ADD not in client_of(village_worker).get(panel).content.decode()


def test_work_that_is_planned_may_begin_later(
    client_of: ClientOf, township_staff: User, household: Household, head: Member
) -> None:
    """As in the file; work that is going on may not."""
    address = reverse("assistance:row-add", args=["employment"])
    address += f"?household={household.pk}"
    given = {"member": head.pk, "started_on": "2027-03-01", "place": "昆山市"}
    client = client_of(township_staff)
    answer = client.post(address, {**given, "is_working": "on"})
    assert answer.status_code == 422
    assert "日期在今天之后。" in answer.content.decode()
    assert client.post(address, given).status_code == 302
    work = WorkRecord.objects.get()
    assert (work.is_working, work.started_on.year) == (False, 2027)


def test_every_ledger_but_the_measures_is_declared() -> None:
    declared = {ledger.keeper_key for ledger in LEDGERS.values()}
    assert declared == set(Ledger.values) - {Ledger.MEASURES}
