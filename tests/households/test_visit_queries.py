"""Pages of visits cost the same number of queries for two households and for eight."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Area, User
from tests.factories import VisitFactory
from tests.households.visiting import OCTOBER, due_household

pytestmark = pytest.mark.usefixtures("late_november")

QUERY_COUNTS = Path(__file__).parent.parent / "query_counts.json"


def made_visits(village: Area, count: int) -> None:
    """Half of the households are visited this month, all were last month."""
    for number in range(count):
        household = due_household(village, f"赵德{number}")
        VisitFactory(household=household, month=OCTOBER.first_day)
        if number % 2:
            VisitFactory(household=household)


URLS = {
    "households:visits": "/visits/?village={village}&show=all",
    "households:visit-grid": "/visits/grid/{village}/2026-11/",
    "households:visit-edit": "/visits/{household}/2026-11/",
}


@pytest.mark.parametrize("name", URLS)
def test_queries_do_not_grow_with_the_village(
    client_of: Callable[[User], Client],
    township_staff: User,
    village: Area,
    name: str,
) -> None:
    client = client_of(township_staff)
    made_visits(village, 2)
    household = due_household(village)
    url = URLS[name].format(village=village.code, household=household.pk)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    made_visits(village, 6)
    with CaptureQueriesContext(connection) as many:
        client.get(url)

    assert len(many) == len(few)
    expected = json.loads(QUERY_COUNTS.read_text())[name]
    assert len(many) == expected, [each["sql"][:90] for each in many.captured_queries]
