"""Each rule finds what breaks it, and nothing where all is well.

A rule belongs to the list with at least one damage; ``damage_*`` modules hold them.
"""

import pytest

from accounts.models import Area
from households.checks import telling
from households.checks.declare import all_checks, all_waiting
from households.checks.run import run_checks
from households.models import QualityHit
from households.services.summaries import refresh_summaries
from tests.households.checks import (
    damage_households,
    damage_monitoring,
    damage_persons,
    homes,
)
from tests.households.checks.homes import Damage, World

DAMAGES: list[Damage] = [
    *damage_monitoring.DAMAGES,
    *damage_persons.DAMAGES,
    *damage_households.DAMAGES,
]

#: Rules of domain §7 by group.
CATALOGUE = {
    "N": 11, "I": 21, "E": 20, "A": 12, "M": 14, "P": 36, "H": 12, "F": 7, "Z": 4,
    "D": 1, "X": 1,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _line(county: Area) -> None:
    homes.line()


def test_it_works(village: Area) -> None:
    home = homes.make_home(village, household_type="exited")
    assert homes.found("N01") == []
    homes.change(home.conditions, danger_grade="d")
    assert homes.found("N01") == [f"h{home.pk}"]


def test_no_rule_finds_anything_in_a_sound_household(village: Area) -> None:
    for make in (homes.PLAIN, homes.MONITORED, homes.ELIMINATED):
        make(village)
    refresh_summaries()
    run_checks(today=homes.TODAY)
    assert [telling.sentence_of(hit) for hit in QualityHit.objects.all()] == []


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.name)
def test_a_rule_finds_its_damage(damage: Damage, village: Area) -> None:
    home = damage.base(village)
    assert homes.found(damage.rule) == []
    damage.how(World(home))
    assert homes.found(damage.rule) != []
    hit = QualityHit.objects.filter(rule=damage.rule, state="open").first()
    sentence = telling.sentence_of(hit)
    assert "{" not in sentence
    assert sentence.endswith("。")


def test_every_rule_has_a_damage() -> None:
    assert {check.key for check in all_checks()} == {d.rule for d in DAMAGES}


def test_every_rule_of_the_catalogue_is_active_or_says_what_it_waits_for() -> None:
    known = {*(c.key for c in all_checks()), *(w.key for w in all_waiting())}
    for group in {key[0] for key in known}:
        expected = {f"{group}{n:02d}" for n in range(1, CATALOGUE[group] + 1)}
        assert {key for key in known if key.startswith(group)} == expected
