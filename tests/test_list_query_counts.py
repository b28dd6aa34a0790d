"""Lists take as many queries for many rows as for one; each list is written down."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AccessLog, Area, User
from accounts.services import log_access
from core.months import Month
from dashboards.services.recompute import recompute_month
from exchange.models import ImportRun, Job
from tests.factories import AreaFactory, UserFactory
from tests.permission_table import LINES, LOGGED_IN, OPEN
from tests.test_query_counts import make_households

ClientOf = Callable[[User], Client]
QUERY_COUNTS: dict[str, int] = json.loads(
    Path(__file__).with_name("query_counts.json").read_text()
)

#: Who looks, and the arguments of the address.
PAGES: dict[str, tuple[str, dict[str, str]]] = {
    "exchange:import-list": ("township_staff", {}),
    "exchange:exports": ("township_staff", {}),
    "accounts:users": ("administrator", {}),
    "accounts:areas": ("administrator", {}),
    "accounts:access-log": ("administrator", {}),
    "dashboards:figure-rows": ("township_staff", {"key": "identified-households"}),
    "dashboards:definitions": ("township_staff", {}),
}

#: Addresses without arguments that list no rows of a growing table.
NO_LISTS = {
    "home": "sends on",
    "accounts:logout": "no page",
    "accounts:password-change": "a form",
    "accounts:user-create": "a form",
    "accounts:area-create": "a form",
    "accounts:departments": "a handful of rows",
    "accounts:department-create": "a form",
    "accounts:calendar": "the days of a year",
    "accounts:calendar-day-create": "a form",
    "accounts:parameters": "declared in code",
    "accounts:access-log-verify": "a number",
    "exchange:import-upload": "a form",
    "exchange:export-start": "no page",
    "households:household-create": "a form",
    "households:look-up": "answers a form",
    "households:search-id": "answers a form",
    "households:tabs": "a part of the list",
    "households:saved-view-create": "a form",
    "households:screening-round-create": "a form",
    "households:screening-panel": "a part of the overview",
    "households:lead-create": "a form",
    "households:lead-search": "answers a form",
    "households:lead-dispatch": "answers a form",
    "households:lead-sheet": "a print of the leads that are named",
    "households:quality-hit-exempt": "answers a form",
    "households:quality-recheck": "answers a form",
    "assistance:catalogue": "a handful of rows",
    "assistance:entitlements": "declared in code",
    "assistance:kind-add": "a form",
    "assistance:no-application": "a form",
    "assistance:keepers": "a form",
    "projects:project-add": "a form",
    "projects:plan-start": "no page",
    "projects:batch-add": "a form",
    "projects:checkpoint-add": "a form",
    "projects:kind-add": "a form",
    "projects:beneficiary-add": "a form",
    "projects:demonstration-village-add": "a form",
    "projects:village-plan-add": "a form",
    "dashboards:villages": "a part of the overview",
    "dashboards:as-of": "a part of the overview",
    "dashboards:external-figures": "a handful of rows",
    "dashboards:rural-rates": "a handful of rows",
    "dashboards:bridge-file": "a file",
    "projects:sheet": "a file",
}


def add_rows(owner: User, village: Area, count: int) -> None:
    """So many more of everything that the lists show."""
    make_households(village, count)
    for number in range(count):
        UserFactory(area=village)
        AreaFactory(code=f"990981101{300 + Area.objects.count()}")
        ImportRun.objects.create(
            roster="households", owner=owner, file_name=f"{number}.xlsx",
            stored_name="none.xlsx", file_size=1, digest="0" * 64,
            state=ImportRun.State.PREVIEW,
            scope_low="990981101000", scope_high="990981101999",
        )  # fmt: skip
        Job.objects.create(
            kind=Job.Kind.EXPORT, state=Job.State.DONE, owner=owner,
            parameters={"roster": "households"},
        )  # fmt: skip
        log_access(kind=AccessLog.Kind.SEARCH, user=UserFactory(area=village))
    recompute_month(Month.current())


@pytest.mark.parametrize("name", PAGES)
def test_a_list_takes_as_many_queries_as_written_down(
    name: str,
    client_of: ClientOf,
    township_staff: User,
    village: Area,
    request: pytest.FixtureRequest,
) -> None:
    who, arguments = PAGES[name]
    viewer = request.getfixturevalue(who)
    client, url = client_of(viewer), reverse(name, kwargs=arguments)
    found = []
    for more in (1, 4):
        add_rows(township_staff, village, more)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        found.append([query["sql"][:120] for query in queries.captured_queries])
    assert [len(each) for each in found] == [QUERY_COUNTS[name]] * 2, found


def test_every_list_of_the_permission_table_is_written_down() -> None:
    lists = {
        line.name
        for line in LINES
        if line.is_list and line.permission not in (OPEN, LOGGED_IN)
    }
    forgotten = lists - QUERY_COUNTS.keys() - NO_LISTS.keys()
    assert not forgotten
