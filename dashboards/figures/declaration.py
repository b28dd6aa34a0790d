"""How a figure is declared. From one declaration come value, rows, export, sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Aggregate, Count, Q, Sum
from django.utils.functional import Promise

from core.ratios import Share
from dashboards.choices import Group, Unit

if TYPE_CHECKING:
    from dashboards.querysets import HouseholdMonthQuerySet

Text = str | Promise


class Amount(StrEnum):
    """What is added up over the rows: the rows themselves, or a column of theirs."""

    HOUSEHOLDS = "households"
    PERSONS = "persons"
    NET_INCOME = "net_income"
    INCOME_PERSONS = "income_persons"
    NET_BEFORE = "net_before"
    PERSONS_BEFORE = "persons_before"


@dataclass(frozen=True, slots=True)
class Measure:
    """An amount over some of a month's rows; additive over areas and categories."""

    rows: Q
    amount: Amount = Amount.HOUSEHOLDS

    def aggregate(self) -> Aggregate:
        if self.amount == Amount.HOUSEHOLDS:
            return Count("pk", filter=self.rows)
        return Sum(self.amount.value, filter=self.rows)

    def select(self, rows: HouseholdMonthQuerySet) -> HouseholdMonthQuerySet:
        return rows.filter(self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A stored figure. ``whole`` None: a count; else part ÷ whole in ``unit``.

    ``definition`` says in words what an official could check, ``source`` the section of
    the domain reference it comes from.
    """

    key: str
    name: Text
    group: Group
    unit: Unit
    part: Measure
    definition: Text
    source: str
    whole: Measure | None = None
    #: The same thing counted in persons instead of households, or the other way round.
    companion: str = ""
    #: Key of the parameter that holds its target.
    target: str = ""
    #: Key of a parameter without which the figure cannot be told at all.
    requires: str = ""
    good: str = "none"
    version: int = 1

    def value(self, share: Share) -> Decimal | None:
        """In ``unit``; None for 0 of 0, which is not zero."""
        if self.whole is None:
            return share.part
        return share.percent if self.unit == Unit.PERCENT else share.ratio

    @property
    def measures(self) -> tuple[Measure, ...]:
        return (self.part,) if self.whole is None else (self.part, self.whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """Growth of an average on the year before, derived from two stored figures."""

    key: str
    name: Text
    group: Group
    now: str
    before: str
    #: The stored share of households that the growth rests on.
    rests_on: str
    definition: Text
    source: str
    #: The same for the year before, where it is not the same households.
    rests_on_before: str = ""
    companion: str = ""
    unit: Unit = Unit.PERCENT
    good: str = "up"
    version: int = 1
    target: str = field(default="", init=False)
    requires: str = field(default="", init=False)

    def value(self, shares: Mapping[str, Share]) -> Decimal | None:
        """Per cent; None when either year has no income to compare."""
        now, before = shares[self.now].ratio, shares[self.before].ratio
        if now is None or before is None or before <= 0:
            return None
        return (now / before - 1) * 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Growth less a published growth, in percentage points (domain §2.3)."""

    key: str
    name: Text
    group: Group
    growth: str
    external: str
    definition: Text
    source: str
    unit: Unit = Unit.POINTS
    good: str = "up"
    version: int = 1
    companion: str = field(default="", init=False)
    target: str = field(default="", init=False)
    requires: str = field(default="", init=False)

    def value(
        self, growth: Decimal | None, published: Decimal | None
    ) -> Decimal | None:
        if growth is None or published is None:
            return None
        return growth - published


AnyFigure = Figure | Growth | Gap
