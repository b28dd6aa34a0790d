"""A migrated database that every test database is copied from.

All migrations together are seconds of computing, a copy is less than one. It stays
on the server under a name that holds a digest of what made it, and is made anew when
that changes. ``python -m tests.template_database`` makes it ahead of the tests.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import Error, connection
from django.db.backends.utils import CursorWrapper

#: Of an advisory lock: whoever comes while the template is being made waits for it.
LOCK = 990981


def template_name() -> str:
    return f"{_prefix()}{_digest()}"


def database_exists(name: str) -> bool:
    with connection._nodb_cursor() as cursor:
        return _exists(cursor, name)


def provide() -> str:
    """The template's name, once it is there. It is made by a process of its own, where
    nothing is traced and no warning is an error."""
    name = template_name()
    if not database_exists(name):
        settings_module = {"DJANGO_SETTINGS_MODULE": "config.test_settings"}
        subprocess.run(
            [sys.executable, "-m", "tests.template_database"],
            cwd=settings.BASE_DIR,
            env=os.environ | settings_module,
            check=True,
        )
    return name


def make() -> None:
    """Under another name until it is whole; what older migrations made goes."""
    name = template_name()
    with _alone() as cursor:
        if _exists(cursor, name):
            return
        for old in _templates(cursor):
            # Another working copy may be copying from it at this moment.
            with contextlib.suppress(Error):
                cursor.execute(f'DROP DATABASE "{old}"')
        draft = f"{name}_draft"
        cursor.execute(f'CREATE DATABASE "{draft}"')
        _migrate(draft)
        cursor.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')


def _migrate(name: str) -> None:
    connection.close()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


@contextlib.contextmanager
def _alone() -> Iterator[CursorWrapper]:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield cursor
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _exists(cursor: CursorWrapper, name: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    return cursor.fetchone() is not None


def _templates(cursor: CursorWrapper) -> list[str]:
    cursor.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [_prefix()]
    )
    return [name for (name,) in cursor.fetchall()]


def _prefix() -> str:
    return f"template_of_{settings.DATABASES['default']['NAME'][:24]}_"


def _digest() -> str:
    """Of our migrations and of the versions of everybody else's."""
    found = hashlib.sha256((settings.BASE_DIR / "requirements.txt").read_bytes())
    folders = [Path(app.path) for app in apps.get_app_configs()]
    for folder in folders:
        if folder.parent == settings.BASE_DIR:
            for path in sorted(folder.glob("migrations/*.py")):
                found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:12]


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.test_settings"
    django.setup()
    make()
