"""Every list of work: its queries do not grow, and every sort and condition works."""

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
from assistance.models import (
    JobDemand,
    LabourEntry,
    PostWage,
    PublicPost,
    Training,
)
from assistance.views import work
from core.months import Month
from exchange.registers import Register, sort_names
from households.models import Member, WorkRecord
from tests.factories import HouseholdFactory, MemberFactory

ClientOf = Callable[[User], Client]
COUNTS: dict[str, int] = json.loads(
    (Path(__file__).parents[1] / "query_counts.json").read_text()
)
VIEWS: dict[str, type[work.WorkListView]] = {
    "employment": work.EmploymentListView,
    "zero-employed": work.ZeroEmployedView,
    "posts": work.PostListView,
    "post-wages": work.PostWageListView,
    "post-look-back": work.PostFindingsView,
    "three-registers": work.ThreeRegistersView,
    "labour": work.LabourListView,
    "training": work.TrainingListView,
    "demand": work.DemandListView,
}
FIRST = dt.date(2026, 3, 1)


def add_people(village: Area, count: int) -> None:
    """So many who work, and as many of households in which nobody does."""
    for number in range(count):
        workers = HouseholdFactory(village=village, household_type="exited")
        idle = HouseholdFactory(village=village, household_type="exited")
        MemberFactory(household=idle, labour_skill="ordinary")
        _working(MemberFactory(household=workers, labour_skill="skilled"), number)


def _working(person: Member, number: int) -> None:
    about = {"household": person.household, "member": person}
    WorkRecord.objects.create(member=person, started_on=FIRST, place="西安市")
    post = PublicPost.objects.create(
        **about,
        name="保洁员",
        post_type="cleaner",
        employer="村委会",
        started_on=FIRST,
        monthly_wage=600,
        presence="absent" if number % 2 else "",
        checked_on=FIRST,
    )
    PostWage.objects.create(
        post=post,
        month=FIRST,
        due_amount=600,
        paid_amount=600,
        paid_on=dt.date(2026, 6, 2 + number),
    )
    LabourEntry.objects.create(**about, status="working", checked_on=FIRST)
    Training.objects.create(**about, course="电工", started_on=FIRST)
    JobDemand.objects.create(
        **about, registered_on=FIRST, wanted_trade="保安", wanted_wage=3000 + number
    )


def queries_of(client: Client, url: str) -> list[str]:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return [query["sql"][:110] for query in captured.captured_queries]


@pytest.mark.parametrize("name", [*VIEWS, "post-wage-areas"])
def test_a_list_takes_as_many_queries_as_written_down(
    name: str, client_of: ClientOf, township_staff: User, village: Area
) -> None:
    client, url = client_of(township_staff), reverse(f"assistance:{name}")
    found = []
    for more in (1, 4):
        add_people(village, more)
        found.append(queries_of(client, url))
    expected = COUNTS[f"assistance:{name}"]
    assert [len(each) for each in found] == [expected] * 2, found[1]


def test_a_sheet_takes_as_many_queries_for_many_posts_as_for_one(
    client_of: ClientOf, township_staff: User, village: Area
) -> None:
    month = Month.current().previous
    url = reverse("assistance:post-wage-sheet", args=[village.code, month])
    client = client_of(township_staff)
    found = []
    for more in (1, 4):
        add_people(village, more)
        found.append(queries_of(client, url))
    assert len(found[0]) == len(found[1]), found[1]


@pytest.mark.parametrize("name", VIEWS)
def test_every_sort_and_condition_works(
    name: str, client_of: ClientOf, township_staff: User, village: Area
) -> None:
    add_people(village, 2)
    register: Register = VIEWS[name].register
    client, url = client_of(township_staff), reverse(f"assistance:{name}")
    for sort in sort_names(register):
        assert client.get(url, {"sort": sort}).status_code == 200
    form = register.conditions(client.get(url).wsgi_request.GET, township_staff)
    for field in form:
        listed = getattr(field.field, "choices", [])
        for value, _label in listed:
            if value:
                answer = client.get(url, {field.name: value})
                assert answer.status_code == 200, (field.name, value)
    assert client.get(url, {"q": "赵"}).status_code == 200
