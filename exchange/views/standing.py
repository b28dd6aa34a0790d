"""How an import stands, in the words and numbers that its pages show."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from exchange import services
from exchange.models import ImportRun, Job
from exchange.views.choices import Choices

State = ImportRun.State
#: A job that waits longer than this is said to wait for the service.
LONG_WAIT_SECONDS = 10


def to_write(run: ImportRun, choices: Choices) -> dict[str, Any]:
    """What the bar at the foot of a preview promises."""
    decided = choices.counted
    return {
        "decided": decided,
        "undecided": max(0, run.rows_conflict - decided.total()),
        "to_write": run.rows_to_write + decided["mine"],
    }


def undo_until(run: ImportRun) -> dt.datetime | None:
    """Until when the import may be taken back; None when it may not."""
    if run.applied_at is None or not services.can_undo(run=run):
        return None
    return run.applied_at + dt.timedelta(days=services.UNDO_DAYS)


def progress_of(run: ImportRun, said: int = 0) -> dict[str, Any]:
    """How far the work is; ``tell`` when another ten per cent are done."""
    job = run.job or Job(state=Job.State.FAILED, created_at=run.created_at)
    now = timezone.now()
    began = job.started_at or job.created_at
    until = job.finished_at or now
    tenth = int(job.percent // 10 * 10)
    waiting = (now - job.created_at).total_seconds()
    headings = {
        State.READING: _("Reading the file"),
        State.APPLYING: _("Writing the data"),
        State.UNDOING: _("Undoing the import"),
    }
    return {
        "job": job,
        "heading": headings[State(run.state)],
        "step_number": {State.READING: 2, State.APPLYING: 3}.get(State(run.state), 4),
        "running": not job.is_finished,
        "can_stop": run.state != State.UNDOING,
        "stop_hint": _stop_hint(run) if not job.is_finished else "",
        "waiting_long": job.state == Job.State.QUEUED and waiting > LONG_WAIT_SECONDS,
        "elapsed": max(0, int((until - began).total_seconds())),
        "said": tenth,
        "tell": tenth > said,
    }


def _stop_hint(run: ImportRun) -> str:
    if run.state == State.APPLYING:
        return _("Stopping takes back everything this import has written.")
    return _("Nothing has been written yet.")


def result_of(run: ImportRun) -> dict[str, Any]:
    """What the result page says. A decided conflict counts as written when the file
    was taken; the run itself still counts it as a conflict."""
    own = Job.objects.visible_to(run.owner)
    jobs = own.filter(parameters__run=run.pk, state=Job.State.DONE)
    written = jobs.filter(kind=Job.Kind.APPLY_ROSTER).first()
    undone = jobs.filter(kind=Job.Kind.UNDO_ROSTER).first()
    decided = Counter(
        (written.parameters if written else {}).get("choices", {}).values()
    )
    return {
        "seconds": _seconds(written),
        "kept": undone.result.get("kept", 0) if undone else 0,
        "written": run.rows_to_write + decided["mine"],
        "decided": decided,
        "undecided": max(0, run.rows_conflict - decided.total()),
        "problems": services.error_summary(run=run) if run.rows_refused else [],
        "undo_until": undo_until(run),
        "touched": services.touched_count(run=run),
    }


def _seconds(job: Job | None) -> int | None:
    if job is None or job.started_at is None or job.finished_at is None:
        return None
    return max(1, round((job.finished_at - job.started_at).total_seconds()))
