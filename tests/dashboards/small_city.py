"""Small cities by chance, with any history the register allows, for property tests.

Plain facts and nothing computed: what they amount to is worked out apart, once by the
project and once by hand (``by_hand``).
"""

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from households import choices
from households.models import (
    Episode,
    Household,
    IncomeStatement,
    Member,
    Responsibility,
    ResponsiblePerson,
    Visit,
)

VILLAGES = ("990981101201", "990981101202", "990981105201")
EMPTY_VILLAGE = "990981105202"
FIRST_DAY = dt.date(2025, 7, 1)
_DAYS = st.integers(0, 500).map(lambda n: FIRST_DAY + dt.timedelta(days=n))
#: The four roster years that a month in question can need, and one that is none.
PERIODS = tuple(
    (dt.date(year - 1, 10, 1), dt.date(year, 9, 30)) for year in range(2023, 2027)
)
OTHER_PERIOD = (dt.date(2025, 5, 1), dt.date(2026, 4, 30))
_AMOUNT = st.integers(0, 40).map(lambda n: n * 1_000)
_NUMBERS = itertools.count(1)
History = list[dict[str, Any]]


@dataclass
class Person:
    joined_on: dt.date | None
    left_on: dt.date | None
    birth_date: dt.date | None
    labour_skill: str


