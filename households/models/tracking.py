"""Row-level history for every register table: it also catches bulk writes and SQL."""

from collections.abc import Callable
from typing import TypeVar

import pghistory
from django.db import models

ModelT = TypeVar("ModelT", bound=models.Model)


def tracked(*excluded: str) -> Callable[[type[ModelT]], type[ModelT]]:
    """Track inserts, updates and deletes; derived columns are named as excluded."""
    decorate: Callable[[type[ModelT]], type[ModelT]] = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=list(excluded) or None,
    )
    return decorate
