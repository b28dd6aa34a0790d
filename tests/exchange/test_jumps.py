"""Amounts that change by more than half are pointed out, and written all the same."""

import pytest

from accounts.models import Area, User
from exchange import services
from exchange.models import ImportRun
from households.models import IncomeStatement
from tests.exchange.workbooks import apply, counts, family, receive, work, workbook


@pytest.fixture
def clerk(village: Area, township_staff: User) -> User:
    apply(receive(workbook(family(工资性收入="10000.00")), township_staff))
    return township_staff


def warnings(run: ImportRun) -> list[tuple[int, str, str]]:
    found = run.errors.filter(is_warning=True, heading="工资性收入")
    return [(error.row, error.value, error.message) for error in found]


def test_it_works(clerk: User) -> None:
    run = receive(workbook(family(工资性收入="16090.00")), clerk)
    [(row, value, message)] = warnings(run)
    assert (row, value) == (4, "16090.00")
    assert "10000.00" in message
    assert "+60.9%" in message
    assert counts(run)["changed"] >= 1
    apply(run)
    assert IncomeStatement.objects.get().wage == 16090
    assert len(warnings(run)) == 1


@pytest.mark.parametrize("amount", ["10000.00", "14999.00", "5001.00", ""])
def test_smaller_changes_are_not_pointed_out(clerk: User, amount: str) -> None:
    assert not warnings(receive(workbook(family(工资性收入=amount)), clerk))


def test_a_first_amount_is_no_change(village: Area, township_staff: User) -> None:
    run = receive(workbook(family(工资性收入="99999.00")), township_staff)
    assert not warnings(run)


def test_a_fall_counts_as_well(clerk: User) -> None:
    run = receive(workbook(family(工资性收入="500.00")), clerk)
    [(_row, _value, message)] = warnings(run)
    assert "-95.0%" in message


def test_reading_again_after_a_correction_warns_once(clerk: User) -> None:
    run = receive(workbook(family(工资性收入="2O000")), clerk)
    error = run.errors.exclude(suggestion="").filter(is_warning=False).first()
    assert error is not None
    services.fix_cell(run=run, error_id=error.pk, by=clerk)
    assert len(warnings(work(run))) == 1
