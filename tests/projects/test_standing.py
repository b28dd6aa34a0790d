"""How far a project is on a day, by hand."""

import datetime as dt
from decimal import Decimal

import pytest

from accounts.models import Area
from projects.alerts import alerts_of
from projects.models import Milestone, Payment, ProgressReport, Project
from projects.standing import Trouble
from tests.factories.projects import fund, make_project

DAY = dt.date(2026, 11, 22)
pytestmark = pytest.mark.django_db


def on(day: dt.date = DAY) -> Project:
    row: Project = Project.objects.standing_on(day).get()
    return row


def pay(project: Project, amount: str, day: dt.date) -> None:
    batch = project.allocation_rows.get().batch
    Payment.objects.create(
        project=project,
        batch=batch,
        voucher_no=f"2026-{day:%m}",
        amount=amount,
        paid_on=day,
        purpose="进度款",
    )


def test_it_works(project: Project) -> None:
    fund(project, 98)
    pay(project, "29.4", dt.date(2026, 5, 12))
    pay(project, "29.4", dt.date(2026, 12, 1))
    ProgressReport.objects.create(
        project=project, reported_on=dt.date(2026, 10, 31), works=64
    )
    row = on()
    assert (row.allocated, row.paid, row.paid_rate) == (98, Decimal("29.4"), 30)
    assert row.works == 64
    # From 10 April to 20 December 254 days; 226 of them gone: 88.98 %.
    assert round(row.planned, 2) == Decimal("88.98")
    assert round(row.behind, 2) == Decimal("24.98")
    assert row.trouble == Trouble.FAR_BEHIND


def test_the_plan_runs_through_the_milestones(project: Project) -> None:
    for name, day, works in (
        ("主体", dt.date(2026, 7, 10), 40),
        ("设备", dt.date(2026, 11, 12), 80),
    ):
        Milestone.objects.create(project=project, name=name, due_on=day, works=works)
    assert on(dt.date(2026, 4, 10)).planned == 0
    assert on(dt.date(2026, 7, 10)).planned == 40
    # 38 days from the second milestone to the planned end, 10 of them gone.
    assert round(on().planned, 2) == Decimal("85.26")
    assert on(dt.date(2026, 12, 20)).planned == 100


def test_a_project_that_should_have_begun_comes_first(village: Area) -> None:
    make_project(village, started_on=None, planned_start=dt.date(2026, 9, 30))
    assert on().trouble == Trouble.NOT_BEGUN
    assert on(dt.date(2026, 9, 30)).trouble == Trouble.NONE


def test_finished_works_that_are_not_paid_are_told(village: Area) -> None:
    project = make_project(village, finished_on=dt.date(2026, 10, 25))
    fund(project, 100)
    pay(project, "40", dt.date(2026, 6, 1))
    row = on()
    assert (row.works, row.behind, row.works_unpaid) == (100, 0, 60)
    assert row.trouble == Trouble.UNPAID_WORKS


def test_a_project_without_money_has_no_rate_of_payment(project: Project) -> None:
    assert on().paid_rate is None


def test_a_project_without_planned_days_is_not_behind(village: Area) -> None:
    make_project(village, planned_start=None, planned_end=None)
    row = on()
    assert (row.planned, row.behind, row.trouble) == (None, None, Trouble.RUNNING)


def test_what_ended_later_was_behind_before(village: Area) -> None:
    """The row of an earlier month stays what it was when the project ends."""
    ended = dt.date(2026, 11, 20)
    make_project(village, terminated_on=ended, end_reason="选址调整")
    before = on(ended - dt.timedelta(days=1))
    assert before.trouble == Trouble.FAR_BEHIND
    assert alerts_of(before, ended - dt.timedelta(days=1))
    assert on(ended).trouble == Trouble.NONE
    assert on(ended).behind == 0
    assert not alerts_of(on(ended), ended)
