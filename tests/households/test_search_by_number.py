"""Looking somebody up by identity number: posted, scoped, limited, logged."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import AccessLog, Area, User
from households.models import Member
from households.services import numbers
from tests.factories import HouseholdFactory, MemberFactory, id_number

URL = "/households/find/"
ClientOf = Callable[[User], Client]
NUMBER = id_number(41)


@pytest.fixture
def member(village: Area) -> Member:
    household = HouseholdFactory(village=village, head_name="赵德全")
    row: Member = MemberFactory(household=household, id_no=NUMBER)
    return row


@pytest.mark.parametrize("text", [NUMBER, NUMBER[-4:], f" {NUMBER[:6]} {NUMBER[6:]}"])
def test_it_works(
    text: str, client_of: ClientOf, township_staff: User, member: Member
) -> None:
    page = client_of(township_staff).post(URL, {"number": text})
    assert [m.pk for m in page.context["found"]] == [member.pk]
    body = page.content.decode()
    assert NUMBER not in body
    assert member.id_no_mask in body
    entry = AccessLog.objects.get(kind=AccessLog.Kind.SEARCH)
    assert entry.row_count == 1
    assert NUMBER not in f"{entry.detail}{entry.reason}{entry.object_ids}"


def test_elsewhere_and_nowhere_give_the_same_answer(
    client_of: ClientOf, outsider: User, member: Member
) -> None:
    client = client_of(outsider)
    elsewhere = client.post(URL, {"number": NUMBER})
    nowhere = client.post(URL, {"number": id_number(42)})
    assert elsewhere.context["found"] == nowhere.context["found"] == []
    assert elsewhere.status_code == nowhere.status_code == 200
    assert "赵德全" not in elsewhere.content.decode()


@pytest.mark.parametrize("text", ["", "123", "abcd", "1234567890", "%%%%", "\x00" * 4])
def test_other_input_gets_a_sentence(
    text: str, client_of: ClientOf, township_staff: User
) -> None:
    page = client_of(township_staff).post(URL, {"number": text})
    assert page.status_code == 422
    assert not AccessLog.objects.filter(kind=AccessLog.Kind.SEARCH).exists()


def test_the_number_in_the_address_finds_nothing(
    client_of: ClientOf, township_staff: User, member: Member
) -> None:
    page = client_of(township_staff).get(URL, {"number": NUMBER})
    assert "found" not in page.context


def test_the_day_has_only_so_many_searches(
    client_of: ClientOf,
    township_staff: User,
    member: Member,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(numbers, "SEARCHES_A_DAY", 1)
    client = client_of(township_staff)
    assert client.post(URL, {"number": NUMBER}).status_code == 200
    assert client.post(URL, {"number": NUMBER}).status_code == 422


@pytest.mark.parametrize(
    "name", ["village_worker", "leader", "department_staff", "administrator"]
)
def test_roles_without_the_right_are_refused(
    name: str, client_of: ClientOf, request: pytest.FixtureRequest
) -> None:
    client = client_of(request.getfixturevalue(name))
    assert client.post(URL, {"number": NUMBER}).status_code == 403


def test_a_number_in_the_search_box_of_a_page_enters_no_address(
    client_of: ClientOf, township_staff: User, member: Member
) -> None:
    page = client_of(township_staff).post("/households/look-up/", {"q": f" {NUMBER} "})
    assert [m.pk for m in page.context["found"]] == [member.pk]
    assert AccessLog.objects.filter(kind=AccessLog.Kind.SEARCH).count() == 1


def test_a_name_in_the_search_box_of_a_page_goes_on_to_the_roster(
    client_of: ClientOf, township_staff: User, member: Member
) -> None:
    page = client_of(township_staff).post(
        "/households/look-up/", {"q": "德全"}, follow=True
    )
    assert page.redirect_chain == [("/households/?state=all&q=%E5%BE%B7%E5%85%A8", 302)]
    assert "赵德全" in page.content.decode()


def test_who_may_not_search_by_number_is_refused_in_the_search_box_too(
    client_of: ClientOf, village_worker: User, member: Member
) -> None:
    page = client_of(village_worker).post("/households/look-up/", {"q": NUMBER})
    assert page.status_code == 403
    assert not AccessLog.objects.filter(kind=AccessLog.Kind.SEARCH).exists()


@pytest.mark.parametrize(
    "text",
    [
        NUMBER[:9] + NUMBER[10:],
        NUMBER + "1",
        NUMBER[-4:],
        NUMBER[6:14],
        "13800138000",
        "赵 1380 0138000",
        "９９０９８１１９",
    ],
)
def test_digits_in_the_search_box_enter_no_address(
    text: str, client_of: ClientOf, township_staff: User, member: Member
) -> None:
    page = client_of(township_staff).post("/households/look-up/", {"q": text})
    assert page.status_code == 200
    assert text not in page.content.decode()


def test_a_household_number_leads_to_its_household(
    client_of: ClientOf, village_worker: User, outsider: User, member: Member
) -> None:
    number = member.household.household_no
    page = client_of(village_worker).post("/households/look-up/", {"q": number})
    assert page["Location"] == f"/households/{member.household.pk}/"
    ending = client_of(village_worker).post("/households/look-up/", {"q": number[-6:]})
    assert [row.pk for row in ending.context["households"]] == [member.household.pk]
    elsewhere = client_of(outsider).post("/households/look-up/", {"q": number})
    assert elsewhere.context["households"] == []


def test_the_last_four_in_the_search_box_are_a_search_by_number(
    client_of: ClientOf,
    township_staff: User,
    village_worker: User,
    member: Member,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address, words = "/households/look-up/", {"q": NUMBER[-4:]}
    page = client_of(township_staff).post(address, words)
    assert [found.pk for found in page.context["found"]] == [member.pk]
    assert AccessLog.objects.filter(kind=AccessLog.Kind.SEARCH).count() == 1
    assert "found" not in client_of(village_worker).post(address, words).context
    monkeypatch.setattr(numbers, "SEARCHES_A_DAY", 1)
    used_up = client_of(township_staff).post(address, words)
    assert used_up.context["refusal"]
    assert "found" not in used_up.context


@pytest.mark.parametrize("text", [NUMBER, NUMBER[:-1], NUMBER + "1"])
@pytest.mark.parametrize("path", ["/households/", "/members/"])
def test_a_list_sends_what_looks_like_an_identity_number_elsewhere(
    path: str, text: str, client_of: ClientOf, township_staff: User
) -> None:
    page = client_of(township_staff).get(path, {"q": text})
    assert page["Location"] == URL
