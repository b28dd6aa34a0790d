"""Whatever happened in a city, its stored figures are those worked out by hand."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Area, Parameter, User
from core.months import Month
from dashboards.figures import FIGURES, STORED
from dashboards.models import ExternalFigure, HouseholdMonth, MonthlyFigure
from dashboards.readings import Readings
from dashboards.selections import PART, REST, WHOLE, Selection
from dashboards.services.recompute import recompute_month
from households.models import Household
from tests.dashboards import by_hand
from tests.dashboards.small_city import EMPTY_VILLAGE, VILLAGES, Home, homes, record
from tests.factories import AreaFactory

MONTHS = st.integers(0, 16).map(Month(2025, 6).shift)
CITIES = st.lists(homes(), max_size=5)
LINE = 6_000
CHANCE = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(autouse=True)
def villages(village: Area, other_village: Area) -> None:
    """The villages of the cities, and one without a household."""
    for code in (*VILLAGES, EMPTY_VILLAGE):
        AreaFactory(code=code)


def write_line(valid_from: dt.date | None) -> None:
    if valid_from is not None:
        Parameter.objects.create(
            key="monitoring_line", value=LINE, valid_from=valid_from
        )


def stored(month: Month) -> dict[tuple[str, str, str], by_hand.Pair]:
    rows = MonthlyFigure.objects.filter(month=month.first_day)
    return {
        (row.figure, row.area_code, row.category): (row.part, row.whole) for row in rows
    }


@CHANCE
@given(
    city=CITIES,
    month=MONTHS,
    valid_from=st.none() | st.just(dt.date(2025, 12, 31)),
    known_first=st.integers(0, 5),
)
def test_every_stored_figure_is_the_one_by_hand(
    city: Sequence[Home], month: Month, valid_from: dt.date | None, known_first: int
) -> None:
    """Also when a part of the city was counted before, and one household is gone."""
    with transaction.atomic():
        write_line(valid_from)
        record(city[:known_first])
        gone = Home("990981101201", "exited", True, "active", [], [], [], [], {})
        record([gone])
        recompute_month(month)
        Household.objects.filter(pk=gone.pk).delete()
        record(city[known_first:])
        recompute_month(
            month, households=[gone.pk, *(home.pk for home in city[known_first:])]
        )

        told = valid_from is not None and valid_from <= month.last_day
        rows = by_hand.month_of(city, month)
        assert stored(month) == by_hand.figures(rows, LINE if told else None)

        labour = HouseholdMonth.objects.values_list("household_id", "labour")
        assert dict(labour) == {row.home.pk: row.labour for row in rows}
        again = recompute_month(month)
        assert (again.rows, again.figures) == (0, 0)
        transaction.set_rollback(True)


@CHANCE
@given(city=CITIES, month=MONTHS)
def test_every_growth_and_gap_is_the_one_by_hand(
    bureau_official: User, city: Sequence[Home], month: Month
) -> None:
    with transaction.atomic():
        for year in range(2024, 2027):
            ExternalFigure.objects.create(
                key="rural_income_growth",
                year=year,
                period="year",
                value=Decimal(year - 2020),
                source="市统计局",
                published_on=dt.date(year, 10, 20),
                entered_by=bureau_official,
            )
        record(city)
        recompute_month(month)
        by_area = by_hand.figures(by_hand.month_of(city, month), None)
        readings = Readings.load(
            MonthlyFigure.objects.all(),
            months=[month],
            areas=by_hand.AREAS,
            by_category=True,
        )
        published = (month.year if month.number >= 9 else month.year - 1) - 2020
        for area in by_hand.AREAS:
            for category in by_hand.CATEGORIES:
                of = {key: by_area.get((key, area, category), (0, 0)) for key in STORED}
                for group in ("monitored", "exited", "relocated"):
                    key = f"income-{group}"
                    roster = by_hand.growth(of[key], of[f"{key}-before"])
                    same = by_hand.growth(of[f"{key}-same"], of[f"{key}-same-before"])
                    gap = None if roster is None else roster - published
                    for name, expected in (
                        (f"{key}-growth", roster),
                        (f"{key}-growth-same", same),
                        (f"{key}-gap", gap),
                    ):
                        value = readings.get(name, month, area, category).value
                        assert is_about(value, expected), (name, area, category)
                    reading = readings.get(f"{key}-growth", month, area, category)
                    then = reading.before.part if reading.before else 0
                    assert (reading.part, then) == (
                        of[f"{key}-known"][0],
                        of[f"{key}-known-before"][0],
                    )
        transaction.set_rollback(True)


def is_about(value: Decimal | None, expected: Fraction | None) -> bool:
    if value is None or expected is None:
        return value is None and expected is None
    return abs(Fraction(value) - expected) < Fraction(1, 10**9)


#: Figures about one group of households, and which of them are counted, in words.
LISTS = {
    "open-households": lambda row: row.state == "monitoring",
    "visit-rate": lambda row: row.state == "monitoring",
    "income-monitored-known-before": lambda row: row.state != "none",
    "income-relocated-growth": lambda row: (
        row.home.household_type == "exited" and row.home.is_relocated
    ),
}
COUNTED = {
    "open-households": lambda row: True,
    "visit-rate": lambda row: row.visited,
    "income-monitored-known-before": lambda row: row.before is not None,
    "income-relocated-growth": lambda row: row.now is not None,
}


@CHANCE
@given(city=CITIES, month=MONTHS, data=st.data())
def test_every_list_has_the_households_found_by_hand(
    leader: User, city: Sequence[Home], month: Month, data: st.DataObject
) -> None:
    with transaction.atomic():
        record(city)
        recompute_month(month)
        area = Area.objects.get(code=data.draw(st.sampled_from(by_hand.AREAS)))
        category = data.draw(st.sampled_from(by_hand.CATEGORIES))
        rows = [
            row
            for row in by_hand.month_of(city, month)
            if by_hand.lies_in(row.home.village, area.code)
            and category in ("", row.category)
        ]
        for key, belongs in LISTS.items():
            whole = {row.home.pk for row in rows if belongs(row)}
            part = {r.home.pk for r in rows if belongs(r) and COUNTED[key](r)}
            for name, expected in ((WHOLE, whole), (PART, part), (REST, whole - part)):
                chosen = Selection(FIGURES[key], month, 1, area, category, name)
                found = chosen.rows(leader).values_list("household_id", flat=True)
                assert sorted(found) == sorted(expected), (key, name)
        transaction.set_rollback(True)
