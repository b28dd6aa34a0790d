import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.months import Month
from households.rules import (
    income_year_of,
    net_income,
    per_capita,
    roster_year_period,
)

yuan = st.decimals(0, 999_999, places=2)


def test_it_works() -> None:
    amount = net_income(
        wage=Decimal(31_200),
        operating=Decimal(6_000),
        property_=Decimal(420),
        transfer=Decimal(7_464),
        operating_cost=Decimal(140),
    )
    assert per_capita(amount, 4) == Decimal("11236.00")


@given(st.tuples(yuan, yuan, yuan, yuan, yuan))
def test_net_income_is_what_comes_in_less_the_cost(
    parts: tuple[Decimal, ...],
) -> None:
    wage, operating, property_, transfer, cost = parts
    amount = net_income(
        wage=wage,
        operating=operating,
        property_=property_,
        transfer=transfer,
        operating_cost=cost,
    )
    assert amount + cost == wage + operating + property_ + transfer


def test_a_household_without_members_has_no_income_a_head() -> None:
    assert per_capita(Decimal(100), 0) is None


def test_the_2023_income_runs_from_october_to_september() -> None:
    assert roster_year_period(2023) == (dt.date(2022, 10, 1), dt.date(2023, 9, 30))


@given(st.integers(2001, 2100), st.integers(1, 12))
def test_the_income_year_of_a_month_is_complete_at_its_end(
    year: int, number: int
) -> None:
    month = Month(year, number)
    last_complete = income_year_of(month)
    assert roster_year_period(last_complete)[1] <= month.last_day
    assert roster_year_period(last_complete + 1)[1] > month.last_day
