"""Who changed what in a household, when and through what: read from the event tables.

Old and new are two neighbouring events of one row. Ciphertext and digests are never
shown: where only they differ, the change is told without its content.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.history.registry import Tracked, tracked_models
from households.history.wording import Wording
from households.models import Household


@dataclass(frozen=True, slots=True)
class Change:
    """A field with its old and new value in words; old is empty for a new row."""

    name: str
    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One write to one row."""

    at: dt.datetime
    action: str
    subject: str
    kind: str
    who: str
    how: str
    changes: list[Change] = field(default_factory=list)


def history_of(household: Household, *, who: str = "", what: str = "") -> list[Entry]:
    """All entries, the latest first. ``who`` is part of a name, ``what`` a field."""
    entries: list[Entry] = []
    wording = Wording()
    for tracked in tracked_models().values():
        entries += _Teller(tracked, wording).entries(household)
    if who:
        entries = [entry for entry in entries if who in entry.who]
    if what:
        entries = [e for e in entries if any(c.label == what for c in e.changes)]
    # Of one moment, the later write of a row comes first as well.
    return sorted(entries, key=lambda entry: entry.at)[::-1]


def fields_changed(entries: list[Entry]) -> list[str]:
    """Labels that occur, for the filter."""
    return sorted({change.label for entry in entries for change in entry.changes})


class _Teller:
    """The events of one model in words."""

    def __init__(self, tracked: Tracked, wording: Wording) -> None:
        self.tracked = tracked
        self.told = tracked.told
        self.sealed = tracked.sealed
        self.said = wording.said
        self.actor = wording.actor

    def entries(self, household: Household) -> Iterator[Entry]:
        before: dict[str, Any] | None = None
        for row in self._events(household):
            if before is None or before["pgh_obj_id"] != row["pgh_obj_id"]:
                # An update without an earlier event: the row came from elsewhere, as a
                # member does who moves here.
                came = row["pgh_label"] == "update"
                yield self._entry(row | {"pgh_label": "insert"} if came else row, [])
            elif row["pgh_label"] != "update":
                yield self._entry(row, [])
            elif changes := list(self._changes(before, row)):
                yield self._entry(row, changes)
            before = row

    def _events(self, household: Household) -> Any:
        """Events of the household's rows, row by row in the order of writing."""
        rows = self.tracked.event.objects.filter(**{self.tracked.lookup: household.pk})
        names = [column.attname for column in self.told]
        names += [f"{name}_digest" for name in self.sealed]
        return rows.order_by("pgh_obj_id", "pgh_id").values(
            *names,
            "pgh_obj_id",
            "pgh_created_at",
            "pgh_label",
            context=F("pgh_context"),
        )

    def _entry(self, row: dict[str, Any], changes: list[Change]) -> Entry:
        model, naming = self.tracked.model, self.tracked.named_by
        context = row["context"] or {}
        return Entry(
            at=row["pgh_created_at"],
            action=row["pgh_label"],
            subject=self.said(model._meta.get_field(naming), row) if naming else "",
            kind=str(model._meta.verbose_name),
            who=self.actor(context),
            how=_how(context),
            changes=changes,
        )

    def _changes(self, before: dict[str, Any], row: dict[str, Any]) -> Iterator[Change]:
        for column in self.told:
            differs = before[column.attname] != row[column.attname]
            if differs or self._hidden_change(column.name, before, row):
                old, new = self.said(column, before), self.said(column, row)
                yield Change(column.name, str(column.verbose_name), old, new)

    def _hidden_change(
        self, name: str, before: dict[str, Any], row: dict[str, Any]
    ) -> bool:
        """The value behind a mask changed although the mask looks the same."""
        plain = name.removesuffix("_mask")
        if plain == name or plain not in self.sealed:
            return False
        return bool(before[f"{plain}_digest"] != row[f"{plain}_digest"])


#: A merger of villages tells itself, also when an import brought it.
_MERGERS = {
    "merger": gettext_lazy("merger of villages"),
    "merger undone": gettext_lazy("merger of villages undone"),
}


def _how(context: dict[str, Any]) -> str:
    """Through what it came: the page, an import with its number, or a command."""
    run = context.get("run")
    via = context.get("via", "")
    if via in _MERGERS:
        return str(_MERGERS[via])
    if run and via == "undo":
        return _("Import batch #%(run)s withdrawn") % {"run": run}
    if run:
        return _("Import batch #%(run)s") % {"run": run}
    ways = {
        "web": _("web page"),
        "import": _("import"),
        "command": _("command line"),
        "job": _("background job"),
        "demo": _("demonstration data"),
    }
    return str(ways.get(via, via) or _("system"))
