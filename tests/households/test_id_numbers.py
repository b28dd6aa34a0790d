"""GB 11643-1999, with the two numbers printed in the standard as vectors."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from households.choices import Sex
from households.rules import (
    check_character,
    full_years,
    is_phone,
    normalise_id_no,
    normalise_phone,
    read_id_no,
)

TODAY = dt.date(2026, 11, 22)
digits_17 = st.builds(
    lambda area, born, order: f"{area:06d}{born:%Y%m%d}{order:03d}",
    st.integers(110000, 999999),
    st.dates(dt.date(1907, 1, 1), TODAY),
    st.integers(0, 999),
)


def test_it_works() -> None:
    read = read_id_no("11010519491231002X", today=TODAY)
    assert (read.birth_date, read.sex) == (dt.date(1949, 12, 31), Sex.FEMALE)


def test_the_second_vector_of_the_standard_is_well_formed_but_too_old() -> None:
    assert check_character("44052418800101001") == "4"
    with pytest.raises(ValueError, match="超过 120 岁"):
        read_id_no("440524188001010014", today=TODAY)


@given(digits_17)
def test_every_number_with_its_check_character_is_read(first_17: str) -> None:
    read = read_id_no(first_17 + check_character(first_17), today=TODAY)
    assert f"{read.birth_date:%Y%m%d}" == first_17[6:14]
    assert (read.sex == Sex.MALE) == (int(first_17[16]) % 2 == 1)


@given(digits_17, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(first_17: str, at: int, by: int) -> None:
    number = first_17 + check_character(first_17)
    wrong = number[:at] + str((int(number[at]) + by) % 10) + number[at + 1 :]
    with pytest.raises(ValueError, match=r"校验位|日期|120 岁"):
        read_id_no(wrong, today=TODAY)


@given(digits_17, st.integers(0, 15))
def test_two_digits_swapped_are_always_found(first_17: str, at: int) -> None:
    number = first_17 + check_character(first_17)
    if number[at] == number[at + 1]:
        return
    swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    with pytest.raises(ValueError, match=r"校验位|日期|120 岁"):
        read_id_no(swapped, today=TODAY)


def test_the_message_says_what_the_last_character_should_be() -> None:
    with pytest.raises(ValueError, match="末位应为 X"):
        read_id_no("110105194912310021", today=TODAY)


def test_a_birth_date_in_the_future_is_refused() -> None:
    first_17 = "99098120270101001"
    with pytest.raises(ValueError, match="今天之后"):
        read_id_no(first_17 + check_character(first_17), today=TODAY)


@pytest.mark.parametrize(
    "written",
    [
        " 11010519491231002x",
        "'11010519491231002X",
        "１１０１０５19491231002X",
        "G11010519491231002X",
        "110105 19491231 002X",
    ],
)
def test_what_excel_and_people_add_is_taken_off(written: str) -> None:
    assert normalise_id_no(written) == "11010519491231002X"


def test_an_old_number_of_15_digits_becomes_18() -> None:
    assert normalise_id_no("110105491231002") == "11010519491231002X"


@given(digits_17)
def test_normalising_twice_changes_nothing(first_17: str) -> None:
    once = normalise_id_no(first_17 + check_character(first_17))
    assert normalise_id_no(once) == once


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (dt.date(2000, 2, 29), dt.date(2001, 2, 28), 0),
        (dt.date(2000, 2, 29), dt.date(2001, 3, 1), 1),
        (dt.date(1968, 11, 22), TODAY, 58),
        (dt.date(1968, 11, 23), TODAY, 57),
    ],
)
def test_age_counts_completed_years(born: dt.date, on: dt.date, years: int) -> None:
    assert full_years(born, on) == years


@pytest.mark.parametrize(
    ("text", "landline", "valid"),
    [
        ("13800002210", False, True),
        ("12800002210", False, False),
        ("0915-3212345", False, False),
        ("0915-3212345", True, True),
        ("138 0000 2210", False, True),
    ],
)
def test_phones(text: str, landline: bool, valid: bool) -> None:
    assert is_phone(normalise_phone(text), landline=landline) is valid
