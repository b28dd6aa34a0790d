"""Imports and jobs in each of their states, as the pages find them."""

import datetime as dt
from typing import Any

from django.utils import timezone

from accounts.models import User
from exchange.models import ImportRun, Job, RowError


def make_run(owner: User, state: str = "preview", **values: Any) -> ImportRun:
    """An import of the visits of 2026-11: 10 rows, of which 3 changed and 2 new."""
    given = {
        "roster": "visits",
        "context": {"month": "2026-11"},
        "scope_low": "990981101000",
        "scope_high": "990981101999",
        "file_name": "石门镇11月走访.xlsx",
        "stored_name": "received/none.xlsx",
        "file_size": 20480,
        "digest": "0" * 64,
        "sheet": "走访",
        "header_row": 3,
        "columns": [{"index": 0, "letter": "A", "heading": "户编号"}],
        "rows_total": 10,
        "rows_changed": 3,
        "rows_new": 2,
        "rows_unchanged": 4,
        "rows_refused": 1,
        **values,
    }
    return ImportRun.objects.create(owner=owner, state=state, **given)


def make_job(owner: User, state: str = "running", **values: Any) -> Job:
    now = timezone.now()
    given: dict[str, Any] = {"kind": Job.Kind.APPLY_ROSTER, **values}
    if state == "running":
        given = {"started_at": now, "done_units": 184, "total_units": 392, **given}
    if state in {"done", "failed"}:
        given = {"started_at": now, "finished_at": now, **given}
    return Job.objects.create(owner=owner, state=state, **given)


def waiting_job(owner: User, seconds: int, **values: Any) -> Job:
    """A queued job that nobody has taken for a while."""
    job = make_job(owner, "queued", **values)
    earlier = timezone.now() - dt.timedelta(seconds=seconds)
    Job.objects.filter(pk=job.pk).update(created_at=earlier)
    return job


def make_error(run: ImportRun, row: int = 57, **values: Any) -> RowError:
    given = {
        "column": "F",
        "heading": "证件号码",
        "value": "990*************11",
        "message": "校验位不正确，按前 17 位末位应为 X",
        **values,
    }
    return RowError.objects.create(run=run, row=row, **given)
