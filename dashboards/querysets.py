"""Questions about month rows and stored figures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Max

from accounts.scoping import ScopedQuerySet
from core.months import Month

if TYPE_CHECKING:
    from dashboards import models as rows


class HouseholdMonthQuerySet(ScopedQuerySet["rows.HouseholdMonth"]):
    area_path = "village"

    def in_month(self, month: Month, revision: int) -> HouseholdMonthQuerySet:
        return self.filter(month=month.first_day, revision=revision)

    def of_category(self, category: str) -> HouseholdMonthQuerySet:
        """Rows of one monitoring category; an empty one means all rows."""
        return self.filter(category=category) if category else self


class VillageMonthQuerySet(ScopedQuerySet["rows.VillageMonth"]):
    area_path = "village"

    def in_month(self, month: Month, revision: int) -> VillageMonthQuerySet:
        return self.filter(month=month.first_day, revision=revision)


class ProjectMonthQuerySet(ScopedQuerySet["rows.ProjectMonth"]):
    area_path = "area"

    def in_month(self, month: Month, revision: int) -> ProjectMonthQuerySet:
        return self.filter(month=month.first_day, revision=revision)


class MonthlyFigureQuerySet(ScopedQuerySet["rows.MonthlyFigure"]):
    area_path = "area_code"

    def in_months(self, months: Iterable[Month]) -> MonthlyFigureQuerySet:
        return self.filter(month__in=[month.first_day for month in months])

    def of_areas(self, codes: Iterable[str]) -> MonthlyFigureQuerySet:
        return self.filter(area_code__in=list(codes))


class ComputationQuerySet(models.QuerySet["rows.Computation"]):
    def newest(self, months: Iterable[Month]) -> dict[Month, rows.Computation]:
        """The newest revision of each month that has been computed."""
        found = self.filter(month__in=[month.first_day for month in months])
        return {Month.of(row.month): row for row in found.order_by("revision")}

    def last_month(self, until: Month) -> Month | None:
        """The newest computed month that is not after ``until``."""
        day = self.filter(month__lte=until.first_day).aggregate(last=Max("month"))
        return Month.of(day["last"]) if day["last"] else None
