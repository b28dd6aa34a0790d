"""The pages of screening: rounds, coverage, cards, the sheet, prints, lists."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Area, User
from households.models import (
    Household,
    Lead,
    ScreeningHousehold,
    ScreeningResult,
    ScreeningRound,
    ScreeningVillage,
)
from households.services.screening_lists import refresh_list
from tests.factories import HouseholdFactory
from tests.households.screening import begun, screen

ClientOf = Callable[[User], Client]


@pytest.fixture
def household(village: Area) -> Household:
    return HouseholdFactory(village=village, head_name="赵德全")


@pytest.fixture
def foreign(other_village: Area) -> Household:
    return HouseholdFactory(village=other_village, head_name="异乡人")


@pytest.fixture
def round_(
    bureau_official: User, household: Household, foreign: Household
) -> ScreeningRound:
    return begun(bureau_official)


def url(name: str, *args: Any) -> str:
    return reverse(f"households:{name}", args=args)


def sent(outcome: str = "no_risk", **more: Any) -> dict[str, Any]:
    return {
        "screened_on": timezone.localdate().isoformat(),
        "mode": "home",
        "outcome": outcome,
        "note": "住院自付三万元" if outcome == "suspected" else "",
        "base_version": "",
        **more,
    }


def test_it_works(
    client_of: ClientOf, village_worker: User, round_: ScreeningRound, village: Area
) -> None:
    client = client_of(village_worker)
    page = client.get(url("screening-rounds")).content.decode()
    assert round_.name in page
    cards = client.get(url("screening-village", round_.pk, village.code))
    assert "赵德全" in cards.content.decode()
    assert "异乡人" not in cards.content.decode()


def test_three_buttons_record_a_household(
    client_of: ClientOf,
    village_worker: User,
    round_: ScreeningRound,
    household: Household,
    village: Area,
) -> None:
    client = client_of(village_worker)
    target = url("screening-result", round_.pk, household.pk)
    answer = client.post(target, sent("suspected"))
    assert answer.status_code == 303
    back = url("screening-village", round_.pk, village.code)
    assert answer["Location"] == f"{back}#h{household.pk}"
    lead = Lead.objects.get()
    card = client.get(f"{back}?show=all").content.decode()
    assert lead.number in card


def test_by_htmx_the_card_and_the_counter_come_back(
    client_of: ClientOf,
    village_worker: User,
    round_: ScreeningRound,
    household: Household,
) -> None:
    client = client_of(village_worker)
    target = url("screening-result", round_.pk, household.pk)
    answer = client.post(target, sent(), headers={"hx-request": "true"})
    text = answer.content.decode()
    assert f'id="h{household.pk}"' in text
    assert 'hx-swap-oob="true"' in text
    assert "1 / 1" in text


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"outcome": "suspected", "note": ""}, 422),
        ({"outcome": "fine"}, 422),
        ({"screened_on": ""}, 422),
        ({"screened_on": "2099-01-01"}, 422),
        ({"screened_on": "not a day"}, 422),
        ({"mode": "pigeon"}, 422),
        ({"note": "字" * 301}, 422),
        ({"signals": ["no such"]}, 422),
        ({"base_version": "x"}, 422),
        ({"base_version": "7"}, 422),
    ],
)
def test_a_refused_card_keeps_what_was_typed(
    client_of: ClientOf,
    village_worker: User,
    round_: ScreeningRound,
    household: Household,
    more: dict[str, Any],
    status: int,
) -> None:
    client = client_of(village_worker)
    target = url("screening-result", round_.pk, household.pk)
    for headers in ({}, {"hx-request": "true"}):
        answer = client.post(target, sent(**more), headers=headers)
        assert answer.status_code == status
        assert 'role="alert"' in answer.content.decode()
    assert not ScreeningResult.objects.exists()


def test_the_second_of_two_is_told_of_the_first(
    client_of: ClientOf,
    village_worker: User,
    township_staff: User,
    round_: ScreeningRound,
    household: Household,
) -> None:
    screen(round_, household, township_staff, "not_met")
    target = url("screening-result", round_.pk, household.pk)
    answer = client_of(village_worker).post(target, sent())
    assert answer.status_code == 409
    assert township_staff.full_name in answer.content.decode()
    assert ScreeningResult.objects.get().outcome == "not_met"


def test_a_foreign_household_or_village_is_not_there(
    client_of: ClientOf,
    village_worker: User,
    township_staff: User,
    round_: ScreeningRound,
    foreign: Household,
    other_village: Area,
) -> None:
    for person in (village_worker, township_staff):
        client = client_of(person)
        target = url("screening-result", round_.pk, foreign.pk)
        assert client.post(target, sent()).status_code == 404
        for name in ("screening-village", "screening-grid", "screening-sheet"):
            page = client.get(url(name, round_.pk, other_village.code))
            assert page.status_code == 404
        part = ScreeningVillage.objects.get(village=other_village)
        assert client.get(url("screening-part", part.pk)).status_code == 404
        round_page = client.get(
            url("screening-round", round_.pk), {"area": other_village.parent_id}
        )
        assert round_page.status_code == 404
    assert not ScreeningResult.objects.exists()


def test_the_sheet_saves_good_rows_and_keeps_wrong_ones(
    client_of: ClientOf,
    village_worker: User,
    round_: ScreeningRound,
    household: Household,
    village: Area,
) -> None:
    wrong = HouseholdFactory(village=village, head_name="李秀芳")
    untouched = HouseholdFactory(village=village, head_name="刘长有")
    refresh_list(round_)
    day = timezone.localdate()
    data = {}
    for home, outcome in ((household, "no_risk"), (wrong, "suspected")):
        data |= {
            f"r{home.pk}-screened_on": f"{day.month}-{day.day}",
            f"r{home.pk}-mode": "",
            f"r{home.pk}-outcome": outcome,
            f"r{home.pk}-signals": "",
            f"r{home.pk}-note": "",
        }
    for name in ("screened_on", "mode", "outcome", "signals", "note"):
        data[f"r{untouched.pk}-{name}"] = ""
    client = client_of(village_worker)
    target = url("screening-grid", round_.pk, village.code)
    answer = client.post(target, data)
    assert answer.status_code == 422
    saved = ScreeningResult.objects.get()
    assert (saved.household, saved.entered_through) == (household, "grid")
    assert (saved.mode, saved.screened_by) == ("home", village_worker.full_name)
    data[f"r{wrong.pk}-note"] = "失业返乡"
    data[f"r{household.pk}-base_version"] = "1"
    assert client.post(target, data).status_code == 302
    assert Lead.objects.get().household == wrong
    assert not ScreeningResult.objects.filter(household=untouched).exists()


def test_a_row_of_another_village_in_the_sheet_gets_a_sentence_and_nothing_changes(
    client_of: ClientOf,
    village_worker: User,
    round_: ScreeningRound,
    household: Household,
    foreign: Household,
    village: Area,
) -> None:
    """Also of no household at all: the page tells nothing of either."""
    day = timezone.localdate()
    target = url("screening-grid", round_.pk, village.code)
    client = client_of(village_worker)
    pages = []
    for key in (foreign.pk, 987654321):
        data = {
            f"r{household.pk}-screened_on": f"{day.month}-{day.day}",
            f"r{household.pk}-outcome": "suspected",
            f"r{household.pk}-note": "住院自付三万元",
            f"r{key}-outcome": "no_risk",
            f"r{key}-note": "家中都好",
        }
        answer = client.post(target, data)
        assert answer.status_code == 422
        text = answer.content.decode()
        assert "住院自付三万元" in text
        assert "家中都好" in text
        assert "不在本村的排查表上" in text
        assert foreign.head_name not in text
        assert foreign.household_no not in text
        pages.append(re.sub(r"[A-Za-z0-9]{64}", "", text))
    assert pages[0].replace(f"row-{foreign.pk}", "") == pages[1].replace(
        "row-987654321", ""
    )
    assert not ScreeningResult.objects.exists()


def test_a_conflict_in_the_sheet_is_decided_by_the_person(
    client_of: ClientOf,
    village_worker: User,
    township_staff: User,
    round_: ScreeningRound,
    household: Household,
    village: Area,
) -> None:
    screen(round_, household, township_staff, "not_met")
    day = timezone.localdate()
    data = {
        f"r{household.pk}-screened_on": f"{day.month}-{day.day}",
        f"r{household.pk}-outcome": "no_risk",
    }
    client = client_of(village_worker)
    target = url("screening-grid", round_.pk, village.code)
    answer = client.post(target, data)
    assert answer.status_code == 422
    assert township_staff.full_name in answer.content.decode()
    data |= {f"r{household.pk}-seen_version": "1", f"r{household.pk}-keep_mine": "on"}
    assert client.post(target, data).status_code == 302
    assert ScreeningResult.objects.get().outcome == "no_risk"


def test_the_bureau_announces_closes_and_opens_again(
    client_of: ClientOf, bureau_official: User, township: Area, household: Household
) -> None:
    client = client_of(bureau_official)
    assert client.get(url("screening-round-create")).status_code == 200
    today = timezone.localdate()
    data = {
        "name": "年末集中排查",
        "number": "2",
        "starts_on": today.isoformat(),
        "ends_on": (today + dt.timedelta(days=9)).isoformat(),
        "population": "resident",
        "areas": [township.pk],
    }
    bad = client.post(url("screening-round-create"), {**data, "ends_on": "2020-01-01"})
    assert bad.status_code == 422
    assert "年末集中排查" in bad.content.decode()
    assert client.post(url("screening-round-create"), data).status_code == 302
    made = ScreeningRound.objects.get()
    assert ScreeningHousehold.objects.get().household == household
    close = url("screening-round-close", made.pk)
    assert client.post(close).status_code == 302
    made.refresh_from_db()
    assert made.closed_on == today
    client.post(close, {"reopen": "1"})
    made.refresh_from_db()
    assert made.closed_on is None


def test_the_bureau_changes_name_and_days_of_a_round(
    client_of: ClientOf,
    bureau_official: User,
    township_staff: User,
    round_: ScreeningRound,
    village: Area,
) -> None:
    target = url("screening-round-edit", round_.pk)
    client = client_of(bureau_official)
    assert round_.name in client.get(target).content.decode()
    days = {"starts_on": round_.starts_on.isoformat(), "ends_on": "2020-01-01"}
    bad = client.post(target, {"name": "年末集中排查", **days})
    assert bad.status_code == 422
    assert "年末集中排查" in bad.content.decode()
    assert bad.context["form"].errors["ends_on"]
    good = {**days, "ends_on": (round_.ends_on + dt.timedelta(days=5)).isoformat()}
    assert client.post(target, {"name": "年末集中排查", **good}).status_code == 302
    page = client.get(url("screening-round", round_.pk)).content.decode()
    assert "年末集中排查" in page
    assert target in page
    seen = client_of(township_staff).get(url("screening-round", round_.pk))
    assert target not in seen.content.decode()
