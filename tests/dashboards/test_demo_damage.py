"""Faults in the demonstration data are found where the list says they are."""

import json
from collections import Counter
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from dashboards.demo.city import City, Wish
from dashboards.demo.damage import KINDS, Fault, spoiled
from dashboards.demo.dice import Dice
from dashboards.demo.workbooks import write_rosters
from households.models import Household, Member
from tests.dashboards.demo_rules import hits


@cache
def _spoiled(households: int) -> tuple[list[Fault], list[tuple[str, str]]]:
    faults: list[Fault] = []
    city = City(Wish(households=households, months=8))
    homes = list(spoiled(city.households(), Dice("spoil"), faults))
    readable = [home for home in homes if all(_readable(home, f) for f in faults)]
    return faults, list(hits(readable))


def _readable(home: object, fault: Fault) -> bool:
    """An unreadable identity number stops the checks of the other rules."""
    number = getattr(home, "household_no", "")
    return fault.rule != "P01" or not fault.key.startswith(number)


def test_it_works() -> None:
    faults, found = _spoiled(3000)
    kinds = Counter(fault.what for fault in faults)
    assert 60 < len(faults) < 130
    assert {kind.what for kind in KINDS} - set(kinds) == set()
    assert found


def test_nothing_is_hit_that_was_not_spoiled() -> None:
    faults, found = _spoiled(3000)
    spoiled_homes = {fault.key[:10] for fault in faults}
    assert {number for _, number in found} <= spoiled_homes


@pytest.mark.parametrize(
    ("rule", "check"),
    [
        ("P09", "P09 relation and sex"),
        ("P12", "P12 school or education"),
        ("P13", "P13-P15 labour"),
        ("P16", "P05/P16 certificate"),
        ("E01", "E01-E20 elimination"),
        ("E08", "E01-E20 elimination"),
        ("E12", "E01-E20 elimination"),
        ("H05", "H03-H05 income"),
        ("I08", "I04-I15 risk"),
        ("I05", "I04-I15 risk"),
    ],
)
def test_a_check_finds_its_fault(rule: str, check: str) -> None:
    faults, found = _spoiled(3000)
    seeded = {fault.key[:10] for fault in faults if fault.rule == rule}
    assert seeded <= {number for name, number in found if name == check}


def test_cells_of_files_carry_what_the_list_says(tmp_path: Path) -> None:
    faults: list[Fault] = []
    write_rosters(City(Wish(households=400)), tmp_path, faults)
    in_cells = [fault for fault in faults if fault.cell]
    assert in_cells
    for name in {fault.place for fault in in_cells}:
        sheet = load_workbook(tmp_path / name).active
        assert sheet is not None
        for fault in (fault for fault in in_cells if fault.place == name):
            assert str(sheet[fault.cell].value) == fault.now != fault.was


def test_the_command_writes_the_list_beside_the_files(tmp_path: Path) -> None:
    call_command(
        "demo_rosters", str(tmp_path), households=150, damage=True, stdout=StringIO()
    )
    faults = json.loads((tmp_path / "damage.json").read_text())
    assert len(list(tmp_path.glob("*.xlsx"))) == 9
    assert {fault["place"] for fault in faults if fault["cell"]} <= {
        path.name for path in tmp_path.iterdir()
    }


@pytest.mark.django_db
def test_a_damaged_database_comes_with_its_list(tmp_path: Path) -> None:
    listed = tmp_path / "faults.json"
    call_command(
        "load_demo", households=300, months=2, damage=True, damage_list=listed,
        stdout=StringIO(),
    )  # fmt: skip
    faults = json.loads(listed.read_text())
    assert Household.objects.count() == 300
    for fault in faults:
        if fault["field"] == "labour_skill":
            person = Member.objects.get(person_no=fault["key"])
            assert person.labour_skill == fault["now"]
    assert faults
