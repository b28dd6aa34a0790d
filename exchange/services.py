"""What pages, commands and other apps ask of the Excel exchange."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import AccessLog, User
from accounts.services import log_access
from exchange import books, exporting, files, jobs, previews
from exchange.errors import FileRefused
from exchange.models import ImportRun, Job
from exchange.models.import_run import EVERYTHING
from exchange.previews import Change, ErrorGroup, PreviewRow
from exchange.reading import check_upload
from exchange.registry import all_rosters, roster_for
from exchange.roster import Roster
from exchange.staging.stage import Stage

__all__ = ["Change", "ErrorGroup", "FileRefused", "PreviewRow"]

#: A written run can be withdrawn for so long.
UNDO_DAYS = 7


def rosters_for(user: User) -> list[Roster]:
    """Rosters that the account may import."""
    return [r for r in all_rosters() if r.importable and _limits(r, user) is not None]


def receive_file(
    *,
    roster_key: str,
    file_name: str,
    content: BinaryIO,
    owner: User,
    context: Mapping[str, str],
) -> ImportRun:
    """Store a file and queue its reading. Raises FileRefused with a sentence."""
    roster = roster_for(roster_key)
    limits = _limits(roster, owner)
    if limits is None:
        raise PermissionDenied
    known = {name.name: context.get(name.name, "") for name in roster.context}
    if roster.admits is not None:
        roster.admits(owner, known)
    name, size, digest = files.store(content, Path(file_name).suffix.lower()[:8])
    try:
        check_upload(files.stored(name), file_name)
    except FileRefused:
        files.remove(name)
        raise
    with transaction.atomic():
        run = ImportRun.objects.create(
            roster=roster.key,
            owner=owner,
            context=known,
            scope_low=limits[0],
            scope_high=limits[1],
            file_name=Path(file_name).name[-200:],
            stored_name=name,
            file_size=size,
            digest=digest,
        )
        _queue(run, Job.Kind.READ_ROSTER, owner)
    return run


def apply_run(
    *, run: ImportRun, by: User, choices: dict[int, str] | None = None
) -> Job:
    """Queue the writing of a previewed run.

    ``choices`` settles conflicts by Excel row: ``mine`` (the file) or ``theirs`` (the
    register); a conflict without a choice is left out. Raises FileRefused when the
    run is not waiting for a decision.
    """
    _require_limits(run, by)
    named = {str(row): side for row, side in (choices or {}).items()}
    with transaction.atomic():
        _move(run, ImportRun.State.PREVIEW, ImportRun.State.APPLYING)
        return _queue(run, Job.Kind.APPLY_ROSTER, by, choices=named)


def cancel_run(*, run: ImportRun, by: User) -> None:
    """Give up a run that has not been written, or stop one that is being written.

    A worker that is stopped rolls back at its next step and leaves the preview as it
    was; one that has just finished has written.
    """
    if run.owner_id != by.pk:
        raise PermissionDenied
    if run.job is not None:
        jobs.stop(job=run.job)
    if run.state == ImportRun.State.APPLYING:
        # Waits for the worker's transaction; sees APPLIED if that was quicker.
        ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.APPLYING).update(
            state=ImportRun.State.PREVIEW
        )
        run.refresh_from_db()
    elif run.state in {ImportRun.State.READING, ImportRun.State.PREVIEW}:
        with transaction.atomic():
            _move(run, run.state, ImportRun.State.CANCELLED)
            Stage(run).drop()


def undo_run(*, run: ImportRun, by: User) -> Job:
    """Queue the withdrawal of a written run, within seven days."""
    _require_limits(run, by)
    if not can_undo(run=run):
        raise FileRefused(_("A run can be withdrawn within seven days of its writing."))
    with transaction.atomic():
        _move(run, ImportRun.State.APPLIED, ImportRun.State.UNDOING)
        return _queue(run, Job.Kind.UNDO_ROSTER, by)


def can_undo(*, run: ImportRun) -> bool:
    if run.state != ImportRun.State.APPLIED or run.applied_at is None:
        return False
    return timezone.now() - run.applied_at < dt.timedelta(days=UNDO_DAYS)


def retry_job(*, job: Job, by: User) -> Job:
    """Queue a failed job once more."""
    run_id = job.parameters.get("run")
    with transaction.atomic():
        if job.kind == Job.Kind.APPLY_ROSTER and run_id:
            ImportRun.objects.filter(pk=run_id, state=ImportRun.State.PREVIEW).update(
                state=ImportRun.State.APPLYING
            )
        return jobs.retry(job=job)


def fix_cell(*, run: ImportRun, error_id: int, by: User) -> ImportRun:
    """Accept the suggestion at an error; the file is read again with it."""
    _require_limits(run, by)
    error = run.errors.get(pk=error_id)
    if not error.suggestion or not error.column:
        raise FileRefused(_("There is nothing to take over here."))
    with transaction.atomic():
        _move(run, ImportRun.State.PREVIEW, ImportRun.State.READING)
        fixes = {**run.context.get("fixes", {})}
        fixes[f"{error.column}{error.row}"] = error.suggestion
        run.context["fixes"] = fixes
        run.save(update_fields=["context"])
        _queue(run, Job.Kind.READ_ROSTER, by)
    return run


def preview_rows(
    *, run: ImportRun, kind: str, after: int = 0, limit: int = 50
) -> list[PreviewRow]:
    """Rows of a kind (new, changed, unchanged, conflict) behind Excel row ``after``."""
    return previews.rows_of(run, kind, after, limit)


def error_summary(*, run: ImportRun) -> list[ErrorGroup]:
    """Problems of a run by kind, the most frequent first."""
    return previews.error_groups(run)


def error_workbook(*, run: ImportRun) -> Path:
    """The file as it was sent in, with only its refused rows and their problems."""
    return books.error_workbook(run)


def template_workbook(
    *, roster_key: str, user: User, context: Mapping[str, str] | None = None
) -> Path:
    """An empty or prefilled workbook to be filled in."""
    roster = roster_for(roster_key)
    if _limits(roster, user) is None:
        raise PermissionDenied
    return books.template_workbook(roster, user, dict(context or {}))


def touched_count(*, run: ImportRun) -> int:
    """Register rows that the run has written."""
    return run.touched.count()


def exportable_rosters(user: User) -> list[Roster]:
    """Rosters that the account may export."""
    return [
        roster
        for roster in all_rosters()
        if roster.rows is not None
        and user.may(roster.export_permission)
        and (roster.everything or roster.scope(user) is not None)
    ]


def start_export(
    *,
    roster_key: str,
    owner: User,
    query: Mapping[str, str],
    reveal: bool = False,
    reason: str = "",
    layout: str = "",
) -> Job:
    """Queue an export of the rows that ``query`` selects inside the owner's area.

    ``layout`` is one of the roster's, empty for the columns that come back in. Whole
    numbers need ``households.reveal_numbers`` and a reason; raises PermissionDenied or
    FileRefused.
    """
    roster = roster_for(roster_key)
    if roster not in exportable_rosters(owner):
        raise PermissionDenied
    if reveal and not owner.may("households.reveal_numbers"):
        raise PermissionDenied
    if reveal and not reason.strip():
        raise FileRefused(_("Say what the whole numbers are needed for."))
    return jobs.start(
        kind=Job.Kind.EXPORT,
        owner=owner,
        parameters={
            "roster": roster.key,
            "query": dict(query),
            "reveal": reveal,
            "reason": reason.strip()[:200],
            **({"layout": layout} if layout in roster.layouts else {}),
        },
    )


def export_file(*, job: Job, user: User) -> tuple[Path, str]:
    """Path and download name of a finished export; logs the download.

    Raises FileRefused when it is gone or the scope has changed since.
    """
    if job.owner_id != user.pk or job.state != Job.State.DONE:
        raise FileRefused(_("There is no such file."))
    exporting.check_owner(job, user)
    made_at = job.finished_at or job.created_at
    if timezone.now() - made_at > dt.timedelta(hours=exporting.KEPT_HOURS):
        raise FileRefused(_("The file is no longer kept. Export again."))
    path = files.stored(job.result["file"])
    log_access(
        kind=AccessLog.Kind.DOWNLOAD,
        user=user,
        object_type=job.parameters["roster"],
        object_ids=[job.pk],
        reason=job.parameters.get("reason", ""),
        row_count=job.result["rows"],
    )
    return path, job.result["name"]


def _limits(roster: Roster, user: User) -> tuple[str, str] | None:
    """The area codes that a run of the roster may touch, None for none."""
    if not user.may(roster.permission):
        return None
    return EVERYTHING if roster.everything else roster.scope(user)


def _require_limits(run: ImportRun, by: User) -> None:
    """A run is bound to its owner and to the area of its upload."""
    if run.owner_id != by.pk:
        raise PermissionDenied
    if _limits(roster_for(run.roster), by) != (run.scope_low, run.scope_high):
        raise FileRefused(
            _("Your area or role has changed since. Send the file again.")
        )


def _move(run: ImportRun, before: str, after: str) -> None:
    """Change a run's state, once: whoever changes the row has it."""
    changed = ImportRun.objects.filter(pk=run.pk, state=before).update(
        state=after, message=""
    )
    run.refresh_from_db()
    if not changed:
        raise FileRefused(_("This run is not waiting for that any more."))


def _queue(run: ImportRun, kind: Job.Kind, owner: User, **parameters: Any) -> Job:
    job = jobs.start(
        kind=kind,
        owner=owner,
        parameters={"run": run.pk, **parameters},
        key=f"{kind}-{run.pk}",
    )
    run.job = job
    run.save(update_fields=["job"])
    return job
