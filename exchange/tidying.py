"""What is kept of the exchange, and for how long."""

import datetime as dt
import time
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from exchange.attachments import FOLDER
from exchange.models import Attachment, ImportRun
from exchange.staging.stage import Stage

#: A preview that nobody decided on is given up.
PREVIEW_DAYS = 14
#: Folder below FILES_ROOT → days. A received file serves its error workbook and undo.
KEPT_DAYS = {"received": 90, "exports": 2, "templates": 1, "errors": 2}


def tidy() -> int:
    """Give up stale previews and remove old files; returns how many files went."""
    limit = timezone.now() - dt.timedelta(days=PREVIEW_DAYS)
    waiting = [ImportRun.State.READING, ImportRun.State.PREVIEW]
    for run in ImportRun.objects.filter(state__in=waiting, created_at__lt=limit):
        run.state = ImportRun.State.CANCELLED
        run.save(update_fields=["state"])
        Stage(run).drop()
    old = sum(_remove_old(name, days) for name, days in KEPT_DAYS.items())
    return old + _remove_unfiled()


def _remove_unfiled() -> int:
    """Papers of which the row was never written: their request was refused after all.

    A day old at least, so that nothing is taken from a request that still runs.
    """
    root: Path = settings.FILES_ROOT
    oldest = time.time() - 24 * 3600
    found = [p for p in (root / FOLDER).glob("*") if p.stat().st_mtime < oldest]
    names = {path.relative_to(root).as_posix(): path for path in found}
    rows = Attachment.objects.filter(path__in=names)
    filed = set(rows.values_list("path", flat=True))
    unfiled = [path for name, path in names.items() if name not in filed]
    for path in unfiled:
        path.unlink(missing_ok=True)
    return len(unfiled)


def _remove_old(folder: str, days: int) -> int:
    root: Path = settings.FILES_ROOT / folder
    oldest = time.time() - days * 24 * 3600
    old = [path for path in root.glob("*") if path.stat().st_mtime < oldest]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
