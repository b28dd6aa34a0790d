"""Background work as rows: started here, run by a worker, swept up after accidents.

PostgreSQL keeps the queue, Redis only rings. ``start`` writes a row and, once it is
committed, rings the bell; a bell that does not sound leaves the row waiting for the
sweeper. ``run`` takes a session-level advisory lock on the job, which dies with the
process, so that a killed worker's job can be taken up again and no job runs twice at
once. The work itself writes in one transaction and marks its own row in it.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pghistory
from celery import current_app
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.scoping import department_range, user_range
from exchange.models import Job
from exchange.progress import JobStopped, Progress

logger = logging.getLogger(__name__)

#: The task of exchange.tasks, by name: this module is imported by it.
TASK = "exchange.tasks.run_job"
#: First key of the advisory locks, so that they meet no other lock's numbers.
LOCK_SPACE = 7310402
#: How long a job may wait before the bell is rung again.
RING_AGAIN_SECONDS = 30


class JobFailed(Exception):  # noqa: N818 - the name says what happened
    """The work cannot succeed, however often it is tried; the message is for staff."""


class RunningJob:
    """What a runner is given: its row, its owner and a way to tell how far it is."""

    def __init__(self, job: Job, progress: Progress) -> None:
        self.job = job
        self._progress = progress
        self.result: dict[str, Any] = {}

    @property
    def parameters(self) -> dict[str, Any]:
        parameters: dict[str, Any] = self.job.parameters
        return parameters

    def progress(self, done: int, total: int, step: str) -> None:
        """Show units done of total. Raises JobStopped when somebody stopped the job."""
        self._progress.tell(done, total, step)


Runner = Callable[[RunningJob], None]
_runners: dict[str, Runner] = {}


def runner(kind: Job.Kind) -> Callable[[Runner], Runner]:
    """Register the work of a kind of job."""

    def register(function: Runner) -> Runner:
        if _runners.setdefault(kind, function) is not function:
            raise ValueError(f"job kind {kind} has two runners")
        return function

    return register


def start(
    *,
    kind: Job.Kind,
    owner: User | None,
    parameters: dict[str, Any] | None = None,
    key: str = "",
) -> Job:
    """Queue work. With a key, work under way is returned instead of queued twice."""
    limits = _limits(owner) or ("", "")
    values: dict[str, Any] = {
        "kind": kind,
        "owner": owner,
        "parameters": parameters or {},
        "scope_low": limits[0],
        "scope_high": limits[1],
    }
    if key:
        values["key"] = key
    try:
        with transaction.atomic():
            job = Job.objects.create(**values)
    except IntegrityError:
        return Job.objects.filter(key=key).latest("pk")
    transaction.on_commit(partial(ring, job.pk))
    return job


def _limits(owner: User | None) -> tuple[str, str] | None:
    """What the owner reaches now: an area, or what a department does."""
    return (user_range(owner) or department_range(owner)) if owner else None


def ring(job_id: int) -> None:
    """Tell the worker. A queue that is down is no error: the sweeper rings again."""
    try:
        current_app.send_task(TASK, [job_id])
    except Exception:
        logger.warning("job %s waits for the queue", job_id, exc_info=True)


def run(job_id: int) -> bool:
    """Do the work of a job unless it is finished, taken or unknown."""
    with _lock(job_id) as held:
        if not held:
            return False
        job = _claim(job_id)
        if job is None:
            return False
        with Progress(job.pk) as progress:
            _work(job, RunningJob(job, progress))
        return True


def retry(*, job: Job) -> Job:
    """Give a failed job three more attempts."""
    changed = Job.objects.filter(pk=job.pk, state=Job.State.FAILED).update(
        state=Job.State.QUEUED, attempts=0, message="", finished_at=None
    )
    job.refresh_from_db()
    if changed:
        transaction.on_commit(partial(ring, job.pk))
    return job


def stop(*, job: Job) -> bool:
    """Stop queued or running work; a running one rolls back at its next progress."""
    changed = (
        Job.objects.unfinished()
        .filter(pk=job.pk)
        .update(state=Job.State.CANCELLED, finished_at=timezone.now())
    )
    return bool(changed)


def waiting() -> list[int]:
    """Jobs that nobody works on: queued for a while, or running without a lock.

    Jobs whose worker died at the last attempt are failed here, with a sentence.
    """
    limit = timezone.now() - dt.timedelta(seconds=RING_AGAIN_SECONDS)
    queued = Job.objects.filter(state=Job.State.QUEUED, created_at__lt=limit)
    running = Job.objects.filter(state=Job.State.RUNNING)
    dead = sorted(set(running.values_list("pk", flat=True)) - _locked())
    exhausted = running.filter(pk__in=dead, attempts__gte=Job.MAX_ATTEMPTS)
    for job in exhausted:
        _fail(job, _("The work was interrupted three times. Please try again."))
    ids = list(queued.values_list("pk", flat=True))
    return ids + list(running.filter(pk__in=dead).values_list("pk", flat=True))


def run_waiting() -> int:
    """Do what is queued in this process: for cron when the queue is away."""
    queued = Job.objects.filter(state=Job.State.QUEUED).values_list("pk", flat=True)
    return sum(run(job_id) for job_id in sorted({*queued, *waiting()}))


def _locked() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' "
            "AND classid = %s AND database = "
            "(SELECT oid FROM pg_database WHERE datname = current_database())",
            [LOCK_SPACE],
        )
        return {row[0] for row in cursor.fetchall()}


@contextmanager
def _lock(job_id: int) -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_SPACE, job_id])
        held = bool(cursor.fetchone()[0])
    try:
        yield held
    finally:
        if held:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, job_id]
                )


def _claim(job_id: int) -> Job | None:
    now = timezone.now()
    changed = (
        Job.objects.unfinished()
        .filter(pk=job_id, attempts__lt=Job.MAX_ATTEMPTS)
        .update(
            state=Job.State.RUNNING,
            attempts=F("attempts") + 1,
            started_at=now,
            heartbeat_at=now,
        )
    )
    return Job.objects.select_related("owner").get(pk=job_id) if changed else None


def _work(job: Job, running: RunningJob) -> None:
    owner = job.owner
    try:
        with pghistory.context(
            user=job.owner_id,
            by=owner.full_name if owner else "",
            job=job.pk,
            via="job",
        ):
            _runners[job.kind](running)
    except JobStopped:
        logger.info("job %s was stopped", job.pk)
    except JobFailed as error:
        _fail(job, str(error))
    except Exception:
        logger.exception("job %s failed in attempt %s", job.pk, job.attempts)
        _after_accident(job)
    else:
        Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(
            state=Job.State.DONE,
            result=running.result,
            finished_at=timezone.now(),
            message="",
        )


def _after_accident(job: Job) -> None:
    if job.attempts >= Job.MAX_ATTEMPTS:
        _fail(job, _("This did not work in three attempts. Please try again later."))
        return
    Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(
        state=Job.State.QUEUED
    )
    transaction.on_commit(partial(ring, job.pk))


def _fail(job: Job, message: str) -> None:
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.FAILED, message=message, finished_at=timezone.now()
    )
