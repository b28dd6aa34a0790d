"""What lies behind: who left, earlier episodes, households that ended."""

import dataclasses
import datetime as dt

from dashboards.demo.dice import Dice, Weighted
from dashboards.demo.episodes import finding, line_of
from dashboards.demo.names import full_name
from dashboards.demo.people import Registry, make_ill, person
from dashboards.demo.records import Episode, Household, Person

_SINCE = dt.date(2022, 3, 1)
_ENDS = Weighted({"withdrawn": 3, "extinct": 4, "moved_out": 5})
_PERSON_STATE = {"withdrawn": "withdrawn", "extinct": "left", "moved_out": "left"}
_REASON = {"withdrawn": "withdrawn", "extinct": "death", "moved_out": "moved_out"}
_REMARK = {
    "withdrawn": "经核查识别有误，整户清退",
    "extinct": "",
    "moved_out": "随子女迁往市外",
}


def somebody_left(
    dice: Dice, registry: Registry, household: Household, day: dt.date
) -> None:
    """One household in twenty-five lost a parent or married a daughter out."""
    head = household.head
    if not dice.chance(0.04) or household.state != "active":
        return
    died = dice.chance(0.6) and head.age < 66
    if died:
        place = ("mother", "female", min(head.age + dice.between(20, 28), 94))
    elif head.age > 44:
        place = ("daughter", "female", max(head.age - dice.between(21, 26), 21))
    else:
        return
    gone = person(dice, registry, place, day)
    family = head.name[0]
    gone.name = full_name(dice, family, gone.sex, gone.birth.year)
    gone.ethnicity = head.ethnicity
    gone.person_no = f"{household.household_no}{len(household.members) + 1:02d}"
    if died:
        make_ill(dice, gone, serious=True)
        gone.labour_skill = "none"
    _leave(gone, "left", "death" if died else "married_out", dice.day(_SINCE, day))
    household.gone.append(gone)


def ended(dice: Dice, household: Household, day: dt.date) -> None:
    """One household in four hundred is no longer in the register."""
    if not dice.chance(0.0025):
        return
    state = dice.drawn(_ENDS)
    if state == "extinct" and len(household.members) > 1:
        state = "moved_out"
    left_on = dice.day(_SINCE, day - dt.timedelta(days=40))
    household.state, household.remark = state, _REMARK[state]
    for member in household.members:
        _leave(member, _PERSON_STATE[state], _REASON[state], left_on)
    if state == "withdrawn":
        _wrongly_identified(dice, household, left_on)


def earlier_episode(dice: Dice, household: Household) -> None:
    """Every tenth household at risk was monitored before; some were rolled back."""
    now = household.episodes[-1]
    if now.eliminated_on or now.identified_on.year < 2025 or household.labour == 0:
        return
    if not dice.chance(0.35):
        return
    started = dice.day(dt.date(2021, 6, 1), dt.date(2022, 6, 1))
    left_on = dice.day(dt.date(2023, 1, 1), dt.date(2024, 6, 1))
    line = line_of(left_on.year)
    before = dataclasses.replace(
        now,
        ref=dice.ref(),
        identified_on=started,
        eliminated_on=left_on,
        elimination_mode="by_measures",
        contact_name=now.collector_name,
        contact_phone=now.collector_phone,
        rolled_back_on=now.identified_on if dice.chance(0.25) else None,
        findings=[
            finding(household, "identified", line_of(started.year) * 0.9),
            finding(household, "eliminated", line * dice.uniform(1.2, 1.6)),
        ],
    )
    for problem in ("housing", "water"):
        setattr(before.findings[0], problem, problem in before.risks)
    before.findings[0].amounts.self_paid = now.findings[0].amounts.self_paid
    household.episodes.insert(0, before)


def _wrongly_identified(dice: Dice, household: Household, day: dt.date) -> None:
    exited = household.household_type == "exited"
    household.episodes.append(
        Episode(
            category="unstable_exited" if exited else "marginal",
            household_type=household.household_type,
            identified_on=day - dt.timedelta(days=dice.between(60, 260)),
            risks=["other"],
            risk_note="识别时收入少计",
            ref=dice.ref(),
            is_no_labour=household.labour == 0,
            measures=["social"],
            withdrawn_on=day,
            withdrawal_reason="收入核算有误，不符合纳入条件",
            findings=[finding(household, "identified", line_of(day.year) * 0.95)],
        )
    )


def _leave(person: Person, state: str, reason: str, day: dt.date) -> None:
    person.state, person.leave_reason = state, reason
    person.left_on = max(day, person.birth, person.joined_on or person.birth)
