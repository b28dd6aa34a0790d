"""Stored figures read back: value, part and whole, and what stands behind them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from core.months import Month
from core.ratios import Share
from dashboards.choices import Unit
from dashboards.figures import (
    FIGURES,
    STORED,
    AnyFigure,
    Change,
    Figure,
    Gap,
    Growth,
    stored_parts,
)
from dashboards.models import Computation, ExternalFigure, MonthlyFigure
from dashboards.querysets import MonthlyFigureQuerySet
from households.rules import income_year_of

_NOTHING = Share.of(0, 0)
#: Places of a value by its unit; none of the others.
_DIGITS = {Unit.PERCENT: 1, Unit.POINTS: 1, Unit.ITEMS: 1, Unit.WAN: 2}
_Key = tuple[str, Month, str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure of a month, area and category. ``value`` None means: cannot be told."""

    figure: AnyFigure
    month: Month
    area_code: str
    category: str
    share: Share
    value: Decimal | None
    #: Short code of the stored value, empty for a derived one or where none is stored.
    code: str = ""
    is_stored: bool = True
    #: What last year's side of a growth rests on, where it is not the same households;
    #: None also for months that were frozen before it was kept.
    before: Share | None = None
    #: The version of the definition that the stored value was computed by.
    version: int = 0

    @property
    def is_older(self) -> bool:
        """A frozen month may hold what an earlier definition counted."""
        return 0 < self.version < self.figure.version

    @property
    def part(self) -> Decimal:
        return self.share.part

    @property
    def whole(self) -> Decimal | None:
        """None for a count, which is a part of nothing."""
        figure = self.figure
        if isinstance(figure, Change):
            return None
        if isinstance(figure, Figure) and figure.whole is None:
            return None
        return self.share.whole

    @property
    def rest(self) -> Decimal:
        """How many of the whole are not in the part."""
        return self.share.whole - self.share.part

    @property
    def digits(self) -> int:
        """Places of part and whole: money in 10,000 yuan has two."""
        base = self.figure
        return 2 if isinstance(base, Figure) and base.is_money else 0

    @property
    def short(self) -> str:
        """Under a heading that names the unit: rates keep their sign."""
        if self.value is None:
            return "—"
        is_rate = self.figure.unit == Unit.PERCENT
        return self.shown if is_rate else f"{self.value:,.0f}"

    @property
    def sentence(self) -> str:
        """For a briefing: name, value, and what it rests on."""
        told = {
            "name": self.figure.name,
            "value": self.shown,
            "part": f"{self.part:,.{self.digits}f}",
            "whole": f"{self.whole or 0:,.{self.digits}f}",
            "before": f"{self.before.part:,.0f}" if self.before else "",
        }
        if isinstance(self.figure, Change):
            return _("%(name)s: %(value)s (now %(part)s, then %(before)s)") % told
        if self.whole is None:
            return _("%(name)s: %(value)s") % told
        if isinstance(self.figure, Figure):
            return _("%(name)s: %(value)s (%(part)s / %(whole)s)") % told
        if self.before is not None:
            return self._both_years % told
        return _("%(name)s: %(value)s (%(part)s of %(whole)s households)") % told

    @property
    def _both_years(self) -> str:
        return _(
            "%(name)s: %(value)s (of %(whole)s households %(part)s recorded this year, "
            "%(before)s last year)"
        )

    @property
    def shown(self) -> str:
        """With its unit, as it stands in a sentence; a dash for what is unknown."""
        if self.value is None:
            return "—"
        unit, digits = self.figure.unit, _DIGITS.get(self.figure.unit, 0)
        if unit == Unit.HOUSEHOLDS and self.whole is not None:
            digits = 1
        space = "" if unit == Unit.PERCENT else " "
        return f"{self.value:,.{digits}f}{space}{unit.label}"


