"""The background work of the exchange, registered with the jobs."""

from django.db import transaction
from django.utils import timezone

from accounts.services import log_access
from exchange import applying, exporting, jobs, undoing
from exchange.errors import FileRefused
from exchange.models import ImportRun, Job
from exchange.staging.intake import read_run


@jobs.runner(Job.Kind.READ_ROSTER)
def read_roster(running: jobs.RunningJob) -> None:
    """Read a received file up to its preview; refusing it is an answer, no failure."""
    run = ImportRun.objects.select_related("owner").get(pk=running.parameters["run"])
    if run.state != ImportRun.State.READING:
        return
    try:
        with transaction.atomic():
            read_run(run, running.progress)
    except FileRefused as error:
        with transaction.atomic():
            ImportRun.objects.filter(pk=run.pk).update(
                state=ImportRun.State.REFUSED, message=str(error)
            )
            if error.entry:
                log_access(user=run.owner, **error.entry)


@jobs.runner(Job.Kind.APPLY_ROSTER)
def apply_roster(running: jobs.RunningJob) -> None:
    choices = {int(row): side for row, side in running.parameters["choices"].items()}
    try:
        with transaction.atomic():
            run = locked(running)
            if run.state == ImportRun.State.APPLYING:
                doubt = running.job.attempts > 1
                applying.apply(run, choices, running.progress, doubt=doubt)
    except FileRefused as error:
        ImportRun.objects.filter(pk=running.parameters["run"]).update(
            state=ImportRun.State.PREVIEW, message=str(error)
        )
        raise jobs.JobFailed(str(error)) from error


@jobs.runner(Job.Kind.UNDO_ROSTER)
def undo_roster(running: jobs.RunningJob) -> None:
    try:
        with transaction.atomic():
            run = locked(running)
            if run.state == ImportRun.State.UNDOING:
                running.result = undoing.undo(run, running.progress)
                run.state, run.undone_at = ImportRun.State.UNDONE, timezone.now()
                run.save(update_fields=["state", "undone_at"])
    except FileRefused as error:
        ImportRun.objects.filter(pk=running.parameters["run"]).update(
            state=ImportRun.State.APPLIED, message=str(error)
        )
        raise jobs.JobFailed(str(error)) from error


@jobs.runner(Job.Kind.EXPORT)
def export_rows(running: jobs.RunningJob) -> None:
    try:
        running.result = exporting.export(running.job, running.progress)
    except FileRefused as error:
        raise jobs.JobFailed(str(error)) from error


def locked(running: jobs.RunningJob) -> ImportRun:
    """The run, held until the transaction ends; its state tells a second try."""
    return (
        ImportRun.objects.select_for_update(of=("self",))
        .select_related("owner")
        .get(pk=running.parameters["run"])
    )
