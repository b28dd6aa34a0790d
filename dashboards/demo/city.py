"""The whole city from a seed: households one after the other, village by village."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from core.months import Month
from dashboards.demo import (
    episodes,
    land,
    money,
    monitoring,
    past,
    people,
    staff,
    work,
)
from dashboards.demo.dice import Dice
from dashboards.demo.families import compose
from dashboards.demo.monitoring import Slot, VillagePlan
from dashboards.demo.places import Village
from dashboards.demo.records import Household, Person
from dashboards.demo.visits import visit
from households.rules import income_year_of

#: The day the demonstration is told on unless another is given.
DAY = dt.date(2026, 11, 22)
_GROUP_INCOME = {"exited": 17600, "ordinary": 20400, "relocated": 18100}
_GROUP_GROWTH = {"exited": 0.082, "ordinary": 0.066, "relocated": 0.077}
_SIZES = (0.1, 0.24, 0.24, 0.22, 0.12, 0.06, 0.02)
_SITE_EXITED, _VILLAGE_EXITED = 0.92, 0.33


@dataclass(frozen=True, slots=True)
class Wish:
    """How large a city is wanted, over how many months, from which seed."""

    households: int = 3000
    months: int = 24
    seed: int = 1
    day: dt.date = DAY

    @property
    def last_month(self) -> Month:
        return Month.of(self.day)

    @property
    def all_months(self) -> list[Month]:
        first = self.last_month.shift(1 - self.months)
        return list(Month.range(first, self.last_month))

    @property
    def income_years(self) -> list[int]:
        last = income_year_of(self.last_month)
        return [last - 2, last - 1, last]


class City:
    """Makes households; everything drawn comes from the seed alone.

    Visits have dice of their own, so that the people stay the same when only the
    number of months changes.
    """

    def __init__(self, wish: Wish) -> None:
        self.wish = wish
        self.dice = Dice(f"{wish.seed}:people")
        self.visit_dice = Dice(f"{wish.seed}:visits")
        self.registry = people.Registry(Dice(f"{wish.seed}:numbers"))
        self.plans = monitoring.plan(self.dice, wish.households, wish.last_month)
        self.workers = staff.worker_names(self.dice, self.plans)
        self.duty = staff.Duty(self.dice, self.registry)
        episodes.LATEST[wish.last_month] = wish.day

    def households(self) -> Iterator[Household]:
        number = 0
        for plan in self.plans:
            for place, slot in self._order(plan):
                number += 1
                yield self._household(number, place, plan.village, slot)

    def _order(self, plan: VillagePlan) -> list[tuple[int, Slot | None]]:
        """Monitored households lie anywhere among the others of a village."""
        slots: list[Slot | None] = [*plan.slots]
        slots += [None] * (plan.households - len(slots))
        self.dice.shuffle(slots)
        return list(enumerate(slots, 1))

    def _household(
        self, number: int, place: int, village: Village, slot: Slot | None
    ) -> Household:
        dice = self.dice
        household = Household(
            number=number,
            household_no=f"{village.code[6:]}{place:04d}",
            village=village,
            household_type=self._type(village, slot),
            ref=dice.ref(),
            members=[],
        )
        household.group_no = f"{dice.between(1, 6)}组"
        exited = household.household_type == "exited"
        household.is_relocated = bool(exited and village.site)
        household.members = self._members(household, slot)
        household.conditions = land.conditions(dice, household)
        household.phone = self._phone(household)
        if exited or slot:
            household.bank_account = f"990981{dice.between(10**12, 10**13 - 1)}"
        household.is_resident = dice.chance(0.95)
        self._live(household, slot)
        return household

    def _live(self, household: Household, slot: Slot | None) -> None:
        """Work, risk, support, income and monitoring, each built on the one before."""
        dice, day = self.dice, self.wish.day
        work.find_work(dice, household, day)
        risks = episodes.afflict(dice, household, slot, day) if slot else []
        work.insure(dice, household)
        work.support(dice, household, monitored=slot is not None)
        self._attribute(household)
        self._income(household, slot)
        if slot:
            episode = episodes.open_episode(dice, self.registry, household, slot, risks)
            household.episodes.append(episode)
            self.duty.assign(household, episode.identified_on, day)
            for statement in household.statements:
                if "illness" in risks:
                    statement.amounts.self_paid = dice.between(12, 90) * 100
            past.earlier_episode(dice, household)
            visit(
                self.visit_dice,
                household,
                slot,
                self.wish.all_months,
                self.workers[household.village.code],
                day,
            )
        else:
            past.ended(dice, household, day)
        past.somebody_left(dice, self.registry, household, day)

    def _type(self, village: Village, slot: Slot | None) -> str:
        if slot and slot.category != "sudden_hardship":
            return "exited" if slot.category == "unstable_exited" else "ordinary"
        exited = _SITE_EXITED if village.site else _VILLAGE_EXITED
        return "exited" if self.dice.chance(0.5 if slot else exited) else "ordinary"

    def _members(self, household: Household, slot: Slot | None) -> list[Person]:
        """A family; one whose risk is eliminated must have somebody able to work."""
        dice, day = self.dice, self.wish.day
        size = slot.size if slot else dice.choices(range(1, 8), _SIZES)[0]
        while True:
            working = bool(slot and slot.eliminated)
            old = bool(slot and not slot.eliminated and dice.chance(0.5))
            places = compose(dice, size, working=working, old=old)
            members = [
                people.person(dice, self.registry, place, day) for place in places
            ]
            if not working or any(person.can_work for person in members):
                break
        people.name_family(dice, members)
        for index, member in enumerate(members, 1):
            member.person_no = f"{household.household_no}{index:02d}"
            self._joined(household, member)
        return members

    def _joined(self, household: Household, member: Person) -> None:
        """Born or married into the household since the register began in 2021."""
        if member.birth.year >= 2022:
            member.joined_on, member.join_reason = member.birth, "birth"
        elif member.relation == "daughter_in_law" and member.age < 28:
            member.joined_on = self.dice.day(dt.date(2022, 1, 1), dt.date(2025, 12, 1))
            member.join_reason = "marriage"

    def _phone(self, household: Household) -> str:
        for member in household.members:
            reachable = 14 <= member.age < 78 and self.dice.chance(0.3)
            if reachable or member.relation == "head":
                member.phone = self.registry.phone()
        return household.head.phone

    def _attribute(self, household: Household) -> None:
        if household.household_type != "exited":
            return
        members = household.members
        if any(p.is_tekun for p in members):
            household.poverty_attribute = "tekun"
        else:
            supported = any(p.is_dibao for p in members)
            household.poverty_attribute = "dibao" if supported else "general"

    def _income(self, household: Household, slot: Slot | None) -> None:
        """Three years; one household in sixty has but one of them."""
        dice = self.dice
        target, growth = self._level(household, slot)
        years = self.wish.income_years
        household.statements = money.statements(
            dice, household, years, target, [growth, dice.gauss(0.085, 0.04)]
        )
        gap = dice.random()
        if gap < 0.009:
            del household.statements[:-1]
        if not slot:
            for statement in household.statements:
                statement.items = []

    def _level(self, household: Household, slot: Slot | None) -> tuple[int, float]:
        """Net income a head and its growth, around the figures of town and group."""
        dice = self.dice
        if slot is None:
            group = "relocated" if household.is_relocated else household.household_type
            growth = dice.gauss(_GROUP_GROWTH[group], 0.045)
            level = max(_GROUP_INCOME[group] * dice.lognormvariate(0, 0.2), 10400)
            return int(level), max(min(growth, 0.4), -0.17)
        town = slot.township
        growth = town.income / town.income_before - 1 + dice.gauss(0.024, 0.05)
        if dice.chance(0.05):
            growth = -dice.uniform(0.02, 0.15)
        if not slot.eliminated:
            return int(dice.uniform(7900, 12600)), growth
        share = (town.persons - town.eliminated_persons) / town.persons
        mean = (town.income - share * 10200) / (1 - share)
        return int(max(mean * dice.lognormvariate(-0.02, 0.17), 11600)), growth
