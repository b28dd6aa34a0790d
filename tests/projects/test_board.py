"""The list of a year's projects: views, cards, sums, order, scope, and the sheet."""

import datetime as dt
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import AccessLog, Area, User
from projects import board
from projects.fund_year import time_gone
from projects.models import Beneficiary, Payment, ProgressReport, Project
from tests.factories import HouseholdFactory
from tests.factories.projects import fund, make_batch, make_project

ClientOf = Callable[[User], Client]
URL = reverse("projects:projects")
SHEET = reverse("projects:sheet")
QUERY_COUNTS = json.loads(
    (Path(__file__).parent.parent / "query_counts.json").read_text()
)
DAY = dt.date


@pytest.fixture(autouse=True)
def november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *given: DAY(2026, 11, 22))


def pay(project: Project, amount: str) -> None:
    Payment.objects.create(
        project=project,
        batch=project.allocation_rows.get().batch,
        voucher_no=f"凭证{project.code}",
        amount=Decimal(amount),
        paid_on=DAY(2026, 5, 12),
        purpose="进度款",
    )


def report(project: Project, works: int) -> None:
    ProgressReport.objects.create(
        project=project, reported_on=DAY(2026, 11, 20), works=works
    )


@pytest.fixture
def year(village: Area, agriculture: Any, neighbours: Project) -> dict[str, Project]:
    """One project of every trouble in one township; ``neighbours`` lies in the next."""
    made = {
        "done": make_project(
            village, "2026-001", name="柳树沟产业路", finished_on=DAY(2026, 9, 1)
        ),
        "behind": make_project(village, "2026-002", department=agriculture),
        "idle": make_project(
            village, "2026-003", started_on=None, planned_start=DAY(2026, 9, 30)
        ),
        "steady": make_project(village, "2026-004", category="construction", kind=None),
    }
    for project in made.values():
        fund(project, 100)
    pay(made["done"], "40")
    pay(made["behind"], "60")
    report(made["behind"], 40)
    report(made["steady"], 88)
    return made


def page(client: Client, **query: str) -> dict[str, Any]:
    answer = client.get(URL, query)
    assert answer.status_code == 200
    context: dict[str, Any] = answer.context
    return context


def shown(context: Any) -> list[str]:
    return [line.row["code"] for line in context["lines"]]


def test_it_works(
    client_of: ClientOf, township_staff: User, year: dict[str, Project]
) -> None:
    context = page(client_of(township_staff))
    # Not begun, far behind, under way, finished and not paid.
    assert shown(context) == ["2026-003", "2026-002", "2026-004", "2026-001"]
    cards = context["cards"]
    assert (cards.count, cards.allocated, cards.paid) == (4, 400, 100)
    assert (cards.finished, cards.running, cards.waiting, cards.late) == (1, 2, 1, 2)
    assert cards.paid_rate == 25
    assert round(cards.time, 1) == Decimal("89.3")
    assert round(cards.behind_time, 1) == Decimal("64.3")
    assert cards.industry_rate == 75
    assert cards.finished_by_number.percent == 25
    assert cards.finished_by_money.percent == 25
    totals = context["totals"]
    assert (totals["count"], totals["paid"], totals["finished"]) == (4, 100, 1)
    said = [alert.text for line in context["lines"] for alert in line.alerts]
    assert any("9月30日" in text for text in said)


def test_the_views_hold_what_they_say(
    client_of: ClientOf, township_staff: User, year: dict[str, Project]
) -> None:
    client = client_of(township_staff)
    expected = {
        "plan": {"2026-001", "2026-002", "2026-003", "2026-004"},
        "late": {"2026-002", "2026-003"},
        "unpaid": {"2026-001", "2026-004"},
        "running": {"2026-002", "2026-004"},
        "waiting": {"2026-003"},
        "accept": {"2026-001"},
    }
    for view, codes in expected.items():
        context = page(client, view=view)
        assert set(shown(context)) == codes, view
        counts = {url: count for _label, count, url, is_shown in context["views"]}
        assert list(counts.values()) == [len(found) for found in expected.values()]


