"""Rural construction of a year by township: projects, villages named, plans.

Counted from rows; the published rates of toilets, sewage and garbage are typed in
elsewhere and stand beside, never among them (domain §6.9).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import Substr

from accounts.models import Area, User
from accounts.scoping import PREFIX_LENGTH
from projects.choices import FINISHED_STAGES, Category, VillagePlanState
from projects.models import DemonstrationVillage, Project, VillagePlan

_TOWN = PREFIX_LENGTH[Area.Level.TOWNSHIP]


@dataclass(slots=True)
class RuralRow:
    """A township, or the sum of all. Amounts in 10,000 yuan."""

    name: str = ""
    code: str = ""
    projects: int = 0
    finished: int = 0
    budget: Decimal = Decimal(0)
    finished_budget: Decimal = Decimal(0)
    allocated: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    villages: int = 0
    named: int = 0
    planned: int = 0
    drafted: int = 0

    @property
    def unplanned(self) -> int:
        """Villages without any plan, approved or under way."""
        return self.villages - self.planned - self.drafted


@dataclass(frozen=True, slots=True)
class RuralYear:
    total: RuralRow
    towns: list[RuralRow] = field(default_factory=list)


def rural_projects(user: User, year: int) -> Any:
    """乡村建设行动 in the plan of a year, of those that the account sees."""
    seen = Project.objects.visible_to(user).in_plan_of(year)
    return seen.filter(category=Category.CONSTRUCTION)


def rural_year(user: User, year: int, day: dt.date) -> RuralYear:
    """The account's area by township. Villages once, however often they were named."""
    rows: dict[str, RuralRow] = {}
    _add_projects(rows, rural_projects(user, year).standing_on(day))
    _add_villages(rows, user)
    total = RuralRow()
    for row in rows.values():
        for name in RuralRow.__dataclass_fields__:
            if name not in ("name", "code"):
                setattr(total, name, getattr(total, name) + getattr(row, name))
    names = Area.objects.filter(code__in=[f"{town}000" for town in rows])
    for area in names:
        row = rows[area.code[:_TOWN]]
        row.name, row.code = area.name, area.code
    return RuralYear(total, sorted(rows.values(), key=lambda row: row.code))


def _add_projects(rows: dict[str, RuralRow], projects: Any) -> None:
    finished = Q(stage__in=FINISHED_STAGES)
    found = (
        projects.order_by()
        .annotate(town=Substr("area_id", 1, _TOWN))
        .values("town")
        .annotate(
            n=Count("pk"),
            n_finished=Count("pk", filter=finished),
            of_budget=Sum("budget"),
            of_finished=Sum("budget", filter=finished),
            of_allocated=Sum("allocated"),
            of_paid=Sum("paid"),
        )
    )
    for each in found:
        row = rows.setdefault(each["town"], RuralRow())
        row.projects, row.finished = each["n"], each["n_finished"]
        row.budget = each["of_budget"]
        row.finished_budget = each["of_finished"] or Decimal(0)
        row.allocated, row.paid = each["of_allocated"], each["of_paid"]


def _add_villages(rows: dict[str, RuralRow], user: User) -> None:
    villages = Area.objects.visible_to(user).current().villages()
    for town, count in _by_town(villages, "code"):
        rows.setdefault(town, RuralRow()).villages = count
    within = {"village__in": villages.values("code")}
    named = DemonstrationVillage.objects.visible_to(user).filter(**within)
    for town, count in _by_town(named, "village_id"):
        rows[town].named = count
    plans = VillagePlan.objects.visible_to(user).filter(**within)
    approved = plans.filter(state=VillagePlanState.APPROVED)
    for town, count in _by_town(approved, "village_id"):
        rows[town].planned = count
    drafts = plans.exclude(village__in=approved.values("village"))
    for town, count in _by_town(drafts, "village_id"):
        rows[town].drafted = count


def _by_town(found: Any, path: str) -> list[tuple[str, int]]:
    """How many villages of each township the rows name, each once."""
    counted = (
        found.order_by()
        .annotate(town=Substr(path, 1, _TOWN))
        .values("town")
        .annotate(n=Count(path, distinct=True))
    )
    return [(each["town"], each["n"]) for each in counted]
