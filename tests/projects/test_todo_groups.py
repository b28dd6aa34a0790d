"""What waits for those who report on projects."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Area, User
from households.todo import TodoGroup
from projects.models import ProgressReport, Project
from projects.todo_groups import projects_of_the_fund
from tests.factories.projects import make_project

pytestmark = pytest.mark.django_db
DAY = dt.date
TODAY = DAY(2026, 11, 22)


def groups(user: User) -> dict[str, TodoGroup]:
    found = projects_of_the_fund(user, TODAY)
    return {group.key: group for group in found if group.count}


@pytest.fixture
def finished(village: Area) -> Project:
    return make_project(
        village, "2026-007", name="蓄水池", finished_on=DAY(2026, 10, 20)
    )


def test_it_works(project: Project, finished: Project, township_staff: User) -> None:
    """The plant was never reported on: behind, silent, and to be finished."""
    found = groups(township_staff)
    assert set(found) == {
        "projects-2026",
        "projects-late-2026",
        "projects-reports-2026",
        "projects-accept-2026",
    }
    whole = found["projects-2026"]
    assert (whole.count, whole.late, whole.first) == (1, 0, DAY(2026, 12, 31))
    assert whole.note == "在建 1，未开工 0"
    assert found["projects-late-2026"].late == 1
    page = reverse("projects:projects")
    assert found["projects-accept-2026"].url == f"{page}?year=2026&view=accept"


def test_a_number_opens_as_many_rows(
    client_of: Callable[[User], Client], village: Area, township_staff: User
) -> None:
    """Of two that are under way one was reported on."""
    make_project(village, "2026-003")
    heard = make_project(village, "2026-004", name="产业路")
    ProgressReport.objects.create(
        project=heard, reported_on=DAY(2026, 11, 20), works=90
    )
    for key, group in groups(township_staff).items():
        page = client_of(township_staff).get(group.url)
        assert page.context["totals"]["count"] == group.count, key


def test_a_report_of_this_month_is_enough(
    project: Project, township_staff: User
) -> None:
    report = ProgressReport.objects.create(
        project=project, reported_on=DAY(2026, 10, 22), works=85
    )
    assert set(groups(township_staff)) == {"projects-2026"}
    ProgressReport.objects.filter(pk=report.pk).update(reported_on=DAY(2026, 10, 21))
    assert "projects-reports-2026" in groups(township_staff)


def test_a_project_of_last_year_is_told_with_its_year(
    village: Area, township_staff: User
) -> None:
    make_project(
        village,
        "2025-003",
        year=2025,
        planned_start=DAY(2025, 4, 10),
        planned_end=DAY(2025, 12, 20),
    )
    found = groups(township_staff)
    assert found["projects-2025"].late == 1
    assert found["projects-late-2025"].label == "进度滞后的项目（2025 年）"
    assert found["projects-late-2025"].url.endswith("?year=2025&view=late")


def test_only_who_reports_and_only_their_own(
    project: Project,
    neighbours: Project,
    agriculture_staff: User,
    department_staff: User,
    bureau_official: User,
    outsider: User,
    leader: User,
    village_worker: User,
) -> None:
    counts = {
        user: sum(g.count for g in groups(user).values() if g.key == "projects-2026")
        for user in (agriculture_staff, department_staff, bureau_official, outsider)
    }
    assert list(counts.values()) == [1, 0, 2, 1]
    for user in (leader, village_worker):
        assert projects_of_the_fund(user, TODAY) == []


def test_the_repository_waits_for_nobody(village: Area, township_staff: User) -> None:
    days = ("year", "planned_on", "funded_on", "started_on")
    make_project(village, "2027-001", planning_year=2027, **dict.fromkeys(days))
    assert groups(township_staff) == {}
