"""A whole village on one sheet: good rows are saved, the rest say what is wrong."""

import contextlib
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Area, User
from households.forms.visit_fields import DayField, SignalsField
from households.models import Household, Visit
from households.services import months
from tests.factories import HouseholdFactory, VisitFactory
from tests.households.visiting import (
    NOVEMBER,
    OCTOBER,
    blank_row,
    due_household,
    row,
)

pytestmark = pytest.mark.usefixtures("late_november")

ClientOf = Callable[[User], Client]


@pytest.fixture
def first(village: Area) -> Household:
    return due_household(village, "赵德全")


@pytest.fixture
def second(village: Area) -> Household:
    return due_household(village, "刘长有")


@pytest.fixture
def url(village: Area) -> str:
    return reverse("households:visit-grid", args=[village.code, NOVEMBER])


def errors_of(response: Any) -> dict[str, list[str]]:
    """Cells with errors, by household."""
    return {
        row.item.household.head_name: list(row.form.errors)
        for row in response.context["rows"]
        if row.form is not None and row.form.is_bound
    }


def test_it_works(
    client_of: ClientOf, township_staff: User, url: str, first: Household
) -> None:
    client = client_of(township_staff)
    page = client.get(url)
    assert f'name="r{first.pk}-visited_on"' in page.content.decode()

    assert client.post(url, row(first, signals="medical")).status_code == 302

    visit = Visit.objects.get()
    assert (visit.entered_through, visit.visitors) == ("grid", "任晓燕")
    assert (str(visit.visited_on), visit.mode, visit.met) == (
        "2026-11-18",
        "home",
        "head",
    )
    assert (visit.wage, visit.food_problem, visit.signals) == (2600, False, ["medical"])
    after = client.get(url).content.decode()
    assert f'name="r{first.pk}-visited_on"' not in after
    assert f"?edit={first.pk}" in after


def test_good_rows_are_saved_and_wrong_ones_keep_their_cells(
    client_of: ClientOf,
    township_staff: User,
    url: str,
    first: Household,
    second: Household,
) -> None:
    wrong = row(second, visited_on="11-31", wage="12x", mode="", remark="看病")
    response = client_of(township_staff).post(url, row(first) | wrong)

    assert response.status_code == 422
    assert Visit.objects.get().household == first
    assert errors_of(response) == {"刘长有": ["mode", "visited_on", "wage"]}
    html = response.content.decode()
    for text in ("11-31", "12x", "看病"):
        assert f'value="{text}"' in html


def test_an_untouched_row_is_not_saved_and_not_wrong(
    client_of: ClientOf,
    township_staff: User,
    url: str,
    first: Household,
    second: Household,
) -> None:
    sent = row(first) | blank_row(second)
    assert client_of(township_staff).post(url, sent).status_code == 302
    assert Visit.objects.get().household == first


def test_prefilled_amounts_do_not_make_a_row_touched(
    client_of: ClientOf, township_staff: User, url: str, first: Household
) -> None:
    VisitFactory(household=first, month=OCTOBER.first_day, wage=Decimal(2_600))
    client = client_of(township_staff)
    assert client.get(url).context["rows"][0].form["wage"].value() == "2600"

    sent = blank_row(first) | {
        f"r{first.pk}-wage": "2600",
        f"r{first.pk}-transfer": "860",
    }
    assert client.post(url, sent).status_code == 302
    assert not Visit.objects.in_month(NOVEMBER).exists()


def test_the_remark_goes_where_the_row_needs_it(
    client_of: ClientOf, township_staff: User, url: str, first: Household
) -> None:
    VisitFactory(household=first, month=OCTOBER.first_day, wage=Decimal(9_000))
    client = client_of(township_staff)
    sent = row(first, medical_problem="no")
    response = client.post(url, sent)
    assert errors_of(response) == {"赵德全": ["remark"]}

    sent = row(first, medical_problem="no", remark="透析自付，停工")
    client.post(url, sent)
    visit = Visit.objects.in_month(NOVEMBER).get()
    assert visit.problem_note == visit.change_reason == "透析自付，停工"
    assert visit.needs == ""


