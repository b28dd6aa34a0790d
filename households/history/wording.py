"""Values of events in words, as staff know them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, cast

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User


class Wording:
    """Names of areas and people are looked up once for a whole history."""

    def __init__(self) -> None:
        self._names: dict[tuple[type[models.Model], Any], str] = {}

    def said(self, column: Any, row: dict[str, Any]) -> str:
        """The value of a column of an event; empty where there is none."""
        value = row[column.attname]
        if value in (None, "", []):
            return ""
        if column.is_relation:
            return self._named(column.related_model, column.target_field.name, value)
        if isinstance(value, bool):
            return str(_("yes") if value else _("no"))
        return _worded(column, value)

    def actor(self, context: dict[str, Any]) -> str:
        """The name written beside the change; imports keep the account only."""
        if context.get("by"):
            return str(context["by"])
        user = context.get("user")
        return self._named(User, "pk", user) if user else ""

    def _named(self, model: type[models.Model], lookup: str, key: Any) -> str:
        if (model, key) not in self._names:
            rows: Any = cast(Any, model).objects
            row = rows.filter(**{lookup: key}).first()
            self._names[model, key] = str(row or key)
        return self._names[model, key]


def _worded(column: Any, value: Any) -> str:
    if isinstance(column, ArrayField):
        labels = dict(column.base_field.flatchoices)
        return "、".join(str(labels.get(item, item)) for item in value)
    if column.flatchoices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(value, Decimal):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    if isinstance(value, dt.datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return str(value)
