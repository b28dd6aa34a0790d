"""What happened to a row, read back from its event table for people.

Works for every model that pghistory tracks: who, when, by which way, old → new.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.formats import localize
from django.utils.translation import gettext as _

#: Columns that change by themselves and say nothing to a reader.
_SILENT = frozenset({"id", "updated_at", "session_epoch", "password_changed_at"})


@dataclass(frozen=True, slots=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    at: dt.datetime
    kind: str
    by: str
    via: str
    changes: list[Change]

    @property
    def is_first(self) -> bool:
        return self.kind == "insert"


def history_of(
    row: models.Model, *, hidden: Collection[str] = (), limit: int = 50
) -> list[Entry]:
    """Newest first. ``hidden`` names columns that are left out, e.g. ciphertext."""
    tracker: Any = type(row).pgh_event_model  # type: ignore[attr-defined]
    events = list(
        tracker.objects.filter(pgh_obj_id=row.pk).order_by("-pgh_id")[: limit + 1]
    )
    fields = [
        field
        for field in tracker._meta.concrete_fields
        if not field.name.startswith("pgh_")
        and field.name not in _SILENT
        and field.name not in hidden
    ]
    entries: list[Entry] = []
    for index, event in enumerate(events[:limit]):
        earlier = events[index + 1] if index + 1 < len(events) else None
        changes = _changes(fields, earlier, event)
        if changes or event.pgh_label != "update":
            entries.append(_entry(event, changes))
    return entries


def _entry(event: Any, changes: list[Change]) -> Entry:
    context = event.pgh_context or {}
    return Entry(
        at=event.pgh_created_at,
        kind=event.pgh_label,
        by=context.get("by") or _("system"),
        via=context.get("via", ""),
        changes=changes,
    )


def _changes(
    fields: Iterable[models.Field[Any, Any]], earlier: Any, event: Any
) -> list[Change]:
    if earlier is None or event.pgh_label != "update":
        return []
    return [
        Change(str(field.verbose_name), _shown(field, earlier), _shown(field, event))
        for field in fields
        if getattr(earlier, field.attname) != getattr(event, field.attname)
    ]


def _shown(field: models.Field[Any, Any], event: Any) -> str:
    """A value as staff know it: the label of a code, the name of an area, yes or no."""
    value = getattr(event, field.attname)
    if value is None or value in ("", []):
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "、".join(map(str, value))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.ForeignKey):
        related = getattr(event, field.name, None)
        return str(related or value)
    return str(localize(value))
