"""What pages, commands and other apps ask of the Excel exchange."""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from accounts.models import User
from exchange.errors import FileRefused
from exchange.models import ImportRun, Job
from exchange.roster import Roster

__all__ = ["Change", "ErrorGroup", "FileRefused", "PreviewRow"]


@dataclass(frozen=True, slots=True)
class Change:
    """One cell of a preview; values as they are shown, sensitive ones masked."""

    heading: str
    old: str
    new: str
    #: What the register says now, where it changed since the export (conflicts only).
    exported: str = ""


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row of the file, by its number in Excel, and what it would do."""

    row: int
    title: str
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class ErrorGroup:
    """Refused rows with the same problem; ``rows`` holds the first few numbers."""

    message: str
    count: int
    rows: list[int]


def rosters_for(user: User) -> list[Roster]:
    """Rosters that the account may import."""
    raise NotImplementedError


def receive_file(
    *,
    roster_key: str,
    file_name: str,
    content: BinaryIO,
    owner: User,
    context: dict[str, str],
) -> ImportRun:
    """Store a file and queue its reading. Raises FileRefused with a sentence."""
    raise NotImplementedError


def apply_run(
    *, run: ImportRun, by: User, choices: dict[int, str] | None = None
) -> Job:
    """Queue the writing of a previewed run.

    ``choices`` settles conflicts by Excel row: ``mine`` (the file) or ``theirs`` (the
    register); a conflict without a choice is left out. Raises FileRefused when the
    run is not waiting for a decision.
    """
    raise NotImplementedError


def cancel_run(*, run: ImportRun, by: User) -> None:
    """Give up a run that has not been written, or stop one that is being written."""
    raise NotImplementedError


def undo_run(*, run: ImportRun, by: User) -> Job:
    """Queue the withdrawal of a written run, within seven days."""
    raise NotImplementedError


def retry_job(*, job: Job, by: User) -> Job:
    """Queue a failed job once more."""
    raise NotImplementedError


def fix_cell(*, run: ImportRun, error_id: int, by: User) -> ImportRun:
    """Accept the suggestion at an error; the file is read again with it."""
    raise NotImplementedError


def preview_rows(
    *, run: ImportRun, kind: str, after: int = 0, limit: int = 50
) -> list[PreviewRow]:
    """Rows of a kind (new, changed, unchanged, conflict) behind Excel row ``after``."""
    raise NotImplementedError


def error_summary(*, run: ImportRun) -> list[ErrorGroup]:
    """Problems of a run by kind, the most frequent first."""
    raise NotImplementedError


def error_workbook(*, run: ImportRun) -> Path:
    """The file as it was sent in, with only its refused rows and their problems."""
    raise NotImplementedError


def template_workbook(
    *, roster_key: str, user: User, context: dict[str, str] | None = None
) -> Path:
    """An empty or prefilled workbook to be filled in."""
    raise NotImplementedError


def touched_count(*, run: ImportRun) -> int:
    """Register rows that the run has written."""
    raise NotImplementedError


def start_export(
    *,
    roster_key: str,
    owner: User,
    query: dict[str, str],
    reveal: bool = False,
    reason: str = "",
) -> Job:
    """Queue an export of the rows that ``query`` selects inside the owner's area.

    Whole numbers need ``households.reveal_numbers`` and a reason; raises
    PermissionDenied or FileRefused.
    """
    raise NotImplementedError


def export_file(*, job: Job, user: User) -> tuple[Path, str]:
    """Path and download name of a finished export; logs the download.

    Raises FileRefused when it is gone or the scope has changed since.
    """
    raise NotImplementedError
