"""Questions about the register, in the words of the field."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, Func, OuterRef, Q, Value

from accounts.scoping import ScopedQuerySet
from core.months import Month
from households import choices

if TYPE_CHECKING:
    from households import models


def _has_characters(column: str, text: str) -> Func:
    """All characters of ``text`` occur in ``column``: the part that the index serves."""
    return Func(
        Func(F(column), Value(None), function="string_to_array"),
        Func(Value(text), Value(None), function="string_to_array"),
        template="(%(expressions)s)",
        arg_joiner=" @> ",
    )


class HouseholdQuerySet(ScopedQuerySet["models.Household"]):
    area_path = "village"

    def active(self) -> HouseholdQuerySet:
        return self.filter(state=choices.RegisterState.ACTIVE)

    def monitored(self) -> HouseholdQuerySet:
        """Ever identified and not withdrawn: what «三类户» counts (domain §6.1)."""
        return self.active().exclude(monitoring_state=choices.MonitoringState.NONE)

    def open(self) -> HouseholdQuerySet:
        """Under monitoring now (未消除)."""
        return self.active().filter(monitoring_state=choices.MonitoringState.MONITORING)

    def visited_in(self, month: Month) -> HouseholdQuerySet:
        return self.filter(self._visit_exists(month))

    def unvisited_in(self, month: Month) -> HouseholdQuerySet:
        return self.filter(~self._visit_exists(month))

    def due_in(self, month: Month) -> HouseholdQuerySet:
        """Households to be visited: identified by the month's end and not eliminated
        before its first day."""
        return self.monitored().filter(
            Q(eliminated_on=None) | Q(eliminated_on__gte=month.first_day),
            identified_on__lte=month.last_day,
        )

    def _visit_exists(self, month: Month) -> Exists:
        # By name, because the model of visits imports this module.
        visits: Any = self.model._meta.get_field("visits").related_model
        return Exists(
            visits.objects.filter(
                household=OuterRef("pk"), month=month.first_day, voided_at=None
            )
        )


class OfHouseholdQuerySet(ScopedQuerySet[Any]):
    area_path = "household__village"


class ResettlementSiteQuerySet(ScopedQuerySet["models.ResettlementSite"]):
    area_path = "village"


class MemberQuerySet(ScopedQuerySet["models.Member"]):
    area_path = "household__village"

    def present(self) -> MemberQuerySet:
        return self.filter(state=choices.MemberState.PRESENT)

    def on(self, day: dt.date) -> MemberQuerySet:
        """Who belonged to the household on a day."""
        return self.filter(
            Q(joined_on=None) | Q(joined_on__lte=day),
            Q(left_on=None) | Q(left_on__gt=day),
        )


class OfMemberQuerySet(ScopedQuerySet[Any]):
    area_path = "member__household__village"


class EpisodeQuerySet(ScopedQuerySet["models.Episode"]):
    area_path = "household__village"


class OfEpisodeQuerySet(ScopedQuerySet[Any]):
    area_path = "episode__household__village"


class OfStatementQuerySet(ScopedQuerySet[Any]):
    area_path = "statement__household__village"


class ResponsiblePersonQuerySet(ScopedQuerySet["models.ResponsiblePerson"]):
    area_path = "responsibilities__household__village"

    def visible_to(self, user: Any) -> ResponsiblePersonQuerySet:
        return super().visible_to(user).distinct()


class VisitQuerySet(ScopedQuerySet["models.Visit"]):
    area_path = "village"

    def valid(self) -> VisitQuerySet:
        return self.filter(voided_at=None)

    def in_month(self, month: Month) -> VisitQuerySet:
        return self.filter(month=month.first_day)

    def before(self, month: Month) -> VisitQuerySet:
        """Earlier months, the latest first: what a new visit is compared with."""
        return self.valid().filter(month__lt=month.first_day).order_by("-month")
