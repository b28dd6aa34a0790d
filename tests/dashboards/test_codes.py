"""Short codes survive being printed, read out and typed again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.codes import decode, encode


def test_it_works() -> None:
    assert encode(331_017) == "F-A389"
    assert decode("F-A389") == 331_017


@given(st.integers(0, 2**53))
def test_every_number_comes_back(number: int) -> None:
    code = encode(number)
    assert decode(code) == number
    assert decode(code.lower().replace("0", "O").replace("1", "l")) == number


@pytest.mark.parametrize("typed", ["", "F-", "F-U", "F-!", "指标", "F-" + "Z" * 13])
def test_nonsense_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"code|substring"):
        decode(typed)
