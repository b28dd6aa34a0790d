"""How many queries the register's pages take stands in ``query_counts.json``.

A changed number is a visible change of that file. The pages of visits and the overview
hold theirs in their own tests.
"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Area, User
from households.models import Household
from households.services.summaries import refresh_summaries
from tests.factories import (
    EpisodeFactory,
    HouseholdFactory,
    IncomeStatementFactory,
    MemberFactory,
    ResponsibilityFactory,
    VisitFactory,
)
from tests.permission_table import LINES

QUERY_COUNTS: dict[str, int] = json.loads(
    Path(__file__).with_name("query_counts.json").read_text()
)

#: URL name and the query string of an ordinary visit.
PAGES = {
    "households:list": "?state=all&q=德全",
    "households:household": "",
    "households:history": "",
    "households:household-edit": "",
    "households:sheets": "?id={pk}",
}


def make_households(village: Area, count: int) -> Household:
    for number in range(count):
        row: Household = HouseholdFactory(village=village, head_name=f"赵德全{number}")
        MemberFactory(household=row)
        EpisodeFactory(household=row)
        IncomeStatementFactory(household=row)
        IncomeStatementFactory(household=row, year=2025)
        ResponsibilityFactory(household=row)
        VisitFactory(household=row)
    refresh_summaries()
    return row


def address(name: str, household: Household) -> str:
    of_one = name not in {"households:list", "households:sheets"}
    path = reverse(name, args=[household.pk] if of_one else [])
    return path + PAGES[name].format(pk=household.pk)


@pytest.mark.parametrize("name", PAGES)
def test_the_page_takes_as_many_queries_as_written_down(
    name: str,
    client_of: Callable[[User], Client],
    township_staff: User,
    village: Area,
) -> None:
    client = client_of(township_staff)
    make_households(village, 1)
    household = make_households(village, 3)
    client.get(address(name, household))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address(name, household)).status_code == 200
    found = [query["sql"][:90] for query in queries.captured_queries]
    assert len(found) == QUERY_COUNTS[name], found


def test_only_pages_that_exist_are_written_down() -> None:
    assert QUERY_COUNTS.keys() <= {line.name for line in LINES}
