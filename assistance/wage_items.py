"""A public post in a month: what is due, what was paid, and by when it had to be."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Substr
from django.utils import timezone

from accounts.parameters import value_on
from accounts.scoping import PREFIX_LENGTH
from assistance.models import PostWage, PublicPost
from assistance.parameters import GRACE_WAGES, look_back
from core.months import Month

if TYPE_CHECKING:
    from assistance.querysets import PostQuerySet


class Leaver(Protocol):
    @property
    def left_on(self) -> dt.date | None: ...


class Held(Protocol):
    """What of a post says in which months it was held."""

    @property
    def started_on(self) -> dt.date: ...

    @property
    def ended_on(self) -> dt.date | None: ...

    @property
    def member(self) -> Leaver: ...


def counts_in(post: Held, month: Month) -> bool:
    """Whether the wage of a month is due: the post went on after its first day, and
    its holder had neither died nor left by then."""
    if post.started_on > month.last_day:
        return False
    ends = (post.ended_on, post.member.left_on)
    return all(day is None or day > month.first_day for day in ends)


@dataclass(frozen=True, slots=True)
class WageItem:
    """A post in a month, and what was entered of it."""

    post: PublicPost
    month: Month
    wage: PostWage | None
    #: Days after the month within which a payment is not late.
    grace: int

    @property
    def due_amount(self) -> Decimal:
        return self.wage.due_amount if self.wage else self.post.monthly_wage

    @property
    def paid_amount(self) -> Decimal:
        paid = self.wage.paid_amount if self.wage else None
        return paid or Decimal(0)

    @property
    def is_paid(self) -> bool:
        """Nothing is left to pay."""
        return self.paid_amount >= self.due_amount

    @property
    def is_late(self) -> bool:
        """The days of grace have passed, and something is left to pay."""
        return not self.is_paid and timezone.localdate() > self.last_day

    @property
    def last_day(self) -> dt.date:
        """Until when the wage can be paid without being late."""
        return self.month.last_day + dt.timedelta(days=self.grace)


def sheet(
    posts: models.QuerySet[PublicPost], month: Month, *, most: int | None = None
) -> list[WageItem]:
    """Posts of which the wage of a month is due, by village and name."""
    rows = posts.select_related("member", "household__village").order_by(
        "household__village_id", "member__name", "pk"
    )
    found = list(rows[:most])
    wages = PostWage.objects.filter(post__in=found, month=month.first_day)
    by_post = {wage.post_id: wage for wage in wages}
    grace = _grace()
    return [WageItem(post, month, by_post.get(post.pk), grace) for post in found]


def item_of(post: PublicPost, month: Month) -> WageItem:
    """One month of one post."""
    wage = post.wages.filter(month=month.first_day).first()
    return WageItem(post, month, wage, _grace())


def months_of(post: PublicPost) -> list[WageItem]:
    """The months of a post, the latest first: as far back as arrears are asked about,
    and every month that was entered."""
    today = timezone.localdate()
    current = Month.of(today)
    entered = {Month.of(wage.month): wage for wage in post.wages.all()}
    back = look_back(today)
    asked = {
        month
        for month in Month.range(current.shift(-back), current)
        if counts_in(post, month)
    }
    listed = sorted(asked | entered.keys(), reverse=True)
    grace = _grace()
    return [WageItem(post, month, entered.get(month), grace) for month in listed]


def _grace() -> int:
    return int(value_on(GRACE_WAGES.key, timezone.localdate()) or 0)


@dataclass(frozen=True, slots=True)
class PlaceTotal:
    """Posts of a place in a month: how many, and what is due and paid, in yuan."""

    code: str
    posts: int
    unpaid: int
    due: Decimal
    paid: Decimal


def totals_by_place(
    posts: PostQuerySet, month: Month, *, level: str
) -> list[PlaceTotal]:
    """Of each township or village with posts; the most unpaid first."""
    width = PREFIX_LENGTH[level]
    entered = PostWage.objects.filter(post=OuterRef("pk"), month=month.first_day)
    due = Coalesce(Subquery(entered.values("due_amount")[:1]), F("monthly_wage"))
    paid = Coalesce(Subquery(entered.values("paid_amount")[:1]), Decimal(0))
    rows = (
        posts.counting_in(month)
        .annotate(place=Substr("household__village_id", 1, width), due=due, paid=paid)
        .order_by()
        .values("place")
        .annotate(
            posts=Count("pk"),
            unpaid=Count("pk", filter=Q(paid__lt=F("due"))),
            due_sum=Sum("due"),
            paid_sum=Sum("paid"),
        )
    )
    found = [
        PlaceTotal(
            row["place"].ljust(12, "0"),
            row["posts"],
            row["unpaid"],
            row["due_sum"],
            row["paid_sum"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda total: (-total.unpaid, total.code))
