"""Declared parameters: an app declares its keys, the administrator dates them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal

from django_stubs_ext import StrOrPromise

from accounts.models import Parameter


@dataclass(frozen=True, slots=True)
class Declared:
    """A key with its wording; ``default`` None means: no silent default, show a gap."""

    key: str
    label: StrOrPromise
    unit: StrOrPromise
    default: Decimal | None
    help: StrOrPromise = ""
    confirmed: bool = False
    #: Values that stand for words, e.g. a unit: only these may be entered.
    choices: tuple[tuple[int, StrOrPromise], ...] = ()
    #: A count, of which there are no halves.
    whole: bool = False
    #: No larger value makes sense; None: any.
    most: Decimal | None = None
    #: Heading under which the page of parameters lists it.
    group: StrOrPromise = ""

    def shown(self, value: Decimal | None) -> StrOrPromise:
        """A value in words, or the number without needless zeros."""
        if value is None:
            return ""
        for number, words in self.choices:
            if value == number:
                return words
        return f"{value:,.4f}".rstrip("0").rstrip(".")


_DECLARED: dict[str, Declared] = {}


def declare(declared: Declared) -> Declared:
    if _DECLARED.setdefault(declared.key, declared) != declared:
        raise ValueError(f"parameter {declared.key} is declared twice")
    return declared


def declared() -> list[Declared]:
    return sorted(_DECLARED.values(), key=lambda item: item.key)


def value_on(key: str, day: dt.date) -> Decimal | None:
    """The value valid on a day, else the declared default, else None."""
    row = Parameter.objects.valid_on(key, day).first()
    return row.value if row else _DECLARED[key].default


@dataclass(frozen=True, slots=True)
class DatedValues:
    """Values of several keys through time, read by one query."""

    rows: dict[str, list[Parameter]] = field(default_factory=dict)

    @classmethod
    def load(cls, keys: Collection[str]) -> DatedValues:
        rows: dict[str, list[Parameter]] = {}
        found = Parameter.objects.filter(key__in=keys).order_by("-valid_from")
        for row in found:
            rows.setdefault(row.key, []).append(row)
        return cls(rows)

    def on(self, key: str, day: dt.date) -> Decimal | None:
        """As ``value_on``, without a query."""
        for row in self.rows.get(key, ()):
            if row.valid_from <= day and (row.valid_to is None or row.valid_to >= day):
                return row.value
        return _DECLARED[key].default
