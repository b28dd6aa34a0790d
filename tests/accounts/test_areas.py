"""The tree of areas and the departments."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import Area, Department, User
from accounts.services.areas import create_area, merge_villages
from tests.factories import AreaFactory, HouseholdFactory, UserFactory

ClientOf = Callable[[User], Client]
DAY = dt.date(2026, 7, 1)


@pytest.fixture
def admin(client_of: ClientOf, administrator: User) -> Client:
    return client_of(administrator)


@pytest.fixture
def neighbour(township: Area) -> Area:
    return AreaFactory(code="990981101202", name="青石村", parent=township)


def test_it_works(admin: Client, village: Area) -> None:
    page = admin.get(reverse("accounts:areas")).content.decode()
    assert village.name in page
    assert village.code in page


def test_level_and_place_follow_from_the_code(admin: Client, township: Area) -> None:
    values = {"code": "990981101230", "name": "桃园村", "valid_from": "2026-01-01"}
    admin.post(reverse("accounts:area-create"), values)
    area = Area.objects.get(code="990981101230")
    assert area.level == Area.Level.VILLAGE
    assert area.parent == township


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "99098110123"}, "code"),
        ({"code": "990981101201"}, "code"),
        ({"code": "990981999201"}, "code"),
        ({"code": "99098110123X"}, "code"),
        ({"code": "９９０９８１１０１２３０"}, "code"),
        ({"name": ""}, "name"),
        ({"name": "柳树沟村"}, "name"),
        ({"name": "长" * 41}, "name"),
        ({"aliases": "名" * 41}, "aliases"),
        ({"valid_from": "31.1.2026"}, "valid_from"),
    ],
)
def test_a_wrong_area_is_refused_at_its_field(
    admin: Client, village: Area, changes: dict[str, str], field: str
) -> None:
    values = {"code": "990981101230", "name": "桃园村", "valid_from": "2026-01-01"}
    response = admin.post(reverse("accounts:area-create"), values | changes)
    assert response.status_code == 422
    assert field in response.context["form"].errors


def test_names_are_separated_by_any_comma(admin: Client, village: Area) -> None:
    values = {
        "name": "柳树沟村",
        "aliases": "柳树沟，柳沟村、 柳沟,柳沟",
        "valid_from": "2000-01-01",
        "valid_to": "",
    }
    admin.post(reverse("accounts:area-edit", args=[village.code]), values)
    village.refresh_from_db()
    assert village.aliases == ["柳树沟", "柳沟村", "柳沟"]
    page = admin.get(reverse("accounts:area-edit", args=[village.code]))
    assert "柳树沟，柳沟村，柳沟" in page.content.decode()


def test_an_area_cannot_end_before_it_begins(admin: Client, village: Area) -> None:
    values = {"name": "柳树沟村", "valid_from": "2026-01-01", "valid_to": "2025-01-01"}
    url = reverse("accounts:area-edit", args=[village.code])
    assert admin.post(url, values).status_code == 422


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"990981101201", "990981105201"}),
        ("q=柳树", {"990981101201"}),
        ("q=990981105", {"990981105201"}),
        ("q=高塬", {"990981105201"}),
        ("state=former", {"990981101299"}),
        ("state=all", {"990981101201", "990981105201", "990981101299"}),
        ("q=%ff&state=%ff", None),
    ],
)
def test_the_tree_is_searched(
    admin: Client,
    village: Area,
    other_village: Area,
    query: str,
    found: set[str] | None,
) -> None:
    AreaFactory(
        code="990981101299",
        name="旧村",
        parent=village.parent,
        valid_to=dt.date(2020, 1, 1),
    )
    response = admin.get(f"/accounts/areas/?{query}")
    assert response.status_code == 200
    if found is not None:
        rows = [row for _, rows in response.context["townships"] for row in rows]
        assert {row.code for row in rows} == found


def test_villages_merge_into_a_new_one(
    admin: Client, township: Area, village: Area, neighbour: Area
) -> None:
    values: dict[str, Any] = {
        "villages": [village.code, neighbour.code],
        "successor": "",
        "code": "990981101230",
        "name": "柳青村",
        "merged_on": DAY.isoformat(),
    }
    url = reverse("accounts:area-merge", args=[township.code])
    values["confirmed"] = admin.post(url, values).context["form"].signature
    response = admin.post(url, values, follow=True)
    successor = Area.objects.get(code="990981101230")
    village.refresh_from_db()
    assert set(successor.predecessors.all()) == {village, neighbour}
    assert village.valid_to == dt.date(2026, 6, 30)
    assert successor.valid_from == DAY
    assert "柳青村" in response.content.decode()


def test_villages_merge_into_one_of_them(village: Area, neighbour: Area) -> None:
    merge_villages(villages=[village, neighbour], successor=village, merged_on=DAY)
    village.refresh_from_db()
    neighbour.refresh_from_db()
    assert village.valid_to is None
    assert neighbour.valid_to == dt.date(2026, 6, 30)


def test_households_go_along_and_stay_with_the_township(
    township_staff: User, village: Area, neighbour: Area
) -> None:
    household = HouseholdFactory(village=village)
    merge_villages(villages=[village], successor=neighbour, merged_on=DAY)
    household.refresh_from_db()
    assert household.village == neighbour
    assert type(household).objects.visible_to(township_staff).get() == household


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"villages": []}, "villages"),
        ({"villages": ["990981105201"]}, "villages"),
        ({"villages": ["\x00"]}, "villages"),
        ({"code": "", "name": ""}, "code"),
        ({"code": "990981105230"}, "__all__"),
        ({"merged_on": ""}, "merged_on"),
        ({"successor": "990981101201"}, "villages"),
    ],
)
def test_a_wrong_merger_changes_nothing(
    admin: Client,
    township: Area,
    village: Area,
    other_village: Area,
    changes: dict[str, Any],
    field: str,
) -> None:
    values: dict[str, Any] = {
        "villages": [village.code],
        "successor": "",
        "code": "990981101230",
        "name": "柳青村",
        "merged_on": DAY.isoformat(),
    }
    before = Area.objects.count()
    url = reverse("accounts:area-merge", args=[township.code])
    response = admin.post(url, values | changes)
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert field in errors or (field == "__all__" and errors)
    assert Area.objects.count() == before
    assert not Area.objects.exclude(valid_to=None).exists()


def test_a_township_must_exist_before_its_villages(county: Area) -> None:
    with pytest.raises(ValidationError):
        create_area(code="990981777201", name="无镇村")


def test_a_department_is_created_renamed_and_deleted(admin: Client) -> None:
    admin.post(
        reverse("accounts:department-create"), {"name": "市教育局", "code": "jy"}
    )
    department = Department.objects.get(code="jy")
    url = reverse("accounts:department-edit", args=[department.pk])
    admin.post(url, {"name": "市教育体育局", "code": "jy"})
    department.refresh_from_db()
    assert department.name == "市教育体育局"
    assert admin.post(url, {"name": "", "code": "x y"}).status_code == 422
    admin.post(reverse("accounts:department-delete", args=[department.pk]))
    assert not Department.objects.filter(pk=department.pk).exists()


def test_a_department_with_accounts_stays(
    admin: Client, department_staff: User
) -> None:
    department = department_staff.department
    assert department is not None
    admin.post(reverse("accounts:department-delete", args=[department.pk]))
    assert Department.objects.filter(pk=department.pk).exists()


def test_an_outsider_to_the_tree_is_refused(
    client_of: ClientOf, township_staff: User, village: Area
) -> None:
    client = client_of(township_staff)
    url = reverse("accounts:area-edit", args=[village.code])
    assert client.get(url).status_code == 403
    assert client.post(url, {"name": "x"}).status_code == 403


def test_the_scope_of_areas_is_the_accounts_own(
    township_staff: User, village: Area, other_village: Area
) -> None:
    seen = Area.objects.visible_to(township_staff)
    assert set(seen) == {village.parent, village}
    assert not Area.objects.managed_by(township_staff).exists()
    assert not Area.objects.visible_to(UserFactory(is_active=False)).exists()
