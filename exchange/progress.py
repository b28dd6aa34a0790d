"""How far a job is, told while its transaction is still open.

Progress goes over a connection of its own: what the work's transaction writes is not
seen before its end, and a browser that waits wants to see something.
"""

import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import psycopg
from django.db import connection

#: Telling more often costs more than it says.
_TELL_EVERY_SECONDS = 0.4


#: Told (done, total, what is being done).
Tell = Callable[[int, int, str], None]


class JobStopped(Exception):  # noqa: N818 - the name says what happened
    """Somebody stopped the job; the work rolls back."""


class Progress:
    """A side connection to one job row; opened when first needed."""

    def __init__(self, job_id: int) -> None:
        self._job_id = job_id
        self._side: psycopg.Connection[Any] | None = None
        self._told_at = 0.0
        self._step = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._side is not None:
            self._side.close()

    def tell(self, done: int, total: int, step: str) -> None:
        now = time.monotonic()
        if step == self._step and now - self._told_at < _TELL_EVERY_SECONDS:
            return
        self._told_at, self._step = now, step
        row = self._connection().execute(
            "UPDATE exchange_job SET done_units = %s, total_units = %s, step = %s, "
            "heartbeat_at = now() WHERE id = %s RETURNING state",
            (min(done, total), total, str(step)[:80], self._job_id),
        )
        state = row.fetchone()
        if state is not None and state[0] == "cancelled":
            raise JobStopped

    def _connection(self) -> "psycopg.Connection[Any]":
        if self._side is None:
            parameters = connection.get_connection_params()
            wanted = ("dbname", "user", "password", "host", "port")
            given = {key: parameters[key] for key in wanted if parameters.get(key)}
            self._side = psycopg.connect(
                **given,
                autocommit=True,
                application_name="job progress",
                # What is told is worth no wait for the disk.
                options="-c synchronous_commit=off",
            )
        return self._side
