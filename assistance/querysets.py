"""Who sees which rows of the ledgers: an area its households, a department its ledgers.

A department reads and writes a ledger as a whole, in every village, when it keeps it
(``LedgerKeeper``), and nothing of any other.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db.models import Q, QuerySet

from accounts.scoping import ScopedQuerySet
from households.workflow_querysets import department_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from assistance import models  # noqa: F401 - named in quoted types
    from core.months import Month


class LedgerKeeperQuerySet(QuerySet["models.LedgerKeeper"]):
    def ledgers_of(self, user: User | AnonymousUser) -> list[str]:
        """Ledgers that the account's department keeps; none for everybody else."""
        department = department_of(user)
        if department is None:
            return []
        return list(self.filter(department=department).values_list("ledger", flat=True))


class LedgerQuerySet(ScopedQuerySet[Any]):
    """Rows of one ledger. ``ledger`` names it, or ``ledger_path`` the column that
    does, where a table holds several."""

    area_path = "household__village"
    ledger: ClassVar[str] = ""
    ledger_path: ClassVar[str] = ""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        if department_of(user) is None:
            return super().visible_to(user)
        kept = self._kept_by(user)
        if self.ledger_path:
            return self.filter(**{f"{self.ledger_path}__in": kept})
        return self.all() if self.ledger in kept else self.none()

    def _kept_by(self, user: User | AnonymousUser) -> list[str]:
        keeper: Any = self.model._meta.apps.get_model("assistance", "LedgerKeeper")
        kept: list[str] = keeper.objects.ledgers_of(user)
        return kept


class MeasureQuerySet(ScopedQuerySet["models.Measure"]):
    """Measures; a department sees those it is responsible for."""

    area_path = "household__village"

    def visible_to(self, user: User | AnonymousUser) -> Self:
        department = department_of(user)
        if department is not None:
            return self.filter(department=department)
        return super().visible_to(user)

    def running_on(self, day: dt.date) -> Self:
        """Begun and not yet ended; what is only planned is not running."""
        begun = self.exclude(state="planned").filter(started_on__lte=day)
        return begun.filter(Q(ended_on=None) | Q(ended_on__gte=day))


class MeasurePartQuerySet(ScopedQuerySet[Any]):
    area_path = "measure__household__village"

    def visible_to(self, user: User | AnonymousUser) -> Self:
        department = department_of(user)
        if department is not None:
            return self.filter(measure__department=department)
        return super().visible_to(user)


class SubsidyQuerySet(LedgerQuerySet):
    ledger_path = "kind"


class AllowanceQuerySet(LedgerQuerySet):
    ledger_path = "kind"


class EmploymentQuerySet(LedgerQuerySet):
    area_path = "member__household__village"
    ledger = "employment"

    def running_on(self, day: dt.date) -> Self:
        """Work that goes on on a day."""
        return self.filter(is_working=True, started_on__lte=day).filter(
            Q(ended_on=None) | Q(ended_on__gte=day)
        )


class PostQuerySet(LedgerQuerySet):
    ledger = "posts"

    def held_on(self, day: dt.date) -> Self:
        """Posts that go on on a day; who died or left holds none."""
        there = Q(member__left_on=None) | Q(member__left_on__gt=day)
        return self.filter(there, started_on__lte=day).filter(
            Q(ended_on=None) | Q(ended_on__gte=day)
        )

    def counting_in(self, month: Month) -> Self:
        """Posts whose wage of a month is due: they went on after its first day, and
        their holder was there (``arrears``)."""
        first = month.first_day
        there = Q(member__left_on=None) | Q(member__left_on__gt=first)
        begun = self.filter(there, started_on__lte=month.last_day)
        return begun.filter(Q(ended_on=None) | Q(ended_on__gt=first))


class PostWageQuerySet(LedgerQuerySet):
    area_path = "post__household__village"
    ledger = "posts"


class LoanQuerySet(LedgerQuerySet):
    ledger = "loans"


class LabourQuerySet(LedgerQuerySet):
    ledger = "labour"


class TrainingQuerySet(LedgerQuerySet):
    ledger = "training"


class DemandQuerySet(LedgerQuerySet):
    ledger = "demand"


class InsuranceQuerySet(LedgerQuerySet):
    """The kinds of insurance are ledgers of two departments."""

    LEDGERS: ClassVar[dict[str, str]] = {"medical": "medical", "old_age": "pension"}

    def visible_to(self, user: User | AnonymousUser) -> Self:
        if department_of(user) is None:
            return ScopedQuerySet.visible_to(self, user)
        kept = self._kept_by(user)
        kinds = [kind for ledger, kind in self.LEDGERS.items() if ledger in kept]
        return self.filter(kind__in=kinds)


class DividendQuerySet(LedgerQuerySet):
    area_path = "village"
    ledger = "dividends"


class ConsumptionQuerySet(LedgerQuerySet):
    area_path = "village"
    ledger = "consumption"


class SiteWorkQuerySet(LedgerQuerySet):
    area_path = "site__village"
    ledger = "site_works"


class CardQuerySet(ScopedQuerySet["models.CardLine"]):
    """Lines of the policy cards: of the households of an area, of no department."""

    area_path = "household__village"

    def late(self) -> Self:
        return self.filter(state="late")

    def not_applied(self) -> Self:
        return self.filter(state="not_applied")

    def declined(self) -> Self:
        return self.filter(state="declined")


class NoApplicationQuerySet(ScopedQuerySet["models.NoApplication"]):
    area_path = "household__village"

    def standing(self) -> Self:
        """Not withdrawn; after its last day a reason lapses with the night."""
        return self.filter(withdrawn_on=None, lapsed_on=None)
