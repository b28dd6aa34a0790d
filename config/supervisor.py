"""Keeps a few processes running, and leaves none behind.

Every child leads a session of its own. Ctrl-C in the terminal therefore reaches only
the supervisor, which stops the children in order, and what a child started itself
can be ended with its group, even after the child has died.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import psutil

from config.embedded.layout import open_log

POLL_SECONDS = 0.2
# A child that ran this long was healthy: its next fault starts with a short pause.
HEALTHY_SECONDS = 60
LONGEST_PAUSE_SECONDS = 30
# Of the ten seconds that a stop may take; the embedded servers need the rest.
POLITE_SECONDS = 4
FIRM_SECONDS = 1.5


def say(text: str) -> None:
    """Write to the terminal, which may be gone while we still have to clean up."""
    with suppress(OSError):
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


@dataclass
class Child:
    name: str
    command: list[str]
    log: Path
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    key: tuple[int, float] = (0, 0)
    started: float = 0
    restart_at: float = 0
    faults: int = 0

    def start(self) -> None:
        self.started = time.monotonic()
        with open_log(self.log) as output:
            self.process = subprocess.Popen(
                self.command,
                env={**os.environ, "PYTHONUNBUFFERED": "1", **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        # The time keeps a later process with the same number from being taken for it.
        pid = self.process.pid
        self.key = (pid, psutil.Process(pid).create_time())

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def signal_leader(self, number: signal.Signals) -> None:
        if self.process and self.alive:
            self.process.send_signal(number)

    def kill_group(self) -> None:
        if self.process:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def plan_restart(self) -> int:
        """Return the pause before the next start, doubled with every quick death."""
        if time.monotonic() - self.started > HEALTHY_SECONDS:
            self.faults = 0
        self.faults += 1
        pause = min(1 << (self.faults - 1), LONGEST_PAUSE_SECONDS)
        self.restart_at = time.monotonic() + pause
        return pause


class Supervisor:
    """Starts children in the given order, watches them, stops them in that order."""

    def __init__(self, children: list[Child], check: Callable[[], None]) -> None:
        self.children = children
        self.check = check
        self.stop_requests = 0

    def listen(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.request_stop)

    def request_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stop_requests += 1

    @property
    def stopping(self) -> bool:
        return self.stop_requests > 0

    def start(self) -> None:
        for child in self.children:
            child.start()

    def watch(self) -> None:
        """Return when a stop is requested; ``check`` is called at every turn."""
        while not self.stopping:
            self.check()
            for child in self.children:
                self.mend(child)
            time.sleep(POLL_SECONDS)

    def mend(self, child: Child) -> None:
        if child.alive or child.process is None:
            if child.process is None and time.monotonic() >= child.restart_at:
                child.start()
            return
        # Whatever the dead leader left would hold its port or its place.
        code = child.process.returncode
        child.kill_group()
        child.process = None
        pause = child.plan_restart()
        say(
            f"{child.name} ended (code {code}), starting again in {pause} s; "
            f"see {child.log}  {child.name} 意外退出，将自动重启"
        )

    def run_through(self, step: Child) -> int:
        """Run one command to its end; a request to stop ends it, too."""
        step.start()
        while step.alive and not self.stopping:
            time.sleep(0.02)
        self.end([step])
        return step.process.returncode if step.process else -1

    def stop(self) -> None:
        self.end(self.children)

    def end(self, children: list[Child]) -> None:
        """Ask politely, then firmly, then end the groups; a second Ctrl-C hurries."""
        requests = self.stop_requests
        for number, seconds in (
            (signal.SIGTERM, POLITE_SECONDS),
            (signal.SIGQUIT, FIRM_SECONDS),
        ):
            for child in children:
                child.signal_leader(number)
            deadline = time.monotonic() + seconds
            while any(child.alive for child in children):
                if self.must_hurry(deadline, requests):
                    break
                time.sleep(0.02)
        for child in children:
            child.kill_group()

    def must_hurry(self, deadline: float, requests: int) -> bool:
        return time.monotonic() > deadline or self.stop_requests > requests


def end_leftovers(keys: list[tuple[int, float]]) -> int:
    """End the children of a supervisor that was killed; returns how many there were."""
    ended = 0
    for pid, created in keys:
        with suppress(psutil.Error, OSError):
            leader = psutil.Process(pid)
            if abs(leader.create_time() - created) < 1:
                os.killpg(pid, signal.SIGKILL)
                leader.wait(FIRM_SECONDS)
                ended += 1
    return ended
