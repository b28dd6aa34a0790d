"""The small value types and masks: months, shares, what may be shown."""

import datetime as dt
import logging
import uuid
from decimal import Decimal

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from core import crypto
from core.logs import MaskPersonalNumbers
from core.masking import mask_account, mask_id_no, mask_phone, mask_text
from core.months import Month, MonthConverter
from core.ratios import Share

MONTHS = st.builds(Month, st.integers(1950, 2900), st.integers(1, 12))
DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2900, 1, 1))


@given(MONTHS, st.integers(-500, 500))
def test_shifting_there_and_back_is_standing_still(month: Month, by: int) -> None:
    assert month.shift(by).shift(-by) == month


@given(DAYS)
def test_a_day_lies_in_its_month(day: dt.date) -> None:
    month = Month.of(day)
    assert month.first_day <= day <= month.last_day
    assert month.next.first_day == month.last_day + dt.timedelta(days=1)


@given(MONTHS)
def test_a_month_is_read_as_it_is_written(month: Month) -> None:
    converter = MonthConverter()
    assert converter.to_python(converter.to_url(month)) == month
    assert Month.parse(month.label) == month
    assert month.year_before == month.shift(-12)


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-00", "26-1", "x", "０"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a month"):
        Month.parse(text)


def test_a_range_holds_both_ends() -> None:
    months = Month.range(Month(2025, 11), Month(2026, 2))
    assert [str(month) for month in months] == [
        "2025-11",
        "2025-12",
        "2026-01",
        "2026-02",
    ]


def test_nothing_to_measure_is_not_zero_per_cent() -> None:
    assert Share.of(0, 0).percent is None
    assert Share.of(45, 65).percent == pytest.approx(
        Decimal("69.2307"), abs=Decimal("0.001")
    )


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(1, 99))))
def test_shares_add_up_as_their_parts_do(pairs: list[tuple[int, int]]) -> None:
    total = sum((Share.of(*pair) for pair in pairs), Share.of(0, 0))
    assert total.part == sum(part for part, _ in pairs)
    assert total.whole == sum(whole for _, whole in pairs)


@given(st.text("0123456789X", max_size=30))
def test_a_mask_hides_at_least_three_characters_or_all(value: str) -> None:
    for mask in (mask_id_no, mask_phone, mask_account):
        masked = mask(value)
        assert len(masked) == len(value)
        assert masked.count("*") >= min(3, len(value))


def test_masks_keep_what_the_rules_allow() -> None:
    assert mask_id_no("99098119680305001X") == "990*************1X"
    assert mask_phone("13800132210") == "138****2210"
    assert mask_account("6217001234567890123") == "*" * 15 + "0123"
    assert mask_text("肺癌") == "＊＊＊"
    assert mask_text("") == ""


@pytest.mark.parametrize(
    "text",
    ["id 99098119680305001X", "phone 13800132210", "a 990981196803050018 b"],
)
def test_log_lines_carry_no_personal_number(text: str) -> None:
    record = logging.LogRecord("x", logging.INFO, "f", 1, "%s", (text,), None)
    MaskPersonalNumbers().filter(record)
    assert "*" * 8 in record.getMessage()
    assert text.split()[1][5:] not in record.getMessage()


def test_a_traceback_carries_no_personal_number() -> None:
    error = ValueError("duplicate 99098119680305001X")
    info = (ValueError, error, None)
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "failed", (), info)
    MaskPersonalNumbers().filter(record)
    assert "19680305001X" not in str(record.exc_text)


@given(st.text(max_size=60))
def test_what_is_encrypted_comes_back_in_its_place_only(value: str) -> None:
    ref = uuid.uuid4()
    sealed = crypto.encrypt(value, column="t.c", ref=ref)
    assert crypto.decrypt(sealed, column="t.c", ref=ref) == value
    for column, other in (("t.d", ref), ("t.c", uuid.uuid4())):
        with pytest.raises(InvalidTag):
            crypto.decrypt(sealed, column=column, ref=other)


def test_digests_of_different_purposes_cannot_be_joined() -> None:
    assert crypto.digest("1", purpose="id") != crypto.digest("1", purpose="phone")
    assert crypto.digest("1", purpose="id") == crypto.digest("1", purpose="id")


def test_an_encrypted_column_cannot_be_searched(db: None) -> None:
    from households.models import Household  # noqa: PLC0415 - after the app registry

    with pytest.raises(TypeError, match="digest"):
        Household.objects.filter(phone=b"1")
