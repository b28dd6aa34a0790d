"""The models whose rows belong to the history of a household.

A register adds its model in one line, in the module that ``AppConfig.ready()`` loads.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, cast

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from core.crypto import EncryptedField
from core.sensitive import SensitiveModel
from households.models import Household

#: Columns that say nothing to a reader, whatever the model.
_SILENT = frozenset(
    {
        "id",
        "ref",
        "client_id",
        "version",
        "created_at",
        "updated_at",
        "recorded_at",
        "recorded_by",
    }
)

_tracked: dict[type[models.Model], Tracked] = {}


@dataclass(frozen=True, slots=True)
class Tracked:
    """How the events of one model lead to a household, and what is told of them."""

    model: type[models.Model]
    #: Relations from the model to its household; empty for the household itself.
    path: str
    #: Column that tells one row of the household from another; empty if there is one.
    named_by: str
    silent: frozenset[str]

    @property
    def event(self) -> Any:
        return _event_of(self.model)

    @property
    def lookup(self) -> str:
        return self.path or "pgh_obj_id"

    @property
    def told(self) -> list[models.Field[Any, Any]]:
        """Columns in the order of the model, with their labels. Of a sensitive value
        this is the mask; ciphertext and digests are never told."""
        kept = {column.name for column in self.event._meta.concrete_fields}
        return [
            column
            for column in self.model._meta.concrete_fields
            if column.name in kept
            and column.name not in self.silent
            and not isinstance(column, EncryptedField)
            and not column.name.endswith(("_digest", "_tail"))
        ]

    @property
    def sealed(self) -> list[str]:
        """Names of the sensitive values, of which a digest tells that they changed."""
        if issubclass(self.model, SensitiveModel):
            return list(self.model.SENSITIVE)
        return []


def track(
    model: type[models.Model],
    *,
    household: str = "household",
    named_by: str = "",
    silent: Collection[str] = (),
) -> None:
    """Show the changes of a model's rows in the history of their household.

    ``household`` is the path of relations to it, ``named_by`` the column by which a
    reader tells the rows apart, ``silent`` are columns left out besides those that say
    nothing in any model. The others are told by their ``verbose_name``.

    Raises ImproperlyConfigured for a model without events, a path that leads somewhere
    else, and a naming column that is not told itself.
    """
    _event_of(model)
    if _end_of(model, household) is not Household:
        raise ImproperlyConfigured(f"{model.__name__}.{household} is no household")
    above = {household.partition("__")[0]} if household else set()
    tracked = Tracked(model, household, named_by, _SILENT | above | set(silent))
    if named_by and named_by not in {column.name for column in tracked.told}:
        raise ImproperlyConfigured(f"{model.__name__}.{named_by} is not told")
    _tracked[model] = tracked


def tracked_models() -> dict[type[models.Model], Tracked]:
    return dict(_tracked)


def _event_of(model: type[models.Model]) -> Any:
    name = f"{model.__name__}Event"
    try:
        return apps.get_model(model._meta.app_label, name)
    except LookupError:
        raise ImproperlyConfigured(f"{model.__name__} has no events") from None


def _end_of(model: type[models.Model], path: str) -> type[models.Model]:
    for name in path.split("__") if path else ():
        column = model._meta.get_field(name)
        model = cast(type[models.Model], column.related_model)
    return model
