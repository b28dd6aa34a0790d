"""What the page of a project shows, read once: money, works, papers, people."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Sum

from accounts.models import User
from accounts.parameters import value_on
from core.ratios import Share
from projects.alerts import Alert, alerts_of
from projects.board_lines import State, state_of
from projects.charts import Chart, progress_chart
from projects.choices import FINISHED_STAGES, Paper, Tier
from projects.models import (
    Allocation,
    Asset,
    Beneficiary,
    Contract,
    Milestone,
    Payment,
    ProgressReport,
    ProjectPaper,
    ProjectStep,
    PublicNotice,
)
from projects.parameters import FORECAST_MONTHS
from projects.procedure import StepRule, next_steps
from projects.rules import Forecast, forecast
from projects.services.benefits import Reach, reach_of
from projects.timeline import Node, timeline

#: Households that the page shows; all stand in their own list.
_SHOWN_HOUSEHOLDS = 5


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment with what had been paid by then (10,000 yuan)."""

    row: Payment
    total: Decimal
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class Filed:
    """One of the ten papers with the files there are."""

    kind: str
    label: str
    files: list[ProjectPaper] = field(default_factory=list)


class ProjectPage:
    """``project`` has its standing on ``today``; rows are those the viewer may see."""

    def __init__(self, project: Any, viewer: User, today: dt.date) -> None:
        self.project, self.viewer, self.today = project, viewer, today

    def _rows(self, model: Any, *related: str) -> Any:
        seen = model.objects.visible_to(self.viewer).filter(project=self.project.pk)
        return seen.select_related(*related)

    @cached_property
    def state(self) -> State:
        return state_of(self.project.stage, self.project.trouble)

    @cached_property
    def alerts(self) -> list[Alert]:
        return alerts_of(self.project, self.today)

    @cached_property
    def allocations(self) -> list[Allocation]:
        return list(self._rows(Allocation, "batch").order_by("allocated_on", "pk"))

    @cached_property
    def tiers(self) -> list[tuple[str, Decimal]]:
        """What each tier has given, in the order of the tiers."""
        found = self._rows(Allocation).order_by().values("batch__tier")
        sums = dict(found.annotate(n=Sum("amount")).values_list("batch__tier", "n"))
        return [(tier.label, sums[tier.value]) for tier in Tier if tier in sums]

    @cached_property
    def contracts(self) -> list[Contract]:
        return list(self._rows(Contract).order_by("signed_on", "pk"))

    @cached_property
    def payments(self) -> list[Paid]:
        total, found = Decimal(0), []
        for row in self._rows(Payment, "batch").order_by("paid_on", "pk"):
            total += row.amount
            rate = Share.of(total, self.project.allocated).percent
            found.append(Paid(row, total, rate))
        return found

    @property
    def unpaid(self) -> Decimal:
        rest: Decimal = self.project.allocated - self.project.paid
        return rest

    @cached_property
    def reports(self) -> list[ProgressReport]:
        rows = self._rows(ProgressReport, "recorded_by")
        return list(rows.order_by("-reported_on"))

    @property
    def last_report(self) -> ProgressReport | None:
        return self.reports[0] if self.reports else None

    @cached_property
    def _milestones(self) -> list[Milestone]:
        return list(self._rows(Milestone))

    @cached_property
    def nodes(self) -> list[Node]:
        return timeline(self.project, self._milestones, self.today)

    @cached_property
    def forecast(self) -> Forecast | None:
        """Of works that are under way; the day they began counts as a report of 0."""
        if self.is_finished or self.project.started_on is None:
            return None
        months = value_on(FORECAST_MONTHS.key, self.today)
        known = [(row.reported_on, row.works) for row in self.reports]
        if self.project.started_on not in dict(known):
            known.append((self.project.started_on, Decimal(0)))
        return forecast(known, self.today, int(months or 3))

    @property
    def is_finished(self) -> bool:
        return self.project.stage in FINISHED_STAGES

    @property
    def ends_late(self) -> bool:
        """The forecast lies behind the planned end."""
        found, planned = self.forecast, self.project.planned_end
        if found is None or found.ends_on is None or planned is None:
            return False
        return bool(found.ends_on > planned)

    @property
    def misses_year(self) -> bool:
        """The works would be finished after the year of the plan."""
        year, found = self.project.year, self.forecast
        if year is None or found is None or found.ends_on is None:
            return False
        return bool(found.ends_on.year > year)

    @property
    def stands_still(self) -> bool:
        found = self.forecast
        return found is not None and found.speed is not None and found.speed <= 0

    @property
    def days_left(self) -> int | None:
        """Until the planned end; negative: past it."""
        end = self.project.planned_end
        return None if end is None else (end - self.today).days

    @property
    def days_taken(self) -> int | None:
        """From the first to the last day of finished works."""
        start, end = self.project.started_on, self.project.finished_on
        return None if start is None or end is None else (end - start).days + 1

    @property
    def days_past(self) -> int:
        return max(0, -(self.days_left or 0))

    @cached_property
    def chart(self) -> Chart | None:
        return progress_chart(
            self.project,
            reports=[(row.reported_on, row.works) for row in self.reports],
            payments=[(paid.row.paid_on, paid.row.amount) for paid in self.payments],
            milestones=[
                (m.due_on, m.works) for m in self._milestones if m.works is not None
            ],
            today=self.today,
        )

    @cached_property
    def papers(self) -> list[Filed]:
        rows = self._rows(ProjectPaper, "attachment", "added_by")
        found = {kind: Filed(kind.value, kind.label) for kind in Paper}
        for row in rows.filter(withdrawn_at=None).order_by("pk"):
            found[Paper(row.kind)].files.append(row)
        return list(found.values())

    @property
    def papers_filed(self) -> int:
        return sum(1 for filed in self.papers if filed.files)

    @cached_property
    def reach(self) -> Reach:
        return reach_of(self.project)

    @property
    def declared_difference(self) -> int | None:
        """Declared households less those that are counted; None: nothing declared."""
        declared = self.project.declared_households
        return None if declared is None else declared - self.reach.households

    @property
    def declared_gap(self) -> int:
        return abs(self.declared_difference or 0)

    @cached_property
    def beneficiaries(self) -> list[Beneficiary]:
        rows = self._rows(Beneficiary, "household__village")
        return list(rows.order_by("household__village", "pk")[:_SHOWN_HOUSEHOLDS])

    @cached_property
    def steps(self) -> list[ProjectStep]:
        return list(self._rows(ProjectStep, "taken_by").order_by("-pk"))

    @cached_property
    def next_step(self) -> StepRule | None:
        """The next step if it is the viewer's to take."""
        mine = (s for s in next_steps(self.project) if self.viewer.may(s.permission))
        return next((step for step in mine if not step.by_plan), None)

    @cached_property
    def notices(self) -> list[PublicNotice]:
        return list(self._rows(PublicNotice))

    @cached_property
    def assets(self) -> list[Asset]:
        return list(self._rows(Asset, "area"))
