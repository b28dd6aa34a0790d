"""Who sees which projects, and how far each of them is on a day (domain §6.7, §8).

An area sees the projects that lie in it, a department those it is competent for.
Batches of funds, plans and checkpoints are public facts of the county: whoever sees
projects sees them; the projects behind them stay bounded.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db.models import QuerySet

from accounts.roles import AREA_ROLES
from accounts.scoping import ScopedQuerySet, user_range
from households.workflow_querysets import department_of
from projects.batch_sums import batch_sums
from projects.choices import ENDED_STAGES, REPOSITORY_STAGES
from projects.standing import standing

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from projects import models


class _OfDepartmentQuerySet(ScopedQuerySet[Any]):
    department_path: ClassVar[str] = "department"

    def visible_to(self, user: User | AnonymousUser) -> Self:
        department = department_of(user)
        if department is not None:
            return self.filter(**{self.department_path: department})
        return super().visible_to(user)


class ProjectQuerySet(_OfDepartmentQuerySet):
    area_path = "area"

    def in_plan_of(self, year: int) -> Self:
        """Carried out in a year: taken into its plan, and not ended on the side."""
        planned = self.filter(year=year).exclude(stage__in=REPOSITORY_STAGES)
        return planned.exclude(stage__in=ENDED_STAGES)

    def in_repository_of(self, year: int) -> Self:
        """Planned for a year and not ended; a project that was taken into a plan
        stays in the repository it came from."""
        return self.filter(planning_year=year).exclude(stage__in=ENDED_STAGES)

    def standing_on(self, day: dt.date) -> Self:
        """With ``allocated``, ``paid``, ``contracted`` (10,000 yuan), ``paid_rate``,
        ``works``, ``planned``, ``behind``, ``works_unpaid`` (per cent and points) and
        ``trouble`` as ``projects.standing`` defines them."""
        return self.annotate(**standing(day, self._rows_of))

    def _rows_of(self, relation: str) -> QuerySet[Any]:
        # By name: the models import this module.
        model: Any = self.model._meta.get_field(relation).related_model
        rows: QuerySet[Any] = model.objects.all()
        return rows


class ProjectRowQuerySet(_OfDepartmentQuerySet):
    """Rows about projects: whoever sees the project."""

    area_path = "project__area"
    department_path = "project__department"


class BeneficiaryQuerySet(ScopedQuerySet["models.Beneficiary"]):
    """Households that take part: those of the account's area, wherever the project
    lies. A department learns their number and never who they are."""

    area_path = "household__village"


class _PublicQuerySet(QuerySet[Any]):
    """Facts of the county as a whole: no row of a person or place hangs on them."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        if department_of(user) is not None:
            return self.all()
        if not user.is_authenticated or user.role not in AREA_ROLES:
            return self.none()
        return self.all() if user_range(user) is not None else self.none()


class FundBatchQuerySet(_PublicQuerySet):
    def with_sums(self) -> Self:
        """With ``allocated``, ``paid`` and ``free`` as ``projects.batch_sums`` says."""
        return self.annotate(**batch_sums(self._rows_of))

    def _rows_of(self, relation: str) -> QuerySet[Any]:
        model: Any = self.model._meta.get_field(relation).related_model
        rows: QuerySet[Any] = model.objects.all()
        return rows


class CheckpointQuerySet(_PublicQuerySet):
    pass


class PlanVersionQuerySet(_PublicQuerySet):
    def approved(self) -> Self:
        return self.filter(state="approved")

    def in_force(self, kind: str, year: int) -> models.PlanVersion | None:
        """The approved version in force; None when none was approved."""
        found = self.approved().filter(kind=kind, year=year)
        return found.order_by("-number").first()

    def newest(self, kind: str, year: int) -> models.PlanVersion | None:
        """The newest version, a draft too."""
        return self.filter(kind=kind, year=year).order_by("-number").first()


class PlanItemQuerySet(_OfDepartmentQuerySet):
    area_path = "project__area"
    department_path = "project__department"


class OfVillageQuerySet(ScopedQuerySet[Any]):
    area_path = "village"
