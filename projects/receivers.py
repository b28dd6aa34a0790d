"""What follows from projects saved: the rules about them are asked again."""

from collections.abc import Collection
from typing import Any

from django.db import transaction

from households.checks.declare import all_checks
from households.checks.run import run_apart
from projects.signals import projects_changed

#: Rules about projects and funds (domain §7.8).
_LETTER = "F"


def check_projects() -> None:
    """All of them over the county: each is one statement, and few rows."""
    run_apart([check.key for check in all_checks() if check.key[0] == _LETTER])


def on_projects_changed(
    sender: Any, *, projects: Collection[int], **kwargs: Any
) -> None:
    """``robust``: a rule that fails must not fail what was saved; the night repeats."""
    transaction.on_commit(check_projects, robust=True)


projects_changed.connect(on_projects_changed, dispatch_uid="rules about projects")
