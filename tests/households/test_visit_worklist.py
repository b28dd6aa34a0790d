"""The month's list: who is due, who is done, who was missed."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AccessLog, Area, User
from households.models import Household
from households.services import months
from tests.factories import HouseholdFactory, VisitFactory
from tests.households.visiting import NOVEMBER, OCTOBER, due_household

pytestmark = pytest.mark.usefixtures("late_november")

ClientOf = Callable[[User], Client]
URL = "/visits/"


def names(response: object) -> list[str]:
    return [item.household.head_name for item in response.context["items"]]  # type: ignore[attr-defined]


def test_it_works(client_of: ClientOf, village_worker: User, village: Area) -> None:
    waiting = due_household(village, "刘长有")
    VisitFactory(household=due_household(village, "曾翠花"))

    response = client_of(village_worker).get(URL)

    assert response.status_code == 200
    assert names(response) == ["刘长有"]
    share = response.context["share"]
    assert (share.part, share.whole) == (1, 2)
    edit = reverse("households:visit-edit", args=[waiting.pk, NOVEMBER])
    assert edit in response.content.decode()


def test_missed_households_come_first_and_eliminated_ones_are_not_due(
    client_of: ClientOf, village_worker: User, village: Area
) -> None:
    seen = due_household(village, "赵德全", group_no="1")
    VisitFactory(household=seen, month=OCTOBER.first_day)
    due_household(village, "刘长有", group_no="2")
    eliminated = due_household(village, "曾翠花", group_no="1")
    VisitFactory(household=eliminated, month=OCTOBER.first_day)
    Household.objects.filter(pk=eliminated.pk).update(
        monitoring_state="eliminated", eliminated_on=dt.date(2026, 11, 5)
    )

    client = client_of(village_worker)

    assert names(client.get(URL)) == ["刘长有", "赵德全"]
    assert names(client.get(URL, {"order": "group"})) == ["赵德全", "刘长有"]


def test_why_a_household_needs_a_visit_comes_from_the_last_one(
    client_of: ClientOf, village_worker: User, village: Area
) -> None:
    VisitFactory(
        household=due_household(village),
        month=OCTOBER.first_day,
        medical_problem=True,
        problem_note="透析自付增加",
        signals=["medical"],
        needs="公益岗位工资未发",
    )
    html = client_of(village_worker).get(URL).content.decode()
    assert "基本医疗：透析自付增加；医疗支出增加；公益岗位工资未发" in html


def test_the_done_tab_and_the_search_by_name(
    client_of: ClientOf, village_worker: User, village: Area
) -> None:
    due_household(village, "刘长有")
    VisitFactory(household=due_household(village, "曾翠花"))
    client = client_of(village_worker)

    assert names(client.get(URL, {"show": "done"})) == ["曾翠花"]
    assert names(client.get(URL, {"show": "all"})) == ["刘长有", "曾翠花"]
    assert names(client.get(URL, {"name": "翠花"})) == ["曾翠花"]
    assert names(client.get(URL, {"show": "rubbish"})) == ["刘长有"]


def test_a_household_outside_monitoring_is_not_listed(
    client_of: ClientOf, village_worker: User, village: Area
) -> None:
    HouseholdFactory(village=village)
    response = client_of(village_worker).get(URL)
    assert names(response) == []
    assert response.context["share"].percent is None


def test_a_township_sees_its_villages_and_opens_one(
    client_of: ClientOf, township_staff: User, village: Area, other_village: Area
) -> None:
    due_household(village)
    due_household(other_village)
    client = client_of(township_staff)

    overview = client.get(URL)
    assert [row.area for row in overview.context["below"]] == [village]

    opened = client.get(URL, {"village": village.code})
    assert names(opened) == ["赵德全"]
    assert [row.area for row in opened.context["siblings"]] == [village]


def test_the_bureau_goes_from_township_to_village(
    client_of: ClientOf, bureau_official: User, village: Area, other_village: Area
) -> None:
    due_household(village)
    VisitFactory(household=due_household(other_village))
    client = client_of(bureau_official)

    top = client.get(URL)
    rows = [(r.area.name, r.share.part, r.share.whole) for r in top.context["below"]]
    assert rows == [("石门镇", 0, 1), ("高塬镇", 1, 1)]
    below = client.get(URL, {"township": "990981105000"})
    assert [row.area for row in below.context["below"]] == [other_village]


def test_a_village_worker_sees_neither_the_next_village_nor_its_numbers(
    client_of: ClientOf, village_worker: User, township: Area, other_village: Area
) -> None:
    due_household(other_village)
    client = client_of(village_worker)
    for code in (other_village.code, township.code, "rubbish"):
        assert client.get(URL, {"village": code}).status_code == 404
    assert client.get(URL).context["siblings"] == []


def test_the_outsider_gets_no_list(
    client_of: ClientOf, outsider: User, village: Area
) -> None:
    due_household(village)
    client = client_of(outsider)
    assert client.get(URL, {"village": village.code}).status_code == 404
    assert client.get(URL).context["below"] == []


def test_an_account_without_rows_sees_an_empty_page_or_is_refused(
    client_of: ClientOf, administrator: User, department_staff: User
) -> None:
    for user in (administrator, department_staff):
        assert client_of(user).get(URL).status_code == 403


@pytest.mark.parametrize("month", ["rubbish", "2026-13", "2026-12"])
def test_a_month_that_is_none_or_has_not_begun_is_no_page(
    client_of: ClientOf, village_worker: User, month: str
) -> None:
    assert client_of(village_worker).get(URL, {"month": month}).status_code == 404


def test_an_earlier_month_shows_who_was_missed(
    client_of: ClientOf, village_worker: User, village: Area
) -> None:
    due_household(village)
    response = client_of(village_worker).get(URL, {"month": "2026-10"})
    assert names(response) == ["赵德全"]
    assert response.context["days_left"] < 0


def test_a_closed_month_offers_no_entry(
    client_of: ClientOf, village_worker: User, bureau_official: User, village: Area
) -> None:
    due_household(village)
    months.close_month(month=NOVEMBER, by=bureau_official)
    html = client_of(village_worker).get(URL).content.decode()
    assert "/visits/grid/" not in html
    assert "data-resume" not in html


def test_a_number_is_opened_by_a_post_and_logged(
    client_of: ClientOf, village_worker: User, village: Area
) -> None:
    household = due_household(village, phone="13812342210")
    client = client_of(village_worker)
    assert "13812342210" not in client.get(URL).content.decode()

    url = reverse("households:visit-call", args=[household.pk])
    assert client.get(url).status_code == 405
    assert "tel:13812342210" in client.post(url).content.decode()
    part = client.post(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part

    entry = AccessLog.objects.filter(kind=AccessLog.Kind.REVEAL).first()
    assert entry is not None
    assert (entry.user, entry.object_ids) == (village_worker, [str(household.pk)])


def test_too_many_numbers_a_day_are_refused(
    client_of: ClientOf,
    village_worker: User,
    village: Area,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("households.services.numbers.REVEALS_A_DAY", 1)
    url = reverse(
        "households:visit-call", args=[due_household(village, phone="13812342210").pk]
    )
    client = client_of(village_worker)
    assert client.post(url).status_code == 200
    assert client.post(url).status_code == 302
    assert AccessLog.objects.filter(kind=AccessLog.Kind.REVEAL).count() == 1


def test_nobody_else_opens_a_number(
    client_of: ClientOf, outsider: User, leader: User, village: Area
) -> None:
    url = reverse("households:visit-call", args=[due_household(village).pk])
    assert client_of(outsider).post(url).status_code == 404
    assert client_of(leader).post(url).status_code == 403
