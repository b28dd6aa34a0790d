"""When: the doorbell, the sweeper and the tidying."""

from celery import shared_task

from exchange import jobs, tidying


@shared_task(name="exchange.tasks.run_job")
def run_job(job_id: int) -> None:
    jobs.run(job_id)


@shared_task(name="exchange.tasks.sweep_jobs")
def sweep_jobs() -> None:
    for job_id in jobs.waiting():
        run_job.delay(job_id)


@shared_task(name="exchange.tasks.tidy_files")
def tidy_files() -> None:
    tidying.tidy()
