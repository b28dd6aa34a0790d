"""What the overview shows, gathered in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from math import ceil

from django.db.models import Q
from django.utils import timezone

from accounts.models import Area, User
from accounts.models.areas import AreaMerger
from accounts.parameters import DatedValues
from core.months import Month
from dashboards.choices import ExternalKey
from dashboards.figures import FIGURES, Growth
from dashboards.models import Computation, ExternalFigure, MonthlyFigure
from dashboards.readings import Reading, Readings
from dashboards.selections import (
    PART,
    REST,
    WHOLE,
    before_url,
    proving_part,
    rows_url,
)
from dashboards.services.staleness import is_stale
from households.choices import Category
from households.services import months as reporting
from projects.fund_year import YEAR_END_KEYS, time_gone, year_end

#: Measured against the time that has gone, not against a target.
SPENDING = "fund-spending"
#: Columns of the area table, worst first by the first of them that is a rate.
COLUMNS = (
    "identified-households",
    "open-households",
    "elimination-rate-persons",
    "visit-rate",
    "responsible-rate",
    "income-monitored-growth",
    "income-falling",
    SPENDING,
)
SORTED_BY = "visit-rate"
#: Growth of 10 % fills half of a bar that is made for 0–100 %.
_GROWTH_SCALE = 5


@dataclass(frozen=True, slots=True)
class Tile:
    """A reading as the page shows it: with change, target and the way to its rows."""

    reading: Reading
    previous: Reading | None = None
    target: Decimal | None = None

    @property
    def value(self) -> Decimal | None:
        return self.reading.value

    @property
    def change(self) -> Decimal | None:
        """On the month before, in the figure's unit, or percentage points of a rate."""
        before = self.previous.value if self.previous else None
        if self.value is None or before is None:
            return None
        return self.value - before

    @property
    def scaled(self) -> Decimal | None:
        return self._scale(self.value)

    @property
    def mark(self) -> Decimal | None:
        return self._scale(self.target)

    @property
    def short_of_target(self) -> Decimal | None:
        """How far below the target, in percentage points; None when it is reached."""
        if self.value is None or self.target is None or self.value >= self.target:
            return None
        return self.target - self.value

    @property
    def above_target(self) -> Decimal | None:
        if self.value is None or self.target is None or self.value < self.target:
            return None
        return self.value - self.target

    @property
    def below(self) -> Decimal | None:
        """A negative gap without its sign, for «n points below»."""
        return None if self.value is None else -self.value

    @property
    def url(self) -> str:
        return self._url(WHOLE)

    @property
    def part_url(self) -> str:
        return self._url(PART)

    @property
    def rest_url(self) -> str:
        return self._url(REST)

    @property
    def proof_url(self) -> str:
        """The rows whose sums give the value."""
        return self._url(proving_part(self.reading.figure))

    @property
    def before_url(self) -> str:
        r = self.reading
        return before_url(r.figure, r.month, r.area_code, r.category)

    def _url(self, part: str) -> str:
        reading = self.reading
        key, month = reading.figure.key, reading.month
        return rows_url(key, month, reading.area_code, reading.category, part)

    def _scale(self, value: Decimal | None) -> Decimal | None:
        if value is None or not isinstance(self.reading.figure, Growth):
            return value
        return value * _GROWTH_SCALE


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One area of the table with its tiles in the order of ``COLUMNS``."""

    area: Area
    tiles: list[Tile]

    @property
    def urgency(self) -> tuple[bool, Decimal]:
        """Lowest rate first; areas with nothing to measure last."""
        value = self.tiles[COLUMNS.index(SORTED_BY)].value
        return value is None, value if value is not None else Decimal(0)


@dataclass
class Board:
    """The overview of one area in one month, for one person."""

    user: User
    area: Area
    month: Month

    @cached_property
    def readings(self) -> Readings:
        return Readings.load(
            MonthlyFigure.objects.visible_to(self.user),
            months=[self.month, self.month.previous],
            areas=[self.area.code, *(child.code for child in self.children)],
            by_category=True,
        )

    @cached_property
    def children(self) -> list[Area]:
        """Townships of a county, villages of a township, as valid in the month.

        An open month is told by the villages of today: those that a merger has emptied
        do not stand there, those that took their rows do.
        """
        visible = Area.objects.visible_to(self.user).filter(parent=self.area)
        valid = visible.valid_on(self.month.last_day)
        moved = AreaMerger.objects.filter(predecessor__parent=self.area)
        told = MonthlyFigure.objects.in_months([self.month]).filter(part__gt=0)
        codes = told.filter(category="").values("area_code")
        empty = Q(pk__in=moved.values("predecessor")) & ~Q(code__in=codes)
        taker = Q(pk__in=moved.values("successor"), code__in=codes)
        return list(visible.filter(Q(pk__in=valid.values("pk")) & ~empty | taker))

    @cached_property
    def tiles(self) -> dict[str, Tile]:
        return {key: self.tile(key, self.area) for key in FIGURES}

    @cached_property
    def categories(self) -> list[tuple[str, Tile, Tile]]:
        """Label, households and persons of each monitoring category."""
        return [
            (
                category.label,
                self.tile("identified-households", self.area, category),
                self.tile("identified-persons", self.area, category),
            )
            for category in Category
        ]

    @cached_property
    def lines(self) -> list[AreaLine]:
        return sorted(
            (self._line(child) for child in self.children),
            key=lambda line: line.urgency,
        )

    @cached_property
    def total(self) -> AreaLine:
        return self._line(self.area)

    def tile(self, key: str, area: Area, category: str = "") -> Tile:
        return Tile(
            self.readings.get(key, self.month, area.code, category),
            self.readings.get(key, self.month.previous, area.code, category),
            self._target(key),
        )

    @cached_property
    def computation(self) -> Computation | None:
        return self.readings.computed.get(self.month)

    @cached_property
    def is_closed(self) -> bool:
        return reporting.is_closed(self.month)

    @cached_property
    def is_stale(self) -> bool:
        return is_stale(self.month)

    @cached_property
    def rural_growth(self) -> ExternalFigure | None:
        return self.readings.published(ExternalKey.RURAL_INCOME_GROWTH, self.month)

    @cached_property
    def deadline(self) -> dt.date:
        return reporting.deadline(self.month)

    @property
    def days_left(self) -> int:
        return (self.deadline - timezone.localdate()).days

    @property
    def days_late(self) -> int:
        return -self.days_left

    @property
    def visits_a_day(self) -> int:
        """How many visits a day are needed to be done by the deadline."""
        left = self.tiles["visit-rate"].reading.rest
        return ceil(left / max(1, self.days_left + 1))

    @cached_property
    def time_gone(self) -> Decimal:
        """序时进度: how much of the year has gone by the month's end or today."""
        day = min(self.month.last_day, timezone.localdate())
        return time_gone(self.month.year, day)

    @property
    def behind_time(self) -> Decimal | None:
        """Points that spending is slower than the year goes; negative: faster."""
        spent = self.tiles[SPENDING].value
        return None if spent is None else self.time_gone - spent

    @cached_property
    def year_end(self) -> dt.date:
        """By when works and payments of the year have to end."""
        return year_end(self.month.year, self._dated)

    @cached_property
    def _dated(self) -> DatedValues:
        targets = {figure.target for figure in FIGURES.values() if figure.target}
        return DatedValues.load({*targets, *YEAR_END_KEYS})

    @cached_property
    def _targets(self) -> dict[str, Decimal | None]:
        keys = {figure.target for figure in FIGURES.values() if figure.target}
        return {key: self._dated.on(key, self.month.last_day) for key in sorted(keys)}

    def _target(self, key: str) -> Decimal | None:
        figure = FIGURES[key]
        if isinstance(figure, Growth):
            return self.rural_growth.value if self.rural_growth else None
        return self._targets.get(figure.target)

    def _line(self, area: Area) -> AreaLine:
        tiles = [self.tile(key, area) for key in COLUMNS]
        place = COLUMNS.index(SPENDING)
        tiles[place] = replace(tiles[place], target=self.time_gone)
        return AreaLine(area, tiles)
