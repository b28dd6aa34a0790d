"""Rural construction: projects, demonstration villages, plans, published rates."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Area, User
from dashboards.models import ExternalFigure
from households.services.register import fingerprint
from projects.models import DemonstrationVillage, Payment, Project, VillagePlan
from projects.services.rural_figures import rural_year
from tests.factories import AreaFactory
from tests.factories.projects import fund, make_project

ClientOf = Callable[[User], Client]
DAY = dt.date(2026, 11, 22)


def url(name: str, *args: Any) -> str:
    return reverse(f"projects:{name}", args=args)


@pytest.fixture
def road(village: Area) -> Project:
    row = make_project(
        village, "2026-020", category="construction", name="通组路硬化", kind=None
    )
    batch = fund(row, 98).batch
    Payment.objects.create(
        project=row,
        batch=batch,
        voucher_no="2026-1",
        amount=49,
        paid_on="2026-06-01",
        purpose="进度款",
    )
    return row


@pytest.fixture
def sewer(other_village: Area) -> Project:
    return make_project(
        other_village,
        "2026-014",
        category="construction",
        name="污水管网",
        kind=None,
        budget=Decimal(102),
        finished_on="2026-10-01",
    )


@pytest.mark.usefixtures("road", "sewer", "project")
def test_it_works(
    client_of: ClientOf,
    bureau_official: User,
    township_staff: User,
    village: Area,
    other_village: Area,
) -> None:
    for level, year in (("county", 2024), ("province", 2025)):
        DemonstrationVillage.objects.create(village=village, level=level, year=year)
    VillagePlan.objects.create(village=village, state="drafting")
    VillagePlan.objects.create(
        village=village, state="approved", approved_on=DAY, document_no="12号"
    )
    page = client_of(bureau_official).get(url("rural"))
    total = page.context["total"]
    assert (total.projects, total.finished, total.villages) == (2, 1, 2)
    assert (total.named, total.planned, total.drafted, total.unplanned) == (1, 1, 0, 1)
    assert (total.allocated, total.paid) == (98, 49)
    assert page.context["by_number"].percent == 50
    assert page.context["by_money"].percent == 51
    assert [row.name for row in page.context["towns"]] == ["石门镇", "高塬镇"]
    text = page.content.decode()
    assert "通组路硬化" in text
    assert "上坪村核桃初加工厂" not in text
    own = client_of(township_staff).get(url("rural"))
    assert own.context["total"].projects == 1
    assert "污水管网" not in own.content.decode()


@pytest.mark.usefixtures("road")
def test_another_year_is_chosen_in_the_address(
    client_of: ClientOf, township_staff: User
) -> None:
    client = client_of(township_staff)
    for given in ("2025", "x", "1", "99999"):
        page = client.get(f"{url('rural')}?year={given}")
        assert page.status_code == 200
        expected = 0 if given == "2025" else 1
        assert page.context["total"].projects == expected, given


def test_a_project_of_the_county_stands_under_its_name(
    county: Area, bureau_official: User, village: Area
) -> None:
    make_project(county, category="construction")
    rows = rural_year(bureau_official, 2026, DAY).towns
    assert [(row.name, row.projects, row.villages) for row in rows] == [
        ("安澜市", 1, 0),
        (village.parent.name if village.parent else "", 0, 1),
    ]


def test_a_department_sees_its_projects_and_no_villages(
    client_of: ClientOf, agriculture_staff: User, road: Project, village: Area
) -> None:
    Project.objects.filter(pk=road.pk).update(department=agriculture_staff.department)
    DemonstrationVillage.objects.create(village=village, level="county", year=2026)
    page = client_of(agriculture_staff).get(url("rural"))
    total = page.context["total"]
    assert (total.projects, total.villages, total.named) == (1, 0, 0)


def test_the_year_asks_as_often_whatever_the_number(
    bureau_official: User, township: Area, road: Project, django_assert_num_queries: Any
) -> None:
    for number in range(210, 214):
        village = AreaFactory(code=f"990981101{number}", parent=township)
        make_project(village, f"2026-{number}", category="construction")
    with django_assert_num_queries(8):
        rural_year(bureau_official, 2026, DAY)


def test_a_demonstration_village_is_entered_corrected_and_removed(
    client_of: ClientOf, township_staff: User, outsider: User, village: Area
) -> None:
    client = client_of(township_staff)
    given = {"village": village.code, "level": "county", "year": "2026"}
    assert client.post(url("demonstration-village-add"), given).status_code == 302
    assert client.post(url("demonstration-village-add"), given).status_code == 422
    row = DemonstrationVillage.objects.get()
    assert row.recorded_by == township_staff
    page = url("demonstration-village", row.pk)
    stranger = client_of(outsider)
    assert stranger.get(page).status_code == 404
    assert stranger.post(url("demonstration-village-add"), given).status_code == 422
    changed = {**given, "seen": fingerprint(row), "accepted_on": "2026-11-01"}
    assert client.post(page, changed).status_code == 302
    assert client.post(page, {**changed, "year": "2025"}).status_code == 409
    row.refresh_from_db()
    removal = url("demonstration-village-remove", row.pk)
    client.post(removal, {"seen": fingerprint(row)})
    assert not DemonstrationVillage.objects.exists()


@pytest.mark.parametrize(
    ("name", "values", "field"),
    [
        ("demonstration-village-add", {"year": "26"}, "year"),
        ("demonstration-village-add", {"year": "999999"}, "year"),
        ("demonstration-village-add", {"named_on": "2027-01-01"}, "named_on"),
        (
            "demonstration-village-add",
            {"named_on": "2026-05-01", "accepted_on": "2026-04-01"},
            "accepted_on",
        ),
        ("village-plan-add", {"state": "approved"}, "approved_on"),
        ("village-plan-add", {"approved_on": "2027-01-01"}, "approved_on"),
    ],
)
def test_what_cannot_be_is_refused(
    client_of: ClientOf,
    township_staff: User,
    village: Area,
    name: str,
    values: dict[str, str],
    field: str,
) -> None:
    given = {
        "village": village.code,
        "level": "county",
        "year": "2026",
        "state": "drafting",
    }
    answer = client_of(township_staff).post(url(name), {**given, **values})
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]


def test_a_leader_reads_a_plan(
    client_of: ClientOf, leader: User, village: Area
) -> None:
    row = VillagePlan.objects.create(village=village, state="drafting")
    client = client_of(leader)
    assert client.get(url("village-plan", row.pk)).status_code == 200
    assert client.post(url("village-plan", row.pk), {}).status_code == 403
    assert client.get(url("village-plan-add")).status_code == 403
    assert client.get(url("village-plans")).status_code == 200
    assert client.get(url("demonstration-villages")).status_code == 200


def test_published_rates_stand_beside_with_their_source(
    client_of: ClientOf, bureau_official: User, leader: User
) -> None:
    given = {
        "key": "toilets",
        "year": 2025,
        "period": "year",
        "value": "86",
        "source": "市农业农村局年报",
        "published_on": "2026-01-20",
    }
    client = client_of(bureau_official)
    entry = reverse("dashboards:external-figures")
    assert client.post(entry, {**given, "value": "186"}).status_code == 422
    assert client.post(entry, given).status_code == 302
    newer = {**given, "year": 2026, "period": "q3", "value": "87.5"}
    assert client.post(entry, newer).status_code == 302
    assert ExternalFigure.objects.count() == 2
    page = client_of(leader).get(
        reverse("dashboards:rural-rates"), headers={"HX-Request": "true"}
    )
    text = page.content.decode()
    assert "87.5%" in text
    assert "市农业农村局年报" in text
    assert "86.0%" not in text
