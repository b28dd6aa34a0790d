"""Two people of one file exchange their identity numbers."""

import pytest

from accounts.models import Area, User
from exchange.models import ImportRun
from households.history import history_of
from households.models import Member
from tests.exchange.test_roundtrip import edited, exported, sheet_of
from tests.exchange.workbooks import (
    apply,
    counts,
    family,
    id_number,
    problems,
    receive,
    workbook,
)

#: Roster, the heading of its number, and the rows of the two heads.
ROSTERS = [("members", "证件号码", (2, 4)), ("households", "户主证件号码", (2, 3))]


@pytest.fixture
def clerk(village: Area, township_staff: User) -> User:
    rows = family("6100000001", 1) + family("6100000002", 11)
    apply(receive(workbook(rows), township_staff))
    return township_staff


def numbers_of_heads() -> list[str]:
    heads = Member.objects.filter(relation="head").order_by("household__household_no")
    return [head.reveal("id_no") for head in heads]


def with_numbers(
    clerk: User, roster: tuple[str, str, tuple[int, int]], *numbers: str
) -> ImportRun:
    key, heading, rows = roster
    path = exported(key, clerk, reveal=True, reason="核对")
    assert heading in sheet_of(path)[0]
    cells = {(row, heading): number for row, number in zip(rows, numbers, strict=True)}
    return receive(edited(path, cells), clerk, key)


@pytest.mark.parametrize("roster", ROSTERS, ids=lambda roster: roster[0])
def test_it_works(clerk: User, roster: tuple[str, str, tuple[int, int]]) -> None:
    first, second = numbers_of_heads()
    run = with_numbers(clerk, roster, second, first)
    assert (counts(run).get("changed"), problems(run)) == (2, [])
    apply(run)
    assert numbers_of_heads() == [second, first]
    for head in Member.objects.filter(relation="head"):
        told = [e for e in history_of(head.household) if e.action == "update"]
        masks = [c for e in told for c in e.changes if c.name == "id_no_mask"]
        assert len(masks) == 1


def test_a_number_moves_on_to_the_next(clerk: User) -> None:
    first, _second = numbers_of_heads()
    run = with_numbers(clerk, ROSTERS[0], id_number(77), first)
    assert (counts(run).get("changed"), problems(run)) == (2, [])
    apply(run)
    assert numbers_of_heads() == [id_number(77), first]


def test_a_number_that_is_not_given_up_is_refused(clerk: User) -> None:
    first, second = numbers_of_heads()
    run = with_numbers(clerk, ROSTERS[0], second, second)
    assert counts(run)["refused"] == 1
    assert numbers_of_heads() == [first, second]
