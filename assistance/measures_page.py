"""What the pages of measures show: one measure, and all those of a household."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Max, Sum

from accounts.models import User
from assistance import fit
from assistance.choices import MeasureState
from assistance.models import Measure
from assistance.services.measures_episode import COUNTED
from households import choices
from households.clocks.definitions import MEASURES, due_on
from households.models import Episode, Household

#: State of a measure → look of its badge.
BADGES = {
    MeasureState.PLANNED: "warn",
    MeasureState.RUNNING: "info",
    MeasureState.DONE: "good",
    MeasureState.STOPPED: "line",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A measure in the list of its household."""

    measure: Measure
    css: str
    kind_class: str

    @property
    def is_counted(self) -> bool:
        return self.measure.state in COUNTED


class HouseholdMeasures:
    """The measures of a household and how they fit its risks, read once."""

    def __init__(self, household: Household, viewer: User, *, today: dt.date) -> None:
        self.household, self.viewer, self.today = household, viewer, today

    @cached_property
    def episode(self) -> Episode | None:
        """The monitoring that runs today, if any."""
        rows = Episode.objects.visible_to(self.viewer).filter(household=self.household)
        found: Episode | None = (
            rows.open_on(self.today).order_by("-identified_on").first()
        )
        return found

    @cached_property
    def since(self) -> dt.date | None:
        """识别时间 of the monitoring that runs."""
        if self.episode is None:
            return None
        return self.household.identified_on or self.episode.identified_on

    @cached_property
    def rows(self) -> list[Measure]:
        rows = Measure.objects.visible_to(self.viewer).filter(household=self.household)
        given = rows.select_related("kind", "member", "department").annotate(
            given=Sum("records__amount"), last_done_on=Max("records__done_on")
        )
        return list(given.order_by("-started_on", "-id"))

    @cached_property
    def lines(self) -> list[Line]:
        return [
            Line(
                row,
                BADGES[MeasureState(row.state)],
                fit.class_of(row.kind.category),
            )
            for row in self.rows
        ]

    @cached_property
    def counted(self) -> list[Measure]:
        """Begun, not broken off, and not over before the present monitoring."""
        return [
            row
            for row in self.rows
            if row.state in COUNTED
            and row.started_on <= self.today
            and not (self.since and row.ended_on and row.ended_on < self.since)
        ]

    @cached_property
    def fits(self) -> list[fit.Fit]:
        if self.episode is None:
            return []
        ledger = [(row.kind.category, row.kind.name) for row in self.counted]
        return fit.fit(self.episode.risks, fit.taken_of(self.episode.measures, ledger))

    @property
    def unanswered(self) -> list[fit.Fit]:
        return [found for found in self.fits if not found.is_answered]

    @cached_property
    def only_ticked(self) -> list[str]:
        """Kinds that the monitoring record has and the ledger does not."""
        if self.episode is None:
            return []
        known = {row.kind.category for row in self.counted}
        ticked = [kind for kind in self.episode.measures if kind not in known]
        return [choices.MeasureCategory(kind).label for kind in ticked]

    @cached_property
    def first_on(self) -> dt.date | None:
        """The day of the first measure since the identification."""
        days = [row.started_on for row in self.counted]
        return min(days) if days else None

    @cached_property
    def due_on(self) -> dt.date | None:
        """Until when plan and first measure are to be recorded."""
        return due_on(MEASURES.key, self.since) if self.since else None

    @property
    def is_late(self) -> bool:
        """No measure within the days that there are after identification. What is only
        ticked says no day and is left."""
        if not self.counted and self.only_ticked:
            return False
        return self.due_on is not None and (self.first_on or self.today) > self.due_on

    @cached_property
    def shares(self) -> dict[str, int]:
        """Measures by their class."""
        found = {"development": 0, "welfare": 0, "other": 0}
        for row in self.counted:
            found[fit.class_of(row.kind.category)] += 1
        return found

    @property
    def lacks_development(self) -> bool:
        """Somebody can work, and nothing helps to develop (domain §5.1)."""
        if self.episode is None or not self.household.labour:
            return False
        ticked = set(self.episode.measures) & set(choices.DEVELOPMENT_MEASURES)
        accepted = any(row.kind.counts_as_development for row in self.counted)
        rows = any(
            row.kind.category in choices.DEVELOPMENT_MEASURES for row in self.counted
        )
        return not accepted if rows else not ticked


def measure_context(measure: Measure) -> dict[str, Any]:
    """The page of one measure: records, money, files."""
    records = list(measure.records.select_related("recorded_by"))
    given = sum((row.amount or Decimal(0) for row in records), Decimal(0))
    evidence = measure.evidence.filter(withdrawn_at=None)
    return {
        "measure": measure,
        "household": measure.household,
        "css": BADGES[MeasureState(measure.state)],
        "kind_class": fit.class_of(measure.kind.category),
        "fits_risk": fit.answers(
            measure.risk, fit.Taken(measure.kind.category, measure.kind.name)
        ),
        "has_ended": measure.state in (MeasureState.DONE, MeasureState.STOPPED),
        "records": records,
        "given": given,
        "evidence": list(evidence.select_related("attachment", "added_by")),
    }
