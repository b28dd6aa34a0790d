"""Next year's repository holds more than this year's plan (domain §8.3): live, from the
projects themselves, so that a project taken in today counts today.

The sums are the county's and public; which rows stand behind them for an account is
bounded as everywhere.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Count, Sum

from accounts.models import User
from accounts.parameters import value_on
from projects.models import Project
from projects.parameters import REPOSITORY_RATIO

_HUNDRED, _ZERO = Decimal(100), Decimal(0)


def planned_in(rows: Any, year: int) -> Any:
    """This year's plan among ``rows``."""
    return rows.in_plan_of(year)


def stored_for(rows: Any, year: int) -> Any:
    """Taken into the repository of a year, and not of a plan yet that came before."""
    waiting = rows.in_repository_of(year).filter(stored_on__isnull=False)
    return waiting.exclude(year__lt=year)


@dataclass(frozen=True, slots=True)
class Sums:
    """Projects of a list and their planned investment (10,000 yuan)."""

    count: int
    total: Decimal

    @classmethod
    def of(cls, rows: Any) -> Sums:
        found = rows.aggregate(count=Count("pk"), total=Sum("budget"))
        return cls(found["count"], found["total"] or _ZERO)


class RepositoryRule:
    """The rule for the repository of the year after ``year``."""

    def __init__(self, year: int, day: dt.date) -> None:
        self.year = year
        self.limit = value_on(REPOSITORY_RATIO.key, day) or _HUNDRED

    @property
    def next_year(self) -> int:
        return self.year + 1

    @cached_property
    def plan(self) -> Sums:
        return Sums.of(planned_in(Project.objects.all(), self.year))

    @cached_property
    def repository(self) -> Sums:
        return Sums.of(stored_for(Project.objects.all(), self.next_year))

    @property
    def needed(self) -> Decimal:
        """What the repository has to exceed."""
        return self.plan.total * self.limit / _HUNDRED

    @property
    def is_met(self) -> bool:
        return self.repository.total > self.needed

    @property
    def missing(self) -> Decimal:
        """How far it is below; nothing where it is just as much, which is still not
        more."""
        return max(self.needed - self.repository.total, _ZERO)

    @property
    def ratio(self) -> Decimal | None:
        """Per cent; None without a plan."""
        if not self.plan.total:
            return None
        return self.repository.total * _HUNDRED / self.plan.total

    @property
    def widths(self) -> tuple[Decimal, Decimal]:
        """Per cent of the larger one: repository, plan."""
        most = max(self.repository.total, self.plan.total) or _HUNDRED
        return (
            self.repository.total * _HUNDRED / most,
            self.plan.total * _HUNDRED / most,
        )


def rows_behind(rule: RepositoryRule, viewer: User) -> tuple[Any, Any]:
    """What an account sees of the plan, and of the repository."""
    seen = Project.objects.visible_to(viewer).select_related("area__parent")
    listed = seen.order_by("category", "code")
    return planned_in(listed, rule.year), stored_for(listed, rule.next_year)
