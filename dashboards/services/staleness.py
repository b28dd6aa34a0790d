"""Which months must be computed again, and the one job that waits to do it."""

import datetime as dt
from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.db.models import Max, Min

from core.months import Month
from dashboards.models import StaleMonth
from exchange import jobs
from exchange.models import Job
from households.models import (
    Episode,
    Household,
    IncomeStatement,
    ReportingMonth,
    Visit,
)

#: How many months are kept up to date while they are open, this one included: as many
#: as the trend shows, which sets twelve months beside the same months a year before.
OPEN_MONTHS = 24


def mark_stale(
    month: Month, *, household_id: int | None = None, is_final: bool = False
) -> None:
    """Ask for a recomputation of a month, or of one household in it, on commit.

    A hundred changes in a minute wait for one job. A closed month is not marked, unless
    its own closing asks.
    """
    if not is_final and _is_closed(month):
        return
    StaleMonth.objects.create(
        month=month.first_day, household_id=household_id, is_final=is_final
    )
    transaction.on_commit(partial(ask_for, month))


def mark_all_stale(months: Iterable[Month], *, of_projects: bool = False) -> None:
    """Ask for a recomputation of several months, the newest first, one after another.

    ``of_projects``: only of what projects give to them, which leaves the rows of
    households alone.

    Only the newest gets a job at once; ``ask_for_older`` hands on from month to month,
    so that a history of years never stands before other people's work in the queue.
    """
    closed = _closed_days()
    marked = [month for month in months if month.first_day not in closed]
    StaleMonth.objects.bulk_create(
        StaleMonth(month=month.first_day, of_projects=of_projects) for month in marked
    )
    if marked:
        transaction.on_commit(partial(ask_for, max(marked)))


def ask_for_older(month: Month) -> Job | None:
    """The job for the newest stale month before this one; None when none is left."""
    older = StaleMonth.objects.filter(month__lt=month.first_day)
    day = older.aggregate(day=Max("month"))["day"]
    return ask_for(Month.of(day)) if day else None


def ask_for(month: Month) -> Job:
    """The job that waits to recompute a month; started when none is waiting.

    A job that already runs may have read its marks before ours was committed, so a
    second one is queued behind it; the advisory lock makes them follow each other.
    """
    key = f"recompute:{month}"
    started = Job.objects.unfinished().filter(kind=Job.Kind.RECOMPUTE)
    ours = started.filter(parameters__month=str(month))
    waiting = ours.filter(state=Job.State.QUEUED).first()
    if waiting is not None:
        return waiting
    running = ours.filter(state=Job.State.RUNNING).order_by("-pk").first()
    if running is not None:
        key = f"{key}:after:{running.pk}"
    return jobs.start(
        kind=Job.Kind.RECOMPUTE, owner=None, parameters={"month": str(month)}, key=key
    )


def open_months(until: Month) -> list[Month]:
    """The open months among the last 24, from the first that has any facts."""
    first = max(until.shift(1 - OPEN_MONTHS), _first_month_with_facts(until))
    closed = _closed_days()
    return [m for m in Month.range(first, until) if m.first_day not in closed]


def is_stale(month: Month) -> bool:
    """Whether changes of this month wait to be counted."""
    return StaleMonth.objects.filter(month=month.first_day).exists()


def _closed_days() -> set[dt.date]:
    closed = ReportingMonth.objects.filter(state=ReportingMonth.State.CLOSED)
    return set(closed.values_list("month", flat=True))


def _is_closed(month: Month) -> bool:
    return ReportingMonth.objects.filter(
        month=month.first_day, state=ReportingMonth.State.CLOSED
    ).exists()


def _first_month_with_facts(default: Month) -> Month:
    """Where a trend can begin: the first identification, visit or income on record."""
    if not Household.objects.exists():
        return default
    days = [
        Episode.objects.aggregate(day=Min("identified_on"))["day"],
        Visit.objects.aggregate(day=Min("month"))["day"],
        IncomeStatement.objects.aggregate(day=Min("period_end"))["day"],
    ]
    known = [day for day in days if day is not None]
    return min([Month.of(day) for day in known], default=default)
