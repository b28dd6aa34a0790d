"""A private PostgreSQL and Redis for trials, development and tests.

Production gives ``DATABASE_URL`` and ``REDIS_URL`` and never comes here. Without
them the settings call :func:`ensure_urls`, which finds or starts both servers for the
data folder (``var/``, or ``HOUSEHOLD_MONITOR_VAR``). All processes of one data folder
share them: the web server, the worker, ``manage.py`` commands and a test run beside
them. They stop with the last process that uses them; see ``config.embedded.keeper`` for
how that is known. Tests keep apart by the database's name (``test_…``) and by
:data:`TEST_REDIS_DB`.

``python -m config.embedded run COMMAND…`` keeps the servers up for several commands.
"""

import atexit
import json
import os
import subprocess
import sys
import time
import urllib.parse
from dataclasses import dataclass
from pathlib import Path

from config.embedded.layout import (
    EmbeddedError,
    Layout,
    locked,
    open_lock,
    open_log,
    take,
)

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_VARIABLE = "HOUSEHOLD_MONITOR_VAR"
URL_VARIABLES = ("DATABASE_URL", "REDIS_URL")
# Tells a child process that the two addresses in its environment are ours.
INHERITED_VARIABLE = "HOUSEHOLD_MONITOR_EMBEDDED"
TEST_REDIS_DB = 15
STOP_SECONDS = 40


@dataclass(frozen=True)
class Embedded:
    database_url: str
    redis_url: str


@dataclass
class _Hold:
    """Our shared lock; a forked child inherits the object but must take its own."""

    layout: Layout
    descriptor: int
    pid: int


_hold: _Hold | None = None


def var_dir() -> Path:
    return Path(os.environ.get(VAR_VARIABLE) or BASE_DIR / "var").absolute()


def ensure_urls() -> dict[str, str]:
    """Return both addresses, from the environment or of the embedded servers.

    Those that were missing are put into the environment, where child processes find
    them together with the note that they are ours: a child then also counts as a user.
    """
    var = str(var_dir())
    given = {name: value for name in URL_VARIABLES if (value := os.environ.get(name))}
    ours = os.environ.get(INHERITED_VARIABLE) == var
    if len(given) == len(URL_VARIABLES) and not ours:
        return given
    servers = ensure()
    found = {"DATABASE_URL": servers.database_url, "REDIS_URL": servers.redis_url}
    os.environ.update(found | given)
    os.environ[INHERITED_VARIABLE] = var
    return found | given


def ensure() -> Embedded:
    """Find or start both servers and keep them up until this process ends."""
    layout = Layout(var_dir())
    layout.create()
    _hold_on(layout)
    with locked(layout.start_lock, exclusive=True, wait=True):
        urls = running_urls(layout) or _start_keeper(layout)
    return Embedded(urls["DATABASE_URL"], urls["REDIS_URL"])


def stop() -> bool:
    """Let go; waits for the servers to end, unless others use them (then ``False``)."""
    global _hold
    hold, _hold = _hold, None
    if hold is None or hold.pid != os.getpid():
        return True
    os.close(hold.descriptor)
    deadline = time.monotonic() + STOP_SECONDS
    while _keeper_lives(hold.layout) and time.monotonic() < deadline:
        if hold.layout.state.exists() and _has_users(hold.layout):
            return False
        time.sleep(0.02)
    return not _keeper_lives(hold.layout)


def running_urls(layout: Layout) -> dict[str, str] | None:
    """Read the addresses of servers that are up, without starting any."""
    if not _keeper_lives(layout):
        return None
    try:
        urls: dict[str, str] = json.loads(layout.state.read_text())
    except FileNotFoundError:
        return None
    return urls


def celery_broker_url(redis_url: str) -> str:
    """Spell a Redis address as Celery wants it; only Unix sockets differ."""
    parts = urllib.parse.urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    database = urllib.parse.parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.path}?virtual_host={database}"


def redis_url_for(redis_url: str, database: int) -> str:
    """Point a Redis address to another of its numbered databases."""
    parts = urllib.parse.urlsplit(redis_url)
    if parts.scheme == "unix":
        return f"unix://{parts.path}?db={database}"
    return parts._replace(path=f"/{database}").geturl()


def _hold_on(layout: Layout) -> None:
    global _hold  # noqa: PLW0603 one hold for the process is the point
    if _hold and _hold.pid == os.getpid() and _hold.layout == layout:
        return
    if _hold is None:
        atexit.register(stop)
    descriptor = open_lock(layout.users_lock)
    take(descriptor, exclusive=False, wait=True)
    _hold = _Hold(layout, descriptor, os.getpid())


def _start_keeper(layout: Layout) -> dict[str, str]:
    # One that was told to stop while others use the servers may still be at it; what a
    # killed one wrote is no longer true.
    with locked(layout.keeper_lock, exclusive=False, wait=True):
        layout.state.unlink(missing_ok=True)
        layout.error.unlink(missing_ok=True)
    with open_log(layout.logs / "keeper.log") as log:
        subprocess.run(
            [sys.executable, "-m", "config.embedded.keeper", str(layout.var)],
            cwd=BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            check=False,
        )
    while _keeper_lives(layout):
        if urls := running_urls(layout):
            return urls
        time.sleep(0.02)
    if layout.error.exists():
        raise EmbeddedError(layout.error.read_text())
    raise EmbeddedError(
        f"The embedded servers did not start, see {layout.logs / 'keeper.log'}. "
        "内置服务未能启动。"
    )


def _keeper_lives(layout: Layout) -> bool:
    with locked(layout.keeper_lock, exclusive=False, wait=False) as free:
        return not free


def _has_users(layout: Layout) -> bool:
    descriptor = open_lock(layout.users_lock)
    try:
        # Not even a shared lock is to be had while the keeper is stopping.
        shared = take(descriptor, exclusive=False, wait=False)
        return shared and not take(descriptor, exclusive=True, wait=False)
    finally:
        os.close(descriptor)
