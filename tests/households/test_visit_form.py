"""The visit form: prefilled, checked, never losing what was typed."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Area, User
from households.models import Household, Visit
from households.services import months
from tests.factories import HouseholdFactory, VisitFactory
from tests.households.visiting import (
    NOVEMBER,
    OCTOBER,
    SIX,
    due_household,
    filled_in,
)

pytestmark = pytest.mark.usefixtures("late_november")

ClientOf = Callable[[User], Client]


@pytest.fixture
def household(village: Area) -> Household:
    return due_household(village)


@pytest.fixture
def october(household: Household) -> Visit:
    return VisitFactory(
        household=household,
        month=OCTOBER.first_day,
        wage=Decimal(2_600),
        transfer=Decimal(860),
        medical_problem=True,
        problem_note="透析自付增加",
        food_problem=False,
    )


def url_of(household: Household, month: object = NOVEMBER) -> str:
    return reverse("households:visit-edit", args=[household.pk, month])


def test_it_works(
    client_of: ClientOf, village_worker: User, household: Household
) -> None:
    response = client_of(village_worker).post(url_of(household), filled_in(household))

    assert response.status_code == 302
    assert response["Location"].endswith(f"#saved-{household.pk}-2026-11")
    visit = Visit.objects.get()
    assert (visit.wage, visit.transfer, visit.operating) == (2600, 860, None)
    assert (visit.met, visit.met_names) == ("head", "赵德全")
    assert (visit.signals, visit.conclusion, visit.version) == ([], "remains", 1)
    assert (visit.entered_through, visit.recorded_by) == ("form", village_worker)
    assert visit.filled_at is not None
    assert visit.food_problem is False


@pytest.mark.usefixtures("october")
def test_it_is_prefilled_with_amounts_but_not_with_answers(
    client_of: ClientOf, village_worker: User, household: Household
) -> None:
    response = client_of(village_worker).get(url_of(household))
    form = response.context["form"]

    assert form["wage"].value() == "2600"
    assert form["visitors"].value() == "张桂兰"
    assert not any(form[f"{name}_problem"].value() for name in SIX)
    assert response.context["unanswered"] == 2
    assert "透析自付增加" in response.content.decode()


@pytest.mark.usefixtures("october")
def test_the_button_takes_over_the_rest_without_javascript_and_saves_nothing(
    client_of: ClientOf, village_worker: User, household: Household
) -> None:
    sent = filled_in(household, same="1", medical_problem="", food_problem="no")
    response = client_of(village_worker).post(url_of(household), sent)

    assert response.status_code == 200
    form = response.context["form"]
    assert form["medical_problem"].value() == "no"
    assert form["food_problem"].value() == "no"
    assert form["taken_over"].value() == "medical_problem"
    assert not form.errors
    assert Visit.objects.count() == 1


@pytest.mark.usefixtures("october")
def test_answers_taken_over_are_counted(
    client_of: ClientOf, village_worker: User, household: Household
) -> None:
    sent = filled_in(
        household,
        medical_problem="no",
        problem_note="透析自付增加",
        food_problem="no",
        taken_over="medical_problem,food_problem,water_problem,rubbish",
    )
    client_of(village_worker).post(url_of(household), sent)
    # Food was changed by hand afterwards, and water had no answer to take over.
    assert Visit.objects.in_month(NOVEMBER).get().bulk_confirmed == 1


@pytest.mark.usefixtures("october")
def test_a_correction_elsewhere_keeps_that_answers_were_taken_over(
    client_of: ClientOf, village_worker: User, household: Household
) -> None:
    client = client_of(village_worker)
    same = {"medical_problem": "no", "problem_note": "透析自付增加"}
    taken = "food_problem,medical_problem"
    client.post(url_of(household), filled_in(household, **same, taken_over=taken))
    assert Visit.objects.in_month(NOVEMBER).get().bulk_confirmed == 2

    client.post(
        url_of(household), filled_in(household, **same, base_version="1", needs="修路")
    )
    assert Visit.objects.in_month(NOVEMBER).get().bulk_confirmed == 2
    honest = filled_in(
        household, base_version="2", food_problem="no", problem_note="缺粮"
    )
    client.post(url_of(household), honest)
    visit = Visit.objects.in_month(NOVEMBER).get()
    assert (visit.version, visit.bulk_confirmed) == (3, 2)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"visited_on": "2026-10-31"}, "visited_on"),
        ({"visited_on": "2026-11-23"}, "visited_on"),
        ({"visited_on": "rubbish"}, "visited_on"),
        ({"mode": ""}, "mode"),
        ({"mode": "by_letter"}, "mode"),
        ({"visitors": " "}, "visitors"),
        ({"met_who": []}, "met_who"),
        ({"met_who": ["nobody", "family"]}, "met_who"),
        ({"met_who": ["99999999"]}, "met_who"),
        ({"food_problem": ""}, "food_problem"),
        ({"medical_problem": "no"}, "problem_note"),
        ({"wage": "3,2O0"}, "wage"),
        ({"wage": "-1"}, "wage"),
        ({"wage": "99999999999"}, "wage"),
        ({"signals": []}, "signals"),
        ({"signals": ["none", "job"]}, "signals"),
        ({"conclusion": ""}, "conclusion"),
        ({"client_id": "rubbish"}, "client_id"),
        ({"base_version": "-3"}, "base_version"),
    ],
)
def test_a_wrong_answer_is_named_and_what_was_typed_stays(
    client_of: ClientOf,
    village_worker: User,
    household: Household,
    changes: dict[str, Any],
    field: str,
) -> None:
    sent = filled_in(household, needs="公益岗位工资未发", **changes)
    response = client_of(village_worker).post(url_of(household), sent)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    html = response.content.decode()
    assert f'href="#id_{field}"' in html
    assert "公益岗位工资未发" in html
    assert not Visit.objects.exists()


@pytest.mark.usefixtures("october")
def test_a_large_change_asks_for_its_reason(
    client_of: ClientOf, village_worker: User, household: Household
) -> None:
    client = client_of(village_worker)
    sent = filled_in(household, wage="260")
    response = client.post(url_of(household), sent)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["change_reason"]

    sent["change_reason"] = "停工一个月"
    assert client.post(url_of(household), sent).status_code == 302


@pytest.mark.parametrize(
    ("who", "met", "met_names"),
    [(["nobody"], "nobody", ""), (["family"], "family", "")],
)
def test_who_was_met(
    client_of: ClientOf,
    village_worker: User,
    household: Household,
    who: list[str],
    met: str,
    met_names: str,
) -> None:
    sent = filled_in(household, met_who=who)
    client_of(village_worker).post(url_of(household), sent)
    visit = Visit.objects.get()
    assert (visit.met, visit.met_names) == (met, met_names)


def test_a_relative_is_met_by_name(
    client_of: ClientOf, village_worker: User, household: Household
) -> None:
    spouse = household.members.get(relation="spouse")
    sent = filled_in(household, met_who=[str(spouse.pk)])
    client = client_of(village_worker)
    client.post(url_of(household), sent)
    visit = Visit.objects.get()
    assert (visit.met, visit.met_names) == ("family", "李秀芳")
    form = client.get(url_of(household)).context["form"]
    assert form["met_who"].value() == [str(spouse.pk)]


def test_full_width_digits_and_the_unit_are_read(
    client_of: ClientOf, village_worker: User, household: Household
) -> None:
    sent = filled_in(household, wage=" ２，６００.５ 元")
    client_of(village_worker).post(url_of(household), sent)
    assert Visit.objects.get().wage == Decimal("2600.5")


def test_a_double_submit_saves_once(
    client_of: ClientOf, village_worker: User, household: Household
) -> None:
    client, sent = client_of(village_worker), filled_in(household)
    for _ in range(2):
        assert client.post(url_of(household), sent).status_code == 302
    assert Visit.objects.get().version == 1


def test_a_correction_starts_from_what_is_stored(
    client_of: ClientOf, village_worker: User, household: Household
) -> None:
    client = client_of(village_worker)
    client.post(url_of(household), filled_in(household, signals=["job"], needs="务工"))
    page = client.get(url_of(household))
    form = page.context["form"]
    assert form["signals"].value() == ["job"]
    assert form["base_version"].value() == 1
    assert form["medical_problem"].value() == "ok"

    sent = filled_in(household, base_version="1", needs="务工，孩子上学")
    assert client.post(url_of(household), sent).status_code == 302
    visit = Visit.objects.get()
    assert (visit.version, visit.needs) == (2, "务工，孩子上学")


def test_a_closed_month_is_locked_and_shows_what_was_typed(
    client_of: ClientOf,
    village_worker: User,
    bureau_official: User,
    household: Household,
) -> None:
    months.close_month(month=NOVEMBER, by=bureau_official)
    client = client_of(village_worker)
    assert client.get(url_of(household)).context["locked"]

    sent = filled_in(household, needs="公益岗位工资未发")
    response = client.post(url_of(household), sent)
    assert response.status_code == 423
    assert "公益岗位工资未发" in response.content.decode()
    assert not Visit.objects.exists()


def test_a_household_that_is_not_due_is_locked_and_refused(
    client_of: ClientOf, village_worker: User, village: Area
) -> None:
    household = HouseholdFactory(village=village)
    client = client_of(village_worker)
    assert client.get(url_of(household)).context["locked"]

    sent = filled_in(due_household(village), met_who=["family"])
    response = client.post(url_of(household), sent)
    assert response.status_code == 422
    assert response.context["form"].non_field_errors()


def test_the_outsider_finds_nothing_to_read_or_write(
    client_of: ClientOf, outsider: User, household: Household
) -> None:
    client = client_of(outsider)
    assert client.get(url_of(household)).status_code == 404
    sent = filled_in(household)
    assert client.post(url_of(household), sent).status_code == 404
    assert not Visit.objects.exists()


def test_a_leader_reads_and_writes_nothing(
    client_of: ClientOf, leader: User, household: Household
) -> None:
    client = client_of(leader)
    response = client.get(url_of(household))
    assert response.status_code == 200
    assert response.context["locked"]
    assert client.post(url_of(household), filled_in(household)).status_code == 403
    assert not Visit.objects.exists()


def test_a_village_worker_enters_only_the_own_village(
    client_of: ClientOf, village_worker: User, township: Area
) -> None:
    next_door = due_household(
        Area.objects.create(
            code="990981101202", name="石门村", level="village", parent=township
        )
    )
    response = client_of(village_worker).post(url_of(next_door), filled_in(next_door))
    assert response.status_code == 404


def test_a_month_that_has_not_begun_is_no_page(
    client_of: ClientOf, village_worker: User, household: Household
) -> None:
    client = client_of(village_worker)
    assert client.get(url_of(household, NOVEMBER.next)).status_code == 404


def test_an_earlier_month_can_be_added_late(
    client_of: ClientOf, village_worker: User, household: Household
) -> None:
    sent = filled_in(household, visited_on="2026-10-30")
    response = client_of(village_worker).post(url_of(household, OCTOBER), sent)
    assert response.status_code == 302
    assert Visit.objects.get().month == dt.date(2026, 10, 1)


def test_a_visit_recorded_by_mistake_is_voided_with_a_reason(
    client_of: ClientOf, village_worker: User, leader: User, household: Household
) -> None:
    client = client_of(village_worker)
    client.post(url_of(household), filled_in(household))
    url = reverse("households:visit-void", args=[household.pk, NOVEMBER])

    client.post(url, {"version": "1", "void_reason": ""})
    assert Visit.objects.valid().exists()
    client.post(url, {"version": "7", "void_reason": "录错户"})
    assert Visit.objects.valid().exists()
    sent = {"version": "1", "void_reason": "录错户"}
    assert client_of(leader).post(url, sent).status_code == 403
    client.post(url, sent)
    assert not Visit.objects.valid().exists()
    assert Visit.objects.get().void_reason == "录错户"


def test_a_closed_month_keeps_its_visits(
    client_of: ClientOf,
    village_worker: User,
    bureau_official: User,
    household: Household,
) -> None:
    client = client_of(village_worker)
    client.post(url_of(household), filled_in(household))
    months.close_month(month=NOVEMBER, by=bureau_official)
    url = reverse("households:visit-void", args=[household.pk, NOVEMBER])
    client.post(url, {"version": "1", "void_reason": "录错户"})
    assert Visit.objects.valid().exists()


def test_a_visit_voided_meanwhile_is_entered_anew(
    client_of: ClientOf, village_worker: User, household: Household
) -> None:
    client = client_of(village_worker)
    client.post(url_of(household), filled_in(household))
    client.post(
        reverse("households:visit-void", args=[household.pk, NOVEMBER]),
        {"version": "1", "void_reason": "录错户"},
    )
    sent = filled_in(household, base_version="1", needs="修路")
    response = client.post(url_of(household), sent)
    assert response.status_code == 422
    form = response.context["form"]
    sent |= {name: form[name].value() for name in ("client_id", "base_version")}
    assert client.post(url_of(household), sent).status_code == 302
    assert Visit.objects.valid().get().needs == "修路"
