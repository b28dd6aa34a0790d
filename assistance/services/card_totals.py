"""What stands on the policy cards of an area, counted: arrears and open rules."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from assistance.choices import Benefit, CardState

#: A member, or a whole household: their keys must not be taken for each other.
_WHO = Coalesce("member", -F("household"))


@dataclass(frozen=True, slots=True)
class Owed:
    """What is in arrears of one benefit."""

    benefit: Benefit
    lines: int
    people: int
    households: int
    yuan: Decimal


def owed_by_benefit(lines: Any) -> list[Owed]:
    """Arrears of lines of cards, the largest sum first. Who draws a benefit counts
    once; a benefit of the whole household counts as its household."""
    rows = (
        lines.filter(state=CardState.LATE)
        .order_by()
        .values("benefit")
        .annotate(
            lines=Count("pk"),
            people=Count(_WHO, distinct=True),
            households=Count("household", distinct=True),
            yuan=Sum("arrears"),
        )
    )
    found = [
        Owed(
            Benefit(row["benefit"]),
            row["lines"],
            row["people"],
            row["households"],
            row["yuan"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda owed: owed.yuan, reverse=True)


@dataclass(frozen=True, slots=True)
class Standing:
    """How many lines of the cards wait for somebody, and the yuan in arrears."""

    late: int
    yuan: Decimal
    not_applied: int


def standing(lines: Any) -> Standing:
    late, gaps = Q(state=CardState.LATE), Q(state=CardState.NOT_APPLIED)
    found = lines.filter(late | gaps).aggregate(
        late=Count("pk", filter=late),
        yuan=Sum("arrears", filter=late),
        not_applied=Count("pk", filter=gaps),
    )
    return Standing(found["late"], found["yuan"] or Decimal(0), found["not_applied"])


def by_rule(lines: Any) -> dict[str, dict[str, int]]:
    """Lines that a rule stands behind, by rule: all, and those nobody applied for."""
    rows = (
        lines.exclude(rule="")
        .order_by()
        .values("rule")
        .annotate(
            entitled=Count("pk"),
            not_applied=Count("pk", filter=Q(state=CardState.NOT_APPLIED)),
        )
    )
    return {row["rule"]: row for row in rows}
