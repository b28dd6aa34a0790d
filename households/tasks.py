"""When: the nightly rounds over the time limits and over the rules of data quality."""

from celery import shared_task
from django.utils import timezone

from exchange import jobs
from exchange.models import Job
from households.checks.run import run_checks
from households.services.escalation import escalate
from households.services.quality import start_check


@shared_task(name="households.tasks.escalate_deadlines")
def escalate_deadlines() -> None:
    escalate(today=timezone.localdate())


@shared_task(name="households.tasks.check_quality")
def check_quality() -> None:
    start_check(by=None)


@jobs.runner(Job.Kind.CHECK_QUALITY)
def run_check_quality(job: jobs.RunningJob) -> None:
    rule = job.parameters.get("rule", "")
    run = run_checks(keys=[rule] if rule else None, progress=job.progress)
    job.result = {"run": run.pk, "opened": run.opened, "fixed": run.fixed}
