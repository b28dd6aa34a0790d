"""Working days, ten-day periods and months, whatever the holidays are."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from core.months import Month
from core.working_days import TenDays, WorkingDays, add_months

DAYS = st.dates(dt.date(2025, 1, 1), dt.date(2027, 12, 31))
COUNTS = st.integers(0, 60)
CALENDARS = st.dictionaries(DAYS, st.booleans(), max_size=60).map(WorkingDays)

#: National Day of 2026, with the two Saturdays and Sundays made up for.
OCTOBER = WorkingDays(
    {dt.date(2026, 10, n): False for n in range(1, 8)}
    | {dt.date(2026, 9, 20): True, dt.date(2026, 10, 10): True},
    frozenset({2026}),
)


def test_it_works() -> None:
    assert OCTOBER.add(dt.date(2026, 9, 30), 1) == dt.date(2026, 10, 8)
    assert OCTOBER.add(dt.date(2026, 10, 8), 2) == dt.date(2026, 10, 10)
    assert OCTOBER.between(dt.date(2026, 9, 18), dt.date(2026, 9, 21)) == 2
    assert OCTOBER.add(dt.date(2026, 10, 8), -1) == dt.date(2026, 9, 30)


@given(CALENDARS, DAYS, DAYS, COUNTS)
def test_a_later_day_is_never_due_earlier(
    calendar: WorkingDays, one: dt.date, other: dt.date, count: int
) -> None:
    first, last = sorted((one, other))
    assert calendar.add(first, count) <= calendar.add(last, count)


@given(CALENDARS, DAYS, COUNTS, COUNTS)
def test_more_days_are_never_due_earlier(
    calendar: WorkingDays, day: dt.date, one: int, other: int
) -> None:
    fewer, more = sorted((one, other))
    assert calendar.add(day, fewer) <= calendar.add(day, more)


@given(CALENDARS, DAYS, COUNTS)
def test_counting_undoes_adding(
    calendar: WorkingDays, day: dt.date, count: int
) -> None:
    assert calendar.between(day, calendar.add(day, count)) == count
    if calendar.is_working(day):
        assert calendar.between(calendar.add(day, -count), day) == count


@given(CALENDARS, DAYS, st.integers(1, 60))
def test_what_is_due_after_working_days_is_a_working_day(
    calendar: WorkingDays, day: dt.date, count: int
) -> None:
    assert calendar.is_working(calendar.add(day, count))


def test_years_without_published_holidays_are_named() -> None:
    first, last = dt.date(2026, 12, 1), dt.date(2027, 1, 5)
    assert OCTOBER.unknown_years(first, last) == [2027]


@given(DAYS)
def test_every_day_lies_in_exactly_one_ten_day_period(day: dt.date) -> None:
    period = TenDays.of(day)
    assert period.first_day <= day <= period.last_day
    assert TenDays.of(period.last_day) == period
    assert period.shift(1).first_day == period.last_day + dt.timedelta(days=1)


@given(DAYS, st.integers(-40, 40))
def test_ten_day_periods_count_back_and_forth(day: dt.date, count: int) -> None:
    period = TenDays.of(day)
    assert period.shift(count).shift(-count) == period


def test_ten_day_periods_are_named_as_they_are_said() -> None:
    days = [dt.date(2026, 11, n) for n in (1, 10, 11, 20, 21, 30)]
    labels = [TenDays.of(day).label for day in days]
    assert labels == ["11月上旬"] * 2 + ["11月中旬"] * 2 + ["11月下旬"] * 2


@given(DAYS, DAYS, st.integers(0, 24))
def test_months_keep_the_order_of_days(
    one: dt.date, other: dt.date, count: int
) -> None:
    first, last = sorted((one, other))
    assert add_months(first, count) <= add_months(last, count)
    assert Month.of(add_months(first, count)) == Month.of(first).shift(count)
