"""Incomes whose parts add up (domain §2.3, §7.7 H03-H11)."""

from dashboards.demo.dice import Dice
from dashboards.demo.records import Amounts, Household, Statement

Items = list[tuple[str, str, int]]

_DISABILITY_MONTHLY = {"one": 150, "two": 150, "three": 80, "four": 60}
_TENS = 10


def statements(
    dice: Dice,
    household: Household,
    years: list[int],
    per_capita: int,
    growth: list[float],
) -> list[Statement]:
    """The statement of the last year and, from it, those of the years before.

    ``growth`` is the growth into the last year, then into the one before.
    """
    amounts, items = _last_year(dice, household, per_capita)
    persons = len(household.members)
    made = [Statement(years[-1], persons, amounts, items)]
    _wages(household, amounts.wage)
    for year, rate in zip(reversed(years[:-1]), growth, strict=False):
        amounts = _year_before(dice, amounts, rate)
        made.append(Statement(year, persons, amounts))
    return made[::-1]


def _last_year(dice: Dice, household: Household, target: int) -> tuple[Amounts, Items]:
    transfers = _transfers(dice, household)
    transfer = sum(amount for *_, amount in transfers)
    net = max(target * len(household.members), 4200 * len(household.members))
    rest = net - transfer
    if household.labour == 0:
        if rest > 0:
            transfers.append(("transfer", "赡养（抚养）费", rest))
        return _summed(transfers), transfers
    rest = max(rest, 1200 * len(household.members))
    earned = _earned(dice, household, rest)
    return _summed(transfers + earned), transfers + earned


def _earned(dice: Dice, household: Household, rest: int) -> Items:
    """Wages, farming and property, for what transfers leave open."""
    rented = _tens(rest * dice.uniform(0.01, 0.05)) if dice.chance(0.4) else 0
    workers = [p for p in household.members if p.is_working]
    share = dice.uniform(0.62, 0.9) if workers else 0.0
    if workers and dice.chance(0.12):
        share = 1.0
    wage = int((rest - rented) * share)
    farmed = rest - rented - wage
    items: Items = []
    if wage < 400:
        farmed, wage = farmed + wage, 0
    if any(p.public_post for p in workers) and wage > 9000:
        posted = 600 * 12
        items.append(("wage", "村级公益性岗位", posted))
        items.append(("wage", "务工收入", wage - posted))
    elif wage:
        items.append(("wage", "务工收入", wage))
    if farmed:
        items += _farm(dice, farmed)
    if rented:
        items.append(("property", dice.one(("土地流转", "资产收益扶持分红")), rented))
    return items


def _farm(dice: Dice, net: int) -> Items:
    kind = dice.one(("种植业", "种植业", "养殖业", "林果业", "其他"))
    cost = int(net * dice.uniform(0.25, 0.75))
    return [("operating", kind, net + cost), ("operating_cost", kind, cost)]


def _transfers(dice: Dice, household: Household) -> Items:
    """Benefits that follow from who lives in the household."""
    members = household.members
    conditions = household.conditions
    pensions = sum(p.age >= 60 and not p.is_tekun for p in members)
    allowances = sum(p.is_dibao for p in members)
    disabled = sum(
        _DISABILITY_MONTHLY[p.disability_grade] for p in members if p.disability_grade
    )
    amounts = {
        "养老保险金/离退休金": pensions * 12 * 175,
        "低保金": allowances * 12 * dice.between(32, 44) * 10,
        "特困供养金": sum(p.is_tekun for p in members) * 12 * 820,
        "残疾人补贴": disabled * 12,
        "高龄补贴": sum(p.age >= 80 for p in members) * 12 * 50,
    }
    if conditions.arable:
        amounts["耕地地力补贴"] = max(int(conditions.arable * 52), 20)
    if conditions.converted:
        amounts["生态补偿金"] = max(int(conditions.converted * 125), 50)
    return [("transfer", item, amount) for item, amount in amounts.items() if amount]


def _summed(items: Items) -> Amounts:
    totals = dict.fromkeys(
        ("wage", "operating", "property", "transfer", "operating_cost"), 0
    )
    for group, _, amount in items:
        totals[group] += amount
    return Amounts(*totals.values())


def _year_before(dice: Dice, amounts: Amounts, growth: float) -> Amounts:
    """Every part a little differently, the net income lower by the growth."""
    net = amounts.net / (1 + growth)
    transfer = min(int(amounts.transfer / dice.uniform(1.03, 1.08)), int(net))
    left = int(net) - transfer
    earned = amounts.net - amounts.transfer
    if earned <= 0:
        return Amounts(0, 0, 0, int(net), 0)
    ratio = left / earned
    rent = int(amounts.rent * ratio)
    operating, cost = (
        int(amounts.operating * ratio),
        int(amounts.operating_cost * ratio),
    )
    wage = left - rent - operating + cost
    if not amounts.wage or wage < 300:
        operating += wage
        wage = 0
    return Amounts(wage, operating, rent, transfer, cost)


def _wages(household: Household, wage: int) -> None:
    """Monthly wages of those who work, so that the year's wages come out of them."""
    months = sum(p.work_months for p in household.members if p.work)
    for person in household.members:
        if person.work:
            person.work.monthly_wage = min(max(wage // months, 600), 12000)


def _tens(amount: float) -> int:
    return int(amount / _TENS) * _TENS
