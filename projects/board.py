"""What the list of projects shows: the year in four cards, rows, and their sums."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    Count,
    DecimalField,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from core.ratios import Share
from core.sorting import SortColumn, Sorting, code, day, finite, whole, words
from projects.choices import FINISHED_STAGES, Category, Stage
from projects.fund_year import time_gone
from projects.models import Beneficiary
from projects.registers.projects import VIEWS, late
from projects.services.benefits import Reach, counted
from projects.standing import Trouble

_POINTS: DecimalField[Any, Any] = DecimalField(max_digits=9, decimal_places=4)
_FINISHED = Q(stage__in=FINISHED_STAGES)
_RUNNING = Q(stage=Stage.STARTED)
_INDUSTRY = Q(category=Category.INDUSTRY) | Q(kind__counts_as_industry=True)


def urgency() -> dict[str, Any]:
    """Trouble first, within the same trouble the largest gap; lowest is the worst."""
    gap = Case(
        When(trouble=Trouble.UNPAID_WORKS.value, then=F("works_unpaid")),
        default=Coalesce(F("behind"), Value(Decimal(0), output_field=_POINTS)),
        output_field=_POINTS,
    )
    of_trouble = F("trouble") * Value(Decimal(1000), output_field=_POINTS)
    return {"urgency": of_trouble - gap, "households": _households()}


def _households() -> Coalesce:
    """How many households each project helps, wherever they live."""
    rows = Beneficiary.objects.filter(project=OuterRef("pk")).order_by()
    each = rows.values("project").annotate(n=Count("household", distinct=True))
    return Coalesce(Subquery(each.values("n")), 0, output_field=IntegerField())


SORTING = Sorting(
    {
        "urgency": SortColumn("urgency", finite, nullable=False),
        "code": SortColumn("code", words, nullable=False),
        "place": SortColumn("area_id", code, nullable=False),
        "allocated": SortColumn("allocated", finite, nullable=False, first="-"),
        "paid": SortColumn("paid", finite, nullable=False, first="-"),
        "works": SortColumn("works", finite, nullable=False),
        "planned_end": SortColumn("planned_end", day),
        "households": SortColumn("households", whole, nullable=False, first="-"),
    },
    "urgency",
)
#: What a row needs; ``SORTING`` adds the column that is sorted by.
FIELDS = (
    "name",
    "code",
    "category",
    "area_id",
    "builder",
    "stage",
    "allocated",
    "paid",
    "paid_rate",
    "works",
    "planned",
    "behind",
    "works_unpaid",
    "trouble",
    "planned_start",
    "planned_end",
    "planned_on",
    "started_on",
    "finished_on",
    "terminated_on",
    "removed_on",
    "households",
)


@dataclass(frozen=True, slots=True)
class Cards:
    """The year's projects in the viewer's scope. Amounts in 10,000 yuan."""

    count: int
    allocated: Decimal
    paid: Decimal
    industry: Decimal
    budget: Decimal
    finished_budget: Decimal
    finished: int
    running: int
    late: int
    reach: Reach
    #: How much of the year has gone, per cent.
    time: Decimal

    @property
    def waiting(self) -> int:
        return self.count - self.finished - self.running

    @property
    def paid_rate(self) -> Decimal | None:
        return Share(self.paid, self.allocated).percent

    @property
    def behind_time(self) -> Decimal | None:
        """Points that spending is slower than the year goes; negative: faster."""
        rate = self.paid_rate
        return None if rate is None else self.time - rate

    @property
    def ahead_of_time(self) -> Decimal | None:
        return None if self.behind_time is None else -self.behind_time

    @property
    def industry_rate(self) -> Decimal | None:
        return Share(self.industry, self.allocated).percent

    @property
    def finished_by_number(self) -> Share:
        return Share.of(self.finished, self.count)

    @property
    def finished_by_money(self) -> Share:
        """Planned investment of what is finished in that of all."""
        return Share(self.finished_budget, self.budget)


def cards(rows: Any, year: int, today: dt.date) -> Cards:
    """``rows`` are the projects of the year's plan with their standing on the day."""
    found = _aggregated(
        rows,
        count=Count("pk"),
        allocated=_sum("allocated"),
        paid=_sum("paid"),
        industry=_sum("allocated", _INDUSTRY),
        budget=_sum("budget"),
        finished_budget=_sum("budget", _FINISHED),
        finished=Count("pk", filter=_FINISHED),
        running=Count("pk", filter=_RUNNING),
        late=Count("pk", filter=late(today)),
    )
    helped = Beneficiary.objects.filter(project__in=rows.order_by().values("pk"))
    return Cards(**found, reach=counted(helped), time=time_gone(year, today))


def _aggregated(rows: Any, **sums: Any) -> dict[str, Any]:
    """By names that may be those of annotations, which aggregates cannot have."""
    found = rows.aggregate(**{f"of_{name}": value for name, value in sums.items()})
    return {name: found[f"of_{name}"] for name in sums}


def _sum(field: str, among: Q | None = None) -> Coalesce:
    return Coalesce(Sum(field, filter=among), Decimal(0))


def view_counts(rows: Any, today: dt.date, keys: Sequence[str]) -> dict[str, int]:
    """How many of the rows each view holds: tabs in one statement, a rule by itself,
    because it looks into other tables."""
    tabs = {
        key: Count("pk", filter=VIEWS[key].chosen(today))
        for key in keys
        if not VIEWS[key].is_rule
    }
    rules = {
        key: rows.filter(VIEWS[key].chosen(today)).order_by().count()
        for key in keys
        if VIEWS[key].is_rule
    }
    return _aggregated(rows, **tabs) | rules if tabs else rules


def totals(rows: Any) -> dict[str, Any]:
    """Sums of the rows of a view with conditions, over all pages."""
    found = _aggregated(
        rows,
        count=Count("pk"),
        allocated=_sum("allocated"),
        paid=_sum("paid"),
        finished=Count("pk", filter=_FINISHED),
    )
    helped = Beneficiary.objects.filter(project__in=rows.order_by().values("pk"))
    # Each once: the lines of two projects may name the same household.
    found |= helped.aggregate(households=Count("household", distinct=True))
    found["paid_rate"] = Share(found["paid"], found["allocated"]).percent
    return found
