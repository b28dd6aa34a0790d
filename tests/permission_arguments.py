"""What stands in the path of a URL for one's own row, or for somebody else's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from assistance.models import NoApplication, PublicPost
from households.models import Deadline
from tests.permission_world import HOLIDAY, MONTH, Belongings, Side, World


class Whose(Enum):
    """What decides whether the row named by the URL may be touched."""

    NOBODY = "no row, or one that all holders of the permission share"
    AREA = "the row's village"
    PERSON = "the row's owner"


Arguments = Callable[[Side, Belongings, World], dict[str, Any]]


def none(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Line:
    """One URL. ``permission`` is one of those named; ``query`` may name an area."""

    name: str
    permission: tuple[str, ...]
    whose: Whose = Whose.NOBODY
    arguments: Arguments = none
    query: Arguments = field(default=none)
    #: What one's own row may answer besides 200, 302 and refusals of an empty form.
    answers: frozenset[int] = frozenset()
    #: What a write needs, where reading needs less.
    write: tuple[str, ...] = ()

    @property
    def is_list(self) -> bool:
        """Whether its query string decides what is shown."""
        return self.arguments is none or self.query is not none


def household(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": side.household.pk}


def household_month(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": side.household.pk, "month": MONTH}


def member(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": side.member.pk}


def case(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": side.household.cases.get().pk}


def paper(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    case = side.household.cases.get()
    return {"pk": case.pk, "paper": case.papers.get().pk}


def hit(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": side.hit.pk}


def lead(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": side.lead.pk}


def round_(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": side.screening.round_id}


def round_village(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {**round_(side, mine, world), "village": side.village.code}


def round_household(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {**round_(side, mine, world), "household": side.household.pk}


def batch(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": side.batch.pk}


def deadline(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": Deadline.objects.get(area=side.village).pk}


def day(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"day": HOLIDAY}


def run(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": mine.run.pk}


def export(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": mine.export.pk}


def account(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": world.account.pk}


def department(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": world.department.pk}


def area(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"area": side.village.code}


def township(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"area": side.township.code}


def ledger(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"ledger": side.subsidy.kind}


def ledger_row(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"ledger": side.subsidy.kind, "pk": side.subsidy.pk}


def reason(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": NoApplication.objects.get(household=side.household).pk}


def township_code(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"township": side.township.code}


def change_kind(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": side.household.pk, "kind": "withdrawn"}


def change(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": side.change.pk}


def household_day(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": side.household.pk, "day": "2026-01-31"}


def bridge_cell(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"area": side.village.code, "part": "closing"}


def post(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": PublicPost.objects.get(household=side.household).pk}


def post_month(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {**post(side, mine, world), "month": MONTH}


def place_month(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"code": side.village.code, "month": MONTH}
