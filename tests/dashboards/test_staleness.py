"""A saved visit makes its month stale, on commit, and a hundred make one job."""

import datetime as dt
from collections.abc import Callable

import pytest

from accounts.models import Area, User
from core.months import Month
from dashboards.models import Computation, HouseholdMonth, MonthlyFigure, StaleMonth
from dashboards.services.recompute import recompute_month, refresh_month
from dashboards.services.staleness import (
    OPEN_MONTHS,
    ask_for,
    mark_stale,
    open_months,
)
from dashboards.tasks import recompute_open_months
from exchange import jobs
from exchange.models import Job
from households.models import Household
from households.services.months import close_month, reopen_month
from households.signals import register_changed, visit_recorded
from tests.factories import (
    EpisodeFactory,
    HouseholdFactory,
    IncomeStatementFactory,
    VisitFactory,
)

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
    assert len(marked) <= OPEN_MONTHS


def work_off() -> list[Month]:
    """Run what is queued until nothing is; the months in the order of their jobs."""
    done: list[Month] = []
    while job := Job.objects.filter(state=Job.State.QUEUED).order_by("pk").first():
        assert Job.objects.filter(state=Job.State.QUEUED).count() == 1
        jobs.run(job.pk)
        done.append(Month.parse(job.parameters["month"]))
    return done


def test_the_first_import_brings_the_months_before_one_after_another(
    village: Area, django_capture_on_commit_callbacks: Commit
) -> None:
    """The newest first, and only one in the queue, so that others get their turn."""
    current = Month.current()
    EpisodeFactory(
        household=HouseholdFactory(village=village),
        identified_on=current.shift(-3).last_day,
    )
    with django_capture_on_commit_callbacks(execute=True):
        register_changed.send(None, months=[])

    assert work_off() == [current.shift(-n) for n in range(4)]
    assert Computation.objects.count() == 4
    assert not StaleMonth.objects.exists()


def test_history_reaches_back_to_the_first_income(village: Area) -> None:
    IncomeStatementFactory(household=HouseholdFactory(village=village), year=2025)
    assert open_months(NOVEMBER)[0] == Month(2025, 9)


def test_history_is_as_long_as_the_trend_at_most(village: Area) -> None:
    household = HouseholdFactory(village=village)
    EpisodeFactory(household=household, identified_on=dt.date(2021, 5, 1))
    assert len(open_months(NOVEMBER)) == OPEN_MONTHS


def test_a_month_that_fails_holds_up_no_older_one(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    for month in (NOVEMBER, NOVEMBER.previous):
        mark_stale(month)
    job = ask_for(NOVEMBER)

    def break_down(month: Month) -> None:
        raise RuntimeError

    monkeypatch.setattr("dashboards.tasks.refresh_month", break_down)
    jobs.run(job.pk)

    waiting = Job.objects.filter(state=Job.State.QUEUED)
    asked = set(waiting.values_list("parameters__month", flat=True))
    assert asked == {"2026-11", "2026-10"}


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