def test_completion_by_number_and_by_money_are_told_apart(
    client_of: ClientOf, bureau_official: User, village: Area
) -> None:
    make_project(village, "2026-001", budget=200, finished_on=DAY(2026, 9, 1))
    make_project(village, "2026-002", budget=50)
    cards = page(client_of(bureau_official))["cards"]
    assert cards.finished_by_number.percent == 50
    assert cards.finished_by_money.percent == 80
    assert cards.paid_rate is None
    assert cards.behind_time is None


def test_the_year_stands_in_the_address(
    client_of: ClientOf, township_staff: User, village: Area
) -> None:
    make_project(village, "2026-001")
    make_project(village, "2025-001", year=2025, planning_year=2025)
    client = client_of(township_staff)
    assert shown(page(client)) == ["2026-001"]
    before = page(client, year="2025")
    assert shown(before) == ["2025-001"]
    assert before["cards"].time == 100
    assert shown(page(client, year="1871", view="wild", sort="x")) == ["2026-001"]


def test_what_waits_in_the_repository_has_its_own_view(
    client_of: ClientOf, township_staff: User, village: Area
) -> None:
    waiting: dict[str, Any] = {"planned_on": None, "funded_on": None}
    make_project(
        village, "2027-001", planning_year=2027, year=None, **waiting, started_on=None
    )
    ended: dict[str, Any] = {"terminated_on": DAY(2026, 8, 1), "end_reason": "地质"}
    make_project(village, "2026-009", started_on=None, **ended)
    client = client_of(township_staff)
    context = page(client, year="2027", view="plan")
    assert shown(context) == []
    assert [count for _l, count, _u, _s in context["views"]] == [0] * 6 + [1]
    assert shown(page(client, year="2027", view="stored")) == ["2027-001"]
    # Of a coming year without a plan it is the first that is shown.
    assert shown(page(client, year="2027")) == ["2027-001"]
    make_project(village, "2027-002", year=2027)
    assert shown(page(client, year="2027")) == ["2027-002"]
    context = page(client, view="ended")
    assert shown(context) == ["2026-009"]
    assert context["cards"].count == 0


def test_conditions_narrow_rows_sums_and_counts(
    client_of: ClientOf,
    bureau_official: User,
    year: dict[str, Project],
    other_township: Area,
    agriculture: Any,
) -> None:
    client = client_of(bureau_official)
    assert len(shown(page(client))) == 5
    assert shown(page(client, township=other_township.code)) == ["2026-013"]
    assert shown(page(client, category="construction")) == ["2026-004"]
    mine = page(client, department=str(agriculture.pk))
    assert shown(mine) == ["2026-002"]
    assert mine["totals"]["allocated"] == 100
    assert shown(page(client, q="产业路")) == ["2026-001"]
    assert shown(page(client, q="26-00")) == [
        "2026-003", "2026-002", "2026-004", "2026-001",
    ]  # fmt: skip
    assert shown(page(client, sort="-allocated", q="26-013")) == ["2026-013"]
    assert [label for label, _s, _u in mine["chips"]] == ["主管单位"]
    # The cards stay those of the whole scope.
    assert mine["cards"].count == 5


@pytest.mark.parametrize("order", [*board.SORTING.columns])
def test_it_sorts_by_every_column(
    client_of: ClientOf, township_staff: User, year: dict[str, Project], order: str
) -> None:
    client = client_of(township_staff)
    up, down = page(client, sort=order), page(client, sort=f"-{order}")
    assert set(shown(up)) == set(shown(down))
    assert len(shown(up)) == 4
    assert [is_shown for _l, _n, _u, is_shown in up["views"]].index(True) == 0


def test_everybody_sees_the_projects_of_their_own(
    client_of: ClientOf,
    outsider: User,
    village_worker: User,
    agriculture_staff: User,
    department_staff: User,
    administrator: User,
    year: dict[str, Project],
) -> None:
    assert shown(page(client_of(outsider))) == ["2026-013"]
    assert len(shown(page(client_of(village_worker)))) == 4
    assert shown(page(client_of(agriculture_staff))) == ["2026-002"]
    assert shown(page(client_of(department_staff))) == []
    assert client_of(administrator).get(URL).status_code == 403


