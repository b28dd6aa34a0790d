"""How a figure is declared. From one declaration come value, rows, export, sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from django.db.models import Aggregate, Count, Q, Sum
from django.utils.functional import Promise

from core.ratios import Share
from dashboards.choices import Group, Unit

Text = str | Promise


class Amount(StrEnum):
    """What is added up over the rows: the rows themselves, or a column of theirs."""

    HOUSEHOLDS = "households"
    PERSONS = "persons"
    NET_INCOME = "net_income"
    INCOME_PERSONS = "income_persons"
    NET_BEFORE = "net_before"
    PERSONS_BEFORE = "persons_before"
    MEASURES = "measures"
    LABOUR_FORCE = "labour_force"
    EMPLOYED = "employed"
    IN_TOWNSHIP = "in_township"
    IN_COUNTY = "in_county"
    IN_PROVINCE = "in_province"
    OUTSIDE = "outside"
    IN_POST = "in_post"
    IN_WORKSHOP = "in_workshop"
    TO_INSURE = "to_insure"
    INSURED = "insured"
    TO_PENSION = "to_pension"
    PENSIONED = "pensioned"
    OWED_PERSONS = "owed_persons"
    OWED = "owed"
    UNPAID_POSTS = "unpaid_posts"
    UNPAID_WAGES = "unpaid_wages"
    # Of the rows of villages:
    VILLAGES = "villages"
    CONSUMPTION = "consumption"
    DIVIDENDS_OWED = "dividends_owed"
    # Of the rows of projects; money in 10,000 yuan:
    PROJECTS = "projects"
    BUDGET = "budget"
    ALLOCATED = "allocated"
    ALLOCATED_CENTRAL = "allocated_central"
    ALLOCATED_PROVINCE = "allocated_province"
    ALLOCATED_PREFECTURE = "allocated_prefecture"
    ALLOCATED_COUNTY = "allocated_county"
    ALLOCATED_OTHER = "allocated_other"
    PAID = "paid"
    PAID_CENTRAL = "paid_central"
    PAID_PROVINCE = "paid_province"
    PAID_PREFECTURE = "paid_prefecture"
    PAID_COUNTY = "paid_county"
    PAID_OTHER = "paid_other"
    PROJECT_HOUSEHOLDS = "project_households"


class Subject(StrEnum):
    """Which rows of a month a figure counts."""

    HOUSEHOLD = "household"
    VILLAGE = "village"
    PROJECT = "project"


_ROWS = frozenset({Amount.HOUSEHOLDS, Amount.VILLAGES, Amount.PROJECTS})
_OF_VILLAGES = frozenset({Amount.VILLAGES, Amount.CONSUMPTION, Amount.DIVIDENDS_OWED})
_OF_PROJECTS = frozenset(list(Amount)[list(Amount).index(Amount.PROJECTS) :])
_MONEY = _OF_PROJECTS - {Amount.PROJECTS, Amount.PROJECT_HOUSEHOLDS}
#: Columns that are named otherwise.
_COLUMNS = {Amount.PROJECT_HOUSEHOLDS: "households"}


@dataclass(frozen=True, slots=True)
class Measure:
    """An amount over some of a month's rows; additive over areas and categories."""

    rows: Q
    amount: Amount = Amount.HOUSEHOLDS

    def aggregate(self) -> Aggregate:
        if self.amount in _ROWS:
            return Count("pk", filter=self.rows)
        column = _COLUMNS.get(self.amount, self.amount.value)
        return Sum(column, filter=self.rows)

    @property
    def subject(self) -> Subject:
        if self.amount in _OF_PROJECTS:
            return Subject.PROJECT
        return Subject.VILLAGE if self.amount in _OF_VILLAGES else Subject.HOUSEHOLD


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
    #: Which rows are left over, where a row can be counted in part; else whole − part.
    rest: Q | None = None
    #: Part and whole are different rows, held against each other: nothing is left over.
    is_comparison: bool = False
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

    @property
    def subject(self) -> Subject:
        return self.part.subject

    @property
    def is_money(self) -> bool:
        """Whether part and whole are 10,000 yuan."""
        return self.part.amount in _MONEY


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A stored count beside the same count of the same month a year before."""

    key: str
    name: Text
    group: Group
    of: str
    definition: Text
    source: str
    companion: str = ""
    unit: Unit = Unit.PERCENT
    good: str = "up"
    version: int = 1
    target: str = field(default="", init=False)
    requires: str = field(default="", init=False)

    def value(self, now: Decimal | None, before: Decimal | None) -> Decimal | None:
        """Per cent; None when either is unknown or there was nothing."""
        if now is None or not before:
            return None
        return (now / before - 1) * 100


AnyFigure = Figure | Growth | Gap | Change
