"""Episodes of monitoring: risk, measures and findings (domain §7.2-7.5)."""

import datetime as dt

from core.months import Month
from dashboards.demo import names
from dashboards.demo.dice import Dice, Weighted
from dashboards.demo.monitoring import Slot, day_in
from dashboards.demo.people import Registry, make_disabled, make_ill, settle_labour
from dashboards.demo.records import Amounts, Episode, Finding, Household
from dashboards.demo.work import give_work
from households.choices import MeasureCategory

#: Demonstration values of the monitoring line (domain §2.2), yuan a head and year.
LINES = {2021: 6000, 2022: 6600, 2023: 7300, 2024: 7800, 2025: 8300, 2026: 8700}


def line_of(year: int) -> int:
    """The monitoring line of a year; before and after the list, its nearest."""
    return LINES[min(max(year, min(LINES)), max(LINES))]


_RISKS = Weighted(
    {
        "illness": 34,
        "disability": 14,
        "schooling": 11,
        "labour_shortage": 11,
        "unstable_job": 10,
        "accident": 6,
        "disaster": 6,
        "business_failure": 4,
        "housing": 2,
        "water": 1,
        "other": 1,
    }
)
_SUDDEN = Weighted(
    {"illness": 52, "accident": 22, "disaster": 18, "business_failure": 8}
)
_SECOND = Weighted(
    {"schooling": 4, "unstable_job": 3, "labour_shortage": 2, "illness": 2}
)
_MEASURES = {
    "illness": ("health", "safety_net"),
    "disability": ("safety_net",),
    "schooling": ("education",),
    "labour_shortage": ("safety_net",),
    "unstable_job": ("employment",),
    "accident": ("health", "safety_net"),
    "disaster": ("safety_net", "social"),
    "business_failure": ("finance",),
    "housing": ("housing",),
    "water": ("water",),
    "other": ("social",),
}
_IN_ORDER = tuple(MeasureCategory.values)
_DISASTERS = Weighted({"flood": 5, "geological": 3, "drought": 2, "weather": 4})
_DISASTER_NOTES = {
    "flood": "暴雨山洪冲毁农田",
    "geological": "滑坡致院坝开裂",
    "drought": "伏旱致秋粮减产",
    "weather": "冰雹致苹果绝收",
}


def afflict(dice: Dice, household: Household, slot: Slot, day: dt.date) -> list[str]:
    """Choose the risks that are true of the family; make them true where possible."""
    if household.labour == 0 and dice.chance(0.7):
        return ["labour_shortage"]
    table = _SUDDEN if slot.category == "sudden_hardship" else _RISKS
    for _ in range(12):
        risk = dice.drawn(table)
        if _holds(dice, household, risk, day, may_change=True, keep=slot.eliminated):
            break
    else:
        risk = "accident"
    risks = [risk]
    if dice.chance(0.28):
        second = dice.drawn(_SECOND)
        if second != risk and _holds(dice, household, second, day, may_change=False):
            risks.append(second)
    return risks


def _holds(
    dice: Dice,
    household: Household,
    risk: str,
    day: dt.date,
    *,
    may_change: bool,
    keep: bool = False,
) -> bool:
    """Whether the risk is true; ``keep`` spares the last one able to work."""
    if _is_true(household, risk):
        return True
    if not may_change:
        return False
    if risk in {"illness", "disability"}:
        return _strike(dice, household, risk, keep=keep)
    return risk == "unstable_job" and give_work(dice, household, day)


def _is_true(household: Household, risk: str) -> bool:
    members = household.members
    share = household.labour / len(members)
    facts = {
        "illness": any({"chronic", "serious"} & set(p.health) for p in members),
        "disability": any(p.disability_kind for p in members),
        "schooling": any(p.student_status not in {"", "pre"} for p in members),
        "labour_shortage": share < 0.5 if len(members) >= 4 else share == 0,
        "unstable_job": any(p.is_working for p in members),
        "business_failure": household.labour > 0,
    }
    return facts.get(risk, True)


def _strike(dice: Dice, household: Household, risk: str, *, keep: bool) -> bool:
    """Somebody falls ill or is disabled; those who work are spared."""
    candidates = [p for p in household.members if p.age >= 18 and not p.is_working]
    if keep and household.labour == 1:
        candidates = [p for p in candidates if not p.can_work]
    candidates = [p for p in candidates if not p.student_status] or candidates
    if not candidates:
        return False
    person = dice.one(candidates)
    if risk == "illness":
        make_ill(dice, person, serious=dice.chance(0.45))
    else:
        make_disabled(dice, person)
    settle_labour(dice, person)
    return not keep or household.labour > 0


