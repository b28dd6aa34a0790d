"""A village in November 2026: households to be visited, and a filled-in form."""

import datetime as dt
import uuid
from typing import Any

from accounts.models import Area
from core.months import Month
from households import choices
from households.models import Household
from households.services.summaries import refresh_summaries
from tests.factories import EpisodeFactory, HouseholdFactory, MemberFactory

NOVEMBER = Month(2026, 11)
OCTOBER = NOVEMBER.previous
#: 22 November 2026, 17:00 in China.
TODAY = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)

SIX = ("food", "clothing", "education", "medical", "housing", "water")


def due_household(village: Area, name: str = "赵德全", **fields: Any) -> Household:
    """Under monitoring since 2025, with a head and a spouse."""
    household = HouseholdFactory(village=village, head_name=name, **fields)
    EpisodeFactory(household=household)
    MemberFactory(household=household, name=name)
    MemberFactory(
        household=household,
        name="李秀芳",
        sex=choices.Sex.FEMALE,
        relation=choices.Relation.SPOUSE,
    )
    refresh_summaries(Household.objects.filter(pk=household.pk))
    household.refresh_from_db()
    return household


def filled_in(household: Household, **changes: Any) -> dict[str, Any]:
    """The form of a first visit as a village worker sends it."""
    head = household.members.get(relation=choices.Relation.HEAD)
    return {
        "client_id": str(uuid.uuid4()),
        "base_version": "",
        "taken_over": "",
        "visited_on": "2026-11-18",
        "mode": "home",
        "visitors": "张桂兰",
        "met_who": [str(head.pk)],
        **{f"{name}_problem": "ok" for name in SIX},
        "problem_note": "",
        "wage": "2,600",
        "operating": "",
        "property": "",
        "transfer": "860",
        "operating_cost": "",
        "self_paid": "",
        "change_reason": "",
        "signals": ["none"],
        "needs": "",
        "conclusion": "remains",
        **changes,
    }


def row(household: Household, **changes: Any) -> dict[str, Any]:
    """The cells of one row of the grid, filled in."""
    cells = {
        "client_id": str(uuid.uuid4()),
        "base_version": "",
        "seen_version": "",
        "visited_on": "11-18",
        "mode": "home",
        "met": "head",
        **{f"{name}_problem": "ok" for name in SIX},
        "wage": "2600",
        "operating": "",
        "property": "",
        "transfer": "860",
        "operating_cost": "",
        "self_paid": "",
        "signals": "",
        "remark": "",
        **changes,
    }
    return {f"r{household.pk}-{name}": value for name, value in cells.items()}


def blank_row(household: Household) -> dict[str, Any]:
    """A row that nobody touched."""
    asked = ("visited_on", "mode", "met", "wage", "transfer")
    answers = (f"{name}_problem" for name in SIX)
    return row(household, **dict.fromkeys((*asked, *answers), ""))
