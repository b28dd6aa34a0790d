"""Declared parameters: an app declares its keys, the administrator dates them."""

import datetime as dt
from dataclasses import dataclass
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
