"""When: the job that recomputes a month, and the nightly round."""

from celery import shared_task

from core.months import Month
from dashboards.services.recompute import refresh_month
from dashboards.services.staleness import (
    ask_for_older,
    mark_all_stale,
    open_months,
)
from exchange import jobs
from exchange.models import Job


@jobs.runner(Job.Kind.RECOMPUTE)
def run_recompute(job: jobs.RunningJob) -> None:
    month = Month.parse(job.parameters["month"])
    try:
        done = refresh_month(month)
    finally:
        # A month that fails is tried again by itself and holds up no older one.
        ask_for_older(month)
    if done is not None:
        job.result = {"rows": done.rows, "figures": done.figures}


@shared_task(name="dashboards.tasks.recompute_open_months")
def recompute_open_months() -> None:
    mark_all_stale(open_months(Month.current()))
