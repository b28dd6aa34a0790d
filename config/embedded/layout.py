"""Where the embedded servers keep their things, and the locks and logs there."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LOG_BYTES = 10_000_000


class EmbeddedError(RuntimeError):
    """The embedded servers cannot run; the message says what to do about it."""


@dataclass(frozen=True)
class Layout:
    """Where things lie below the data folder."""

    var: Path

    @property
    def users_lock(self) -> Path:
        return self.var / "run" / "users.lock"

    @property
    def start_lock(self) -> Path:
        return self.var / "run" / "start.lock"

    @property
    def keeper_lock(self) -> Path:
        return self.var / "run" / "keeper.lock"

    @property
    def state(self) -> Path:
        """Written when both servers answer, removed before they are stopped."""
        return self.var / "run" / "servers.json"

    @property
    def error(self) -> Path:
        return self.var / "run" / "error.txt"

    @property
    def logs(self) -> Path:
        return self.var / "log"

    def create(self) -> None:
        """Make the folders; others may pass through ``var`` but not list it.

        PostgreSQL refuses to run as root, so that its account has to get past
        ``var`` to the data; every folder inside keeps its own door shut.
        """
        try:
            self.var.mkdir(parents=True, exist_ok=True, mode=0o711)
            (self.var / "run").mkdir(exist_ok=True, mode=0o700)
            self.logs.mkdir(exist_ok=True, mode=0o700)
        except OSError as error:
            raise EmbeddedError(
                f"Cannot write to {self.var}: {error.strerror}. Make it yours or set "
                "HOUSEHOLD_MONITOR_VAR to another folder. 数据目录不可写。"
            ) from error


@contextlib.contextmanager
def locked(path: Path, *, exclusive: bool, wait: bool) -> Iterator[bool]:
    """Hold a lock for the time of the block; yields whether we got it."""
    descriptor = open_lock(path)
    try:
        yield take(descriptor, exclusive=exclusive, wait=wait)
    finally:
        os.close(descriptor)


def open_lock(path: Path) -> int:
    # Read-only is enough for flock and works on a file that another user made.
    try:
        return os.open(path, os.O_RDONLY | os.O_CREAT, 0o644)
    except PermissionError as error:
        raise EmbeddedError(
            f"{path.parent.parent} belongs to another user. Run as that user or set "
            "HOUSEHOLD_MONITOR_VAR to a folder of your own. 数据目录属于其他用户。"
        ) from error


def take(descriptor: int, *, exclusive: bool, wait: bool) -> bool:
    mode = fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH
    try:
        fcntl.flock(descriptor, mode if wait else mode | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextlib.contextmanager
def open_log(path: Path) -> Iterator[int]:
    """Append; what grew large in an earlier run moves aside first."""
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def write_whole(path: Path, text: str) -> None:
    """Put the text there at once: a reader never sees half of it."""
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(text)
    draft.replace(path)
