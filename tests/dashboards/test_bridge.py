"""Last month + entered − left ± moved ± corrected = this month, for any history."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings

from accounts.models import AccessLog, Area, User
from core.months import Month
from dashboards.models import Computation
from dashboards.services.bridge import GROUPS, PARTS, Bridge, Cell, bridge
from dashboards.services.bridge_rows import bridge_rows
from dashboards.services.recompute import recompute_month
from households.choices import LeaveReason
from households.models import Household, Member
from households.services import changes
from tests.factories import AreaFactory, EpisodeFactory
from tests.households.changing import family, named
from tests.households.test_as_of import HISTORIES, live

ClientOf = Callable[[User], Client]
QUERY_COUNTS: dict[str, int] = json.loads(
    Path(__file__).parents[1].joinpath("query_counts.json").read_text()
)
NOW = Month.current()
DAY = NOW.first_day


def bridged(area: Area, month: Month = NOW) -> Bridge:
    for each in (month.previous, month):
        recompute_month(each)
    found = bridge(month, area)
    assert found is not None
    return found


def cells(found: Bridge, group: str) -> dict[str, tuple[int, int]]:
    line = found.total(group)
    assert line.holds
    return {part: (c.households, c.persons) for part, c in line.cells if c}


@pytest.fixture
def household(village: Area) -> Household:
    row = family(village, "赵德全", "李秀芳", "赵磊", household_type="exited")
    EpisodeFactory(household=row, category="unstable_exited")
    return row


def test_it_works(household: Household, county: Area, bureau_official: User) -> None:
    changes.member_left(
        member=named(household, "赵磊"), by=bureau_official, on=DAY,
        reason=LeaveReason.MARRIED_OUT,
    )  # fmt: skip
    found = bridged(county)
    expected = {"opening": (1, 3), "left": (0, 1), "closing": (1, 2)}
    assert [cells(found, group) for group in GROUPS] == [expected] * 3


def test_a_move_stands_on_both_sides(
    household: Household, county: Area, village: Area, other_village: Area,
    bureau_official: User,
) -> None:  # fmt: skip
    changes.move_household(
        household=household, to_village=other_village, by=bureau_official, on=DAY,
        reason="搬迁",
    )  # fmt: skip
    whole = cells(bridged(county), "monitored")
    assert whole["moved_in"] == whole["moved_out"] == (1, 3)
    gone = bridge(NOW, village)
    assert gone is not None
    assert cells(gone, "monitored") == {"opening": (1, 3), "moved_out": (1, 3)}
    came = bridge(NOW, other_village)
    assert came is not None
    assert cells(came, "monitored") == {"moved_in": (1, 3), "closing": (1, 3)}


def test_who_has_moved_out_of_sight_is_counted_without_a_name(
    household: Household, other_village: Area, bureau_official: User,
    township_staff: User, client_of: ClientOf,
) -> None:  # fmt: skip
    changes.move_household(
        household=household, to_village=other_village, by=bureau_official, on=DAY,
        reason="搬迁",
    )  # fmt: skip
    for month in (NOW.previous, NOW):
        recompute_month(month)
    where = reverse("dashboards:bridge-rows")
    page = client_of(township_staff).get(where, {"part": "moved_out"})
    assert page.context["found"].total == 1
    assert "赵德全" not in page.content.decode()


def test_what_nothing_names_is_a_correction(
    household: Household, county: Area, village: Area
) -> None:
    recompute_month(NOW.previous)
    Computation.objects.filter(month=NOW.previous.first_day).update(revision=1)
    Member.objects.filter(name="赵磊").delete()
    family(village, "孙有田", household_type="exited")
    recompute_month(NOW)
    found = bridge(NOW, county)
    assert found is not None
    told = cells(found, "exited")
    assert told["corrected"] == (1, 0)
    rows = bridge_rows(NOW, county, "exited", "corrected", offset=0, limit=9)
    assert rows is not None
    assert {(row.kind, row.persons) for row in rows.rows} == {
        ("added", 1),
        ("stays", -1),
    }


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=HISTORIES)
def test_it_adds_up_for_any_history(
    history: list[Any], village: Area, other_village: Area, county: Area,
    bureau_official: User,
) -> None:  # fmt: skip
    near = AreaFactory(code="990981101202", name="青石村", parent=village.parent)
    with transaction.atomic():
        live(history, village, bureau_official, [near, other_village])
        for month in (Month(2026, 3), Month(2026, 6), Month(2026, 11)):
            found = bridged(county, month)
            for group in GROUPS:
                assert all(line.holds for line in found.lines[group].values())
                total = found.total(group)
                # What services recorded is named, so nothing is left to correct.
                if group != "monitored":
                    assert total.corrected == Cell()
                for part in PARTS:
                    rows = bridge_rows(month, county, group, part, offset=0, limit=1)
                    assert rows is not None
                    told = getattr(total, part)
                    sums = (rows.households, rows.persons)
                    assert sums == (told.households, told.persons)
        transaction.set_rollback(True)


def test_one_statement_asks_for_all(household: Household, county: Area) -> None:
    bridged(county)
    with CaptureQueriesContext(connection) as queries:
        bridge(NOW, county)
    assert len(queries) == 2, "the revisions and the bridge"


def test_the_page_leads_to_the_households_and_the_file(
    household: Household, village: Area, township_staff: User, outsider: User,
    leader: User, client_of: ClientOf,
) -> None:  # fmt: skip
    bridged(village)
    client = client_of(township_staff)
    page = client.get(reverse("dashboards:bridge"))
    assert page.status_code == 200
    queries = CaptureQueriesContext(connection)
    with queries:
        client.get(reverse("dashboards:bridge"))
    assert len(queries) == QUERY_COUNTS["dashboards:bridge"]
    links = [shown.url for shown in page.context["total"] if shown.url]
    assert len(links) == 2
    with queries:
        rows = client.get(links[0])
    assert len(queries) == QUERY_COUNTS["dashboards:bridge-rows"]
    assert "赵德全" in rows.content.decode()
    foreign = client_of(outsider).get(
        reverse("dashboards:bridge"), {"area": village.pk}
    )
    assert foreign.status_code == 404
    file = client.get(reverse("dashboards:bridge-file"), {"kind": "csv"})
    table = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert table[1][1:3] == ["1", "3"]
    assert AccessLog.objects.filter(object_type="month bridge").count() == 1
    book = client.get(reverse("dashboards:bridge-file"), {"kind": "xlsx"})
    assert book.status_code == 200
    assert b"".join(book.streaming_content).startswith(b"PK")
    refused = client_of(leader).get(reverse("dashboards:bridge-file"))
    assert refused.status_code == 403


@pytest.mark.parametrize("query", ["group=x", "part=x", "part=left&page=x", "page=9"])
def test_a_wrong_address_is_no_page(
    household: Household, village: Area, township_staff: User, client_of: ClientOf,
    query: str,
) -> None:  # fmt: skip
    bridged(village)
    where = f"{reverse('dashboards:bridge-rows')}?{query}"
    assert client_of(township_staff).get(where).status_code == 404


def test_a_month_that_was_not_computed_is_said(
    township_staff: User, client_of: ClientOf
) -> None:
    page = client_of(township_staff).get(reverse("dashboards:bridge"))
    assert page.status_code == 200
    assert page.context["missing"] is True
