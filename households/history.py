"""Who changed what in a household, when and through what: read from the event tables.

Old and new are two neighbouring events of one row. Ciphertext and digests are never
shown: where only they differ, the change is told without its content.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, cast

from django.apps import apps
from django.db import models
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import Area, User
from core.crypto import EncryptedField
from households.models import (
    Episode,
    EpisodeFinding,
    Household,
    HouseholdConditions,
    IncomeItem,
    IncomeStatement,
    Member,
    Responsibility,
    ResponsiblePerson,
    Visit,
)

#: Model, how its events lead to the household, and the column that names the row.
_TRACKED: tuple[tuple[type[models.Model], str, str], ...] = (
    (Household, "pgh_obj_id", ""),
    (Member, "household_id", "name"),
    (Episode, "household_id", "identified_on"),
    (EpisodeFinding, "episode__household_id", "moment"),
    (IncomeStatement, "household_id", "year"),
    (IncomeItem, "statement__household_id", "item"),
    (Responsibility, "household_id", "started_on"),
    (HouseholdConditions, "household_id", ""),
    (Visit, "household_id", "visited_on"),
)

#: Columns that say nothing to a reader.
_SILENT = frozenset(
    {
        "id",
        "ref",
        "net",
        "client_id",
        "version",
        "created_at",
        "recorded_by",
        "household",
        "episode",
        "statement",
        "village",
        "month",
        "entered_through",
        "filled_at",
        "bulk_confirmed",
    }
)
_TOLD_ON_HOUSEHOLD = frozenset({"village"})


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
    entries = [entry for tracked in _TRACKED for entry in _entries(household, *tracked)]
    if who:
        entries = [entry for entry in entries if who in entry.who]
    if what:
        entries = [e for e in entries if any(c.label == what for c in e.changes)]
    # Of one moment, the later write of a row comes first as well.
    return sorted(entries, key=lambda entry: entry.at)[::-1]


def fields_changed(entries: list[Entry]) -> list[str]:
    """Labels that occur, for the filter."""
    return sorted({change.label for entry in entries for change in entry.changes})


def _entries(
    household: Household, model: type[models.Model], path: str, naming: str
) -> Iterator[Entry]:
    event: Any = apps.get_model(model._meta.app_label, f"{model.__name__}Event")
    rows: Any = event.objects.filter(**{path: household.pk})
    told = _told(model)
    names = [f.attname for f in told] + [
        f"{name}_digest" for name in getattr(model, "SENSITIVE", {})
    ]
    values = rows.order_by("pgh_obj_id", "pgh_id").values(
        *names, "pgh_obj_id", "pgh_created_at", "pgh_label", context=F("pgh_context")
    )
    reader = _Reader(model)
    before: dict[str, Any] | None = None
    for row in values:
        same = before is not None and before["pgh_obj_id"] == row["pgh_obj_id"]
        changes = list(reader.changes(told, before if same else None, row))
        if row["pgh_label"] == "update" and not changes:
            before = row
            continue
        context = row["context"] or {}
        yield Entry(
            at=row["pgh_created_at"],
            action=row["pgh_label"],
            subject=reader.said(model._meta.get_field(naming), row) if naming else "",
            kind=str(model._meta.verbose_name),
            who=reader.actor(context),
            how=_how(context),
            changes=changes if row["pgh_label"] == "update" else [],
        )
        before = row


def _told(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    silent = _SILENT - (_TOLD_ON_HOUSEHOLD if model is Household else frozenset())
    event = apps.get_model(model._meta.app_label, f"{model.__name__}Event")
    kept = {f.name for f in event._meta.concrete_fields}
    return [
        f
        for f in model._meta.concrete_fields
        if f.name in kept
        and f.name not in silent
        and not isinstance(f, EncryptedField)
        and not f.name.endswith(("_digest", "_tail"))
    ]


def _how(context: dict[str, Any]) -> str:
    """Through what it came: the page, an import with its number, or a command."""
    run = context.get("run")
    via = context.get("via", "")
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


class _Reader:
    """Values of events in words; names of areas and people are looked up once."""

    def __init__(self, model: type[models.Model]) -> None:
        self.sensitive = getattr(model, "SENSITIVE", {})
        self.names: dict[tuple[type[models.Model], Any], str] = {}

    def changes(
        self,
        told: list[models.Field[Any, Any]],
        before: dict[str, Any] | None,
        row: dict[str, Any],
    ) -> Iterator[Change]:
        if before is None:
            return
        for column in told:
            old, new = before[column.attname], row[column.attname]
            if old != new:
                yield self._change(column, self.said(column, before), row)
            elif self._hidden_change(column.name, before, row):
                same = self.said(column, row)
                yield Change(column.name, str(column.verbose_name), same, same)

    def _change(
        self, column: models.Field[Any, Any], old: str, row: dict[str, Any]
    ) -> Change:
        label = str(column.verbose_name)
        return Change(column.name, label, old, self.said(column, row))

    def _hidden_change(
        self, name: str, before: dict[str, Any], row: dict[str, Any]
    ) -> bool:
        """The value behind a mask changed although the mask looks the same."""
        plain = name.removesuffix("_mask")
        if plain == name or plain not in self.sensitive:
            return False
        return bool(before[f"{plain}_digest"] != row[f"{plain}_digest"])

    def said(self, column: Any, row: dict[str, Any]) -> str:
        value = row[column.attname]
        if value in (None, "", []):
            return ""
        if column.is_relation:
            return self._named(column.related_model, value)
        if isinstance(value, bool):
            return str(_("yes") if value else _("no"))
        return _worded(column, value)

    def actor(self, context: dict[str, Any]) -> str:
        """The name written beside the change; imports keep the account only."""
        if context.get("by"):
            return str(context["by"])
        user = context.get("user")
        return self._named(User, user) if user else ""

    def _named(self, model: type[models.Model], key: Any) -> str:
        if (model, key) not in self.names:
            lookup = "code" if model is Area else "pk"
            shown = {Area: "name", ResponsiblePerson: "name", User: "full_name"}
            rows: Any = cast(Any, model).objects.filter(**{lookup: key})
            name = rows.values_list(shown.get(model, "name"), flat=True).first()
            self.names[model, key] = str(name or key)
        return self.names[model, key]


def _worded(column: Any, value: Any) -> str:
    if isinstance(value, list):
        labels = dict(column.base_field.flatchoices)
        return "、".join(str(labels.get(item, item)) for item in value)
    if column.flatchoices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(value, Decimal):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    return str(value)
