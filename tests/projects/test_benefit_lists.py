"""The lists of beneficiaries, notices, assets and villages: every order, every
condition, and as many queries for many rows as for one."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Area, User
from exchange.registers import Register, sort_names
from projects.registers.benefits import ASSETS, BENEFICIARIES, NOTICES
from projects.registers.rural import DEMONSTRATION, VILLAGE_PLANS
from tests.factories import AreaFactory, HouseholdFactory
from tests.factories.projects import complete_project
from tests.test_list_query_counts import QUERY_COUNTS

ClientOf = Callable[[User], Client]
LISTS = {
    "beneficiaries": BENEFICIARIES,
    "notices": NOTICES,
    "assets": ASSETS,
    "demonstration-villages": DEMONSTRATION,
    "village-plans": VILLAGE_PLANS,
}


def add(township: Area, number: int) -> None:
    village = AreaFactory(code=f"990981101{number}", parent=township)
    complete_project(HouseholdFactory(village=village), f"2026-{number}")


def counted(client: Client, url: str) -> list[str]:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return [query["sql"][:120] for query in queries.captured_queries]


@pytest.mark.parametrize("name", [*LISTS, "rural"])
def test_it_works_with_as_many_queries_as_written_down(
    name: str, client_of: ClientOf, township_staff: User, township: Area
) -> None:
    client, url = client_of(township_staff), reverse(f"projects:{name}")
    found = []
    for numbers in (range(301, 302), range(302, 305)):
        for number in numbers:
            add(township, number)
        found.append(counted(client, url))
    expected = QUERY_COUNTS[f"projects:{name}"]
    assert [len(each) for each in found] == [expected] * 2, found


@pytest.mark.parametrize("name", LISTS)
def test_every_order_and_condition_of_a_list_works(
    name: str, client_of: ClientOf, township_staff: User, township: Area
) -> None:
    add(township, 301)
    register: Register = LISTS[name]
    client, url = client_of(township_staff), reverse(f"projects:{name}")
    for order in sort_names(register):
        assert client.get(url, {"sort": order}).status_code == 200, order
    conditions: Any = register.filters_class(QueryDict(), areas=[])
    for key, field in conditions.fields.items():
        for value, _label in getattr(field, "choices", []):
            page = client.get(url, {key: value}, headers={"HX-Request": "true"})
            assert page.status_code == 200, (key, value)


@pytest.mark.parametrize("name", LISTS)
def test_the_outsider_sees_no_row(
    name: str, client_of: ClientOf, outsider: User, township: Area
) -> None:
    add(township, 301)
    page = client_of(outsider).get(reverse(f"projects:{name}"))
    assert not page.context["rows"]
