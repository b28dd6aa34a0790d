"""Sums of cells in one reading of the rows are those that Django would ask for."""

import pytest
from django.db import connection
from django.db.models import Q

from accounts.models import Area
from core.months import Month
from dashboards.figures import STORED, Amount, Measure
from dashboards.models import HouseholdMonth
from dashboards.services.cells import sums_by
from dashboards.services.recompute import recompute_month
from tests.dashboards import city

NOVEMBER = Month(2026, 11)
BY = ("village", "category")
#: Amounts over the rows of households; projects are counted over rows of their own.
COLUMNS = {item.name for item in HouseholdMonth._meta.concrete_fields} - {"projects"}
OF_HOUSEHOLDS = COLUMNS | {Amount.HOUSEHOLDS}


@pytest.fixture(autouse=True)
def computed(village: Area, other_village: Area) -> None:
    city.build(village, other_village)
    recompute_month(NOVEMBER)


def both(measures: dict[str, Measure]) -> tuple[list[object], list[object]]:
    rows = HouseholdMonth.objects.in_month(NOVEMBER, 1).order_by()
    sql, values = sums_by(rows, BY, measures)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        ours = cursor.fetchall()
    sums = {name: measure.aggregate() for name, measure in measures.items()}
    asked = rows.values(*BY).annotate(**sums).values_list(*BY, *sums)
    return sorted(map(repr, ours)), sorted(map(repr, asked))


def test_it_works() -> None:
    stored = [m for figure in STORED.values() for m in figure.measures]
    measures = {
        f"m{number}": measure
        for number, measure in enumerate(dict.fromkeys(stored))
        if measure.amount in OF_HOUSEHOLDS
    }
    assert len(measures) > 80
    ours, asked = both(measures)
    assert ours == asked
    assert len(ours) > 2


@pytest.mark.parametrize(
    "rows",
    [
        Q(),
        ~Q(net_income=0),
        ~Q(net_income__gt=10_000) & Q(persons__gt=1),
        ~(Q(net_income__gt=10_000) | Q(visited_on=None)),
        Q(net_income__gt=10_000) | ~Q(net_before__gt=10_000),
        Q(is_relocated=True) ^ Q(household_type="exited") ^ Q(persons__gt=1),
    ],
    ids=str,
)
def test_an_empty_value_is_judged_as_django_judges_it(rows: Q) -> None:
    ours, asked = both({"n": Measure(rows), "p": Measure(rows, Amount.PERSONS)})
    assert ours == asked
