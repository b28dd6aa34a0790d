"""Which columns name an area, and what a merger does with them.

Every app declares its own when its models are loaded: ``carries_area`` for rows that
follow a merged village to its successor, ``keeps_area`` for rows that stay as they
were, with the reason. A test asks for one of the two for every foreign key to ``Area``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django_stubs_ext import StrOrPromise

ModelType = type[models.Model]


@dataclass(frozen=True, slots=True)
class Carrier:
    """A column with an area code. ``counted``: sentence with ``%(count)s`` → what is
    counted of the rows, for the preview of a merger."""

    model: ModelType
    field: models.ForeignKey[Any, Any]
    counted: Mapping[StrOrPromise, models.Aggregate]

    @property
    def column(self) -> str:
        return self.field.attname

    def rows_at(self, codes: Collection[str]) -> models.QuerySet[Any]:
        """Rows that name one of these areas, whatever the model's manager hides."""
        rows: models.QuerySet[Any] = models.QuerySet(self.model).order_by()
        return rows.filter(**{f"{self.field.name}__in": list(codes)})

    @property
    def label(self) -> str:
        return f"{self.model._meta.label}.{self.field.name}"


_CARRIERS: dict[str, Carrier] = {}
_KEPT: dict[str, str] = {}


def carries_area(
    model: ModelType,
    name: str,
    counted: Mapping[StrOrPromise, models.Aggregate] | None = None,
) -> None:
    """Rows of ``model`` follow a merger by their foreign key ``name``.

    Raises TypeError unless the key holds the area's code.
    """
    field = model._meta.get_field(name)
    if not isinstance(field, models.ForeignKey) or field.target_field.name != "code":
        raise TypeError(f"{model._meta.label}.{name} holds no area code")
    carrier = Carrier(model, field, counted or {})
    _CARRIERS[carrier.label] = carrier


def keeps_area(model: ModelType, name: str, reason: str) -> None:
    """Rows of ``model`` stay at the area they name, for the reason given."""
    _KEPT[f"{model._meta.label}.{name}"] = reason


def carriers() -> list[Carrier]:
    return list(_CARRIERS.values())


def declared() -> dict[str, str]:
    """``app.Model.field`` → why it stays, empty for what moves."""
    return {**dict.fromkeys(_CARRIERS, ""), **_KEPT}
