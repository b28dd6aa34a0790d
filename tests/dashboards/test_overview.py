"""The overview by role, area and state of the data."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Area, User
from core.months import Month
from dashboards.models import StaleMonth
from dashboards.services.recompute import recompute_month
from exchange.models import Job
from households.models import Household
from households.services.months import close_month
from tests.dashboards import city
from tests.factories import AreaFactory, HouseholdFactory

NOVEMBER = Month(2026, 11)
URL = reverse("dashboards:overview")
ClientOf = Callable[[User], Client]
QUERY_COUNTS = Path(__file__).parent.parent / "query_counts.json"


@pytest.fixture
def computed(village: Area, other_village: Area) -> dict[str, Household]:
    made = city.build(village, other_village)
    recompute_month(NOVEMBER)
    recompute_month(NOVEMBER.previous)
    return made


def test_it_works(client_of: ClientOf, leader: User, computed: object) -> None:
    page = client_of(leader).get(URL, {"month": "2026-11"})

    assert page.status_code == 200
    board = page.context["board"]
    assert board.tiles["identified-households"].value == 3
    assert [line.area.name for line in board.lines] == ["高塬镇", "石门镇"]
    assert "监测帮扶总览" in page.content.decode()


@pytest.mark.parametrize(
    "role",
    ["village_worker", "township_staff", "bureau_official", "leader", "inspector"],
)
def test_each_role_sees_its_own_area(
    client_of: ClientOf, request: pytest.FixtureRequest, computed: object, role: str
) -> None:
    user = request.getfixturevalue(role)

    page = client_of(user).get(URL, {"month": "2026-11"})

    assert page.context["area"] == user.area
    for line in page.context["board"].lines:
        assert line.area.parent_id == user.area_id


@pytest.mark.parametrize("role", ["department_staff", "administrator", "newcomer"])
@pytest.mark.parametrize("name", ["overview", "villages", "as-of", "definitions"])
def test_who_reads_no_household_reads_no_figure(
    client_of: ClientOf, request: pytest.FixtureRequest, role: str, name: str
) -> None:
    client = client_of(request.getfixturevalue(role))
    assert client.get(reverse(f"dashboards:{name}")).status_code == 403


@pytest.mark.parametrize("name", ["overview", "villages", "as-of", "definitions"])
def test_another_township_is_not_found(
    client_of: ClientOf, outsider: User, computed: object, name: str
) -> None:
    url = reverse(f"dashboards:{name}")
    query = {"month": "2026-11", "area": "990981101000"}
    assert client_of(outsider).get(url, query).status_code == 404


def test_a_township_opens_its_villages(
    client_of: ClientOf, leader: User, township: Area, computed: object
) -> None:
    url = reverse("dashboards:villages")

    part = client_of(leader).get(url, {"month": "2026-11", "area": township.code})

    assert part.status_code == 200
    text = part.content.decode()
    assert "柳树沟村" in text
    assert "塬畔村" not in text
    assert "<html" not in text


def test_an_empty_register_says_what_to_do(
    client_of: ClientOf, bureau_official: User
) -> None:
    page = client_of(bureau_official).get(URL)

    assert "先导入监测户" in page.content.decode()
    assert reverse("exchange:import-upload") in page.content.decode()


def test_a_month_without_figures_can_be_computed(
    client_of: ClientOf, bureau_official: User, village: Area
) -> None:
    HouseholdFactory(village=village)
    client = client_of(bureau_official)
    assert "尚未计算" in client.get(URL, {"month": "2026-10"}).content.decode()

    answer = client.post(reverse("dashboards:recompute", args=["2026-10"]))

    assert answer.status_code == 302
    assert StaleMonth.objects.get().month == NOVEMBER.previous.first_day


def test_a_closed_month_is_not_computed_again(
    client_of: ClientOf, bureau_official: User, computed: object
) -> None:
    close_month(month=NOVEMBER.previous, by=bureau_official)
    StaleMonth.objects.all().delete()

    client_of(bureau_official).post(reverse("dashboards:recompute", args=["2026-10"]))

    assert not StaleMonth.objects.exists()
    assert not Job.objects.exists()


def test_only_the_bureau_recomputes(
    client_of: ClientOf, township_staff: User, leader: User
) -> None:
    url = reverse("dashboards:recompute", args=["2026-10"])
    for user in (township_staff, leader):
        assert client_of(user).post(url).status_code == 403


def test_waiting_changes_are_told(
    client_of: ClientOf, leader: User, computed: object
) -> None:
    StaleMonth.objects.create(month=NOVEMBER.first_day)

    page = client_of(leader).get(URL, {"month": "2026-11"})

    assert "指标正在重算" in page.content.decode()
    StaleMonth.objects.all().delete()
    part = client_of(leader).get(reverse("dashboards:as-of"), {"month": "2026-11"})
    assert "已更新" in part.content.decode()
    assert "hx-trigger" not in part.content.decode()


@pytest.mark.parametrize("query", [{"month": "x"}, {"month": "2999-01"}, {"area": "1"}])
def test_bad_input_is_not_found(
    client_of: ClientOf, leader: User, query: dict[str, str]
) -> None:
    assert client_of(leader).get(URL, query).status_code == 404


def test_queries_do_not_grow_with_areas(
    client_of: ClientOf, leader: User, computed: object, other_township: Area
) -> None:
    client = client_of(leader)
    query = {"month": "2026-11"}
    client.get(URL, query)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(URL, query)
    for number in range(5):
        AreaFactory(
            code=f"99098120{number}000",
            level=Area.Level.TOWNSHIP,
            name=f"新镇{number}",
            parent=other_township.parent,
        )
    recompute_month(NOVEMBER)
    with CaptureQueriesContext(connection) as many:
        client.get(URL, query)

    assert len(few) == len(many)
    expected = json.loads(QUERY_COUNTS.read_text())["dashboards:overview"]
    assert len(many) == expected, [each["sql"][:90] for each in many.captured_queries]


def test_definitions_name_every_figure_with_its_value(
    client_of: ClientOf, leader: User, computed: object
) -> None:
    page = client_of(leader).get(
        reverse("dashboards:definitions"), {"month": "2026-11"}
    )

    text = page.content.decode()
    assert 'id="elimination-rate-persons"' in text
    assert "§6.2" in text
    assert "监测线未设置" in text


def test_without_the_chart_library_the_tables_stand_open(
    client_of: ClientOf,
    leader: User,
    computed: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("dashboards.charts.echarts_url", lambda: "")

    text = client_of(leader).get(URL, {"month": "2026-11"}).content.decode()

    assert text.count('<details class="twin" open>') == 2
    assert "data-chart" not in text
