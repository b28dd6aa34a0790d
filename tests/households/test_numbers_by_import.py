"""What an import tells of identity numbers in use elsewhere is limited and logged."""

import pytest

from accounts.models import AccessLog, Area, User
from exchange.models import ImportRun
from households.models import Household, Member
from households.services import numbers
from tests.exchange.workbooks import apply, counts, family, receive, workbook


@pytest.fixture(autouse=True)
def elsewhere(village: Area, other_village: Area, outsider: User) -> None:
    """Two families in the other township, numbers 1, 2 and 11, 12."""
    for number, serial in (("6100000901", 1), ("6100000902", 11)):
        rows = family(number, serial, 乡="高塬镇", 行政村="塬畔村")
        apply(receive(workbook(rows), outsider))
    assert Member.objects.count() == 4
    assert not told(outsider)


def told(user: User) -> list[int | None]:
    entries = AccessLog.objects.filter(user=user, kind=AccessLog.Kind.SEARCH)
    assert all(entry.detail["by"] == numbers.DUPLICATE for entry in entries)
    return [entry.row_count for entry in entries.order_by("pk")]


def test_it_works(township_staff: User) -> None:
    run = receive(workbook(family()), township_staff)
    assert counts(run) == {"refused": 2}
    assert told(township_staff) == [2]
    assert numbers.answers_left(township_staff) == numbers.DUPLICATES_A_DAY - 2


def test_a_file_of_too_many_is_refused_as_a_whole_and_costs(
    township_staff: User, outsider: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbers, "DUPLICATES_A_DAY", 3)
    rows = family() + family("6100000002", 11)
    run = receive(workbook(rows), township_staff)
    assert run.state == ImportRun.State.REFUSED
    assert not run.errors.exists()
    assert not run.rows_refused
    assert told(township_staff) == [4]
    assert numbers.answers_left(township_staff) == 0
    assert numbers.answers_left(outsider) == 3


def test_when_the_day_is_used_up_unknown_numbers_are_not_checked_at_all(
    township_staff: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbers, "DUPLICATES_A_DAY", 2)
    own = workbook(family("6100000003", 21))
    apply(receive(own, township_staff))
    receive(workbook(family()), township_staff)
    taken = receive(workbook(family("6100000002", 11)), township_staff)
    free = receive(workbook(family("6100000004", 31)), township_staff)
    assert {taken.state, free.state} == {ImportRun.State.REFUSED}
    assert taken.message == free.message
    # One's own people can still be sent in.
    again = receive(workbook(family("6100000003", 21)), township_staff)
    assert counts(again) == {"unchanged": 2}
    assert Household.objects.filter(household_no="6100000003").exists()
    assert told(township_staff) == [2]


def test_forms_and_imports_share_the_days_answers(
    township_staff: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbers, "DUPLICATES_A_DAY", 2)
    receive(workbook(family()), township_staff)
    assert not numbers.may_ask_again(township_staff)
