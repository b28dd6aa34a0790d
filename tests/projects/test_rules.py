"""The forecast of the end of works, by hand and by its laws."""

import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from projects.rules import Forecast, forecast, months_before

TODAY = dt.date(2026, 11, 22)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


REPORTS = [
    (day("2026-04-10"), Decimal(0)),
    (day("2026-07-31"), Decimal(31)),
    (day("2026-08-31"), Decimal(38)),
    (day("2026-09-30"), Decimal(47)),
    (day("2026-10-31"), Decimal(56)),
    (day("2026-11-21"), Decimal(64)),
]

days = st.dates(dt.date(2024, 1, 1), TODAY)
shares = st.decimals(0, 100, places=2)
points = st.lists(
    st.tuples(days, shares), min_size=1, max_size=8, unique_by=lambda p: p[0]
)


def test_it_works() -> None:
    # On 22 August 31 + 7 × 22/31 = 35.97 %; to 21 November 28.03 in 91 days: 9.38 a
    # month. The remaining 36 take 117 days.
    found = forecast(REPORTS, TODAY)
    assert found == Forecast(Decimal("9.38"), day("2027-03-18"))


def test_the_order_of_the_reports_says_nothing() -> None:
    assert forecast(REPORTS[::-1], TODAY) == forecast(REPORTS, TODAY)


def test_a_report_after_the_day_is_not_known_yet() -> None:
    later = [*REPORTS, (day("2026-11-23"), Decimal(100))]
    assert forecast(later, TODAY) == forecast(REPORTS, TODAY)


def test_works_that_have_just_begun_count_from_their_first_report() -> None:
    young = [(day("2026-10-23"), Decimal(0)), (day("2026-11-22"), Decimal(20))]
    # 20 in 30 days: the other 80 take 120.
    assert forecast(young, TODAY) == Forecast(Decimal("20.29"), day("2027-03-22"))


def test_too_little_tells_nothing() -> None:
    unknown = Forecast(None, None)
    assert forecast([], TODAY) == unknown
    assert forecast(REPORTS[-1:], TODAY) == unknown
    close = [(day("2026-11-10"), Decimal(10)), (day("2026-11-22"), Decimal(20))]
    assert forecast(close, TODAY) == unknown


def test_nothing_reported_for_three_months_tells_nothing() -> None:
    assert forecast(REPORTS[:2], TODAY) == Forecast(None, None)


def test_works_at_a_standstill_have_no_end() -> None:
    still = [(day("2026-06-30"), Decimal(40)), (day("2026-11-20"), Decimal(40))]
    assert forecast(still, TODAY) == Forecast(Decimal("0.00"), None)
    less = [(day("2026-08-22"), Decimal(40)), (day("2026-11-22"), Decimal(30))]
    assert forecast(less, TODAY).ends_on is None


def test_finished_works_have_ended() -> None:
    done = [*REPORTS, (day("2026-11-22"), Decimal(100))]
    assert forecast(done, TODAY) == Forecast(None, TODAY)


def test_a_shorter_window_looks_at_less() -> None:
    # Only from 22 October on: 53.4 % to 64 % in 30 days.
    assert forecast(REPORTS, TODAY, months=1).speed == Decimal("10.77")


def test_months_end_with_their_last_day() -> None:
    assert months_before(day("2026-05-31"), 3) == day("2026-02-28")
    assert months_before(day("2026-02-28"), 3) == day("2025-11-28")


@given(points, st.integers(1, 12))
def test_a_forecast_never_ends_before_today_unless_it_is_finished(
    reports: list[tuple[dt.date, Decimal]], months: int
) -> None:
    found = forecast(reports, TODAY, months)
    last = max(reports)[1]
    if found.ends_on is not None and last < 100:
        assert found.ends_on >= TODAY
        assert found.speed is not None
        assert found.speed >= 0
    if last >= 100:
        assert found.ends_on is not None


@given(
    st.dates(dt.date(2026, 1, 1), dt.date(2026, 8, 1)),
    st.integers(1, 90),
)
def test_steady_works_end_where_their_line_does(begun: dt.date, share: int) -> None:
    """However often a straight line is reported, it goes on straight."""
    length = (TODAY - begun).days
    line = [
        (
            begun + dt.timedelta(days=gone),
            Decimal(share) * Decimal(gone) / Decimal(length),
        )
        for gone in range(0, length + 1, 7)
    ]
    line.append((TODAY, Decimal(share)))
    found = forecast(line, TODAY)
    expected = begun + dt.timedelta(days=-(-length * 100 // share))
    in_sight = (expected - TODAY).days < 3600
    if in_sight:
        assert found.ends_on is not None
        assert abs((found.ends_on - expected).days) <= 1


@given(points, st.integers(1, 20))
def test_more_works_done_never_end_later(
    reports: list[tuple[dt.date, Decimal]], more: int
) -> None:
    """A higher last report moves the end forward."""
    ordered = sorted(reports)
    last_day, last = ordered[-1]
    better = [*ordered[:-1], (last_day, min(Decimal(100), last + more))]
    one, two = forecast(ordered, TODAY), forecast(better, TODAY)
    if one.ends_on is not None and two.ends_on is not None:
        assert two.ends_on <= one.ends_on
