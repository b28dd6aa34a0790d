"""What is said of a project that is behind, unpaid or paid too early."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Area, Parameter
from projects.alerts import Alert, Limits, alerts_of
from projects.models import Payment, ProgressReport, Project
from tests.factories.projects import fund, make_project

DAY = dt.date(2026, 11, 22)
pytestmark = pytest.mark.django_db


def told(**given: Any) -> list[Alert]:
    return alerts_of(Project.objects.standing_on(DAY).get(), DAY, **given)


def works(project: Project, share: int) -> None:
    ProgressReport.objects.create(
        project=project, reported_on=dt.date(2026, 11, 20), works=share
    )


def paid(project: Project, share: int) -> None:
    batch = fund(project, 100).batch
    Payment.objects.create(
        project=project,
        batch=batch,
        voucher_no="1",
        amount=share,
        paid_on=dt.date(2026, 5, 12),
        purpose="进度款",
    )


def test_it_works(project: Project) -> None:
    # 88.98 % are planned by now.
    works(project, 64)
    paid(project, 60)
    assert told() == [Alert("bad", "落后计划 25 个百分点")]


def test_a_little_behind_is_a_warning_and_less_is_nothing(project: Project) -> None:
    works(project, 78)
    assert told() == [Alert("warn", "落后计划 11 个百分点")]
    ProgressReport.objects.update(works=80)
    assert told() == []


def test_works_that_have_not_begun_are_not_also_behind(village: Area) -> None:
    make_project(village, started_on=None, planned_start=dt.date(2026, 9, 30))
    assert told() == [Alert("bad", "应于 9月30日 开工")]


def test_the_year_is_said_where_it_is_another(village: Area) -> None:
    make_project(village, started_on=None, planned_start=dt.date(2025, 12, 1))
    assert told() == [Alert("bad", "应于 2025年12月1日 开工")]


def test_a_passed_end_is_counted_in_days(village: Area) -> None:
    project = make_project(village, planned_end=dt.date(2026, 11, 10))
    works(project, 95)
    assert told() == [Alert("bad", "超过计划完工 12 天")]


def test_finished_works_that_are_not_paid_for_are_told(village: Area) -> None:
    project = make_project(village, finished_on=dt.date(2026, 10, 25))
    paid(project, 40)
    assert told() == [Alert("warn", "完工与支付相差 60 个百分点")]


def test_payments_ahead_of_works_come_after_what_is_worse(project: Project) -> None:
    works(project, 40)
    paid(project, 70)
    assert [alert.text for alert in told()] == [
        "落后计划 49 个百分点",
        "支付超前形象进度 30 个百分点",
    ]


def test_an_ended_project_is_left_alone(village: Area) -> None:
    make_project(
        village,
        started_on=None,
        terminated_on=dt.date(2026, 8, 1),
        end_reason="选址调整",
    )
    assert told() == []


def test_the_limits_are_dated_numbers(project: Project) -> None:
    works(project, 64)
    Parameter.objects.create(
        key="projects_behind_bad", value=30, valid_from=dt.date(2026, 1, 1)
    )
    assert told() == [Alert("warn", "落后计划 25 个百分点")]


def test_a_list_asks_for_the_limits_once(
    project: Project, django_assert_num_queries: Callable[[int], Any]
) -> None:
    works(project, 64)
    row = Project.objects.standing_on(DAY).get()
    limits = Limits.on(DAY)
    with django_assert_num_queries(0):
        assert alerts_of(row, DAY, limits)
