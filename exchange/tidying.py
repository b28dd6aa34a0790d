"""What is kept of the exchange, and for how long."""

import datetime as dt
import time
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from exchange.models import ImportRun
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
    return sum(_remove_old(name, days) for name, days in KEPT_DAYS.items())


def _remove_old(folder: str, days: int) -> int:
    root: Path = settings.FILES_ROOT / folder
    oldest = time.time() - days * 24 * 3600
    old = [path for path in root.glob("*") if path.stat().st_mtime < oldest]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
