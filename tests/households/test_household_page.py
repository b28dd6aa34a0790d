"""The page of one household, its numbers in full, and its sheets."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import AccessLog, Area, Parameter, User
from core.months import Month
from households import choices
from households.models import Household, Member
from households.services import numbers
from households.services.summaries import refresh_summaries
from tests.factories import (
    EpisodeFactory,
    HouseholdFactory,
    IncomeStatementFactory,
    MemberFactory,
    ResponsibilityFactory,
    VisitFactory,
    id_number,
)

ClientOf = Callable[[User], Client]
NUMBER = id_number(77)


@pytest.fixture
def household(village: Area) -> Household:
    """A monitored household with a year of visits, two statements and an illness."""
    row = HouseholdFactory(village=village, phone="13812342210")
    head = MemberFactory(household=row, name="赵德全", id_no=NUMBER)
    head.seal("phone", "13912340916")
    head.seal("illness", "慢性肾衰竭")
    head.health = [choices.Health.SERIOUS]
    head.save()
    EpisodeFactory(household=row)
    IncomeStatementFactory(household=row, self_paid=13_860)
    IncomeStatementFactory(household=row, year=2025, wage=26_400)
    ResponsibilityFactory(household=row, person__name="张桂兰")
    month = Month(2026, 11)
    for back in range(13):
        VisitFactory(household=row, month=month.shift(-back).first_day)
    refresh_summaries()
    row.refresh_from_db()
    return row


def test_it_works(
    client_of: ClientOf, township_staff: User, household: Household
) -> None:
    page = client_of(township_staff).get(f"/households/{household.pk}/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "赵德全" in text
    assert "张桂兰" in text
    assert page.context["chart"]["series"][0]["data"][-1] is not None
    assert page.context["visit_count"] == 13


def test_the_outsider_gets_nothing_by_any_address(
    client_of: ClientOf, outsider: User, household: Household
) -> None:
    client, pk = client_of(outsider), household.pk
    member = household.members.get().pk
    for address in (
        f"/households/{pk}/",
        f"/households/{pk}/history/",
        f"/households/{pk}/edit/",
        f"/households/{pk}/members/new/",
        f"/households/{pk}/responsible/",
        f"/households/{pk}/income/",
        f"/households/{pk}/income/2026/",
        f"/households/{pk}/reveal/phone/",
        f"/households/members/{member}/",
        f"/households/members/{member}/leave/",
        f"/households/members/{member}/reveal/id_no/",
    ):
        assert client.get(address).status_code == 404, address
        if not address.endswith(("history/", f"/{pk}/")) or "members" in address:
            answer = client.post(address, {"reason": "核对"})
            assert answer.status_code == 404, address
    assert not AccessLog.objects.filter(kind=AccessLog.Kind.REVEAL).exists()


def test_sheets_leave_out_foreign_households(
    client_of: ClientOf, outsider: User, township_staff: User, household: Household
) -> None:
    address = f"/households/sheets/?id={household.pk}&id=abc&id=999999999999999999999"
    assert "赵德全" in client_of(township_staff).get(address).content.decode()
    assert "赵德全" not in client_of(outsider).get(address).content.decode()


def test_an_unknown_or_impossible_id_is_not_found(
    client_of: ClientOf, township_staff: User
) -> None:
    client = client_of(township_staff)
    for pk in ("0", "999999", "99999999999999999999999"):
        assert client.get(f"/households/{pk}/").status_code == 404


@pytest.mark.parametrize("address", ["", "history/", "history/?brief", "edit/"])
def test_masked_pages_hold_no_number_in_full(
    address: str, client_of: ClientOf, township_staff: User, household: Household
) -> None:
    client = client_of(township_staff)
    pages = [f"/households/{household.pk}/{address}", "/households/?state=all"]
    pages.append(f"/households/sheets/?id={household.pk}")
    pages.append(f"/households/members/{household.members.get().pk}/")
    for page in pages:
        text = client.get(page).content.decode()
        for canary in (NUMBER, "13812342210", "13912340916", "慢性肾衰竭"):
            assert canary not in text, page


def test_a_number_is_shown_for_a_reason_and_logged(
    client_of: ClientOf, township_staff: User, household: Household
) -> None:
    client, member = client_of(township_staff), household.members.get()
    address = f"/households/members/{member.pk}/reveal/id_no/"
    assert NUMBER not in client.get(address).content.decode()
    assert client.post(address, {"reason": " "}).status_code == 422

    shown = client.post(address, {"reason": "核对社保"})

    assert NUMBER in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    entry = AccessLog.objects.get(kind=AccessLog.Kind.REVEAL)
    assert (entry.user, entry.reason) == (township_staff, "核对社保")
    assert entry.object_ids == [str(member.pk)]
    assert NUMBER not in str(entry.detail)


def test_the_phone_of_the_household_is_shown_too_but_no_other_column(
    client_of: ClientOf, township_staff: User, household: Household
) -> None:
    client, pk = client_of(township_staff), household.pk
    shown = client.post(f"/households/{pk}/reveal/phone/", {"reason": "联系"})
    assert "13812342210" in shown.content.decode()
    for name in ("remark", "ref", "id_no", "phone_digest"):
        address = f"/households/{pk}/reveal/{name}/"
        assert client.post(address, {"reason": "联系"}).status_code == 404


@pytest.mark.parametrize("name", ["village_worker", "leader", "inspector"])
def test_roles_without_the_right_see_only_the_mask(
    name: str,
    client_of: ClientOf,
    household: Household,
    request: pytest.FixtureRequest,
) -> None:
    client = client_of(request.getfixturevalue(name))
    address = f"/households/{household.pk}/reveal/phone/"
    assert client.post(address, {"reason": "联系"}).status_code == 403
    assert "reveal" not in client.get(f"/households/{household.pk}/").content.decode()


def test_the_day_has_only_so_many_numbers(
    client_of: ClientOf,
    township_staff: User,
    household: Household,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(numbers, "REVEALS_A_DAY", 2)
    client, address = (
        client_of(township_staff),
        f"/households/{household.pk}/reveal/phone/",
    )
    statuses = [client.post(address, {"reason": "联系"}).status_code for _i in range(3)]
    assert statuses == [200, 200, 422]
    assert AccessLog.objects.filter(kind=AccessLog.Kind.REVEAL).count() == 2


def test_without_a_line_nothing_is_called_low(
    client_of: ClientOf, township_staff: User, household: Household
) -> None:
    client = client_of(township_staff)
    page = client.get(f"/households/{household.pk}/")
    assert "line" not in page.context["chart"]
    assert page.context["dossier"].reference_gap is None
    Parameter.objects.create(
        key="monitoring_line", value=Decimal(12_000), valid_from=dt.date(2026, 1, 1)
    )
    page = client.get(f"/households/{household.pk}/")
    assert page.context["chart"]["line"][0] == 12_000
    # (44,664 - 1,200 - 13,860) / 3 = 9,868 → 2,132 below.
    assert page.context["dossier"].reference_gap == Decimal("2132.00")
    assert any("2,132" in said for said in page.context["obstacles"])


def test_a_month_without_a_visit_is_a_gap_in_the_rolling_sum(
    client_of: ClientOf, township_staff: User, household: Household
) -> None:
    household.visits.filter(month=dt.date(2026, 5, 1)).delete()
    page = client_of(township_staff).get(f"/households/{household.pk}/")
    names = [series["name"] for series in page.context["chart"]["series"]]
    assert len(names) == 1


def test_a_bare_household_has_a_page(
    client_of: ClientOf, township_staff: User, village: Area
) -> None:
    row = HouseholdFactory(village=village, head_name="")
    page = client_of(township_staff).get(f"/households/{row.pk}/")
    assert page.status_code == 200
    assert page.context["chart"] is None


def test_names_cannot_carry_markup(
    client_of: ClientOf, township_staff: User, household: Household
) -> None:
    Member.objects.update(name="<b>赵</b>")
    refresh_summaries()
    client = client_of(township_staff)
    for address in (f"/households/{household.pk}/", "/households/"):
        assert "<b>赵</b>" not in client.get(address).content.decode()