def open_episode(
    dice: Dice, registry: Registry, household: Household, slot: Slot, risks: list[str]
) -> Episode:
    """The episode with measures and the findings at both ends."""
    identified = day_in(dice, slot.identified, LATEST[slot.identified])
    episode = Episode(
        category=slot.category,
        household_type=household.household_type,
        identified_on=identified,
        risks=risks,
        ref=dice.ref(),
        is_no_labour=household.labour == 0,
    )
    _remarks(dice, episode)
    _measures(dice, household, episode)
    episode.collector_name = names.full_name(dice, names.surname(dice), "female", 1988)
    episode.collector_phone = registry.phone()
    episode.findings.append(_at_identification(dice, household, episode))
    if slot.ended:
        _eliminate(dice, registry, household, episode, slot.ended)
    return episode


class _Latest(dict[Month, dt.date]):
    """Last day on which something can have happened in a month."""

    def __missing__(self, month: Month) -> dt.date:
        return month.last_day


LATEST = _Latest()


def _remarks(dice: Dice, episode: Episode) -> None:
    if "disaster" in episode.risks:
        episode.disaster_kind = dice.drawn(_DISASTERS)
        episode.disaster_note = _DISASTER_NOTES[episode.disaster_kind]
    if "other" in episode.risks:
        episode.risk_note = "户主失联，由亲属代为照料"


def _measures(dice: Dice, household: Household, episode: Episode) -> None:
    """Measures answer each risk; who can work also gets one to develop by."""
    measures = [m for risk in episode.risks for m in _MEASURES[risk]]
    members = household.members
    if any(p.is_dibao or p.is_tekun for p in members):
        measures.append("safety_net")
    if any(p.public_post for p in members):
        measures.append("public_post")
    if household.labour:
        last = household.statements[-1].amounts
        if last.wage and not any(p.public_post for p in members):
            measures.append("employment")
        if last.operating and ("business_failure" in episode.risks or dice.chance(0.6)):
            measures.append("industry")
        if not {"employment", "public_post", "industry", "finance"} & set(measures):
            measures.append("industry" if last.operating else "employment")
        episode.development_state = "implemented"
    stages = ("vocational", "college", "technician")
    if any(p.student_status.startswith(stages) for p in members):
        measures.append("education")
    # In the order of the code list, as a roster reads them back.
    episode.measures = [m for m in _IN_ORDER if m in measures]


def _at_identification(dice: Dice, household: Household, episode: Episode) -> Finding:
    line = line_of(episode.identified_on.year)
    sudden = episode.category == "sudden_hardship"
    share = dice.uniform(1.0, 1.9) if sudden else dice.uniform(0.66, 1.04)
    found = finding(household, "identified", line * share)
    found.housing = "housing" in episode.risks
    found.water = "water" in episode.risks
    if {"illness", "accident"} & set(episode.risks):
        found.amounts.self_paid = dice.between(40, 320) * 100
    if "accident" in episode.risks and dice.chance(0.5):
        # Nobody is paid more than the accident cost.
        claims = dice.between(20, 200) * 100
        found.amounts.claims = min(claims, found.amounts.self_paid)
    return found


def finding(household: Household, moment: str, wanted: float) -> Finding:
    """Amounts in the proportions of the last statement, at another level."""
    last = household.statements[-1].amounts
    persons = len(household.members)
    ratio = wanted * persons / max(last.net, 1)
    amounts = Amounts(
        wage=int(last.wage * ratio),
        operating=int(last.operating * ratio),
        rent=int(last.rent * ratio),
        transfer=int(last.transfer * ratio),
        operating_cost=int(last.operating_cost * ratio),
    )
    if 0 < amounts.wage < 400:
        amounts.transfer += amounts.wage
        amounts.wage = 0
    return Finding(moment, amounts, round(amounts.net / persons, 2))


def _eliminate(
    dice: Dice, registry: Registry, household: Household, episode: Episode, month: Month
) -> None:
    earliest = _months_later(episode.identified_on, 6)
    episode.eliminated_on = max(day_in(dice, month, LATEST[month]), earliest)
    natural = dice.chance(0.06)
    episode.elimination_mode = "natural" if natural else "by_measures"
    episode.contact_name = names.full_name(dice, names.surname(dice), "male", 1980)
    episode.contact_phone = registry.phone()
    before = episode.findings[0].per_capita
    line = line_of(episode.eliminated_on.year)
    wanted = max(line * dice.uniform(1.25, 1.8), before * dice.uniform(1.1, 1.4))
    episode.findings.append(finding(household, "eliminated", wanted))


def _months_later(day: dt.date, months: int) -> dt.date:
    month = Month.of(day).shift(months)
    return (
        month.last_day
        if day.day > month.last_day.day
        else month.first_day.replace(day=day.day)
    )
