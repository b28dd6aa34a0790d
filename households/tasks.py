"""When: the nightly rounds over time limits, screening lists and data quality."""

from celery import shared_task
from django.utils import timezone

from exchange import jobs
from exchange.models import Job
from households.checks.run import run_checks
from households.services.escalation import escalate
from households.services.leads import close_unopposed
from households.services.quality import start_check
from households.services.screening_lists import refresh_running


@shared_task(name="households.tasks.escalate_deadlines")
def escalate_deadlines() -> None:
    escalate(today=timezone.localdate())


@shared_task(name="households.tasks.refresh_screening_lists")
def refresh_screening_lists() -> None:
    refresh_running()


@shared_task(name="households.tasks.close_unopposed_leads")
def close_unopposed_leads() -> None:
    close_unopposed(today=timezone.localdate())


@shared_task(name="households.tasks.check_quality")
def check_quality() -> None:
    start_check(by=None)


@jobs.runner(Job.Kind.CHECK_QUALITY)
def run_check_quality(job: jobs.RunningJob) -> None:
    rule = job.parameters.get("rule", "")
    run = run_checks(keys=[rule] if rule else None, progress=job.progress)
    job.result = {"run": run.pk, "opened": run.opened, "fixed": run.fixed}
