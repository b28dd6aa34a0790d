"""A village's part of a round, household by household: 八必访 first."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Area, User
from households import choices
from households.models import (
    Household,
    ScreeningHousehold,
    ScreeningResult,
    ScreeningRound,
)
from households.services.worklist import group_order


@dataclass(frozen=True, slots=True)
class SheetItem:
    """A household that the round has to see, with what it found."""

    listed: ScreeningHousehold
    result: ScreeningResult | None

    @property
    def household(self) -> Household:
        return self.listed.household

    @property
    def reasons(self) -> list[str]:
        """八必访 in words."""
        return [str(choices.MustVisit(code).label) for code in self.listed.must_visit]

    @property
    def is_screened(self) -> bool:
        """Somebody was met."""
        return self.result is not None and (
            self.result.outcome != choices.ScreeningOutcome.NOT_MET
        )


def worksheet(user: User, round_: ScreeningRound, village: Area) -> list[SheetItem]:
    """Households of a village on the list of a round, in two statements."""
    rows = ScreeningHousehold.objects.visible_to(user).within(village)
    listed = list(rows.filter(round=round_).select_related("household"))
    homes = [row.household_id for row in listed]
    results = ScreeningResult.objects.filter(round=round_, household__in=homes)
    found = {
        result.household_id: result
        for result in results.select_related("recorded_by", "lead")
    }
    items = [SheetItem(row, found.get(row.household_id)) for row in listed]
    return sorted(items, key=_order)


def _order(item: SheetItem) -> tuple[int, tuple[int, str], int]:
    why = -len(item.listed.must_visit)
    return why, group_order(item.household), item.listed.household_id
