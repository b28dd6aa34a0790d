"""Questions about leads, procedures, clocks, screening and hits.

A sector department takes part in the leads it sent and in the clocks it holds; of
everything else it sees nothing.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from accounts.roles import Role
from accounts.scoping import ScopedQuerySet, user_range
from accounts.successions import former_areas
from households.clocks.levels import levels_below

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from households import models  # noqa: F401 - named in quoted types


def department_of(user: User | AnonymousUser) -> int | None:
    """Key of the department an account works for, None when it works for none."""
    if not user.is_authenticated or not user.is_active:
        return None
    return user.department_id if user.role == Role.DEPARTMENT_STAFF else None


class _AlsoDepartmentQuerySet(ScopedQuerySet[Any]):
    """Rows of an area, and for department staff the rows of their department."""

    department_path: ClassVar[str] = "department"

    def visible_to(self, user: User | AnonymousUser) -> Self:
        department = department_of(user)
        if department is not None:
            return self.filter(**{self.department_path: department})
        return super().visible_to(user)


class LeadQuerySet(_AlsoDepartmentQuerySet):
    area_path = "area"

    def open(self) -> Self:
        """Not answered yet, or sent back: what somebody still has to go and see."""
        return self.filter(state__in=["unassigned", "verifying", "refused"])

    def late_on(self, day: dt.date) -> Self:
        """Open past their limit (domain §14.3: must be none)."""
        return self.open().filter(due_on__lt=day)


class LeadBatchQuerySet(QuerySet["models.LeadBatch"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The department's own batches; for area roles those with a lead of theirs."""
        department = department_of(user)
        if department is not None:
            return self.filter(department=department)
        limits = user_range(user)
        if limits is None:
            return self.none()
        lead: Any = self.model._meta.get_field("leads").related_model
        inside = lead.objects.in_range(*limits)
        return self.filter(pk__in=inside.values("batch"))


class CaseQuerySet(ScopedQuerySet["models.Case"]):
    area_path = "village"

    def running(self) -> CaseQuerySet:
        return self.filter(result="")


class CasePartQuerySet(ScopedQuerySet[Any]):
    area_path = "case__village"


class DeadlineQuerySet(_AlsoDepartmentQuerySet):
    area_path = "area"

    def running(self) -> Self:
        """Neither done nor cancelled; paused ones are among them."""
        return self.filter(done_on=None, is_cancelled=False)

    def ticking(self) -> Self:
        return self.running().filter(paused_on=None)

    def late_on(self, day: dt.date) -> Self:
        return self.ticking().filter(due_on__lt=day)

    def due_between(self, first: dt.date, last: dt.date) -> Self:
        return self.ticking().filter(due_on__range=(first, last))

    def on_list_of(self, role: str) -> Self:
        """What a role has to do: it holds it, or a late one has come up to it."""
        mine = Q(holder=role)
        for holder, level in levels_below(role):
            mine |= Q(holder=holder, escalation__gte=level)
        return self.filter(mine)

    def held_by(self, user: User) -> Self:
        """What this account has to do, within its scope."""
        return self.on_list_of(user.role).visible_to(user)


class DeadlinePauseQuerySet(_AlsoDepartmentQuerySet):
    area_path = "deadline__area"
    department_path = "deadline__department"


class ChangeQuerySet(ScopedQuerySet["models.HouseholdChange"]):
    area_path = "household__village"


class ScreeningRoundQuerySet(QuerySet["models.ScreeningRound"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Rounds of the whole city, and those that touch the account's area."""
        limits = user_range(user)
        if limits is None:
            return self.none()
        low, high = limits
        above = {low[:6].ljust(12, "0"), low[:9].ljust(12, "0")}
        touches = Q(areas__code__range=(low, high)) | Q(areas__code__in=above)
        touches |= Q(areas__in=former_areas(low, high, above))
        return self.filter(Q(areas=None) | touches).distinct()

    def begun(self, day: dt.date) -> Self:
        """Running or closed: those with a list of households."""
        return self.filter(starts_on__lte=day)

    def running(self, day: dt.date) -> Self:
        """Takes results: begun and not closed. Past its last day it is late, not over:
        what was seen in time may still be written down."""
        return self.begun(day).filter(closed_on=None)


class ScreeningVillageQuerySet(ScopedQuerySet["models.ScreeningVillage"]):
    area_path = "village"


class ScreeningHouseholdQuerySet(ScopedQuerySet["models.ScreeningHousehold"]):
    """Households of rounds, each with the result that the round has of it."""

    area_path = "village"

    def with_result(self) -> Self:
        """``outcome``: of the result; None where nobody has recorded one."""
        result: Any = self._results().filter(
            round=OuterRef("round"), household=OuterRef("household")
        )
        return self.annotate(outcome=Subquery(result.values("outcome")[:1]))

    def missing(self) -> Self:
        """Not screened: no result, or nobody was met."""
        seen = self._results().screened()
        seen = seen.filter(round=OuterRef("round"), household=OuterRef("household"))
        return self.filter(~Exists(seen))

    def _results(self) -> Any:
        # By name: the models import this module.
        household: Any = self.model._meta.get_field("household").related_model
        return household._meta.get_field("screenings").related_model.objects


class ScreeningResultQuerySet(ScopedQuerySet["models.ScreeningResult"]):
    area_path = "village"

    def screened(self) -> ScreeningResultQuerySet:
        """Somebody was seen: «not met» counts as not screened."""
        return self.exclude(outcome="not_met")


class QualityHitQuerySet(ScopedQuerySet["models.QualityHit"]):
    area_path = "village"

    def open(self) -> QualityHitQuerySet:
        return self.filter(state="open")
