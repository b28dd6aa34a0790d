"""Questions about the register, in the words of the field."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
)

from accounts.scoping import PREFIX_LENGTH, ScopedQuerySet, user_range
from core.characters import has_characters
from core.months import Month
from households import choices

if TYPE_CHECKING:
    from households import models  # noqa: F401 - named in quoted types


class HouseholdQuerySet(ScopedQuerySet["models.Household"]):
    area_path = "village"

    def active(self) -> HouseholdQuerySet:
        return self.filter(state=choices.RegisterState.ACTIVE)

    def monitored(self) -> HouseholdQuerySet:
        """Ever identified and not withdrawn: what «三类户» counts (domain §6.1)."""
        return self.active().filter(
            monitoring_state__in=[
                choices.MonitoringState.MONITORING,
                choices.MonitoringState.ELIMINATED,
            ]
        )

    def open(self) -> HouseholdQuerySet:
        """Under monitoring now (未消除)."""
        return self.active().filter(monitoring_state=choices.MonitoringState.MONITORING)

    def named(self, text: str) -> HouseholdQuerySet:
        """Households of which a member, the head among them, has all these characters.

        Asked for as an array, the few found are looked up by their key: joined, the
        planner would go through the area for them.
        """
        members = self._related("members").objects.filter(has_characters("name", text))
        found = members.order_by().values("household")
        among = Func(
            F("pk"),
            ArraySubquery(found),
            template="(%(expressions)s))",
            arg_joiner=" = ANY(",
            output_field=BooleanField(),
        )
        return self.filter(among)

    def numbered(self, text: str) -> HouseholdQuerySet:
        """By household number, whole or its last digits."""
        return self.filter(Q(household_no=text) | Q(household_no__endswith=text))

    def visited_in(self, month: Month) -> HouseholdQuerySet:
        return self.filter(self._visit_exists(month))

    def unvisited_in(self, month: Month) -> HouseholdQuerySet:
        return self.filter(~self._visit_exists(month))

    def due_in(self, month: Month) -> HouseholdQuerySet:
        """Households to be visited: those under monitoring at the month's end.

        The denominator of 走访到位率 (domain §6.3), so that the worklist and the figure
        agree. A month that is over asks the episodes: the summary only knows today.
        """
        if month >= Month.current():
            return self.open()
        episodes = self._related("episodes").objects.open_on(month.last_day)
        return self.active().filter(Exists(episodes.filter(household=OuterRef("pk"))))

    def awaiting_visit(self, month: Month) -> HouseholdQuerySet:
        """Due in the running month and not visited yet, as the summaries say.

        A visit lies inside its month, so the last one tells; one index answers it for a
        whole county, which asking the visits does not.
        """
        visited = Q(last_visited_on__gte=month.first_day)
        return self.due_in(month).exclude(visited & Q(last_visited_on__isnull=False))

    def visitable_in(self, month: Month) -> HouseholdQuerySet:
        """Households whose visit may be recorded: once identified, also after the risk
        is eliminated, since follow-up visits go on (domain §3.4)."""
        return self.monitored().filter(identified_on__lte=month.last_day)

    def _visit_exists(self, month: Month) -> Exists:
        return Exists(
            self._related("visits").objects.filter(
                household=OuterRef("pk"), month=month.first_day, voided_at=None
            )
        )

    def _related(self, name: str) -> Any:
        # By name, because the models of the rows below a household import this module.
        return self.model._meta.get_field(name).related_model


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

    def open_on(self, day: dt.date) -> EpisodeQuerySet:
        """Identified, not eliminated for good nor withdrawn at the end of a day.

        One that was rolled back counts unless another episode goes on with it.
        """
        undone = Q(rolled_back_on__lte=day, rolled_back_on__gte=F("eliminated_on"))
        return self.filter(
            Q(eliminated_on=None)
            | Q(eliminated_on__gt=day)
            | Q(undone, is_resumed=False),
            Q(withdrawn_on=None) | Q(withdrawn_on__gt=day),
            identified_on__lte=day,
        )


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


class SavedViewQuerySet(QuerySet["models.SavedView"]):
    def visible_to(self, user: Any) -> SavedViewQuerySet:
        """One's own views, and those shared in one's area or in one above it."""
        limits = user_range(user)
        if limits is None:
            return self.none()
        above = {limits[0][:length].ljust(12, "0") for length in PREFIX_LENGTH.values()}
        return self.filter(Q(owner=user) | Q(is_shared=True, owner__area__in=above))
