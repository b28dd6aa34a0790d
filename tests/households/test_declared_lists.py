"""The lists of members, incomes and visits: scope, masks, conditions, sorts."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Area, User
from exchange.registers import sort_names
from households import choices
from households.models import Household, Member
from households.registers import INCOMES, MEMBERS, VISITS
from tests.factories import (
    HouseholdFactory,
    IncomeStatementFactory,
    MemberFactory,
    VisitFactory,
    id_number,
)

ClientOf = Callable[[User], Client]
MEMBERS_URL = reverse("households:members")
INCOMES_URL = reverse("households:incomes")
VISITS_URL = reverse("households:visit-records")
QUERY_COUNTS = json.loads(
    (Path(__file__).parent.parent / "query_counts.json").read_text()
)
BORN = dt.date(1968, 3, 5)


@pytest.fixture
def family(village: Area, other_village: Area) -> Household:
    """A family here and one in the next township; who has left is not listed."""
    household = HouseholdFactory(
        village=village, head_name="赵德全", household_type="exited"
    )
    MemberFactory(household=household, id_no=id_number(7, BORN))
    MemberFactory(
        household=household,
        name="赵小满",
        relation=choices.Relation.SON,
        birth_date=dt.date(2012, 6, 1),
        student_status=choices.StudentStatus.GRADE8,
        labour_skill=choices.LabourSkill.NONE,
        health=[choices.Health.SERIOUS, choices.Health.DISABLED],
        medical_resident=False,
    )
    MemberFactory(
        household=household,
        name="赵离家",
        relation=choices.Relation.SON,
        state=choices.MemberState.LEFT,
        left_on=dt.date(2026, 1, 1),
    )
    VisitFactory(
        household=household,
        food_problem=True,
        water_problem=True,
        signals=[choices.Signal.JOB],
        conclusion=choices.Conclusion.REMAINS,
    )
    VisitFactory(household=household, month=dt.date(2026, 10, 1), mode="phone")
    IncomeStatementFactory(household=household)
    IncomeStatementFactory(household=household, year=2025, wage=0)
    elsewhere = HouseholdFactory(village=other_village, head_name="异域金丝雀")
    MemberFactory(household=elsewhere)
    VisitFactory(household=elsewhere)
    IncomeStatementFactory(household=elsewhere)
    return household


def names(page: object) -> list[str]:
    return [row.title for row in page.context["rows"]]  # type: ignore[attr-defined]


def test_it_works(client_of: ClientOf, township_staff: User, family: Household) -> None:
    members = client_of(township_staff).get(MEMBERS_URL)
    visits = client_of(township_staff).get(VISITS_URL)

    assert names(members) == ["赵德全", "赵小满"]
    assert names(visits) == ["赵德全", "赵德全"]
    text = visits.content.decode()
    for shown in ("2026-11-15", "饮水安全", "失业或工资拖欠", "3,460", "风险仍存在"):
        assert shown in text


@pytest.mark.parametrize("url", [MEMBERS_URL, INCOMES_URL, VISITS_URL])
def test_the_outsider_sees_only_the_own_township(
    client_of: ClientOf, outsider: User, family: Household, url: str
) -> None:
    text = client_of(outsider).get(url).content.decode()

    assert "异域金丝雀" in text
    assert "赵德全" not in text
    assert "赵小满" not in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"health": "serious"}, ["赵小满"]),
        ({"labour_skill": "ordinary"}, ["赵德全"]),
        ({"school": "yes"}, ["赵小满"]),
        ({"school": "no"}, ["赵德全"]),
        ({"kind": "exited"}, ["赵德全", "赵小满"]),
        ({"kind": "monitoring"}, []),
        ({"relation": "son"}, ["赵小满"]),
        ({"medical_resident": "no"}, ["赵小满"]),
        ({"q": "小满"}, ["赵小满"]),
        ({"sort": "age"}, ["赵小满", "赵德全"]),
        ({"sort": "-relation"}, ["赵小满", "赵德全"]),
    ],
)
def test_members_are_narrowed_and_sorted(
    client_of: ClientOf,
    township_staff: User,
    family: Household,
    query: dict[str, str],
    found: list[str],
) -> None:
    assert names(client_of(township_staff).get(MEMBERS_URL, query)) == found


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"month": "2026-10"}, 1),
        ({"mode": "home"}, 1),
        ({"signals": "job"}, 1),
        ({"conclusion": "remains"}, 1),
        ({"q": "德全"}, 2),
    ],
)
def test_visits_are_narrowed(
    client_of: ClientOf,
    township_staff: User,
    family: Household,
    query: dict[str, str],
    count: int,
) -> None:
    page = client_of(township_staff).get(VISITS_URL, query)

    assert len(page.context["rows"]) == count
    assert VISITS.select(township_staff, query).count() == count


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"year": "2026"}, ["14,488"]),
        ({"kind": "exited", "year": "2025"}, ["4,088"]),
        ({"year": "1066", "sort": "-net"}, ["14,488", "4,088"]),
    ],
)
def test_incomes_are_narrowed_and_divided_by_persons(
    client_of: ClientOf,
    township_staff: User,
    family: Household,
    query: dict[str, str],
    shown: list[str],
) -> None:
    page = client_of(township_staff).get(INCOMES_URL, query)

    assert [row.cells[-1][1] for row in page.context["rows"]] == shown


def test_no_identity_number_is_on_the_page(
    client_of: ClientOf, township_staff: User, family: Household
) -> None:
    text = client_of(township_staff).get(MEMBERS_URL).content.decode()

    number = id_number(7, BORN)
    assert number not in text
    assert number[6:] not in text
    assert Member.objects.get(name="赵德全").id_no_mask in text


@pytest.mark.parametrize("url", [MEMBERS_URL, INCOMES_URL, VISITS_URL])
def test_an_identity_number_is_not_searched_in_an_address(
    client_of: ClientOf, township_staff: User, url: str
) -> None:
    answer = client_of(township_staff).get(url, {"q": id_number(7, BORN)})

    assert answer["Location"] == reverse("households:search-id")


def test_what_needs_attention_is_marked(
    client_of: ClientOf, township_staff: User, family: Household
) -> None:
    text = client_of(township_staff).get(MEMBERS_URL).content.decode()

    assert '<span class="bdg bad">' in text
    assert "患有大病" in text
    assert "未参保" in text


@pytest.mark.parametrize(
    ("url", "sort"),
    [
        *((MEMBERS_URL, sort) for sort in sort_names(MEMBERS)),
        *((INCOMES_URL, sort) for sort in sort_names(INCOMES)),
        *((VISITS_URL, sort) for sort in sort_names(VISITS)),
    ],
)
def test_every_sort_answers(
    client_of: ClientOf, township_staff: User, family: Household, url: str, sort: str
) -> None:
    page = client_of(township_staff).get(url, {"sort": sort})

    assert len(page.context["rows"]) == 2


@pytest.mark.parametrize(
    "name", ["households:members", "households:incomes", "households:visit-records"]
)
def test_the_page_takes_as_many_queries_as_written_down(
    client_of: ClientOf, township_staff: User, family: Household, name: str
) -> None:
    client = client_of(township_staff)
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse(name))
    assert len(captured) == QUERY_COUNTS[name], [q["sql"][:90] for q in captured]
