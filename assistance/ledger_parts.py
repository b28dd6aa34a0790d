"""What the declaration of a ledger says (see ``assistance.ledgers``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.db import models
from django_stubs_ext import StrOrPromise

Text = StrOrPromise


class About(Enum):
    """What a row of a ledger is about."""

    PERSON = "person"
    HOUSEHOLD = "household"
    VILLAGE = "village"
    SITE = "site"
    POST = "post"


class Pays(Enum):
    """How many rows are marked as paid in one step."""

    NOT = "not"
    ONCE = "once"
    MONTHLY = "monthly"


@dataclass(frozen=True, kw_only=True)
class Ledger:
    #: Of ``choices.Ledger``; wages of posts stand in the ledger of posts.
    key: str
    label: Text
    model: type[models.Model]
    about: About
    #: Fields of the form, in its order.
    fields: tuple[str, ...]
    #: Days and months of what has been done: never in the future.
    past: tuple[str, ...] = ()
    #: Column that is false of what is only planned: that may begin in the future.
    begun: str = ""
    #: Months kept by their first day.
    months: tuple[str, ...] = ()
    #: What every row of the ledger says, where a table holds several.
    given: Mapping[str, Any] = field(default_factory=dict)
    labels: Mapping[str, Text] = field(default_factory=dict)
    roster: str
    #: URL name of the list, and its condition.
    list_name: str
    list_query: str = ""
    #: Ledger whose keeper enters it, where that is another.
    kept_with: str = ""
    pays: Pays = Pays.NOT
    #: Columns of what is due and paid, or of what a row comes to.
    amount: str = ""
    amount_label: Text = ""
    paid: str = ""

    @property
    def keeper_key(self) -> str:
        return self.kept_with or self.key

    @property
    def rows(self) -> Any:
        """All its rows, before any scope; views start from ``visible_to``."""
        manager: Any = self.model._default_manager  # noqa: SLF001 - documented API
        return manager.filter(**self.given)

    def visible_to(self, user: Any) -> Any:
        manager: Any = self.model._default_manager  # noqa: SLF001 - documented API
        return manager.visible_to(user).filter(**self.given)
