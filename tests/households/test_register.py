"""The roster page: filters, tabs, sorting, pages, and never another township's rows."""

import datetime as dt
import random
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Area, Parameter, User
from core.months import Month
from households import choices
from households.forms.filters import SORTING
from households.models import Household
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

URL = "/households/"
TABS = "/households/tabs/"
ClientOf = Callable[[User], Client]


@pytest.fixture
def roster(village: Area, other_village: Area) -> list[Household]:
    """Two monitored households here, one ordinary, and one in the next township."""
    cache.clear()
    here = [
        _monitored(village, "赵德全", wage=31_200),
        _monitored(village, "曾翠花", wage=20_000, before=25_000),
    ]
    ordinary = HouseholdFactory(village=village, head_name="苏满仓")
    MemberFactory(household=ordinary, name="苏满仓")
    foreign = _monitored(other_village, "蔡国栋", wage=9_000)
    refresh_summaries()
    for row in (*here, ordinary, foreign):
        row.refresh_from_db()
    return [*here, ordinary, foreign]


def _monitored(
    village: Area, name: str, wage: int, before: int | None = None
) -> Household:
    row = HouseholdFactory(village=village, head_name=name)
    MemberFactory(household=row, name=name)
    EpisodeFactory(household=row)
    IncomeStatementFactory(household=row, persons=1, wage=wage)
    if before:
        IncomeStatementFactory(household=row, persons=1, wage=before, year=2025)
    return row


def _ids(response: object) -> list[int]:
    return [row["pk"] for row in response.context["rows"]]  # type: ignore[attr-defined]


def test_it_works(
    client_of: ClientOf, township_staff: User, roster: list[Household]
) -> None:
    response = client_of(township_staff).get(URL)
    assert response.status_code == 200
    assert _ids(response) == [roster[0].pk, roster[1].pk]
    assert response.context["total"] == 2
    assert "赵德全" in response.content.decode()


def test_the_outsider_sees_only_the_own_township(
    client_of: ClientOf, outsider: User, roster: list[Household]
) -> None:
    client = client_of(outsider)
    for query in (
        "",
        "?state=all",
        "?state=all&q=赵德",
        f"?q={roster[0].household_no}",
    ):
        page = client.get(URL + query)
        assert set(_ids(page)) <= {roster[3].pk}
        assert "赵德全" not in page.content.decode()


def test_picked_households_of_another_township_are_not_in_the_list(
    client_of: ClientOf, outsider: User, roster: list[Household]
) -> None:
    picked = ",".join(str(row.pk) for row in roster)
    page = client_of(outsider).get(URL, {"state": "all", "ids": picked})
    assert _ids(page) == [roster[3].pk]
    for wrong in ("1,", "a", "1;2", ",".join("9" * 18 for _number in range(3))):
        assert client_of(outsider).get(URL, {"ids": wrong}).status_code == 200


def test_a_foreign_village_in_the_address_is_left_out_of_the_filters(
    client_of: ClientOf, outsider: User, roster: list[Household], village: Area
) -> None:
    page = client_of(outsider).get(URL, {"village": village.code})
    assert page.status_code == 200
    assert _ids(page) == [roster[3].pk]
    assert page.context["filters"].ignored


@pytest.mark.parametrize("name", ["department_staff", "administrator", "newcomer"])
def test_roles_without_households_are_refused(
    name: str, client_of: ClientOf, request: pytest.FixtureRequest
) -> None:
    assert client_of(request.getfixturevalue(name)).get(URL).status_code == 403


