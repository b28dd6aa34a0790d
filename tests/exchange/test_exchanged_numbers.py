"""Two people of one file exchange their identity numbers."""

import pghistory
import pytest

from accounts.models import Area, User
from exchange import services
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
    work,
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


@pytest.mark.parametrize("roster", ROSTERS, ids=lambda roster: roster[0])
def test_the_exchange_is_withdrawn(
    clerk: User, roster: tuple[str, str, tuple[int, int]]
) -> None:
    first, second = numbers_of_heads()
    run = apply(with_numbers(clerk, roster, second, first))
    assert undone(run) == {"restored": 2, "kept": 0}
    assert numbers_of_heads() == [first, second]
    for head in Member.objects.filter(relation="head"):
        told = [e for e in history_of(head.household) if e.action == "update"]
        masks = [c for e in told for c in e.changes if c.name == "id_no_mask"]
        assert len(masks) == 2


def test_a_number_that_moved_on_comes_back(clerk: User) -> None:
    first, second = numbers_of_heads()
    run = apply(with_numbers(clerk, ROSTERS[0], id_number(77), first))
    assert undone(run)["kept"] == 0
    assert numbers_of_heads() == [first, second]


def test_a_number_that_somebody_has_taken_since_does_not_come_back(
    clerk: User,
) -> None:
    """Nor does the number of the one who took over from there."""
    first, second = numbers_of_heads()
    run = apply(with_numbers(clerk, ROSTERS[0], id_number(77), first))
    spouse = Member.objects.get(household__household_no="6100000002", relation="spouse")
    now = numbers_of_heads()
    with pghistory.context(via="web"):
        spouse.seal("id_no", second)
        spouse.save()
    assert undone(run) == {"restored": 0, "kept": 2}
    assert numbers_of_heads() == now


def test_a_head_who_was_replaced_is_head_again(clerk: User) -> None:
    path = exported("members", clerk)
    cells = {(2, "与户主关系"): "配偶", (3, "与户主关系"): "户主"}
    run = receive(edited(path, cells), clerk, "members")
    assert (counts(run).get("changed"), problems(run)) == (2, [])
    before = heads()
    apply(run)
    assert heads() != before
    assert undone(run)["kept"] == 0
    assert heads() == before


def test_a_number_comes_back_from_a_new_row(clerk: User) -> None:
    """Who moved to another household by a file: out here, new there."""
    there = Member.objects.filter(household__household_no="6100000002")
    there.filter(relation="spouse").update(name="王桂花")
    sheet = [
        ("户编号", "变更类型", "变更日期", "成员姓名", "证件号码", "与户主关系",
         "变更原因"),
        ("6100000001", "自然减少", "2026-11-02", "李秀英", "", "", "婚出"),
        ("6100000002", "自然增加", "2026-11-02", "李秀英", id_number(2), "其他",
         "婚入"),
    ]  # fmt: skip
    run = receive(workbook(sheet[1:], header=sheet[0], above=()), clerk, "changes")
    assert (counts(run), problems(run)) == ({"new": 2}, [])
    apply(run)
    assert undone(run) == {"restored": 4, "kept": 0}
    person = Member.objects.get(name="李秀英")
    assert (person.state, person.household.household_no) == ("present", "6100000001")
    assert person.reveal("id_no") == id_number(2)


def heads() -> list[str]:
    rows = Member.objects.filter(relation="head").order_by("household__household_no")
    return [f"{row.household.household_no} {row.name}" for row in rows]


def undone(run: ImportRun) -> dict[str, int]:
    services.undo_run(run=run, by=run.owner)
    run = work(run)
    assert run.job is not None
    assert run.state == "undone"
    result: dict[str, int] = run.job.result
    return result
