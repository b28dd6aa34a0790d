"""A saved visit makes its month stale, on commit, and a hundred make one job."""

from collections.abc import Callable

import pytest

from accounts.models import Area, User
from core.months import Month
from dashboards.models import Computation, HouseholdMonth, MonthlyFigure, StaleMonth
from dashboards.services.recompute import recompute_month, refresh_month
from dashboards.services.staleness import ask_for, mark_stale, open_months
from dashboards.tasks import recompute_open_months
from exchange import jobs
from exchange.models import Job
from households.models import Household
from households.services.months import close_month, reopen_month
from households.signals import register_changed, visit_recorded
from tests.factories import EpisodeFactory, HouseholdFactory, VisitFactory

NOVEMBER = Month(2026, 11)
Commit = Callable[..., object]


@pytest.fixture
def household(village: Area) -> Household:
    household = HouseholdFactory(village=village)
    EpisodeFactory(household=household)
    for month in (NOVEMBER, NOVEMBER.previous):
        recompute_month(month)
    return household


def visited(area: Area, month: Month) -> int:
    row = MonthlyFigure.objects.get(
        figure="visit-rate", month=month.first_day, area_code=area.code, category=""
    )
    return int(row.part)


def test_it_works(
    household: Household, village: Area, django_capture_on_commit_callbacks: Commit
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        VisitFactory(household=household)
        visit_recorded.send(None, household_id=household.pk, month=NOVEMBER)
        assert not Job.objects.exists()

    job = Job.objects.get()
    assert visited(village, NOVEMBER) == 0
    assert jobs.run(job.pk)

    assert visited(village, NOVEMBER) == 1
    assert not StaleMonth.objects.exists()


def test_only_the_month_of_the_visit_is_refreshed(
    household: Household, village: Area
) -> None:
    before = Computation.objects.get(month=NOVEMBER.previous.first_day).computed_at
    VisitFactory(household=household)
    mark_stale(NOVEMBER, household_id=household.pk)

    done = refresh_month(NOVEMBER)

    assert done is not None
    assert done.rows == 1
    again = Computation.objects.get(month=NOVEMBER.previous.first_day)
    assert again.computed_at == before
    assert refresh_month(NOVEMBER.previous) is None


def test_other_rows_of_the_month_are_not_looked_at(
    household: Household, village: Area
) -> None:
    late = HouseholdFactory(village=village)
    mark_stale(NOVEMBER, household_id=household.pk)

    refresh_month(NOVEMBER)

    assert not HouseholdMonth.objects.filter(household=late).exists()


def test_a_hundred_visits_wait_for_one_job(household: Household) -> None:
    for _ in range(100):
        ask_for(NOVEMBER)

    assert Job.objects.count() == 1


def test_a_change_during_a_run_waits_behind_it(household: Household) -> None:
    running = ask_for(NOVEMBER)
    Job.objects.filter(pk=running.pk).update(state=Job.State.RUNNING)

    behind = ask_for(NOVEMBER)

    assert behind.pk != running.pk
    assert ask_for(NOVEMBER).pk == behind.pk


def test_a_failed_recomputation_keeps_its_marks(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark_stale(NOVEMBER)

    def break_down(*args: object, **kwargs: object) -> int:
        raise RuntimeError

    monkeypatch.setattr(
        "dashboards.services.recompute.write_monthly_figures", break_down
    )
    with pytest.raises(RuntimeError):
        refresh_month(NOVEMBER)

    assert StaleMonth.objects.count() == 1


def test_an_import_makes_its_months_stale(household: Household) -> None:
    register_changed.send(None, months=[NOVEMBER.previous])

    assert StaleMonth.objects.get().month == NOVEMBER.previous.first_day


def test_a_closed_month_is_not_marked(
    household: Household, bureau_official: User
) -> None:
    close_month(month=NOVEMBER, by=bureau_official)
    StaleMonth.objects.all().delete()

    register_changed.send(None, months=[NOVEMBER])

    assert not StaleMonth.objects.exists()


def test_the_nightly_round_takes_the_open_months(
    household: Household, bureau_official: User
) -> None:
    current = Month.current()
    close_month(month=current.previous, by=bureau_official)
    StaleMonth.objects.all().delete()

    recompute_open_months()

    marked = [Month.of(mark.month) for mark in StaleMonth.objects.all()]
    assert marked == open_months(current)
    assert current in marked
    assert current.previous not in marked
    assert len(marked) <= 12


def test_closing_counts_what_was_entered_until_then_and_nothing_after(
    household: Household, village: Area, bureau_official: User
) -> None:
    VisitFactory(household=household)
    close_month(month=NOVEMBER, by=bureau_official)
    refresh_month(NOVEMBER)
    assert visited(village, NOVEMBER) == 1

    household.visits.all().delete()
    mark_stale(NOVEMBER)

    assert refresh_month(NOVEMBER) is None
    assert recompute_month(NOVEMBER).is_frozen
    assert visited(village, NOVEMBER) == 1


def test_reopening_starts_the_new_revision(
    household: Household, village: Area, bureau_official: User
) -> None:
    close_month(month=NOVEMBER, by=bureau_official)
    refresh_month(NOVEMBER)
    reopen_month(month=NOVEMBER, by=bureau_official, reason="补录")

    done = refresh_month(NOVEMBER)

    assert done is not None
    assert done.revision == 2