@dataclass
class Home:
    village: str
    household_type: str
    is_relocated: bool
    state: str
    people: list[Person]
    episodes: History
    #: First and last day of each responsible person.
    responsible: list[tuple[dt.date, dt.date | None]]
    #: Day, and whether it was voided.
    visits: list[tuple[dt.date, bool]]
    #: Wage, cost and persons by period.
    incomes: dict[tuple[dt.date, dt.date], tuple[int, int, int]]
    pk: int = field(default=0, compare=False)


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Episodes as they can follow each other: each ended before the next begins."""
    days = sorted(draw(st.sets(_DAYS, min_size=1, max_size=8)))
    episodes: History = []
    start: dt.date | None = days.pop(0)
    resumes = False
    while start is not None:
        episode: dict[str, Any] = {"identified_on": start, "resumes": resumes}
        episodes.append(episode)
        start, resumes = _end(draw, episode, days)
    return episodes


def _end(
    draw: st.DrawFn, episode: dict[str, Any], days: list[dt.date]
) -> tuple[dt.date | None, bool]:
    """Let an episode end or not; when the next begins, and whether it continues it."""
    if days and draw(st.booleans()):
        episode["eliminated_on"] = days.pop(0)
        if days and draw(st.integers(0, 2)) == 0:
            episode["rolled_back_on"] = days.pop(0)
            if draw(st.booleans()):
                return episode["rolled_back_on"], True
            if not days or draw(st.booleans()):
                return None, False
            episode["withdrawn_on"] = days.pop(0)
    elif days and draw(st.booleans()):
        episode["withdrawn_on"] = days.pop(0)
    else:
        return None, False
    return (days.pop(0) if days else None), False


@st.composite
def _people(draw: st.DrawFn) -> Person:
    """Born, come and gone in this order, each known or not."""
    born, joined, left = sorted(draw(st.tuples(_DAYS, _DAYS, _DAYS)))
    known = draw(st.tuples(st.booleans(), st.booleans(), st.booleans()))
    return Person(
        joined_on=joined if known[0] else None,
        left_on=left if known[1] else None,
        birth_date=born if known[2] else None,
        labour_skill=draw(st.sampled_from(choices.LabourSkill.values)),
    )


@st.composite
def _tenures(draw: st.DrawFn) -> list[tuple[dt.date, dt.date | None]]:
    days = sorted(draw(st.sets(_DAYS, max_size=4)))
    pairs: list[tuple[dt.date, dt.date | None]] = list(
        zip(days[::2], days[1::2], strict=False)
    )
    return pairs + ([(days[-1], None)] if len(days) % 2 else [])


def _one_a_month(visits: Sequence[tuple[dt.date, bool]]) -> list[tuple[dt.date, bool]]:
    """Only one valid visit a month stands; any number of voided ones beside it."""
    kept: dict[tuple[int, int, bool, int], tuple[dt.date, bool]] = {}
    for number, (day, is_void) in enumerate(visits):
        kept[day.year, day.month, is_void, number if is_void else 0] = day, is_void
    return list(kept.values())


@st.composite
def homes(draw: st.DrawFn) -> Home:
    household_type = draw(st.sampled_from(choices.HouseholdType.values))
    fitting = {
        choices.HouseholdType.EXITED: choices.Category.UNSTABLE_EXITED,
        choices.HouseholdType.ORDINARY: choices.Category.MARGINAL,
    }
    categories = [fitting[household_type], choices.Category.SUDDEN_HARDSHIP]
    episodes = draw(st.just([]) | histories())
    for episode in episodes:
        episode["category"] = draw(st.sampled_from(categories)).value
    amounts = st.tuples(_AMOUNT, st.integers(0, 5).map(lambda n: n * 500), _HEADS)
    return Home(
        village=draw(st.sampled_from(VILLAGES)),
        household_type=household_type,
        is_relocated=draw(st.booleans()),
        state=draw(st.sampled_from(["active", "active", "active", "extinct"])),
        people=draw(st.lists(_people(), max_size=3)),
        episodes=episodes,
        responsible=draw(_tenures()),
        visits=_one_a_month(
            draw(st.lists(st.tuples(_DAYS, st.booleans()), max_size=4))
        ),
        incomes=draw(
            st.dictionaries(st.sampled_from([*PERIODS, OTHER_PERIOD]), amounts)
        ),
    )


_HEADS = st.integers(1, 6)


def record(city: Sequence[Home]) -> None:
    """Write the facts as they are; a home learns the key of its household."""
    for home in city:
        made = Household.objects.create(
            household_no=f"H{next(_NUMBERS)}",
            village_id=home.village,
            household_type=home.household_type,
            is_relocated=home.is_relocated,
            state=home.state,
        )
        home.pk = made.pk
    Member.objects.bulk_create(
        Member(
            household_id=home.pk,
            name="赵德全",
            relation=choices.Relation.HEAD if not number else choices.Relation.SON,
            **vars(person),
        )
        for home in city
        for number, person in enumerate(home.people)
    )
    for home in city:
        _record_episodes(home)
    IncomeStatement.objects.bulk_create(
        IncomeStatement(
            household_id=home.pk,
            year=end.year,
            period_start=start,
            period_end=end,
            persons=persons,
            wage=wage,
            operating_cost=cost,
        )
        for home in city
        for (start, end), (wage, cost, persons) in home.incomes.items()
    )
    _record_staff_work(city)


def _record_episodes(home: Home) -> None:
    last: Episode | None = None
    for facts in home.episodes:
        dates = {name: value for name, value in facts.items() if name != "resumes"}
        last = Episode.objects.create(
            household_id=home.pk,
            household_type=home.household_type,
            risks=[choices.Risk.ILLNESS],
            resumes=last if facts["resumes"] else None,
            **dates,
        )


def _record_staff_work(city: Sequence[Home]) -> None:
    person, _ = ResponsiblePerson.objects.get_or_create(
        name="张桂兰", unit="市农业农村局"
    )
    Responsibility.objects.bulk_create(
        Responsibility(
            household_id=home.pk, person=person, started_on=start, ended_on=end
        )
        for home in city
        for start, end in home.responsible
    )
    Visit.objects.bulk_create(
        Visit(
            household_id=home.pk,
            village_id=home.village,
            month=day.replace(day=1),
            visited_on=day,
            mode=choices.VisitMode.HOME,
            visitors="张桂兰",
            met=choices.MetWith.HEAD,
            voided_at=dt.datetime(2026, 11, 20, tzinfo=dt.UTC) if is_void else None,
        )
        for home in city
        for day, is_void in home.visits
    )
