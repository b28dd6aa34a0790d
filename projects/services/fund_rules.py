"""What the rules of the fund say of a year (domain §6.7, §8.1): industry share, pace
of spending, checkpoints, money that lies idle. Limits are dated parameters; where none
is set, the figure stands without a verdict."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Min, Q, QuerySet, Sum

from accounts.models import User
from accounts.parameters import value_on
from core.ratios import Share
from projects.choices import Tier
from projects.fund_year import time_gone
from projects.models import Allocation, Checkpoint, FundBatch, Payment
from projects.parameters import INDUSTRY_SHARE, INDUSTRY_SHARE_OTHER
from projects.services.fund_sums import YearMoney

_NOTHING, _HUNDRED = Decimal(0), Decimal(100)


@dataclass(frozen=True, slots=True)
class IndustryShare:
    """Allocated to industry ÷ allocated, of one tier; ``limit`` in per cent."""

    tier: Tier
    share: Share
    limit: Decimal | None

    @property
    def missing(self) -> Decimal:
        """10,000 yuan by which industry falls short of the limit."""
        if self.limit is None:
            return _NOTHING
        wanted = self.share.whole * self.limit / _HUNDRED
        return max(wanted - self.share.part, _NOTHING)

    @property
    def is_short(self) -> bool:
        return self.missing > 0


def industry_shares(money: YearMoney, day: dt.date) -> list[IndustryShare]:
    """Of every tier that gave money."""
    found = []
    for tier in Tier:
        lines = money.of_tier(tier)
        if not lines:
            continue
        limit = INDUSTRY_SHARE if tier == Tier.CENTRAL else INDUSTRY_SHARE_OTHER
        part = sum((row.allocated for row in lines if row.is_industry), _NOTHING)
        whole = sum((row.allocated for row in lines), _NOTHING)
        found.append(
            IndustryShare(tier, Share.of(part, whole), value_on(limit.key, day))
        )
    return found


@dataclass(frozen=True, slots=True)
class Pace:
    """Spending beside the time that is over; the empty tier is all money."""

    tier: str
    label: str
    spent: Share
    #: Per cent of the year.
    time: Decimal

    @property
    def behind(self) -> Decimal | None:
        """Percentage points behind time, negative when ahead; None without money."""
        spent = self.spent.percent
        return None if spent is None else self.time - spent


def paces(money: YearMoney, day: dt.date) -> list[Pace]:
    """All money first, then each tier."""
    time = time_gone(money.year, day)
    every = Pace("", "", money.total().rate, time)
    named = dict(zip(Tier.labels, Tier.values, strict=True))
    return [
        every,
        *(Pace(named[row.label], row.label, row.rate, time) for row in money.tiers()),
    ]


@dataclass(frozen=True, slots=True)
class Reached:
    """A checkpoint, and what was spent by its day (or by today, if that is earlier)."""

    checkpoint: Checkpoint
    share: Share
    is_over: bool

    @property
    def missing(self) -> Decimal:
        """10,000 yuan that were, or still are, to be paid for the target."""
        wanted = self.share.whole * self.checkpoint.target / _HUNDRED
        return max(wanted - self.share.part, _NOTHING)

    @property
    def state(self) -> str:
        """``none`` without money, ``met``, ``short`` after its day, ``open`` before."""
        if not self.share.whole:
            return "none"
        if not self.missing:
            return "met"
        return "short" if self.is_over else "open"


def checkpoints(user: User, year: int, day: dt.date) -> list[Reached]:
    """The checkpoints of a year, by their days."""
    rows = list(Checkpoint.objects.visible_to(user).filter(year=year))
    allocated = _by_checkpoint(
        Allocation.objects.visible_to(user), rows, "allocated_on", day
    )
    paid = _by_checkpoint(Payment.objects.visible_to(user), rows, "paid_on", day)
    return [
        Reached(row, Share.of(paid[row.pk], allocated[row.pk]), row.day <= day)
        for row in rows
    ]


def _by_checkpoint(
    money: QuerySet[Any], rows: Iterable[Checkpoint], field: str, day: dt.date
) -> dict[int, Decimal | None]:
    """Amounts of the year's batches up to the day of each checkpoint, by its id."""
    sums: dict[str, Sum] = {}
    years = set()
    for row in rows:
        among = Q(batch__year=row.year, **{f"{field}__lte": min(row.day, day)})
        if row.tier:
            among &= Q(batch__tier=row.tier)
        sums[f"to_{row.pk}"] = Sum("amount", filter=among)
        years.add(row.year)
    if not sums:
        return {}
    found = money.filter(batch__year__in=years).order_by().aggregate(**sums)
    return {int(name.removeprefix("to_")): total for name, total in found.items()}


@dataclass(frozen=True, slots=True)
class Idle:
    """Money of a year's batches that no project of the county has got yet."""

    issued: Decimal
    allocated: Decimal
    batches: int
    oldest: dt.date | None

    @property
    def free(self) -> Decimal:
        return self.issued - self.allocated

    @property
    def share(self) -> Share:
        return Share.of(self.allocated, self.issued)


def idle(user: User, year: int) -> Idle:
    rows = FundBatch.objects.visible_to(user).filter(year=year).with_sums()
    found = rows.order_by().aggregate(
        issued=Sum("amount"),
        given=Sum("allocated"),
        oldest=Min("issued_on", filter=Q(free__gt=0)),
    )
    return Idle(
        issued=found["issued"] or _NOTHING,
        allocated=found["given"] or _NOTHING,
        batches=rows.filter(free__gt=0).count(),
        oldest=found["oldest"],
    )
