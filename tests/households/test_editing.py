"""Changing the register by hand: checked, scoped, with history, and nothing lost."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import AccessLog, Area, User
from households import choices
from households.models import Household, IncomeStatement, Member, ResponsiblePerson
from households.services import numbers
from households.signals import register_changed
from tests.factories import (
    HouseholdFactory,
    IncomeStatementFactory,
    MemberFactory,
    ResponsibilityFactory,
    id_number,
)

ClientOf = Callable[[User], Client]
NUMBER = id_number(5, dt.date(1990, 4, 2), male=False)


@pytest.fixture
def household(village: Area) -> Household:
    row = HouseholdFactory(village=village, head_name="赵德全")
    MemberFactory(household=row, name="赵德全")
    return row


@pytest.fixture
def editor(client_of: ClientOf, township_staff: User) -> Client:
    return client_of(township_staff)


def posted(client: Client, address: str, **changes: Any) -> dict[str, Any]:
    """What the browser would send back of the form at an address, with changes."""
    form = client.get(address).context["form"]
    sent: dict[str, Any] = {}
    for field in form:
        value = field.value()
        if isinstance(value, bool):
            value = "on" if value and field.widget_type == "checkbox" else value
            if value is False and field.widget_type == "checkbox":
                continue
        if value is not None:
            sent[field.html_name] = value
    return {k: v for k, v in (sent | changes).items() if v is not None}


def test_it_works(editor: Client, household: Household) -> None:
    address = f"/households/{household.pk}/edit/"
    answer = editor.post(
        address, posted(editor, address, group_no="7", phone="13812342210")
    )
    assert answer.status_code == 302
    household.refresh_from_db()
    assert household.group_no == "7"
    assert household.phone_mask == "138****2210"
    assert household.reveal("phone") == "13812342210"


def test_an_empty_secret_keeps_what_is_stored(
    editor: Client, household: Household
) -> None:
    household.seal("phone", "13812342210")
    household.save()
    address = f"/households/{household.pk}/edit/"
    editor.post(address, posted(editor, address, group_no="7"))
    household.refresh_from_db()
    assert household.reveal("phone") == "13812342210"


def test_bad_input_keeps_what_was_typed(editor: Client, household: Household) -> None:
    address = f"/households/{household.pk}/edit/"
    answer = editor.post(address, posted(editor, address, phone="12", group_no="九"))
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"phone"}
    assert "九" in answer.content.decode()


def test_two_people_on_one_row_see_both_versions(
    editor: Client, client_of: ClientOf, bureau_official: User, household: Household
) -> None:
    address = f"/households/{household.pk}/edit/"
    mine = posted(editor, address, group_no="7")
    other = client_of(bureau_official)
    other.post(address, posted(other, address, group_no="8"))

    answer = editor.post(address, mine)

    assert answer.status_code == 409
    assert [pair[1:] for pair in answer.context["pairs"]] == [("7", "8")]
    household.refresh_from_db()
    assert household.group_no == "8"
    # Knowing of the other version, mine may be saved.
    again = mine | {"seen": answer.context["form"]["seen"].value()}
    assert editor.post(address, again).status_code == 302
    household.refresh_from_db()
    assert household.group_no == "7"


def test_a_household_cannot_be_moved_out_of_the_area(
    editor: Client, household: Household, other_village: Area
) -> None:
    address = f"/households/{household.pk}/edit/"
    for village in (other_village.pk, other_village.code):
        data = posted(editor, address, village=village)
        assert editor.post(address, data).status_code == 302
    household.refresh_from_db()
    assert household.village_id != other_village.code


def test_a_new_household_is_registered_and_asks_for_its_head(
    editor: Client, village: Area
) -> None:
    data = posted(editor, "/households/new/", household_no="990981000777")
    data |= {"village": village.code, "household_type": "ordinary"}
    answer = editor.post("/households/new/", data)
    row = Household.objects.get(household_no="990981000777")
    assert answer["Location"] == f"/households/{row.pk}/"
    head = editor.get(f"/households/{row.pk}/members/new/").context["form"]
    assert head["relation"].value() == choices.Relation.HEAD
    again = editor.post("/households/new/", data)
    assert again.status_code == 422


def test_sex_and_birth_come_from_the_identity_number(
    editor: Client, household: Household
) -> None:
    address = f"/households/{household.pk}/members/new/"
    data = posted(
        editor, address, name="李秀芳", relation="spouse", id_no=NUMBER, sex="male"
    )
    answer = editor.post(address, data)
    assert answer.status_code == 302, answer.context["form"].errors
    member = household.members.get(name="李秀芳")
    assert member.sex == choices.Sex.FEMALE
    assert member.birth_date == dt.date(1990, 4, 2)
    household.refresh_from_db()
    assert household.persons == 2


def test_a_wrong_identity_number_gets_its_sentence(
    editor: Client, household: Household
) -> None:
    address = f"/households/{household.pk}/members/new/"
    wrong = NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")
    data = posted(editor, address, name="李秀芳", relation="spouse", id_no=wrong)
    answer = editor.post(address, data)
    assert answer.status_code == 422
    assert "校验位" in answer.context["form"].errors["id_no"][0]


def test_a_taken_number_says_the_same_here_and_elsewhere(
    editor: Client,
    household: Household,
    other_village: Area,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    elsewhere = id_number(8, dt.date(1971, 6, 3))
    MemberFactory(household=HouseholdFactory(village=other_village), id_no=elsewhere)
    here = id_number(9, dt.date(1971, 6, 3))
    member = household.members.get()
    member.seal("id_no", here)
    member.save()
    address = f"/households/{household.pk}/members/new/"
    said = set()
    for taken in (here, elsewhere):
        data = posted(editor, address, name="李秀芳", relation="spouse", id_no=taken)
        answer = editor.post(address, data)
        assert answer.status_code == 422
        said.add(answer.context["form"].errors["id_no"][0])
    assert len(said) == 1
    logged = AccessLog.objects.filter(kind=AccessLog.Kind.SEARCH)
    assert logged.count() == 2
    monkeypatch.setattr(numbers, "DUPLICATES_A_DAY", 2)
    refused = editor.post(address, data)
    assert refused.status_code == 422
    assert "id_no" not in refused.context["form"].errors


def test_a_second_head_is_refused(editor: Client, household: Household) -> None:
    address = f"/households/{household.pk}/members/new/"
    data = posted(editor, address, name="赵磊", relation="head", id_no=NUMBER)
    answer = editor.post(address, data)
    assert answer.status_code == 422
    assert household.members.count() == 1


def test_who_leaves_stays_in_the_register(editor: Client, household: Household) -> None:
    member = household.members.get()
    address = f"/households/members/{member.pk}/leave/"
    data = posted(editor, address, leave_reason="moved_out", left_on="2026-11-01")
    assert editor.post(address, data).status_code == 302
    member.refresh_from_db()
    assert member.state == choices.MemberState.LEFT
    assert member.left_on == dt.date(2026, 11, 1)
    household.refresh_from_db()
    assert household.persons == 0
    assert editor.post(address, posted(editor, address)).status_code == 422


def test_a_new_responsible_person_ends_the_former(
    editor: Client, household: Household
) -> None:
    former = ResponsibilityFactory(household=household, person__name="张桂兰")
    address = f"/households/{household.pk}/responsible/"
    data = posted(
        editor, address, name="高磊", unit="市水务局", started_on="2026-11-10"
    )
    assert editor.post(address, data).status_code == 302
    former.refresh_from_db()
    assert former.ended_on == dt.date(2026, 11, 9)
    household.refresh_from_db()
    assert household.responsible_name == "高磊"


def test_only_persons_of_the_own_area_can_be_chosen(
    editor: Client, household: Household, other_village: Area
) -> None:
    foreign = ResponsibilityFactory(
        household=HouseholdFactory(village=other_village), person__name="贺琴"
    ).person
    address = f"/households/{household.pk}/responsible/"
    data = posted(editor, address, person=foreign.pk)
    assert editor.post(address, data).status_code == 422
    assert not household.responsibilities.exists()
    assert "贺琴" not in editor.get(address).content.decode()
    assert ResponsiblePerson.objects.count() == 1


def test_a_year_of_income_is_entered_and_corrected(
    editor: Client, household: Household
) -> None:
    address = f"/households/{household.pk}/income/"
    data = posted(editor, address, year="2026", persons="2", wage="30000")
    assert editor.post(address, data).status_code == 302
    household.refresh_from_db()
    assert household.per_capita_net == Decimal(15_000)
    again = f"/households/{household.pk}/income/2026/"
    editor.post(again, posted(editor, again, wage="40000"))
    assert IncomeStatement.objects.get().wage == 40_000


def test_a_year_already_entered_is_not_silently_overwritten(
    editor: Client, household: Household
) -> None:
    IncomeStatementFactory(household=household, year=2026, wage=31_200)
    address = f"/households/{household.pk}/income/"
    data = posted(editor, address, year="2026", persons="2", wage="1")
    assert editor.post(address, data).status_code == 409
    assert IncomeStatement.objects.get().wage == 31_200


@pytest.mark.parametrize("amount", ["-5", "abc", "1e30", "NaN", "999999999999"])
def test_impossible_amounts_get_a_sentence(
    amount: str, editor: Client, household: Household
) -> None:
    address = f"/households/{household.pk}/income/"
    data = posted(editor, address, year="2026", persons="2", wage=amount)
    assert editor.post(address, data).status_code == 422


def test_an_edit_makes_the_figures_stale(editor: Client, household: Household) -> None:
    heard: list[Any] = []

    def listen(months: Any, **kwargs: Any) -> None:
        heard.append(months)

    register_changed.connect(listen)
    try:
        address = f"/households/{household.pk}/edit/"
        editor.post(address, posted(editor, address, group_no="7"))
    finally:
        register_changed.disconnect(listen)
    assert len(heard) == 1


@pytest.mark.parametrize("name", ["village_worker", "leader", "inspector"])
def test_readers_change_nothing(
    name: str, client_of: ClientOf, household: Household, request: pytest.FixtureRequest
) -> None:
    client = client_of(request.getfixturevalue(name))
    member = household.members.get().pk
    for address in (
        "/households/new/",
        f"/households/{household.pk}/edit/",
        f"/households/{household.pk}/members/new/",
        f"/households/{household.pk}/responsible/",
        f"/households/{household.pk}/income/",
        f"/households/members/{member}/",
        f"/households/members/{member}/leave/",
    ):
        assert client.post(address, {"name": "改"}).status_code == 403
    assert Member.objects.get().name == "赵德全"