def test_households_are_counted_once_and_by_project(
    client_of: ClientOf,
    agriculture_staff: User,
    township_staff: User,
    village: Area,
    year: dict[str, Project],
) -> None:
    both = HouseholdFactory(village=village)
    other = HouseholdFactory(village=village)
    for project, household, linkage in (
        (year["behind"], both, "work"),
        (year["behind"], both, "order"),
        (year["behind"], other, "work"),
        (year["steady"], both, "work"),
    ):
        Beneficiary.objects.create(
            project=project, household=household, linkage=linkage
        )
    context = page(client_of(township_staff))
    each = {line.row["code"]: line.row["households"] for line in context["lines"]}
    assert (each["2026-002"], each["2026-004"]) == (2, 1)
    assert context["cards"].reach.households == 2
    assert context["totals"]["households"] == 2
    # A department learns the number, and no name.
    answer = client_of(agriculture_staff).get(URL)
    assert answer.context["cards"].reach.households == 2
    assert both.head_name not in answer.content.decode()


def test_htmx_gets_the_rows_alone(
    client_of: ClientOf, township_staff: User, year: dict[str, Project]
) -> None:
    answer = client_of(township_staff).get(
        URL, {"view": "late"}, headers={"hx-request": "true"}
    )
    text = answer.content.decode()
    assert "<html" not in text
    assert 'hx-swap-oob="true"' in text
    assert "view=late" in text


def test_the_sheet_holds_the_list(
    client_of: ClientOf, township_staff: User, year: dict[str, Project]
) -> None:
    answer = client_of(township_staff).get(SHEET, {"category": "industry"})
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    rows = list(load_workbook(io.BytesIO(content)).active.values)  # type: ignore[union-attr]
    assert rows[0][0] == "2026年衔接资金项目进度表"
    assert [row[1] for row in rows[3:6]] == ["2026-003", "2026-002", "2026-001"]
    assert rows[4][7:12] == (100, 60, 60, 40, pytest.approx(88.98, abs=0.01))
    assert rows[6][2] == "合计 3 项"
    entry = AccessLog.objects.get(object_type="project board")
    assert entry.row_count == 3


def test_a_name_that_looks_like_a_formula_stays_text(
    client_of: ClientOf, township_staff: User, village: Area
) -> None:
    make_project(village, name="=1+1")
    answer = client_of(township_staff).get(SHEET)
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    cell = load_workbook(io.BytesIO(content)).active["C4"]  # type: ignore[index]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_the_sheet_is_for_who_may_export(
    client_of: ClientOf, village_worker: User, leader: User, inspector: User
) -> None:
    assert client_of(village_worker).get(SHEET).status_code == 403
    assert client_of(leader).get(SHEET).status_code == 403
    answer = client_of(inspector).get(SHEET)
    assert answer.status_code == 200
    answer.close()


def test_the_list_takes_as_many_queries_as_written_down(
    client_of: ClientOf, township_staff: User, village: Area
) -> None:
    client, batch = client_of(township_staff), make_batch()
    found = []
    for start, more in ((0, 1), (10, 4)):
        for number in range(start, start + more):
            project = make_project(village, f"2026-{number:03}")
            project.allocation_rows.create(
                batch=batch, amount=9, allocated_on=DAY(2026, 2, 1)
            )
        client.get(URL)
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        found.append([query["sql"][:90] for query in queries.captured_queries])
    assert [len(each) for each in found] == [QUERY_COUNTS["projects:projects"]] * 2, (
        found[0]
    )


def test_the_year_has_gone_as_the_calendar_says() -> None:
    assert time_gone(2026, DAY(2026, 12, 31)) == 100
    assert time_gone(2027, DAY(2026, 12, 31)) == 0
    assert round(time_gone(2024, DAY(2024, 1, 1)), 3) == Decimal("0.273")


@pytest.mark.parametrize("value", ["9" * 30, "\ufffe", "-1", "2026-13", "~", "nan~1"])
def test_nonsense_in_the_address_breaks_nothing(
    client_of: ClientOf, bureau_official: User, year: dict[str, Project], value: str
) -> None:
    client = client_of(bureau_official)
    names = ("year", "view", "township", "village", "category", "department", "q")
    for name in (*names, "sort", "after", "before"):
        assert client.get(URL, {name: value}).status_code == 200, name
        answer = client.get(SHEET, {name: value})
        assert b"".join(answer.streaming_content)  # type: ignore[attr-defined]
