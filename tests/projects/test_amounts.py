"""Ten thousand yuan as it is typed, kept and shown."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from projects.amounts import wan
from projects.forms.fields import WanAmountField

AMOUNTS = st.decimals(min_value=0, max_value=9_999_999, places=6)


@given(AMOUNTS)
def test_what_is_shown_may_be_typed_again(amount: Decimal) -> None:
    assert WanAmountField().clean(wan(amount)) == amount
    assert WanAmountField().clean(f"{wan(amount)}万元") == amount


@given(AMOUNTS)
def test_a_stored_amount_stands_in_its_field_as_it_is(amount: Decimal) -> None:
    shown = WanAmountField().prepare_value(amount)
    assert Decimal(shown) == amount
    assert not ("." in shown and shown.endswith("0"))


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1,250.5", "1250.5"),
        ("１２５０．５", "1250.5"),
        ("98 万", "98"),
        ("0.000001", "0.000001"),
    ],
)
def test_amounts_are_read_as_people_write_them(typed: str, amount: str) -> None:
    assert WanAmountField().clean(typed) == Decimal(amount)


@pytest.mark.parametrize(
    "typed", ["", "abc", "1e999999", "-1", "0.0000001", "Infinity"]
)
def test_other_things_are_no_amount(typed: str) -> None:
    with pytest.raises(ValidationError):
        WanAmountField().clean(typed)
