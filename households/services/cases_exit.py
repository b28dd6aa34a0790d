"""What the register knows of an exit: facts for the conditions of domain §3.4."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.parameters import value_on
from households import choices
from households.clocks.definitions import EXIT_MIN_MONTHS, due_on
from households.models import Case, Episode, Household, IncomeStatement, Lead, Visit
from households.models.visits import SAFEGUARDS
from households.parameters import EXIT_BURDEN_SHARE, MONITORING_LINE
from households.procedures import conditions
from households.services.papers import filed_kinds

_ZERO = Decimal(0)
#: Guarantees of a case, in the words of the form.
GUARANTEES = (
    ("housing_problem", "住房安全"),
    ("dropout_problem", "义务教育"),
    ("water_problem", "饮水安全"),
    ("uninsured_problem", "基本医疗"),
)


@dataclass(frozen=True, slots=True)
class _Money:
    net: Decimal | None = None
    per_capita: Decimal | None = None
    burden: Decimal | None = None


def verdict(
    case: Case, *, on: dt.date, values: Mapping[str, Any] | None = None
) -> conditions.Verdict:
    """The conditions of a running exit on a day.

    ``values`` are facts that are about to be recorded; they stand in for the case's.
    """
    given = {**_recorded(case), **(values or {})}
    episode = case.episode
    if episode is None:
        raise ValueError("an exit without its episode")
    household = case.household
    visit = household.visits.filter(voided_at=None).order_by("-month").first()
    recent = visit if visit and visit.visited_on >= episode.identified_on else None
    money = _money(given, household)
    share = value_on(EXIT_BURDEN_SHARE.key, on)
    return conditions.judge(
        conditions.ExitFacts(
            on=on,
            identified_on=episode.identified_on,
            observed_from=due_on(EXIT_MIN_MONTHS.key, episode.identified_on),
            mode=given.get("elimination_mode", ""),
            per_capita=money.per_capita,
            line=value_on(MONITORING_LINE.key, on),
            burden=money.burden,
            net=money.net,
            burden_share=Decimal(0) if share is None else share,
            problems=_problems(given, household, recent),
            conclusion=recent.conclusion if recent else "",
            visited_on=recent.visited_on if recent else None,
            has_open_lead=Lead.objects.open().filter(household=household).exists(),
            risks=tuple(episode.risks),
            measures=tuple(episode.measures),
            is_no_labour=has_no_labour(household, episode),
            is_signed=choices.PaperKind.SIGNED_CONFIRMATION in filed_kinds(case),
        )
    )


def has_no_labour(household: Household, episode: Episode | None = None) -> bool:
    """整户无劳动能力: marked so, or nobody of the members can work."""
    marked = household.is_no_labour or (episode is not None and episode.is_no_labour)
    return marked or (household.persons > 0 and household.labour == 0)


def _recorded(case: Case) -> dict[str, Any]:
    names = [name for name, _label in GUARANTEES]
    names += ["net", "per_capita", "claims", "self_paid", "elimination_mode"]
    return {name: getattr(case, name) for name in names}


def _money(given: Mapping[str, Any], household: Household) -> _Money:
    """As found by the procedure, else as the latest statement says."""
    if given.get("net") is not None:
        paid, claims = given.get("self_paid"), given.get("claims") or _ZERO
        burden = None if paid is None else max(paid - claims, _ZERO)
        return _Money(given["net"], given.get("per_capita"), burden)
    statement: IncomeStatement | None = household.incomes.order_by(
        "-year", "-period_end"
    ).first()
    if statement is None:
        return _Money()
    return _Money(
        statement.net,
        round(statement.net / statement.persons, 2),
        max(statement.self_paid - statement.claims, _ZERO),
    )


def _problems(
    given: Mapping[str, Any], household: Household, visit: Visit | None
) -> tuple[str, ...] | None:
    """Guarantees found wanting by the procedure, the latest visit or the register."""
    answers = [(given.get(name), label) for name, label in GUARANTEES]
    if visit is not None:
        answers += [(getattr(visit, name), label) for name, label in SAFEGUARDS]
    house = getattr(household, "conditions", None)
    if house is not None:
        safe = house.has_safe_water
        answers.append((house.is_dangerous_house, "住房安全"))
        answers.append((None if safe is None else not safe, "饮水安全"))
    if all(answer is None for answer, _label in answers):
        return None
    return tuple(dict.fromkeys(label for answer, label in answers if answer))
