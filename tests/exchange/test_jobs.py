"""Jobs are rows: claimed once, tried three times, swept up after accidents."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.models import Area, User
from exchange import jobs, services
from exchange.models import Job
from households.models import Household, Member
from tests.exchange.workbooks import apply, family, receive, workbook


@pytest.fixture
def clerk(village: Area, township_staff: User) -> User:
    return township_staff


@pytest.fixture
def work() -> Iterator[list[int]]:
    """Registers a runner of its own for RECOMPUTE and takes it away again."""
    done: list[int] = []
    before = jobs._runners.pop(Job.Kind.RECOMPUTE, None)
    jobs._runners[Job.Kind.RECOMPUTE] = lambda running: done.append(running.job.pk)
    yield done
    jobs._runners.pop(Job.Kind.RECOMPUTE)
    if before:
        jobs._runners[Job.Kind.RECOMPUTE] = before


def started(owner: User | None = None, **options: str) -> Job:
    return jobs.start(kind=Job.Kind.RECOMPUTE, owner=owner, **options)  # type: ignore[arg-type]


def test_it_works(db: None, work: list[int]) -> None:
    job = started()
    assert jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, work) == ("done", 1, [job.pk])


def test_a_finished_unknown_or_stopped_job_is_not_run(
    db: None, work: list[int]
) -> None:
    job, stopped = started(), started()
    jobs.stop(job=stopped)
    assert [jobs.run(pk) for pk in (job.pk, job.pk, stopped.pk, 10**9)] == [
        True, False, False, False,
    ]  # fmt: skip
    assert work == [job.pk]


def test_the_same_work_is_queued_once(db: None) -> None:
    assert started(key="month-2026-11") == started(key="month-2026-11")
    assert started(key="month-2026-10") != started(key="month-2026-11")


def test_after_three_accidents_it_fails_with_a_sentence_and_can_be_retried(
    db: None, work: list[int]
) -> None:
    def fail(running: jobs.RunningJob) -> None:
        raise RuntimeError("secret details")

    jobs._runners[Job.Kind.RECOMPUTE] = fail
    job = started()
    states = []
    for _attempt in range(4):
        jobs.run(job.pk)
        job.refresh_from_db()
        states.append(job.state)
    assert states == ["queued", "queued", "failed", "failed"]
    assert job.message
    assert "secret" not in job.message

    jobs._runners[Job.Kind.RECOMPUTE] = lambda running: work.append(1)
    jobs.retry(job=job)
    assert jobs.run(job.pk)
    assert work == [1]


def test_what_cannot_succeed_is_not_tried_again(db: None, work: list[int]) -> None:
    def refuse(running: jobs.RunningJob) -> None:
        raise jobs.JobFailed("月份已封账")

    jobs._runners[Job.Kind.RECOMPUTE] = refuse
    job = started()
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.message) == ("failed", 1, "月份已封账")


def test_the_sweeper_finds_what_waits(db: None) -> None:
    fresh, old, dead, exhausted = (started() for _number in range(4))
    long_ago = timezone.now() - dt.timedelta(minutes=5)
    Job.objects.filter(pk=old.pk).update(created_at=long_ago)
    Job.objects.filter(pk=dead.pk).update(state="running", attempts=1)
    Job.objects.filter(pk=exhausted.pk).update(state="running", attempts=3)
    assert set(jobs.waiting()) == {old.pk, dead.pk}
    exhausted.refresh_from_db()
    assert exhausted.state == "failed"
    assert fresh.pk not in jobs.waiting()


@pytest.mark.django_db(transaction=True)
def test_a_job_that_somebody_works_on_is_left_alone(work: list[int]) -> None:
    job = started()
    with psycopg.connect(settings.DATABASES["default"]["NAME"] and _dsn()) as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", (jobs.LOCK_SPACE, job.pk))
        assert not jobs.run(job.pk)
        Job.objects.filter(pk=job.pk).update(state="running", attempts=1)
        assert jobs.waiting() == []
    assert jobs.waiting() == [job.pk]
    assert jobs.run(job.pk)


def _dsn() -> str:
    parameters = connection.get_connection_params()
    wanted = ("dbname", "user", "password", "host", "port")
    return " ".join(f"{k}={parameters[k]}" for k in wanted if parameters.get(k))


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_while_the_work_is_open(work: list[int]) -> None:
    def tell(running: jobs.RunningJob) -> None:
        running.progress(3, 10, "写入")
        with psycopg.connect(_dsn()) as other:
            row = other.execute(
                "SELECT done_units, step FROM exchange_job WHERE id = %s",
                (running.job.pk,),
            ).fetchone()
        work.append(row[0])  # type: ignore[index]

    jobs._runners[Job.Kind.RECOMPUTE] = tell
    assert jobs.run(started().pk)
    assert work == [3]


@pytest.mark.django_db(transaction=True)
def test_a_stopped_job_rolls_back(clerk: User) -> None:
    run = receive(workbook(family()), clerk)
    job = services.apply_run(run=run, by=clerk)
    original = jobs.Progress.tell

    def stop_first(self: jobs.Progress, done: int, total: int, step: str) -> None:
        with psycopg.connect(_dsn()) as other:
            other.execute(
                "UPDATE exchange_job SET state = 'cancelled' WHERE id = %s", (job.pk,)
            )
        original(self, done, total, step)

    jobs.Progress.tell = stop_first  # type: ignore[method-assign]
    try:
        jobs.run(job.pk)
    finally:
        jobs.Progress.tell = original  # type: ignore[method-assign]
    assert not Household.objects.exists()
    services.cancel_run(run=run, by=clerk)
    run.refresh_from_db()
    assert run.state == "preview"
    assert apply(run).state == "applied"


_WORKER = """
import os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "config.test_settings"
django.setup()
from django.conf import settings
from django.db import connection
settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = sys.argv[1]
from exchange import jobs, applying
if sys.argv[3] == "slow":
    write = applying._write
    def slow(*args):
        write(*args)
        print("written", flush=True)
        import time; time.sleep(60)
    applying._write = slow
jobs.run(int(sys.argv[2]))
"""


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_neither_loses_nor_doubles_rows(clerk: User) -> None:
    """The worker is killed when everything is written and nothing is committed."""
    run = receive(workbook(family()), clerk)
    job = services.apply_run(run=run, by=clerk)
    command = [
        sys.executable,
        "-c",
        _WORKER,
        connection.settings_dict["NAME"],
        str(job.pk),
    ]
    with subprocess.Popen(
        [*command, "slow"], stdout=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline().strip() == "written"
        os.kill(worker.pid, signal.SIGKILL)
    for _try in range(50):
        if job.pk in jobs.waiting():
            break
        time.sleep(0.1)
    assert jobs.waiting() == [job.pk]
    assert Member.objects.count() == 0

    subprocess.run([*command, "quick"], check=True)
    job.refresh_from_db()
    assert (job.state, job.attempts, Member.objects.count()) == ("done", 2, 2)
    jobs.run(job.pk)
    assert Member.objects.count() == 2
