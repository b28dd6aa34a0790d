"""Decisions about conflicts, kept in the session until the import is written.

A preview is paged and its tabs replace each other; a decision on one page must not be
lost by looking at another.
"""

from __future__ import annotations

from collections import Counter

from django.contrib.sessions.backends.base import SessionBase
from django.http import QueryDict

from exchange.models import ImportRun

#: The file's value, or the register's.
OFFERED = {"mine", "theirs"}
_PREFIX = "choice-"


class Choices:
    """Decisions about one run by Excel row."""

    def __init__(self, session: SessionBase, run: ImportRun) -> None:
        self._session = session
        self._key = f"import-choices-{run.pk}"

    @property
    def by_row(self) -> dict[int, str]:
        kept: dict[str, str] = self._session.get(self._key, {})
        return {int(row): choice for row, choice in kept.items()}

    @property
    def counted(self) -> Counter[str]:
        """How many rows take the file and how many keep the register."""
        return Counter(self.by_row.values())

    def take(self, posted: QueryDict) -> None:
        """Add the decisions of a form; an empty one takes a decision back."""
        kept = {str(row): choice for row, choice in self.by_row.items()}
        for name, choice in posted.items():
            row = name.removeprefix(_PREFIX)
            if name == row or not row.isdecimal():
                continue
            kept.pop(row, None)
            if choice in OFFERED:
                kept[row] = str(choice)
        self._session[self._key] = kept

    def forget(self) -> None:
        """The import is on its way; its decisions went with it."""
        self._session.pop(self._key, None)
