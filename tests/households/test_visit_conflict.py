"""Two people edit the same visit: both versions are shown, nothing is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Area, User
from households.models import Household, Visit
from tests.households.visiting import NOVEMBER, due_household, filled_in

pytestmark = pytest.mark.usefixtures("late_november")

ClientOf = Callable[[User], Client]


@pytest.fixture
def household(village: Area) -> Household:
    return due_household(village)


@pytest.fixture
def url(household: Household) -> str:
    return reverse("households:visit-edit", args=[household.pk, NOVEMBER])


@pytest.fixture
def clash(
    client_of: ClientOf,
    village_worker: User,
    township_staff: User,
    household: Household,
    url: str,
) -> Any:
    """The answer to a village worker whose open form the township overtook."""
    theirs = filled_in(household, wage="2,700", signals=["job"], needs="务工")
    client_of(township_staff).post(url, theirs)
    mine = filled_in(household, wage="2,500", signals=["medical"], needs="看病")
    return client_of(village_worker).post(url, mine)


def choices_of(response: Any, **changes: str) -> dict[str, Any]:
    """What the conflict page would send back, with some choices changed."""
    html = response.context
    sent: dict[str, Any] = {
        "resolve": "1",
        "base_version": str(html["current"].version),
        "client_id": str(html["client_id"]),
    }
    for name, value in html["typed"]:
        sent.setdefault(name, []).append(value)
    sent |= {f"choice_{d.name}": d.choice for d in html["differences"]}
    return sent | {f"choice_{name}": side for name, side in changes.items()}


def test_it_works(clash: Any) -> None:
    assert clash.status_code == 409
    shown = {d.name: (d.mine, d.theirs, d.choice) for d in clash.context["differences"]}
    assert shown == {
        "wage": ("2,500 元", "2,700 元", "theirs"),
        "signals": ("医疗支出增加", "失业或工资拖欠", "mine"),
        "needs": ("看病", "务工", "mine"),
    }
    html = clash.content.decode()
    assert "任晓燕" in html
    assert "看病" in html
    assert Visit.objects.get().version == 1


def test_the_chosen_fields_are_saved_and_the_history_keeps_the_rest(
    clash: Any, client_of: ClientOf, village_worker: User, url: str
) -> None:
    response = client_of(village_worker).post(url, choices_of(clash))

    assert response.status_code == 302
    visit = Visit.objects.get()
    assert (visit.version, visit.wage) == (2, 2700)
    assert (visit.signals, visit.needs) == (["medical"], "看病")
    first = visit.events.order_by("pgh_id").first()  # type: ignore[attr-defined]
    assert (first.signals, first.needs) == (["job"], "务工")


def test_every_line_can_be_chosen_the_other_way(
    clash: Any, client_of: ClientOf, village_worker: User, url: str
) -> None:
    sent = choices_of(clash, wage="mine", signals="theirs", needs="theirs")
    client_of(village_worker).post(url, sent)
    visit = Visit.objects.get()
    assert (visit.wage, visit.signals, visit.needs) == (2500, ["job"], "务工")


def test_a_third_person_in_between_is_a_new_conflict(
    clash: Any,
    client_of: ClientOf,
    village_worker: User,
    bureau_official: User,
    household: Household,
    url: str,
) -> None:
    sent = choices_of(clash)
    again = filled_in(household, base_version="1", wage="2,650")
    client_of(bureau_official).post(url, again)

    response = client_of(village_worker).post(url, sent)

    assert response.status_code == 409
    assert response.context["current"].version == 2
    assert Visit.objects.get().wage == 2650


def test_a_choice_that_leaves_a_gap_comes_back_as_a_form(
    client_of: ClientOf,
    village_worker: User,
    township_staff: User,
    household: Household,
    url: str,
) -> None:
    theirs = filled_in(household, medical_problem="no", problem_note="透析")
    client_of(township_staff).post(url, theirs)
    client = client_of(village_worker)
    clash = client.post(url, filled_in(household))

    sent = choices_of(clash, medical_problem="theirs", problem_note="mine")
    response = client.post(url, sent)

    assert response.status_code == 422
    form = response.context["form"]
    assert list(form.errors) == ["problem_note"]
    assert form["medical_problem"].value() == "no"


def test_the_same_content_twice_is_no_conflict(
    client_of: ClientOf,
    village_worker: User,
    township_staff: User,
    household: Household,
    url: str,
) -> None:
    for user in (township_staff, village_worker):
        response = client_of(user).post(url, filled_in(household))
        assert response.status_code == 302
    assert Visit.objects.get().version == 1
