"""Figures of a month: sums over rows that add up over areas, never means of means."""

from decimal import Decimal

import pytest

from accounts.models import Area, Parameter, User
from core.months import Month
from core.ratios import Share
from dashboards.figures import FIGURES, STORED
from dashboards.models import Computation, ExternalFigure, HouseholdMonth, MonthlyFigure
from dashboards.readings import Reading, Readings
from dashboards.services.recompute import recompute_month
from households.choices import Category
from households.services.months import close_month, reopen_month
from tests.dashboards import city
from tests.factories import AreaFactory, VisitFactory

NOVEMBER = Month(2026, 11)


@pytest.fixture
def computed(county: Area, village: Area, other_village: Area) -> dict[str, object]:
    made: dict[str, object] = {**city.build(village, other_village)}
    recompute_month(NOVEMBER)
    recompute_month(NOVEMBER.previous)
    return made


def read(key: str, area: Area, category: str = "", month: Month = NOVEMBER) -> Reading:
    readings = Readings.load(
        MonthlyFigure.objects.all(), months=[month], areas=[area.code], by_category=True
    )
    return readings.get(key, month, area.code, category)


@pytest.mark.parametrize(
    ("key", "part", "whole"),
    [
        ("identified-households", 3, None),
        ("identified-persons", 8, None),
        ("open-households", 2, None),
        ("open-persons", 4, None),
        ("eliminated-households", 1, None),
        ("new-households", 1, None),
        ("elimination-rate-persons", 4, 8),
        ("elimination-rate-households", 1, 3),
        ("visit-rate", 1, 2),
        ("responsible-rate", 1, 2),
        ("income-exited", 72_000 + 45_000, 9),
        ("income-monitored-known", 3, 3),
        ("income-monitored-known-before", 2, 3),
        ("income-relocated", 72_000, 4),
        ("income-relocated-known-before", 1, 1),
        ("income-falling", 2, 3),
    ],
)
def test_it_works(
    computed: object, county: Area, key: str, part: int, whole: int | None
) -> None:
    reading = read(key, county)

    assert (reading.part, reading.whole) == (part, whole)


def test_the_average_is_weighted_by_persons(computed: object, county: Area) -> None:
    average = read("income-monitored", county).value

    assert average == Decimal(27_000 + 72_000 + 6_000) / 8
    assert average != (Decimal(27_000) / 3 + Decimal(72_000) / 4 + 6_000) / 3


def test_growth_of_this_roster_and_of_the_same_households(
    computed: object, county: Area
) -> None:
    roster = read("income-monitored-growth", county)
    same = read("income-monitored-growth-same", county)

    before = Decimal(80_000) / 6
    assert roster.value == (Decimal(105_000) / 8 / before - 1) * 100
    assert same.value == (Decimal(99_000) / 7 / before - 1) * 100
    assert (roster.part, roster.whole) == (3, 3)
    assert roster.before == Share.of(2, 3)
    assert same.before is None
    assert (same.part, same.whole) == (2, 3)


def test_the_gap_needs_the_published_growth(
    computed: object, county: Area, bureau_official: User
) -> None:
    assert read("income-exited-gap", county).value is None

    ExternalFigure.objects.create(
        key="rural_income_growth",
        year=2026,
        period="q3",
        value=Decimal("6.8"),
        source="市统计局",
        published_on=NOVEMBER.first_day,
        entered_by=bureau_official,
    )

    growth = read("income-exited-growth", county).value
    assert growth is not None
    assert read("income-exited-gap", county).value == growth - Decimal("6.8")


def test_townships_and_villages_add_up_to_the_county(
    computed: object, county: Area
) -> None:
    levels = dict(Area.objects.values_list("code", "level"))
    sums: dict[tuple[str, str], dict[str, list[Decimal]]] = {}
    for row in MonthlyFigure.objects.filter(month=NOVEMBER.first_day):
        by_level = sums.setdefault((row.figure, row.category), {})
        total = by_level.setdefault(levels[row.area_code], [Decimal(0), Decimal(0)])
        total[0] += row.part
        total[1] += row.whole or 0

    assert {key for key, _ in sums} == {*STORED} - {"income-below-line"}
    for by_level in sums.values():
        assert by_level["county"] == by_level["township"] == by_level["village"]


def test_an_empty_village_is_0_of_0_and_not_0_per_cent(
    computed: object, township: Area
) -> None:
    empty = AreaFactory(code="990981101299", name="空村", parent=township)
    recompute_month(NOVEMBER)

    reading = read("visit-rate", empty)

    assert reading.is_stored
    assert (reading.part, reading.whole) == (0, 0)
    assert reading.value is None
    assert reading.shown == "—"
    assert read("open-households", empty).value == 0


def test_a_category_without_a_household_is_zero(
    computed: object, village: Area
) -> None:
    assert read("identified-households", village, Category.SUDDEN_HARDSHIP).value == 0


def test_a_figure_without_its_parameter_is_absent(
    computed: object, county: Area
) -> None:
    assert not read("income-below-line", county).is_stored

    line = Parameter.objects.create(
        key="monitoring_line", value=9_001, valid_from=NOVEMBER.first_day
    )
    recompute_month(NOVEMBER)
    reading = read("income-below-line", county)
    assert (reading.part, reading.whole) == (3, 4)

    line.delete()
    recompute_month(NOVEMBER)
    assert not read("income-below-line", county).is_stored


def test_twice_is_once(computed: object) -> None:
    before = list(MonthlyFigure.objects.values())

    again = recompute_month(NOVEMBER)

    assert (again.rows, again.figures) == (0, 0)
    assert list(MonthlyFigure.objects.values()) == before


def test_a_closed_month_is_never_touched(
    computed: dict[str, object], county: Area, bureau_official: User
) -> None:
    close_month(month=NOVEMBER, by=bureau_official)
    kept = list(MonthlyFigure.objects.values()), list(HouseholdMonth.objects.values())
    VisitFactory(household=computed["other"])

    done = recompute_month(NOVEMBER)

    assert done.is_frozen
    assert kept == (
        list(MonthlyFigure.objects.values()),
        list(HouseholdMonth.objects.values()),
    )


def test_a_reopened_month_starts_a_revision_and_keeps_the_old(
    computed: dict[str, object], county: Area, bureau_official: User
) -> None:
    close_month(month=NOVEMBER, by=bureau_official)
    reopen_month(month=NOVEMBER, by=bureau_official, reason="补录走访")
    old = list(MonthlyFigure.objects.filter(revision=1).values())
    VisitFactory(household=computed["other"])

    done = recompute_month(NOVEMBER)

    assert done.revision == 2
    assert list(MonthlyFigure.objects.filter(revision=1).values()) == old
    assert read("visit-rate", county).part == 2
    assert Computation.objects.filter(month=NOVEMBER.first_day).count() == 2


def test_every_figure_says_what_it_means() -> None:
    for figure in FIGURES.values():
        assert str(figure.definition)
        assert figure.source.startswith("§")
        assert not figure.companion or figure.companion in FIGURES


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("open-households", "未消除监测户：2 户"),
        ("elimination-rate-persons", "风险消除率（人）：50.0%（4 / 8）"),
        (
            "income-monitored-growth",
            "监测对象收入增幅：-1.6%（3 户中本年 3 户、上年 2 户有数）",
        ),
        (
            "income-monitored-growth-same",
            "监测对象收入增幅（同口径）：6.1%（以 3 户中的 2 户计）",
        ),
    ],
)
def test_a_figure_tells_itself_in_a_sentence(
    computed: object, county: Area, key: str, sentence: str
) -> None:
    assert read(key, county).sentence == sentence
