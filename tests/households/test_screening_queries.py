"""Pages of screening take as many queries for many households as for one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Area, User
from households.services.screening_lists import refresh_list
from tests.factories import HouseholdFactory
from tests.households.screening import begun, screen

QUERY_COUNTS: dict[str, int] = json.loads(
    (Path(__file__).parents[1] / "query_counts.json").read_text()
)
PAGES: dict[str, Callable[[dict[str, Any]], list[Any]]] = {
    "screening-rounds": lambda _at: [],
    "screening-round": lambda at: [at["round"]],
    "screening-statistics": lambda at: [at["round"]],
    "screening-missing": lambda _at: [],
    "screening-results": lambda _at: [],
    "screening-village": lambda at: [at["round"], at["village"]],
    "screening-grid": lambda at: [at["round"], at["village"]],
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_takes_as_many_queries_as_written_down(
    name: str,
    client_of: Callable[[User], Client],
    bureau_official: User,
    township_staff: User,
    village: Area,
) -> None:
    HouseholdFactory(village=village)
    round_ = begun(bureau_official)
    at = {"round": round_.pk, "village": village.code}
    url = reverse(f"households:{name}", args=PAGES[name](at))
    if name == "screening-missing":
        url += f"?round={round_.pk}&shown=missing"
    client = client_of(township_staff)
    found = []
    for more in (2, 6):
        homes = HouseholdFactory.create_batch(more, village=village)
        refresh_list(round_)
        screen(round_, homes[0], None, "suspected")
        screen(round_, homes[1], None, "not_met")
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        found.append([query["sql"][:160] for query in queries.captured_queries])
    counts = [len(each) for each in found]
    assert counts == [QUERY_COUNTS[f"households:{name}"]] * 2, found
