"""The rows behind a figure: which month rows it counts, and what they add up to."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Count, Q, Sum
from django.urls import reverse

from accounts.models import Area, User
from core.months import Month
from dashboards.figures import (
    FIGURES,
    STORED,
    AnyFigure,
    Change,
    Figure,
    Gap,
    Growth,
    Subject,
)
from dashboards.models import HouseholdMonth, ProjectMonth, VillageMonth
from dashboards.querysets import (
    HouseholdMonthQuerySet,
    ProjectMonthQuerySet,
    VillageMonthQuerySet,
)
from projects.choices import Tier

#: Which rows of a figure: those it counts, those left over, or all it looks at.
PART, REST, WHOLE = "1", "0", ""


def resting_on(figure: AnyFigure) -> Figure:
    """The stored figure whose rows stand behind a figure, its own or a derived one."""
    if isinstance(figure, Figure):
        return figure
    if isinstance(figure, Gap):
        return resting_on(FIGURES[figure.growth])
    if isinstance(figure, Change):
        return STORED[figure.of]
    return STORED[figure.rests_on]


def growth_of(figure: AnyFigure) -> Growth | None:
    """The growth that a growth or a gap tells; None for a stored figure."""
    if isinstance(figure, Gap):
        return growth_of(FIGURES[figure.growth])
    return figure if isinstance(figure, Growth) else None


def proving_part(figure: AnyFigure) -> str:
    """Which rows add up to a value. A growth of one roster takes from each year what is
    recorded, so only the list of the whole group shows both sums."""
    growth = growth_of(figure)
    return WHOLE if growth and growth.rests_on_before else PART


#: Columns of a household's month that a list adds up.
_SUMMED = (
    "persons",
    "net_income",
    "income_persons",
    "net_before",
    "persons_before",
    "labour_force",
    "employed",
    "to_insure",
    "insured",
    "to_pension",
    "pensioned",
    "owed_persons",
    "owed",
    "unpaid_posts",
    "unpaid_wages",
    "measures",
    "projects",
)


@dataclass(frozen=True, slots=True)
class Selection:
    """The rows behind one figure of a month, area and category."""

    figure: AnyFigure
    month: Month
    revision: int
    area: Area
    category: str = ""
    part: str = WHOLE

    def rows(self, user: User) -> HouseholdMonthQuerySet:
        return self.month_rows(user).filter(self.condition)

    def villages(self, user: User) -> VillageMonthQuerySet:
        """The same of a figure that counts villages; they have no category."""
        scoped = VillageMonth.objects.visible_to(user).within(self.area)
        month = scoped.in_month(self.month, self.revision).filter(self.condition)
        return month.none() if self.category else month

    def projects(self, user: User) -> ProjectMonthQuerySet:
        """The same of a figure that counts projects; these have no such category."""
        scoped = ProjectMonth.objects.visible_to(user).within(self.area)
        month = scoped.in_month(self.month, self.revision).filter(self.condition)
        return month.none() if self.category else month

    @property
    def subject(self) -> Subject:
        return resting_on(self.figure).subject

    def month_rows(self, user: User) -> HouseholdMonthQuerySet:
        """All rows of the month, area and category that the account may see."""
        scoped = HouseholdMonth.objects.visible_to(user).within(self.area)
        month = scoped.in_month(self.month, self.revision)
        return month.of_category(self.category)

    @property
    def condition(self) -> Q:
        base = resting_on(self.figure)
        counted = base.part.rows
        whole = base.whole.rows if base.whole else counted
        if self.part == PART:
            return counted
        rest = base.rest if base.rest is not None else whole & ~counted
        return rest if self.part == REST else whole

    @property
    def has_rest(self) -> bool:
        """Whether part and whole are different rows, so that some are left over."""
        base = resting_on(self.figure)
        return base.whole is not None and base.whole.rows != base.part.rows

    @property
    def parts(self) -> list[str]:
        """Which lists the figure has."""
        if not self.has_rest:
            return [WHOLE]
        comparison = resting_on(self.figure).is_comparison
        return [WHOLE, PART] if comparison else [WHOLE, PART, REST]


def add_up(rows: HouseholdMonthQuerySet) -> dict[str, int | Decimal]:
    """What the rows of a list add up to, by column; households by their number."""
    sums = rows.order_by().aggregate(
        households=Count("pk"), **{name: Sum(name) for name in _SUMMED}
    )
    return {name: value or 0 for name, value in sums.items()}


def add_up_villages(rows: VillageMonthQuerySet) -> dict[str, int | Decimal]:
    names = ("consumption", "purchases", "dividends", "dividends_owed")
    sums = rows.order_by().aggregate(
        villages=Count("pk"), **{name: Sum(name) for name in names}
    )
    return {name: value or 0 for name, value in sums.items()}


_OF_PROJECTS = (
    "budget",
    "allocated",
    "paid",
    "households",
    *(f"{what}_{tier.value}" for what in ("allocated", "paid") for tier in Tier),
)


def add_up_projects(rows: ProjectMonthQuerySet) -> dict[str, int | Decimal]:
    """Amounts in 10,000 yuan; households as often as projects help them."""
    sums = rows.order_by().aggregate(
        projects=Count("pk"), **{name: Sum(name) for name in _OF_PROJECTS}
    )
    return {name: value or 0 for name, value in sums.items()}


def before_url(figure: AnyFigure, month: Month, area: str, category: str = "") -> str:
    """The households whose last year's income a growth rests on, or that a change is
    measured against; "" where it is the same households as this year's."""
    if isinstance(figure, Change):
        return rows_url(figure.of, month.year_before, area, category, PART)
    growth = growth_of(figure)
    if growth is None or not growth.rests_on_before:
        return ""
    return rows_url(growth.rests_on_before, month, area, category, PART)


def rows_url(
    key: str, month: Month, area: str, category: str = "", part: str = WHOLE
) -> str:
    query = {"month": str(month), "area": area, "category": category, "part": part}
    written = urlencode({name: value for name, value in query.items() if value})
    return f"{reverse('dashboards:figure-rows', args=[key])}?{written}"
