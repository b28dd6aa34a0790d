"""The page of a project: money, timeline, chart, forecast, people, what may be done."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Area, User
from projects.charts import progress_chart
from projects.models import Beneficiary, Milestone, Payment, ProgressReport, Project
from projects.project_page import ProjectPage
from projects.timeline import timeline
from tests.factories import HouseholdFactory
from tests.factories.projects import complete_project, fund, make_project

ClientOf = Callable[[User], Client]
DAY = dt.date
TODAY = DAY(2026, 11, 22)


@pytest.fixture(autouse=True)
def november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *given: TODAY)


def page_of(project: Project, viewer: User) -> ProjectPage:
    return ProjectPage(
        Project.objects.standing_on(TODAY).get(pk=project.pk), viewer, TODAY
    )


def report(project: Project, day: dt.date, works: int, **given: Any) -> None:
    ProgressReport.objects.create(
        project=project, reported_on=day, works=works, **given
    )


def pay(project: Project, amount: str, day: dt.date) -> None:
    Payment.objects.create(
        project=project,
        batch=project.allocation_rows.earliest("pk").batch,
        voucher_no=f"2026-{day:%m}",
        amount=Decimal(amount),
        paid_on=day,
        purpose="进度款",
    )


def test_it_works(
    client_of: ClientOf, township_staff: User, project: Project, village: Area
) -> None:
    fund(project, 68)
    fund(project, 30, tier="province", document_no="安财农〔2026〕8号")
    for amount, month in (("29.4", 5), ("14.7", 9), ("14.7", 11)):
        pay(project, amount, DAY(2026, month, 9))
    for month, works in ((8, 38), (9, 47), (10, 56)):
        report(project, DAY(2026, month, 22), works)
    report(project, TODAY, 64, obstacle="烘干设备到货延误")
    answer = client_of(township_staff).get(project.get_absolute_url())
    text = answer.content.decode()
    page = answer.context["page"]
    assert page.tiers == [("中央", 68), ("省级", 30)]
    assert [paid.total for paid in page.payments] == [
        Decimal("29.4"),
        Decimal("44.1"),
        Decimal("58.8"),
    ]
    assert page.payments[-1].rate == 60
    assert page.unpaid == Decimal("39.2")
    assert page.days_left == 28
    assert page.forecast.ends_on > DAY(2026, 12, 31)
    assert page.ends_late
    assert page.misses_year
    for words in ("落后计划", "烘干设备到货延误", "39.2", "2027年"):
        assert words in text


def test_the_timeline_says_what_was_late(project: Project) -> None:
    for name, due, done in (
        ("厂房主体", DAY(2026, 7, 10), DAY(2026, 7, 22)),
        ("设备进场", DAY(2026, 9, 30), DAY(2026, 11, 6)),
        ("安装调试", DAY(2026, 11, 30), None),
        ("试运行", DAY(2026, 11, 12), None),
    ):
        Milestone.objects.create(project=project, name=name, due_on=due, done_on=done)
    nodes = timeline(project, Milestone.objects.all(), TODAY)
    found = [(str(node.name), node.look, node.late) for node in nodes]
    assert found[1:-1] == [
        ("厂房主体", "done", 12),
        ("设备进场", "bad", 37),
        ("试运行", "bad", 10),
        ("安装调试", "todo", 0),
    ]
    assert found[0][1:] == ("done", 0)
    assert nodes[-1].left == 28


def test_a_day_is_not_told_twice(village: Area) -> None:
    project = make_project(village, finished_on=DAY(2026, 10, 8))
    for name, due, done in (
        ("开工", DAY(2026, 4, 10), DAY(2026, 4, 12)),
        ("竣工", DAY(2026, 12, 1), DAY(2026, 10, 8)),
    ):
        Milestone.objects.create(project=project, name=name, due_on=due, done_on=done)
    nodes = timeline(project, Milestone.objects.all(), TODAY)
    assert [node.name for node in nodes] == ["开工", "竣工"]


def test_the_chart_draws_what_the_list_says(
    project: Project, township_staff: User
) -> None:
    fund(project, 98)
    pay(project, "29.4", DAY(2026, 5, 12))
    report(project, DAY(2026, 6, 20), 22)
    report(project, DAY(2026, 11, 20), 64)
    page = page_of(project, township_staff)
    chart = page.chart
    assert chart is not None
    assert chart.data["x"] == [f"{n}月" for n in range(4, 13)]
    works, paid, plan = (line["data"] for line in chart.data["series"])
    assert works == [0, 0, 22, 22, 22, 22, 22, 64]
    assert paid == [0, 30, 30, 30, 30, 30, 30, 30]
    assert plan[-1] == 100
    # This month up to today: the same share as the list's tick.
    assert plan[-2] == round(float(page.project.planned), 1)
    assert chart.rows[2] == ["2026年6月", "22.0%", "30.0%", "31.9%"]
    assert chart.rows[-1] == ["2026年12月", "—", "—", "100.0%"]


def test_the_planned_curve_is_that_of_the_database(
    project: Project, township_staff: User
) -> None:
    """The chart reckons in memory what ``standing`` reckons in SQL."""
    for name, day, works in (
        ("主体", DAY(2026, 7, 10), 40),
        ("设备", DAY(2026, 9, 30), 70),
    ):
        Milestone.objects.create(project=project, name=name, due_on=day, works=works)
    chart = page_of(project, township_staff).chart
    assert chart is not None
    for place, month in enumerate(range(4, 13)):
        last = DAY(2026, month + 1, 1) if month < 12 else DAY(2027, 1, 1)
        day = TODAY if month == 11 else last - dt.timedelta(days=1)
        planned = Project.objects.standing_on(day).get().planned
        assert chart.data["series"][2]["data"][place] == pytest.approx(
            float(planned), abs=0.06
        )


def test_a_project_over_two_years_names_them(village: Area) -> None:
    project: Any = make_project(
        village, planned_start=DAY(2025, 11, 1), started_on=DAY(2025, 11, 3)
    )
    project = Project.objects.standing_on(TODAY).get()
    chart = progress_chart(project, reports=[], payments=[], milestones=[], today=TODAY)
    assert chart is not None
    assert chart.data["x"][:4] == ["2025年11月", "12月", "2026年1月", "2月"]
    # Nothing was allocated: no share of it can have been paid.
    assert set(chart.data["series"][1]["data"]) == {None}


def test_without_days_there_is_no_chart(
    client_of: ClientOf, township_staff: User, village: Area
) -> None:
    blank = dict.fromkeys(
        ("planned_start", "planned_end", "started_on", "funded_on", "planned_on")
    )
    project = make_project(village, **blank, year=None)
    answer = client_of(township_staff).get(project.get_absolute_url())
    assert answer.status_code == 200
    assert answer.context["page"].chart is None
    assert answer.context["page"].forecast is None


def test_finished_works_are_not_forecast(
    client_of: ClientOf, township_staff: User, village: Area
) -> None:
    project = make_project(village, finished_on=DAY(2026, 9, 30))
    report(project, DAY(2026, 8, 1), 40, obstacle="缺水泥")
    answer = client_of(township_staff).get(project.get_absolute_url())
    page = answer.context["page"]
    assert page.forecast is None
    assert page.days_taken == 174
    assert "缺水泥" not in answer.content.decode().split('class="facts')[0]
    assert page.state.css == "good"


def test_works_that_stand_still_are_told(
    client_of: ClientOf, township_staff: User, project: Project
) -> None:
    for month in (7, 8, 9, 10, 11):
        report(project, DAY(2026, month, 20), 40)
    answer = client_of(township_staff).get(project.get_absolute_url())
    assert answer.context["page"].stands_still
    assert "没有变化" in answer.content.decode()


def test_names_of_households_are_for_those_they_live_with(
    client_of: ClientOf,
    township_staff: User,
    agriculture_staff: User,
    project: Project,
    village: Area,
    other_village: Area,
) -> None:
    here = HouseholdFactory(village=village, head_name="韩保民")
    there = HouseholdFactory(village=other_village, head_name="曹凤霞")
    for household in (here, there):
        Beneficiary.objects.create(project=project, household=household, linkage="work")
    text = client_of(township_staff).get(project.get_absolute_url()).content.decode()
    assert "韩保民" in text
    assert "曹凤霞" not in text
    answer = client_of(agriculture_staff).get(project.get_absolute_url())
    assert answer.context["page"].reach.households == 2
    assert "韩保民" not in answer.content.decode()


def test_a_declared_figure_stands_beside_the_counted_one(
    client_of: ClientOf, township_staff: User, village: Area
) -> None:
    project = make_project(village, declared_households=31)
    Beneficiary.objects.create(
        project=project, household=HouseholdFactory(village=village), linkage="work"
    )
    answer = client_of(township_staff).get(project.get_absolute_url())
    assert answer.context["page"].declared_difference == 30
    assert "相差 30 户" in answer.content.decode()


def test_others_do_not_find_it(
    client_of: ClientOf,
    outsider: User,
    department_staff: User,
    agriculture_staff: User,
    administrator: User,
    project: Project,
) -> None:
    url = project.get_absolute_url()
    assert client_of(outsider).get(url).status_code == 404
    assert client_of(department_staff).get(url).status_code == 404
    assert client_of(agriculture_staff).get(url).status_code == 200
    assert client_of(administrator).get(url).status_code == 403


def test_who_only_reads_is_offered_nothing_to_do(
    client_of: ClientOf, leader: User, township_staff: User, village: Area
) -> None:
    project = complete_project(HouseholdFactory(village=village, remark="备注"), "P1")
    read = client_of(leader).get(project.get_absolute_url()).content.decode()
    assert "登记进度" not in read
    assert "papers/add" not in read
    assert "withdraw" not in read
    written = client_of(township_staff).get(project.get_absolute_url())
    assert "papers/add" in written.content.decode()


def test_it_takes_as_many_queries_for_many_rows_as_for_one(
    client_of: ClientOf, township_staff: User, village: Area
) -> None:
    household = HouseholdFactory(village=village, remark="备注")
    project = complete_project(household, "P1")
    client, found = client_of(township_staff), []
    for number in range(2):
        client.get(project.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            client.get(project.get_absolute_url())
        found.append(len(queries))
        for extra in range(3):
            report(project, DAY(2026, 9, 1 + extra + 3 * number), 30 + extra)
            Beneficiary.objects.create(
                project=project,
                household=HouseholdFactory(village=village),
                linkage="work",
            )
    assert found[0] == found[1]
    assert found[0] <= 30
