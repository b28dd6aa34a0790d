"""Amounts that changed by more than half catch the eye in a preview."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.views.preview import grouped, jump_of

AMOUNTS = st.decimals(Decimal("0.01"), Decimal(10**9), places=2)


def test_it_works() -> None:
    assert jump_of("11816.00", "19016.00") == "+60.9%"
    assert jump_of("4,100.00", "500.00") == "-87.8%"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("100.00", "150.00"),
        ("0.00", "9000.00"),
        ("", "9000.00"),
        ("2", "5"),
        ("990*************11", "990*************12"),
        ("２.００", "9.00"),
        ("柳树沟村", "青石村"),
    ],
)
def test_other_changes_are_not_marked(old: str, new: str) -> None:
    assert jump_of(old, new) == ""


@given(AMOUNTS, AMOUNTS)
def test_a_mark_means_more_than_half(old: Decimal, new: Decimal) -> None:
    marked = bool(jump_of(f"{old:.2f}", f"{new:.2f}"))
    assert marked == (abs(new - old) * 2 > old)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("12000.50", "12,000.50"),
        ("4100.00", "4,100"),
        ("-4100.00", "-4,100"),
        ("6100000001", "6100000001"),
        ("2024-03-01", "2024-03-01"),
        ("", ""),
    ],
)
def test_amounts_are_shown_with_thousands(text: str, shown: str) -> None:
    assert grouped(text) == shown
