"""Pages of a round that are read: coverage, who is missing, results, prints."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Area, User
from households.models import (
    Household,
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


def test_coverage_goes_down_by_htmx_and_by_link(
    client_of: ClientOf,
    bureau_official: User,
    round_: ScreeningRound,
    household: Household,
    village: Area,
    township: Area,
) -> None:
    screen(round_, household, None)
    client = client_of(bureau_official)
    whole = client.get(url("screening-round", round_.pk)).content.decode()
    assert township.name in whole
    part = client.get(
        url("screening-round", round_.pk),
        {"area": township.code},
        headers={"hx-request": "true"},
    ).content.decode()
    assert village.name in part
    assert "<html" not in part
    sheet = client.get(url("screening-statistics", round_.pk)).content.decode()
    assert "50.0%" in sheet


def test_the_missing_list_splits_not_yet_and_not_met(
    client_of: ClientOf,
    township_staff: User,
    round_: ScreeningRound,
    household: Household,
    village: Area,
) -> None:
    absent = HouseholdFactory(village=village, head_name="李秀芳")
    seen = HouseholdFactory(village=village, head_name="刘长有")
    refresh_list(round_)
    screen(round_, absent, None, "not_met")
    screen(round_, seen, None)
    client = client_of(township_staff)
    start = client.get(url("screening-missing"))
    assert start["Location"].endswith(f"?round={round_.pk}&shown=missing")

    def names(shown: str) -> set[str]:
        page = client.get(
            url("screening-missing"), {"round": round_.pk, "shown": shown}
        ).content.decode()
        listed = ("赵德全", "李秀芳", "刘长有", "异乡人")
        return {name for name in listed if name in page}

    assert names("missing") == {"赵德全", "李秀芳"}
    assert names("not_yet") == {"赵德全"}
    assert names("not_met") == {"李秀芳"}
    assert names("no_risk") == {"刘长有"}


def test_results_prints_and_panels_are_there(
    client_of: ClientOf,
    village_worker: User,
    round_: ScreeningRound,
    household: Household,
    village: Area,
) -> None:
    screen(round_, household, village_worker, "suspected")
    client = client_of(village_worker)
    for address in (
        url("screening-results") + f"?round={round_.pk}&outcome=suspected",
        url("screening-sheet", round_.pk, village.code),
        url("screening-sheet", round_.pk, village.code) + "?filled",
        url("household-screenings", household.pk),
    ):
        page = client.get(address)
        assert page.status_code == 200
    assert "住院自付三万元" in page.content.decode()
    assert round_.name in client.get(url("screening-panel")).content.decode()
    part = ScreeningVillage.objects.get(village=village)
    assert client.get(url("screening-part", part.pk))["Location"] == url(
        "screening-village", round_.pk, village.code
    )


def test_a_closed_round_is_read_only(
    client_of: ClientOf,
    village_worker: User,
    round_: ScreeningRound,
    household: Household,
    village: Area,
) -> None:
    ScreeningRound.objects.filter(pk=round_.pk).update(closed_on=timezone.localdate())
    client = client_of(village_worker)
    page = client.get(url("screening-village", round_.pk, village.code))
    assert "<textarea" not in page.content.decode()
    answer = client.post(url("screening-result", round_.pk, household.pk), sent())
    assert answer.status_code == 422
    assert not ScreeningResult.objects.exists()