class Readings:
    """The stored figures of some months and areas, in two queries."""

    def __init__(
        self, stored: dict[_Key, MonthlyFigure], computed: dict[Month, Computation]
    ) -> None:
        self._stored = stored
        self.computed = computed
        self._published: dict[str, dict[int, ExternalFigure]] = {}

    @classmethod
    def load(
        cls,
        figures: MonthlyFigureQuerySet,
        *,
        months: Collection[Month],
        areas: Iterable[str],
        keys: Iterable[str] = FIGURES,
        by_category: bool = False,
    ) -> Readings:
        """Read the newest revision of each month; ``figures`` carries the scope."""
        wanted, compared = _wanted(keys)
        before = [month.year_before for month in months] if compared else []
        computed = Computation.objects.newest([*months, *before])
        asked = Q(month__in=_days(months), figure__in=wanted)
        asked |= Q(month__in=_days(before), figure__in=compared)
        rows = figures.of_areas(areas).filter(asked)
        if not by_category:
            rows = rows.filter(category="")
        stored: dict[_Key, MonthlyFigure] = {}
        for row in rows:
            month = Month.of(row.month)
            if month in computed and row.revision == computed[month].revision:
                stored[row.figure, month, row.area_code, row.category] = row
        return cls(stored, computed)

    def get(self, key: str, month: Month, area: str, category: str = "") -> Reading:
        figure = FIGURES[key]
        if isinstance(figure, Figure):
            return self._read(figure, month, area, category)
        if isinstance(figure, Growth):
            return self._grow(figure, month, area, category)
        if isinstance(figure, Change):
            return self._change(figure, month, area, category)
        return self._compare(figure, month, area, category)

    def published(self, key: str, month: Month) -> ExternalFigure | None:
        """The published figure of the income year that is complete in a month."""
        if key not in self._published:
            found: dict[int, ExternalFigure] = {}
            rows = ExternalFigure.objects.filter(key=key)
            for row in sorted(rows, key=lambda row: row.period_rank):
                found[row.year] = row
            self._published[key] = found
        return self._published[key].get(income_year_of(month))

    def _read(self, figure: Figure, month: Month, area: str, category: str) -> Reading:
        row = self._stored.get((figure.key, month, area, category))
        share = row.share if row else _NOTHING
        # A category without a row has no household: a count of it is zero, not unknown.
        # A figure that the whole area lacks was not counted in this month.
        known = row is not None or bool(
            category and (figure.key, month, area, "") in self._stored
        )
        value = figure.value(share) if known else None
        return Reading(
            figure,
            month,
            area,
            category,
            share,
            value,
            row.code if row else "",
            is_stored=row is not None,
            version=row.definition_version if row else 0,
        )

    def _grow(self, figure: Growth, month: Month, area: str, category: str) -> Reading:
        shares = {
            key: self._read_share(key, month, area, category)
            for key in (figure.now, figure.before)
        }
        now = self._read(STORED[figure.rests_on], month, area, category)
        before = self._stored.get((figure.rests_on_before, month, area, category))
        return Reading(
            figure,
            month,
            area,
            category,
            now.share,
            figure.value(shares),
            is_stored=False,
            before=before.share if before else None,
            version=now.version,
        )

    def _change(
        self, figure: Change, month: Month, area: str, category: str
    ) -> Reading:
        base = STORED[figure.of]
        now = self._read(base, month, area, category)
        then = self._read(base, month.year_before, area, category)
        return Reading(
            figure,
            month,
            area,
            category,
            now.share,
            figure.value(now.value, then.value),
            is_stored=False,
            before=None if then.value is None else then.share,
            version=now.version,
        )

    def _compare(self, figure: Gap, month: Month, area: str, category: str) -> Reading:
        growth = self.get(figure.growth, month, area, category)
        published = self.published(figure.external, month)
        value = figure.value(growth.value, published.value if published else None)
        return replace(growth, figure=figure, value=value)

    def _read_share(self, key: str, month: Month, area: str, category: str) -> Share:
        row = self._stored.get((key, month, area, category))
        return row.share if row else _NOTHING


def _wanted(keys: Iterable[str]) -> tuple[set[str], set[str]]:
    """Stored figures that these are made of; those asked for a year before, too."""
    figures = [FIGURES[key] for key in keys]
    wanted = {part for figure in figures for part in stored_parts(figure)}
    return wanted, {figure.of for figure in figures if isinstance(figure, Change)}


def _days(months: Iterable[Month]) -> list[dt.date]:
    return [month.first_day for month in months]
