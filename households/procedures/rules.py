"""What may happen to a procedure, from plain values and tables. No database here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from households.choices import (
    CaseResult,
    Category,
    Decision,
    HouseholdType,
    PaperKind,
    Step,
)
from households.procedures.tables import PROCEDURES, Level, StepRule

#: Whose work each level judges: nobody checks what he made himself.
_JUDGES: dict[Level, frozenset[Level]] = {
    Level.TOWN: frozenset({Level.VILLAGE}),
    Level.COUNTY: frozenset({Level.VILLAGE, Level.TOWN}),
}

_ONLY_FROM: dict[str, str] = {
    Category.UNSTABLE_EXITED: HouseholdType.EXITED,
    Category.MARGINAL: HouseholdType.ORDINARY,
}


class NotAllowedError(Exception):
    """The tables do not allow this decision at this step."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a procedure stands: a step to be done, or a result."""

    step: str
    result: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did, as far as later decisions ask for it."""

    step: str
    decision: str
    acted_on: dt.date
    actor_id: int | None = None
    back_to: str = ""
    published_to: dt.date | None = None


def opened(kind: str) -> Standing:
    return Standing(PROCEDURES[kind].steps[0].step)


def after(
    kind: str,
    standing: Standing,
    decision: str,
    *,
    back_to: str = "",
    tracking: bool = False,
) -> Standing:
    """The standing that a decision leads to. Raises NotAllowedError.

    ``tracking``: an exit that ends well, but may not be marked as eliminated.
    """
    procedure = PROCEDURES[kind]
    if standing.result or standing.step not in procedure.order:
        raise NotAllowedError(standing)
    rule = procedure.rule(standing.step)
    if decision == Decision.HELPED and not rule.may_stop:
        raise NotAllowedError(decision)
    if decision == Decision.HELPED:
        return standing
    if decision == Decision.PASSED:
        return _passed(kind, rule, tracking=tracking)
    if decision == Decision.RETURNED and back_to in rule.back_to:
        return Standing(back_to)
    if decision == Decision.REJECTED and rule.may_reject:
        return Standing("", procedure.rejected)
    if decision == Decision.STOPPED and rule.may_stop:
        return Standing("", CaseResult.STOPPED)
    raise NotAllowedError(decision)


def _passed(kind: str, rule: StepRule, *, tracking: bool) -> Standing:
    procedure = PROCEDURES[kind]
    place = procedure.order.index(rule.step) + 1
    if place < len(procedure.steps):
        return Standing(procedure.order[place])
    return Standing("", CaseResult.TRACKING if tracking else procedure.passed)


def may_take(kind: str, step: str, may: Callable[[str], bool]) -> bool:
    """Whether a role has the right to act at a step."""
    procedure = PROCEDURES[kind]
    if step not in procedure.order:
        return False
    return any(may(permission) for permission in procedure.rule(step).permissions)


def judges_own_work(
    kind: str, step: str, actor_id: int | None, acts: Iterable[Act]
) -> bool:
    """Maker is not checker: also of a step that was returned and done again."""
    procedure = PROCEDURES[kind]
    judged = _JUDGES.get(procedure.rule(step).level, frozenset())
    return any(
        act.decision == Decision.PASSED
        and act.actor_id == actor_id
        and act.step in procedure.order
        and procedure.rule(act.step).level in judged
        for act in acts
    )


def earliest_on(opened_on: dt.date, acts: Iterable[Act]) -> dt.date:
    """No act before the one before it. Help given early has a date of its own."""
    days = [act.acted_on for act in acts if act.decision != Decision.HELPED]
    return max([opened_on, *days])


def posted_until(acts: Sequence[Act]) -> dt.date | None:
    """Last day of the posting that counts: that of the latest time it was passed."""
    for act in reversed(acts):
        if act.step == Step.PUBLICISE and act.decision == Decision.PASSED:
            return act.published_to
    return None


def missing_papers(rule: StepRule, filed: Iterable[str]) -> list[PaperKind]:
    there = set(filed)
    return [kind for kind in rule.papers if kind not in there]


def papers_of(kind: str) -> list[PaperKind]:
    """Kinds of papers that a procedure knows, in the order of its steps."""
    found: dict[PaperKind, None] = {}
    for rule in PROCEDURES[kind].steps:
        found.update(dict.fromkeys((*rule.papers, *rule.optional)))
    return [*found, PaperKind.OTHER]


def category_fits(category: str, household_type: str) -> bool:
    """脱贫不稳定户 only from 脱贫户, 边缘易致贫户 only from 一般农户 (domain §2.1)."""
    return _ONLY_FROM.get(category, household_type) == household_type