def test_a_recorded_row_is_opened_and_corrected(
    client_of: ClientOf, township_staff: User, url: str, first: Household
) -> None:
    client = client_of(township_staff)
    stored = VisitFactory(
        household=first,
        met_names="赵德全",
        conclusion="remains",
        signals=["medical", "job"],
        food_problem=False,
    )
    page = client.get(url, {"edit": first.pk})
    assert 'value="medical,job" selected' in page.content.decode()
    part = client.get(url, {"edit": first.pk}, headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith("<tr")

    sent = row(first, base_version="1", signals="medical,job", wage="2700")
    assert client.post(url, sent).status_code == 302
    stored.refresh_from_db()
    assert (stored.version, stored.wage) == (2, 2700)
    assert (stored.met_names, stored.conclusion) == ("赵德全", "remains")
    assert (stored.signals, stored.visitors) == (["medical", "job"], "张桂兰")


def test_recorded_rows_can_be_left_out(
    client_of: ClientOf,
    township_staff: User,
    url: str,
    first: Household,
    second: Household,
) -> None:
    VisitFactory(household=first)
    page = client_of(township_staff).get(url, {"show": "todo"})
    assert [row.item.household for row in page.context["rows"]] == [second]
    assert (page.context["all"], page.context["done"]) == (2, 1)
    VisitFactory(household=second)
    page = client_of(township_staff).get(url, {"show": "todo"})
    assert "本月已全部走访" in page.content.decode()


def test_a_row_that_somebody_else_saved_shows_both(
    client_of: ClientOf,
    township_staff: User,
    village_worker: User,
    url: str,
    first: Household,
) -> None:
    client_of(village_worker).post(url, row(first, wage="3000"))
    client = client_of(township_staff)
    mine = row(first, wage="2500")
    response = client.post(url, mine)

    assert response.status_code == 422
    html = response.content.decode()
    assert "张桂兰" in html
    assert "3,000" in html
    assert 'value="2500"' in html
    assert Visit.objects.get().wage == 3000

    seen = {f"r{first.pk}-seen_version": "1"}
    assert client.post(url, mine | seen).status_code == 422
    keep = {f"r{first.pk}-keep_mine": "on"}
    assert client.post(url, mine | seen | keep).status_code == 302
    visit = Visit.objects.get()
    assert (visit.version, visit.wage) == (2, 2500)


def test_a_row_saved_by_somebody_else_meanwhile_may_stay_untouched(
    client_of: ClientOf,
    township_staff: User,
    village_worker: User,
    url: str,
    first: Household,
    second: Household,
) -> None:
    client_of(village_worker).post(url, row(first))
    sent = blank_row(first) | row(second)
    assert client_of(township_staff).post(url, sent).status_code == 302
    assert Visit.objects.count() == 2


def test_a_double_submit_saves_once(
    client_of: ClientOf, township_staff: User, url: str, first: Household
) -> None:
    client, sent = client_of(township_staff), row(first)
    for _ in range(2):
        assert client.post(url, sent).status_code == 302
    assert Visit.objects.get().version == 1


def test_rows_of_another_village_stop_the_whole_sheet(
    client_of: ClientOf,
    township_staff: User,
    village_worker: User,
    url: str,
    other_village: Area,
    first: Household,
) -> None:
    next_door = Area.objects.create(
        code="990981101202", name="石门村", level="village", parent_id="990981101000"
    )
    for area in (other_village, next_door):
        foreign = due_household(area)
        for user in (township_staff, village_worker):
            response = client_of(user).post(url, row(first) | row(foreign))
            text = response.content.decode()
            assert response.status_code == 422
            assert "不在本村的走访表上" in text
            # Nothing is told of the household itself.
            assert foreign.household_no not in text
    ordinary = HouseholdFactory(village=first.village)
    response = client_of(township_staff).post(url, row(first) | row(ordinary))
    assert response.status_code == 422
    missing = client_of(township_staff).post(url, row(first) | {"r987654321-mode": "x"})
    assert missing.status_code == 422
    assert not Visit.objects.exists()


def test_the_outsider_and_readers_get_no_sheet(
    client_of: ClientOf,
    outsider: User,
    leader: User,
    inspector: User,
    url: str,
    first: Household,
) -> None:
    assert client_of(outsider).get(url).status_code == 404
    assert client_of(outsider).post(url, row(first)).status_code == 404
    for user in (leader, inspector):
        assert client_of(user).get(url).status_code == 403
        assert client_of(user).post(url, row(first)).status_code == 403
    assert not Visit.objects.exists()


def test_a_village_worker_has_only_the_own_sheet(
    client_of: ClientOf, village_worker: User, url: str, other_village: Area
) -> None:
    client = client_of(village_worker)
    assert client.get(url).status_code == 200
    foreign = reverse("households:visit-grid", args=[other_village.code, NOVEMBER])
    assert client.get(foreign).status_code == 404
    assert (
        client.get(url, {"edit": "1"}, headers={"HX-Request": "true"}).status_code
        == 404
    )


def test_a_township_is_no_village(
    client_of: ClientOf, township_staff: User, township: Area
) -> None:
    url = reverse("households:visit-grid", args=[township.code, NOVEMBER])
    assert client_of(township_staff).get(url).status_code == 404


def test_a_closed_month_takes_no_row_and_keeps_what_was_typed(
    client_of: ClientOf,
    township_staff: User,
    bureau_official: User,
    url: str,
    first: Household,
) -> None:
    months.close_month(month=NOVEMBER, by=bureau_official)
    response = client_of(township_staff).post(url, row(first, remark="看病"))
    assert response.status_code == 423
    assert "看病" in response.content.decode()
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("18", "2026-11-18"),
        ("11-18", "2026-11-18"),
        ("11.8", "2026-11-08"),
        ("１１月１８日", "2026-11-18"),
        ("2026/11/18", "2026-11-18"),
        ("10-31", "2026-10-31"),
    ],
)
def test_days_are_read_as_people_write_them(text: str, day: str) -> None:
    assert str(DayField(NOVEMBER).clean(text)) == day


@given(st.text(max_size=12))
def test_no_text_breaks_a_cell(text: str) -> None:
    for field in (DayField(NOVEMBER, required=False), SignalsField(required=False)):
        with contextlib.suppress(ValidationError):
            field.clean(text)
