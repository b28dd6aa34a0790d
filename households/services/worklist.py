"""Who is to be visited in a month, who was, and how far each area has come."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, FilteredRelation, Q
from django.utils.translation import gettext as _

from accounts.models import Area, User
from accounts.scoping import PREFIX_LENGTH
from core.months import Month
from core.ratios import Share
from households import choices
from households.models import Household, Visit
from households.models.visits import SAFEGUARDS


@dataclass(frozen=True, slots=True)
class WorkItem:
    """A household to be visited, with this month's visit and the one before it."""

    household: Household
    visit: Visit | None
    last: Visit | None
    is_late: bool

    @property
    def is_open(self) -> bool:
        """Under monitoring now (未消除)."""
        return self.household.is_monitored

    @property
    def why(self) -> str:
        """What the last visit left behind: a problem, a signal, a request."""
        return left_behind(self.last) if self.last else ""


@dataclass(frozen=True, slots=True)
class AreaProgress:
    """Visited ÷ to be visited of one area below."""

    area: Area
    share: Share

    @property
    def left(self) -> Decimal:
        return self.share.whole - self.share.part


def worklist(user: User, village: Area, month: Month) -> list[WorkItem]:
    """Households of a village that are due: late ones first, then those at risk."""
    households = list(Household.objects.visible_to(user).within(village).due_in(month))
    visits = {
        visit.household_id: visit
        for visit in Visit.objects.valid()
        .in_month(month)
        .filter(household__in=households)
        .select_related("recorded_by")
    }
    last = last_visits(households, month)
    items = [
        WorkItem(
            household=household,
            visit=visits.get(household.pk),
            last=last.get(household.pk),
            is_late=_missed(household, month.previous, last.get(household.pk)),
        )
        for household in households
    ]
    return sorted(items, key=by_urgency)


def last_visits(households: Iterable[Household], month: Month) -> dict[int, Visit]:
    """The latest earlier visit of each household, in one statement."""
    visits = (
        Visit.objects.before(month)
        .filter(household__in=list(households))
        .order_by("household_id", "-month")
        .distinct("household_id")
    )
    return {visit.household_id: visit for visit in visits}


def progress(user: User, area: Area, month: Month) -> list[AreaProgress]:
    """Progress of the areas right below ``area``, the furthest behind first."""
    level = (
        Area.Level.TOWNSHIP if area.level == Area.Level.COUNTY else Area.Level.VILLAGE
    )
    length = PREFIX_LENGTH[level]
    due = Household.objects.visible_to(user).within(area).due_in(month)
    visited = Q(visits__month=month.first_day, visits__voided_at=None)
    counts: dict[str, Share] = defaultdict(lambda: Share.of(0, 0))
    # The condition stands in the join, so that only this month's visits are joined: at
    # most one a household, and nothing multiplies.
    rows = (
        due.order_by()
        .annotate(this_visit=FilteredRelation("visits", condition=visited))
        .values("village_id")
        .annotate(due=Count("pk"), done=Count("this_visit"))
    )
    for row in rows:
        code = row["village_id"][:length].ljust(12, "0")
        counts[code] += Share.of(row["done"], row["due"])
    below = Area.objects.visible_to(user).filter(code__in=counts)
    listed = [AreaProgress(child, counts[child.code]) for child in below]
    return sorted(listed, key=lambda item: (item.share.ratio or 0, item.area.code))


def total(shares: Iterable[AreaProgress]) -> Share:
    return sum((item.share for item in shares), Share.of(0, 0))


def by_urgency(item: WorkItem) -> tuple[bool, bool, tuple[int, str], int]:
    return (
        not item.is_late,
        not item.is_open,
        group_order(item.household),
        item.household.pk,
    )


def group_order(household: Household) -> tuple[int, str]:
    """Groups as people count them: 2 before 10, then those with a name."""
    number = re.match(r"\d+", household.group_no)
    return (int(number[0]) if number else 10_000, household.group_no)


def left_behind(visit: Visit) -> str:
    """One line of what a visit found, in the words of the field; empty when nothing."""
    found = [label for name, label in SAFEGUARDS if getattr(visit, name)]
    parts = []
    if found:
        note = visit.problem_note or _("problem")
        parts.append(_("%(what)s: %(note)s") % {"what": "、".join(found), "note": note})
    if visit.signals:
        parts.append("、".join(choices.Signal(code).label for code in visit.signals))
    if visit.needs:
        parts.append(visit.needs)
    return "；".join(parts)


def _missed(household: Household, month: Month, last: Visit | None) -> bool:
    """Due in the month before and not visited (上月欠访)."""
    was_due = household.identified_on is not None and (
        household.identified_on <= month.last_day
    )
    return was_due and (last is None or last.month < month.first_day)