def test_a_stranger_is_sent_to_the_log_in(client: Client) -> None:
    assert client.get(URL).status_code == 302


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"state": "all"}, ["赵德全", "曾翠花", "苏满仓"]),
        ({"state": "none"}, ["苏满仓"]),
        ({"category": "marginal"}, ["赵德全", "曾翠花"]),
        ({"category": "unstable_exited"}, []),
        ({"risk": "illness"}, ["赵德全", "曾翠花"]),
        ({"growth": "down"}, ["曾翠花"]),
        ({"income_to": "35000"}, ["曾翠花"]),
        ({"income_from": "35000"}, ["赵德全"]),
        ({"assigned": "no"}, ["赵德全", "曾翠花"]),
        ({"assigned": "yes"}, []),
        ({"visited": "no"}, ["赵德全", "曾翠花"]),
        ({"visited": "yes"}, []),
        ({"relocated": "yes"}, []),
        ({"type": "exited"}, []),
        ({"village": "990981101201"}, ["赵德全", "曾翠花"]),
        ({"township": "990981101000"}, ["赵德全", "曾翠花"]),
    ],
)
def test_each_filter_narrows(
    query: dict[str, str],
    names: list[str],
    client_of: ClientOf,
    township_staff: User,
    roster: list[Household],
) -> None:
    page = client_of(township_staff).get(URL, query)
    assert [row["head_name"] for row in page.context["rows"]] == names
    assert page.context["total"] == len(names)


@pytest.mark.parametrize(
    "query",
    [
        "category=nonsense",
        "income_from=abc",
        "income_from=NaN",
        "village=1",
        "state=%00",
        "q=%00",
        "phone__startswith=1",
        "sort=phone",
        "sort=-",
        "after=abc",
        "after=~99999999999999999999999",
        "after=NaN~3&sort=income",
        "after=2026-99-99~3&sort=identified",
        "before=x~1",
        "count=all",
        "q=" + "很" * 300,
    ],
)
def test_what_is_not_understood_is_left_out(
    query: str, client_of: ClientOf, township_staff: User, roster: list[Household]
) -> None:
    page = client_of(township_staff).get(f"{URL}?{query}")
    # A NUL is refused at the door for every page.
    assert page.status_code == (400 if "%00" in query else 200)


def test_visited_this_month_leaves_the_list_of_those_still_to_visit(
    client_of: ClientOf, township_staff: User, roster: list[Household]
) -> None:
    month = Month.current()
    VisitFactory(household=roster[0], month=month.first_day, visited_on=month.first_day)
    refresh_summaries()
    client = client_of(township_staff)
    assert _ids(client.get(URL, {"visited": "no"})) == [roster[1].pk]
    assert _ids(client.get(URL, {"visited": "yes"})) == [roster[0].pk]


def test_tabs_count_what_they_open(
    client_of: ClientOf, township_staff: User, roster: list[Household]
) -> None:
    ResponsibilityFactory(household=roster[0])
    refresh_summaries()
    client = client_of(township_staff)
    tabs = client.get(TABS).context["tabs"]
    assert len(tabs) == 8
    for tab in tabs:
        opened = client.get(f"{URL}?{tab.query}")
        assert opened.context["total_label"] == tab.count, tab.label
        for page in (opened, client.get(f"{TABS}?{tab.query}&sort=income")):
            current = [t.label for t in page.context["tabs"] if t.is_current]
            assert current == [tab.label]


def test_tabs_count_only_the_own_township(
    client_of: ClientOf, outsider: User, roster: list[Household]
) -> None:
    tabs = client_of(outsider).get(TABS).context["tabs"]
    assert {tab.count for tab in tabs} <= {"0", "1"}


def test_a_household_below_the_line_is_marked_only_when_there_is_a_line(
    client_of: ClientOf, township_staff: User, roster: list[Household]
) -> None:
    client = client_of(township_staff)
    assert not any(row["below"] for row in client.get(URL).context["rows"])
    Parameter.objects.create(
        key="monitoring_line", value=Decimal(35_000), valid_from=dt.date(2026, 1, 1)
    )
    below = [row["below"] for row in client.get(URL).context["rows"]]
    assert below == [False, True]


