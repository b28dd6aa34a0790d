"""Where a year's money went: allocated and paid by tier, category, township, stage.

The money of a year is that of its batches, whichever year's plan a project stands in.
Everything is added up among the projects that the account sees (domain §6.7).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.http import urlencode

from accounts.models import Area, User
from core.ratios import Share
from projects.choices import Category, Stage, Tier
from projects.models import Allocation, Payment

_NOTHING = Decimal(0)
_GROUPED = (
    "project_id",
    "project__area_id",
    "project__category",
    "project__kind__counts_as_industry",
    "project__stage",
    "batch__tier",
)


@dataclass(slots=True)
class Line:
    """What a project got and paid of one tier, in 10,000 yuan."""

    project: int
    area: str
    category: str
    is_industry: bool
    stage: str
    tier: str
    allocated: Decimal = _NOTHING
    paid: Decimal = _NOTHING

    @property
    def township(self) -> str:
        return self.area[:9] + "000"


@dataclass(frozen=True, slots=True)
class Total:
    """Lines added up; ``query`` selects their rows in the lists of
    allocations and of payments (``registers.fund_filters``)."""

    label: str
    query: str
    projects: int
    allocated: Decimal
    paid: Decimal

    @property
    def rate(self) -> Share:
        """spend_rate: paid ÷ allocated."""
        return Share.of(self.paid, self.allocated)


class YearMoney:
    """The lines of a year, and how they add up."""

    def __init__(self, user: User, year: int) -> None:
        self.year = year
        self.lines = _lines(user, year)

    def total(self, label: str = "", **query: str) -> Total:
        return self._total(label, self.lines, query)

    def of_tier(self, tier: str) -> list[Line]:
        """All lines for the empty tier: all money together."""
        return [line for line in self.lines if not tier or line.tier == tier]

    def tiers(self) -> list[Total]:
        return self._by("batch__tier", Tier.choices, lambda line: line.tier)

    def categories(self) -> list[Total]:
        return self._by(
            "project__category", Category.choices, lambda line: line.category
        )

    def stages(self) -> list[Total]:
        return self._by("project__stage", Stage.choices, lambda line: line.stage)

    def townships(self) -> list[Total]:
        """In the order of their codes; the county's own projects come first."""
        grouped: dict[str, list[Line]] = {}
        for line in self.lines:
            grouped.setdefault(line.township, []).append(line)
        found = Area.objects.filter(code__in=grouped)
        names = dict(found.values_list("code", "name"))
        return [
            self._total(names.get(code, code), grouped[code], _at(code))
            for code in sorted(grouped)
        ]

    def _by(
        self,
        name: str,
        choices: Iterable[tuple[Any, Any]],
        key: Callable[[Line], str],
    ) -> list[Total]:
        grouped: dict[str, list[Line]] = {}
        for line in self.lines:
            grouped.setdefault(key(line), []).append(line)
        return [
            self._total(str(label), grouped[value], {name: value})
            for value, label in choices
            if value in grouped
        ]

    def _total(self, label: str, lines: list[Line], query: dict[str, str]) -> Total:
        return Total(
            label=label,
            query=urlencode({"fund": str(self.year), **query}),
            projects=len({line.project for line in lines if line.allocated}),
            allocated=sum((line.allocated for line in lines), _NOTHING),
            paid=sum((line.paid for line in lines), _NOTHING),
        )


def _at(code: str) -> dict[str, str]:
    return {"county": "yes"} if code.endswith("000000") else {"township": code}


def _lines(user: User, year: int) -> list[Line]:
    found: dict[tuple[Any, ...], Line] = {}
    for name, rows in (
        ("allocated", Allocation.objects.visible_to(user)),
        ("paid", Payment.objects.visible_to(user)),
    ):
        sums = rows.filter(batch__year=year).order_by().values_list(*_GROUPED)
        for *key, amount in sums.annotate(total=Sum("amount")):
            project, area, category, counts, stage, tier = key
            is_industry = category == Category.INDUSTRY or bool(counts)
            line = found.setdefault(
                (project, tier),
                Line(project, area, category, is_industry, stage, tier),
            )
            setattr(line, name, amount)
    return list(found.values())
