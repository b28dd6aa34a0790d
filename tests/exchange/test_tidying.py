"""Old files go, and previews that nobody decided on."""

import datetime as dt
import os
import time

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import Area, User
from exchange import files, tasks
from exchange.models import ImportRun
from exchange.staging.stage import Stage
from tests.exchange.workbooks import family, receive, workbook


@pytest.fixture
def clerk(village: Area, township_staff: User) -> User:
    return township_staff


def test_it_works(clerk: User) -> None:
    fresh, stale = (
        receive(workbook(family()), clerk),
        receive(workbook(family()), clerk),
    )
    long_ago = timezone.now() - dt.timedelta(days=30)
    ImportRun.objects.filter(pk=stale.pk).update(created_at=long_ago)
    old, new = files.new_path("exports", ".xlsx"), files.new_path("exports", ".xlsx")
    for path in (old, new):
        path.write_bytes(b"x")
    days_ago = time.time() - 5 * 24 * 3600
    os.utime(old, (days_ago, days_ago))

    tasks.tidy_files()
    tasks.tidy_files()
    fresh.refresh_from_db()
    stale.refresh_from_db()
    assert (fresh.state, stale.state) == ("preview", "cancelled")
    assert (Stage(fresh).exists, Stage(stale).exists) == (True, False)
    assert (old.exists(), new.exists()) == (False, True)
    assert settings.FILES_ROOT in new.parents
