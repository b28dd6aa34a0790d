"""The list behind a number counts exactly what the number says, for everybody."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Aggregate, Q
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.models import Area, User
from core.months import Month
from dashboards.figures import FIGURES, Amount, Subject
from dashboards.models import MonthlyFigure
from dashboards.readings import Readings
from dashboards.rosters import chosen_rows
from dashboards.selections import (
    PART,
    REST,
    WHOLE,
    Selection,
    resting_on,
)
from dashboards.services.recompute import recompute_month
from exchange import jobs
from exchange.errors import FileRefused
from exchange.models import Job
from exchange.services import export_file
from households.choices import Category
from tests.dashboards import city
from tests.factories import EpisodeFactory, HouseholdFactory

NOVEMBER = Month(2026, 11)
#: Amounts whose part is counted in the same thing as the whole.
_COUNTED = {Amount.HOUSEHOLDS, Amount.PERSONS, Amount.VILLAGES}
ClientOf = Callable[[User], Client]


@pytest.fixture(autouse=True)
def computed(village: Area, other_village: Area) -> dict[str, object]:
    made: dict[str, object] = {**city.build(village, other_village)}
    recompute_month(NOVEMBER)
    return made


@pytest.fixture
def everybody(
    village_worker: User,
    township_staff: User,
    outsider: User,
    bureau_official: User,
    leader: User,
    inspector: User,
) -> list[User]:
    return [
        village_worker,
        township_staff,
        outsider,
        bureau_official,
        leader,
        inspector,
    ]


def test_it_works(
    client_of: ClientOf, township_staff: User, computed: dict[str, object]
) -> None:
    url = reverse("dashboards:figure-rows", args=["visit-rate"])

    page = client_of(township_staff).get(url, {"month": "2026-11", "part": "1"})

    assert page.status_code == 200
    assert [row["household_id"] for row in page.context["rows"]] == [
        computed["open"].pk  # type: ignore[attr-defined]
    ]
    assert page.context["totals"]["households"] == 1
    assert page.context["totals"]["persons"] == 3


def _sums(user: User, area: Area, category: str) -> dict[str, int | Decimal]:
    """What the rows of every list of every figure add up to, in one query."""
    sums: dict[str, Aggregate] = {}
    for number, figure in enumerate(FIGURES.values()):
        base = resting_on(figure)
        if base.subject != Subject.HOUSEHOLD:
            continue
        for name, part in (("part", PART), ("rest", REST), ("whole", WHOLE)):
            chosen = Selection(figure, NOVEMBER, 1, area, category, part)
            measure = base.whole if part == WHOLE and base.whole else base.part
            amount = replace(measure, rows=chosen.condition)
            sums[f"{name}{number}"] = amount.aggregate()
    everything = Selection(FIGURES["visit-rate"], NOVEMBER, 1, area, category)
    rows = everything.month_rows(user)
    added = {key: value or 0 for key, value in rows.aggregate(**sums).items()}
    return added | _sums_of_others(user, area, category)


def _sums_of_others(user: User, area: Area, category: str) -> dict[str, int | Decimal]:
    """The same of figures that count villages or projects, list by list; they are not
    told by category."""
    sums: dict[str, int | Decimal] = {}
    for number, figure in enumerate(FIGURES.values()):
        base = resting_on(figure)
        if base.subject == Subject.HOUSEHOLD:
            continue
        for name, part in (("part", PART), ("rest", REST), ("whole", WHOLE)):
            chosen = Selection(figure, NOVEMBER, 1, area, category, part)
            of_village = base.subject == Subject.VILLAGE
            rows = chosen.villages(user) if of_village else chosen.projects(user)
            measure = base.whole if part == WHOLE and base.whole else base.part
            amount = replace(measure, rows=Q()).aggregate()
            sums[f"{name}{number}"] = rows.aggregate(sum=amount)["sum"] or 0
    return sums


@pytest.mark.no_cover
def test_the_list_is_the_number(everybody: list[User]) -> None:
    seen = 0
    for user in everybody:
        for area in Area.objects.visible_to(user):
            readings = Readings.load(
                MonthlyFigure.objects.visible_to(user),
                months=[NOVEMBER],
                areas=[area.code],
                by_category=True,
            )
            for category in ("", *Category.values):
                sums = _sums(user, area, category)
                for number, key in enumerate(FIGURES):
                    reading = readings.get(key, NOVEMBER, area.code, category)
                    assert sums[f"part{number}"] == reading.part, (user, area, key)
                    if reading.whole is not None:
                        assert sums[f"whole{number}"] == reading.whole, (area, key)
                        if resting_on(FIGURES[key]).part.amount in _COUNTED:
                            assert sums[f"rest{number}"] == reading.rest, (area, key)
                    seen += 1
    assert seen > 1_000


def test_both_years_of_a_growth_open_their_households(
    client_of: ClientOf, leader: User
) -> None:
    """The card, the list and the figure tell the same two numbers."""
    client = client_of(leader)
    url = reverse("dashboards:figure-rows", args=["income-monitored-growth"])
    page = client.get(url, {"month": "2026-11"})
    reading = page.context["reading"]
    assert reading.before is not None

    now = client.get(page.context["now_url"])
    then = client.get(page.context["then_url"])

    assert now.context["totals"]["households"] == reading.part == 3
    assert then.context["totals"]["households"] == reading.before.part == 2
    assert "3 户中本年 3 户、上年 2 户有数" in page.content.decode()
    # The list of the whole group proves both averages.
    sums = page.context["totals"]
    growth = sums["net_income"] / sums["income_persons"]
    growth /= sums["net_before"] / sums["persons_before"]
    assert reading.value == pytest.approx((growth - 1) * 100)


def test_a_number_of_an_earlier_definition_says_so(
    client_of: ClientOf, leader: User
) -> None:
    stored = MonthlyFigure.objects.get(
        figure="income-relocated", area_code="990981000000", category=""
    )
    url = reverse("dashboards:figure-code", args=[stored.code])
    client = client_of(leader)
    assert "按第 1 版口径计算" not in client.get(url).content.decode()

    MonthlyFigure.objects.filter(pk=stored.pk).update(definition_version=1)

    assert "按第 1 版口径计算" in client.get(url).content.decode()


def test_the_outsider_sees_no_other_row(client_of: ClientOf, outsider: User) -> None:
    url = reverse("dashboards:figure-rows", args=["identified-households"])
    client = client_of(outsider)

    own = client.get(url, {"month": "2026-11"})
    other = client.get(url, {"month": "2026-11", "area": "990981101000"})
    county = client.get(url, {"month": "2026-11", "area": "990981000000"})

    assert [row["village__name"] for row in own.context["rows"]] == ["塬畔村"]
    assert (other.status_code, county.status_code) == (404, 404)


@pytest.mark.parametrize(
    "query",
    [
        {"month": "2026-13"},
        {"month": "nonsense"},
        {"month": "2999-01"},
        {"month": "2020-01"},
        {"month": "2026-11", "category": "rich"},
        {"month": "2026-11", "part": "2"},
        {"month": "2026-11", "area": "nowhere"},
    ],
)
def test_bad_input_is_not_found(
    client_of: ClientOf, leader: User, query: dict[str, str]
) -> None:
    url = reverse("dashboards:figure-rows", args=["visit-rate"])
    assert client_of(leader).get(url, query).status_code == 404


def test_an_unknown_figure_is_not_found(client_of: ClientOf, leader: User) -> None:
    url = reverse("dashboards:figure-rows", args=["nothing"])
    assert client_of(leader).get(url).status_code == 404


def test_pages_follow_each_other(
    client_of: ClientOf, leader: User, village: Area
) -> None:
    for _ in range(60):
        EpisodeFactory(household=HouseholdFactory(village=village))
    recompute_month(NOVEMBER)
    client = client_of(leader)
    url = reverse("dashboards:figure-rows", args=["identified-households"])

    first = client.get(url, {"month": "2026-11"})
    second = client.get(url + first.context["next_url"])

    ids = [row["pk"] for page in (first, second) for row in page.context["rows"]]
    assert len(ids) == len(set(ids)) == 63
    assert second.context["next_url"] == ""
    back = client.get(url + second.context["previous_url"])
    assert back.context["rows"] == first.context["rows"]


def test_a_code_reopens_the_rows_beside_today(
    client_of: ClientOf, leader: User, computed: dict[str, object]
) -> None:
    stored = MonthlyFigure.objects.get(
        figure="open-households", area_code="990981000000", category=""
    )
    household = computed["open"]
    household.monitoring_state = "eliminated"  # type: ignore[attr-defined]
    household.save()  # type: ignore[attr-defined]

    page = client_of(leader).get(reverse("dashboards:figure-code", args=[stored.code]))

    row = next(
        row
        for row in page.context["rows"]
        if row["household_id"] == household.pk  # type: ignore[attr-defined]
    )
    assert row["monitoring_state"] == "monitoring"
    assert row["state_now"] == "eliminated"
    assert page.context["totals"]["households"] == stored.part


def test_a_code_opens_nothing_outside_ones_area(
    client_of: ClientOf, outsider: User
) -> None:
    client = client_of(outsider)
    county = MonthlyFigure.objects.filter(area_code="990981000000").first()
    assert county is not None

    for code in (county.code, "F-ZZZZZZ", "F-!", "nonsense"):
        url = reverse("dashboards:figure-code", args=[code])
        assert client.get(url).status_code == 404


def test_the_list_goes_out_as_a_file(
    client_of: ClientOf, township_staff: User, computed: dict[str, object]
) -> None:
    url = reverse("dashboards:figure-rows", args=["identified-households"])
    client = client_of(township_staff)
    page = client.get(url, {"month": "2026-11"})

    order = {"roster": "figure-rows", "query": page.context["export_query"]}
    client.post(reverse("exchange:export-start"), order)

    job = Job.objects.get(kind=Job.Kind.EXPORT)
    assert jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result["rows"]) == (Job.State.DONE, 2)
    path, _name = export_file(job=job, user=township_staff)
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    heads = {row[sheet[0].index("户编号")] for row in sheet[1:]}
    assert heads == {
        computed[name].household_no  # type: ignore[attr-defined]
        for name in ("open", "gone")
    }


def test_an_export_stays_inside_the_area(township_staff: User) -> None:
    county = {"figure": "visit-rate", "month": "2026-11", "area": "990981000000"}
    with pytest.raises(FileRefused):
        chosen_rows(township_staff, county)


def test_a_row_outlives_its_household(
    client_of: ClientOf, leader: User, computed: dict[str, object]
) -> None:
    """An undone import may take a household away that a closed month has counted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE dashboards_householdmonth SET household_id = 900000000 "
            "WHERE household_id = %s",
            [computed["open"].pk],  # type: ignore[attr-defined]
        )
    url = reverse("dashboards:figure-rows", args=["open-households"])

    page = client_of(leader).get(url, {"month": "2026-11"})

    assert page.context["totals"]["households"] == len(page.context["rows"]) == 2