def test_any_two_characters_of_any_member_find_the_household(
    client_of: ClientOf, township_staff: User, roster: list[Household]
) -> None:
    MemberFactory(
        household=roster[0], name="欧阳子涵", relation=choices.Relation.GRANDSON
    )
    client = client_of(township_staff)
    for text in ("德全", "赵全", "子涵", "欧涵"):
        assert _ids(client.get(URL, {"q": text, "state": "all"})) == [roster[0].pk], (
            text
        )
    assert _ids(client.get(URL, {"q": "国栋", "state": "all"})) == []


def test_the_household_number_finds_whole_or_by_its_end(
    client_of: ClientOf, township_staff: User, roster: list[Household]
) -> None:
    client, number = client_of(township_staff), roster[0].household_no
    assert _ids(client.get(URL, {"q": number})) == [roster[0].pk]
    assert roster[0].pk in _ids(client.get(URL, {"q": number[-4:]}))


def test_an_identity_number_in_the_search_box_is_sent_to_the_other_search(
    client_of: ClientOf, township_staff: User
) -> None:
    page = client_of(township_staff).get(URL, {"q": id_number(7)})
    assert page.status_code == 302
    assert page["Location"] == "/households/find/"


def test_htmx_gets_the_rows_only(
    client_of: ClientOf, township_staff: User, roster: list[Household]
) -> None:
    page = client_of(township_staff).get(URL, headers={"HX-Request": "true"})
    text = page.content.decode()
    assert "<html" not in text
    assert "赵德全" in text
    assert "HX-Request" in page["Vary"]


@pytest.fixture
def long_roster(village: Area) -> list[Household]:
    """Many equal and empty values, in which pages could lose or repeat rows."""
    chance = random.Random(3)  # noqa: S311 - not a secret
    rows = [
        HouseholdFactory.build(
            village=village,
            persons=chance.randint(1, 3),
            per_capita_net=chance.choice([None, 8_000, 9_000, Decimal("9000.50")]),
            per_capita_before=chance.choice([None, 0, 8_000, 7_000]),
            identified_on=chance.choice(
                [None, dt.date(2025, 3, 1), dt.date(2024, 5, 9)]
            ),
            last_visited_on=chance.choice([None, dt.date(2026, 10, 1)]),
        )
        for _number in range(67)
    ]
    return Household.objects.bulk_create(rows)


@pytest.mark.parametrize(
    "sort", [s for name in SORTING.columns for s in (name, f"-{name}")]
)
def test_walking_the_pages_meets_every_row_once_in_both_directions(
    sort: str, client_of: ClientOf, township_staff: User, long_roster: list[Household]
) -> None:
    client = client_of(township_staff)
    query, forth, last = f"?state=all&sort={sort}", [], ""
    while query:
        page = client.get(URL + query)
        forth.append(_ids(page))
        last, query = query, page.context["next_url"]
    seen = [pk for ids in forth for pk in ids]
    assert len(seen) == len(set(seen)) == 67
    query, back = last, []
    while query:
        page = client.get(URL + query)
        back.append(_ids(page))
        query = page.context["previous_url"]
    assert [pk for ids in reversed(back) for pk in ids] == seen


def test_a_long_list_is_counted_to_a_thousand_unless_asked(
    client_of: ClientOf, township_staff: User, village: Area
) -> None:
    Household.objects.bulk_create(
        HouseholdFactory.build(village=village) for _number in range(1_010)
    )
    client = client_of(township_staff)
    assert client.get(f"{URL}?state=all").context["total_label"] == "1,000+"
    assert client.get(f"{URL}?state=all&count=all").context["total_label"] == "1,010"


def test_the_number_of_queries_does_not_grow_with_the_rows(
    client_of: ClientOf, township_staff: User, roster: list[Household], village: Area
) -> None:
    client = client_of(township_staff)
    client.get(URL)
    with CaptureQueriesContext(connection) as few:
        client.get(URL)
    for number in range(12):
        _monitored(village, f"高磊{number}", wage=10_000)
    refresh_summaries()
    with CaptureQueriesContext(connection) as many:
        client.get(URL)
    assert len(few) == len(many)
