"""The demonstration city: its figures, its consistency, its repeatability."""

import datetime as dt
from collections import Counter

import pytest

from dashboards.demo.city import DAY, City, Wish
from dashboards.demo.dice import split
from dashboards.demo.places import TOWNSHIPS, VILLAGES
from dashboards.demo.records import Household
from dashboards.demo.staff import HOUSEHOLDS_EACH
from tests.dashboards.demo_rules import RULES


@pytest.fixture(scope="module")
def city() -> City:
    return City(Wish())


@pytest.fixture(scope="module")
def homes(city: City) -> list[Household]:
    return list(city.households())


@pytest.fixture(scope="module")
def monitored(homes: list[Household]) -> list[Household]:
    return [home for home in homes if home.episodes and home.state == "active"]


def test_it_works(homes: list[Household]) -> None:
    assert len(homes) == 3000
    assert len({home.household_no for home in homes}) == 3000


def test_the_monitored_are_those_of_the_prototype(monitored: list[Household]) -> None:
    categories = Counter(home.episodes[-1].category for home in monitored)
    ended = [home for home in monitored if home.episodes[-1].eliminated_on]
    assert categories == {
        "unstable_exited": 178,
        "marginal": 203,
        "sudden_hardship": 105,
    }
    assert len(ended) == 397
    assert sum(len(home.members) for home in monitored) == 1642
    assert sum(len(home.members) for home in ended) == 1351


def test_every_town_has_the_households_of_the_prototype(
    monitored: list[Household],
) -> None:
    by_town = Counter(home.village.township for home in monitored)
    assert by_town == {town.code: town.monitored for town in TOWNSHIPS}


def test_three_quarters_are_visited_in_the_current_month(
    monitored: list[Household],
) -> None:
    first = DAY.replace(day=1)
    seen = [h for h in monitored if h.visits and h.visits[-1].month == first]
    assert len(seen) == 371


def test_villages_carry_codes_of_the_statistical_kind() -> None:
    assert 135 <= len(VILLAGES) <= 145
    assert len({village.code for village in VILLAGES}) == len(VILLAGES)
    for village in VILLAGES:
        number = int(village.code[9:])
        assert village.code.startswith("990981")
        assert number >= 200 if village.name.endswith("村") else 1 <= number < 200


@pytest.mark.parametrize("rule", RULES)
def test_no_check_has_anything_to_ask_about(rule: str, homes: list[Household]) -> None:
    assert [home.household_no for home in homes if RULES[rule](home)] == []


def test_no_number_is_given_twice(homes: list[Household]) -> None:
    people = [p for home in homes for p in (*home.members, *home.gone)]
    phones = [person.phone for person in people if person.phone]
    assert len({person.id_no for person in people}) == len(people)
    assert len(set(phones)) == len(phones)


def test_almost_every_household_has_an_official_and_nobody_too_many(
    city: City, monitored: list[Household]
) -> None:
    current = [c.official for home in monitored for c in home.charges if not c.ended_on]
    most = Counter(official.number for official in current).most_common(1)[0][1]
    assert 0.96 < len(current) / len(monitored) < 1
    assert most <= HOUSEHOLDS_EACH


def test_incomes_grow_about_as_in_the_prototype(monitored: list[Household]) -> None:
    def average(year: int) -> float:
        of_year = [s for h in monitored for s in h.statements if s.year == year]
        return sum(s.amounts.net for s in of_year) / sum(s.persons for s in of_year)

    assert 0.085 < average(2026) / average(2025) - 1 < 0.105
    assert 17_500 < average(2026) < 19_500


def test_a_year_of_visits_comes_near_the_income_of_the_year(
    monitored: list[Household],
) -> None:
    inside = (dt.date(2025, 10, 1), dt.date(2026, 9, 1))
    for home in monitored[:50]:
        visits = [v for v in home.visits if inside[0] <= v.month <= inside[1]]
        if len(visits) == 12:
            year = next(s for s in home.statements if s.year == 2026).amounts.net
            assert sum(v.amounts.net for v in visits) == pytest.approx(year, rel=0.2)


def test_the_same_seed_gives_the_same_city() -> None:
    wish = Wish(households=200, months=3, seed=7)
    assert list(City(wish).households()) == list(City(wish).households())


def test_another_seed_gives_other_people() -> None:
    one = City(Wish(households=50, seed=1)).households()
    two = City(Wish(households=50, seed=2)).households()
    assert {h.head.name for h in one} != {h.head.name for h in two}


def test_more_months_do_not_change_the_people() -> None:
    short = list(City(Wish(households=200, months=2)).households())
    long = list(City(Wish(households=200, months=9)).households())
    assert [home.members for home in short] == [home.members for home in long]


def test_sharing_out_keeps_the_total_and_the_caps() -> None:
    assert split(10, [1, 1, 1]) in ([4, 3, 3], [3, 4, 3], [3, 3, 4])
    assert split(10, [9, 1], [4, 20]) == [4, 6]
    assert split(5, [1, 1], [1, 1]) == [1, 1]
