"""Each rule finds what breaks it, and nothing where all is well or has been mended.

A rule belongs to the list with at least one damage; ``damage_*`` modules hold them. All
damages are done at once, each to a household in a village of its own.
"""

from accounts.models import Area
from households.checks import telling
from households.checks.declare import all_checks, all_waiting
from households.checks.run import run_checks
from households.models import QualityHit
from households.services.summaries import refresh_summaries
from tests.assistance import damage_ledgers
from tests.factories import AreaFactory
from tests.households.checks import (
    damage_households,
    damage_monitoring,
    damage_persons,
    homes,
)
from tests.households.checks.homes import Damage, Snapshot, World
from tests.projects import damage_projects

DAMAGES: list[Damage] = [
    *damage_monitoring.DAMAGES,
    *damage_persons.DAMAGES,
    *damage_households.DAMAGES,
    *damage_ledgers.DAMAGES,
    *damage_projects.DAMAGES,
]

#: Rules of domain §7 by group, and A13 of our own.
CATALOGUE = {
    "N": 11, "I": 21, "E": 20, "A": 13, "M": 14, "P": 36, "H": 12, "F": 7, "Z": 4,
    "D": 1, "X": 1,
}  # fmt: skip


def _open_hits() -> list[QualityHit]:
    """What is found now, after refreshing what is derived."""
    refresh_summaries()
    run_checks(today=homes.TODAY)
    rows = QualityHit.objects.filter(state="open").order_by("rule", "key")
    return list(rows.select_related("household", "member"))


def _told(hits: list[QualityHit]) -> list[str]:
    return [f"{hit.rule} {telling.sentence_of(hit)}" for hit in hits]


def test_it_works(village: Area) -> None:
    homes.line()
    home = homes.make_home(village, household_type="exited")
    assert homes.found("N01") == []
    homes.change(home.conditions, danger_grade="d")
    assert homes.found("N01") == [f"h{home.pk}"]


def test_every_damage_is_found_and_when_mended_no_longer(county: Area) -> None:
    homes.line()
    worlds = [(damage, World(damage.base(AreaFactory()))) for damage in DAMAGES]
    assert _told(_open_hits()) == []
    sound = Snapshot()
    for damage, world in worlds:
        damage.how(world)
    hits = _open_hits()
    # A rule about officials has its hit at the township, one about funds at the county.
    found = {(hit.rule, hit.village_id) for hit in hits}
    missed = [
        damage.name
        for damage, world in worlds
        if found.isdisjoint(
            (damage.rule, code)
            for code in (
                world.home.village_id,
                world.home.village.parent_id,
                county.code,
            )
        )
    ]
    assert missed == []
    sentences = _told(hits)
    assert [s for s in sentences if "{" in s or not s.endswith("。")] == []
    sound.restore()
    assert _told(_open_hits()) == []
    assert not QualityHit.objects.exclude(state="fixed").exists()


def test_every_rule_has_a_damage() -> None:
    assert {check.key for check in all_checks()} == {d.rule for d in DAMAGES}


def test_every_rule_of_the_catalogue_is_active_or_says_what_it_waits_for() -> None:
    known = {*(c.key for c in all_checks()), *(w.key for w in all_waiting())}
    for group, count in CATALOGUE.items():
        expected = {f"{group}{n:02d}" for n in range(1, count + 1)}
        assert {key for key in known if key.startswith(group)} == expected
