"""What the approval of a version does to the projects in it, and to those that left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from accounts.models import User
from projects.choices import ENDED_STAGES, PlanKind, Stage
from projects.models import Allocation, PlanItem, PlanVersion, Project, ProjectStep

_NAMED = 5


@dataclass(frozen=True, slots=True)
class Effects:
    """Of one approval; ``former`` is the version that it replaces."""

    version: PlanVersion
    former: PlanVersion | None
    by: User
    on: dt.date

    def apply(self) -> list[int]:
        """Returns the projects that changed. Raises ValidationError when one that left
        cannot leave."""
        rows = Project.objects.filter(plan_items__version=self.version)
        held = rows.order_by("pk").select_for_update(of=("self",))
        kept = list(held.values_list("pk", flat=True))
        annual = self.version.kind == PlanKind.ANNUAL
        left = self._leave_plan(kept) if annual else self._leave_repository(kept)
        if annual:
            self._enter_plan(kept)
        self._set_budgets(kept, annual=annual)
        return [*kept, *left]

    def _enter_plan(self, projects: list[int]) -> None:
        new = Project.objects.filter(pk__in=projects, planned_on=None)
        entered = list(new.values_list("pk", flat=True))
        new.update(planned_on=self.on)
        Project.objects.filter(pk__in=projects).update(year=self.version.year)
        self._note(entered, Stage.PLANNED)

    def _leave_plan(self, kept: list[int]) -> list[int]:
        """Who was in the year's plan and is not goes back to the repository."""
        gone = Project.objects.in_plan_of(self.version.year).exclude(pk__in=kept)
        # Held, so that nobody gives them money after the look at it.
        rows = list(gone.order_by("pk").select_for_update(no_key=True, of=("self",)))
        check_can_leave(rows)
        left = [row.pk for row in rows]
        Project.objects.filter(pk__in=left).update(year=None, planned_on=None)
        self._note(left, Stage.STORED, is_return=True)
        return left

    def _leave_repository(self, kept: list[int]) -> list[int]:
        """Who is dropped from the repository is out of it, unless it was planned."""
        if self.former is None:
            return []
        gone = Project.objects.filter(
            plan_items__version=self.former,
            planning_year=self.version.year,
            planned_on=None,
        ).exclude(Q(pk__in=kept) | Q(stage__in=ENDED_STAGES))
        left = list(gone.values_list("pk", flat=True))
        Project.objects.filter(pk__in=left).update(
            removed_on=self.on, end_reason=self.version.reason[:200]
        )
        self._note(left, Stage.REMOVED)
        return left

    def _set_budgets(self, projects: list[int], *, annual: bool) -> None:
        """What a project is planned at is what was approved; the plan comes after the
        repository."""
        rows = Project.objects.filter(pk__in=projects)
        if not annual:
            rows = rows.filter(planned_on=None)
        item = PlanItem.objects.filter(version=self.version, project=OuterRef("pk"))
        rows.update(budget=Subquery(item.values("amount")[:1]))

    def _note(
        self, projects: list[int], stage: Stage, *, is_return: bool = False
    ) -> None:
        version = self.version
        opinion = version.reason or (str(version) if is_return else "")
        ProjectStep.objects.bulk_create(
            ProjectStep(
                project_id=pk,
                stage=stage,
                happened_on=self.on,
                document_no=version.document_no,
                opinion=opinion,
                is_return=is_return,
                taken_by=self.by,
            )
            for pk in projects
        )


def check_can_leave(projects: Collection[Project]) -> None:
    """A project with money, or that has begun, is not taken out of the plan. Raises
    ValidationError."""
    begun = Q(funded_on__isnull=False) | Q(tendered_on__isnull=False)
    begun |= Q(started_on__isnull=False)
    money = Allocation.objects.filter(project=OuterRef("pk"))
    rows = Project.objects.filter(pk__in=[row.pk for row in projects])
    held = rows.filter(begun | Exists(money))
    stuck = list(held.order_by("code")[: _NAMED + 1])
    if stuck:
        sentence = _(
            "Begun or with money, so they stay in the plan unless they are terminated: "
            "%(names)s."
        )
        raise ValidationError(sentence % {"names": named(stuck)})


def named(rows: Collection[Project]) -> str:
    """The first few by name."""
    names = [row.name for row in rows][:_NAMED]
    return "、".join(names) + ("……" if len(rows) > _NAMED else "")
