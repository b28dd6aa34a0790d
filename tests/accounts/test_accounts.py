"""The administrator's work with accounts, and what an account can never do."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts import roles
from accounts.models import AccessLog, Area, User
from accounts.roles import Role
from accounts.rules import LEVELS_OF_ROLE, placement_problems
from accounts.services import (
    change_account,
    create_account,
    end_sessions,
    move_staff,
    reset_password,
    restore_staff,
    retire_staff,
)
from tests.factories import DepartmentFactory, HouseholdFactory, UserFactory

ClientOf = Callable[[User], Client]
NEW = reverse("accounts:user-create")


@pytest.fixture
def admin(client_of: ClientOf, administrator: User) -> Client:
    return client_of(administrator)


def data(**changes: Any) -> dict[str, Any]:
    values = {
        "username": "heqin",
        "full_name": "贺琴",
        "role": Role.TOWNSHIP_STAFF,
        "area": "990981101000",
        "department": "",
        "post": "镇监测专干",
        "phone": "0990-8830112",
    }
    return values | changes


def edit(account: User, **changes: Any) -> dict[str, Any]:
    values = {
        "username": account.username,
        "full_name": account.full_name,
        "role": account.role,
        "area": account.area_id or "",
        "department": account.department_id or "",
        "post": account.post,
        "phone": account.phone,
    }
    return values | changes


def url(name: str, account: User) -> str:
    return reverse(f"accounts:{name}", args=[account.pk])


def test_it_works(admin: Client, township: Area) -> None:
    response = admin.post(NEW, data())
    account = User.objects.get(username="heqin")
    password = response.context["password"]
    assert password in response.content.decode()
    assert account.area == township
    assert account.must_change_password
    assert account.check_password(password)


def test_the_first_password_is_shown_once(admin: Client, township: Area) -> None:
    password = admin.post(NEW, data()).context["password"]
    account = User.objects.get(username="heqin")
    page = admin.get(url("user-edit", account)).content.decode()
    assert password not in page
    assert not AccessLog.objects.filter(detail__icontains=password).exists()


def test_first_passwords_pass_our_own_rules_and_differ(
    administrator: User, township: Area
) -> None:
    from django.contrib.auth.password_validation import (  # noqa: PLC0415
        validate_password,
    )

    made = {reset_password(account=administrator, by=None) for _ in range(50)}
    assert len(made) == 50
    for password in made:
        validate_password(password)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"area": "990981101201"}, "area"),
        ({"area": ""}, "area"),
        ({"role": Role.VILLAGE_WORKER}, "area"),
        ({"role": Role.BUREAU_OFFICIAL}, "area"),
        ({"role": Role.DEPARTMENT_STAFF, "area": ""}, "department"),
        ({"role": "chief"}, "role"),
        ({"role": ""}, "role"),
        ({"username": "ren xiao yan"}, "username"),
        ({"username": "renxiaoyan"}, "username"),
        ({"username": "a" * 151}, "username"),
        ({"full_name": ""}, "full_name"),
        ({"phone": "abc"}, "phone"),
        ({"area": "990981101999"}, "area"),
        ({"area": "\x00"}, "area"),
        ({"department": "99999999999999999999"}, "department"),
    ],
)
def test_a_wrong_entry_is_named_at_its_field_and_creates_nothing(
    admin: Client,
    township_staff: User,
    village: Area,
    changes: dict[str, Any],
    field: str,
) -> None:
    before = User.objects.count()
    response = admin.post(NEW, data(**changes))
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert User.objects.count() == before


def test_a_department_is_for_department_staff_only(
    admin: Client, township: Area
) -> None:
    response = admin.post(NEW, data(department=DepartmentFactory().pk))
    assert "department" in response.context["form"].errors


@pytest.mark.parametrize("role", list(Role))
def test_every_role_accepts_exactly_its_levels(role: Role) -> None:
    accepted = {
        level
        for level in ("county", "township", "village")
        if "area" not in placement_problems(role=role, level=level, has_department=True)
    }
    assert accepted == LEVELS_OF_ROLE.get(role, {"county", "township", "village"})
    missing = placement_problems(role=role, level=None, has_department=True)
    assert ("area" in missing) == (role in roles.AREA_ROLES)


def test_a_moved_account_works_elsewhere_at_once_in_a_running_session(
    client_of: ClientOf,
    administrator: User,
    township_staff: User,
    other_township: Area,
    village: Area,
) -> None:
    household = HouseholdFactory(village=village)
    page = reverse("households:household", args=[household.pk])
    client = client_of(township_staff)
    assert client.get(page).status_code == 200
    move_staff(account=township_staff, by=administrator, area=other_township)
    assert client.get(page).status_code == 404


def test_a_disabled_account_is_out_at_once(
    admin: Client, client_of: ClientOf, township_staff: User
) -> None:
    client = client_of(township_staff)
    admin.post(url("user-disable", township_staff))
    assert client.get("/accounts/password/").status_code == 302
    admin.post(url("user-enable", township_staff))
    assert client.get("/accounts/password/").status_code == 302


def test_a_reset_ends_the_sessions_and_gives_a_new_first_password(
    admin: Client, client_of: ClientOf, township_staff: User
) -> None:
    client = client_of(township_staff)
    password = admin.post(url("user-password", township_staff)).context["password"]
    township_staff.refresh_from_db()
    assert township_staff.check_password(password)
    assert township_staff.must_change_password
    assert client.get("/accounts/password/").status_code == 302


def test_logging_out_everywhere_keeps_the_password(
    admin: Client, client_of: ClientOf, township_staff: User
) -> None:
    client, password = client_of(township_staff), township_staff.password
    admin.post(url("user-end-sessions", township_staff))
    township_staff.refresh_from_db()
    assert client.get("/accounts/password/").status_code == 302
    assert township_staff.password == password


def test_the_administrator_unlocks_a_locked_name(
    admin: Client, client: Client, township_staff: User
) -> None:
    wrong = {"username": township_staff.username, "password": "falsch"}
    for _ in range(5):
        client.post("/accounts/login/", wrong)
    page = admin.get(url("user-edit", township_staff))
    assert page.context["locked_until"] is not None
    assert (
        township_staff in admin.get("/accounts/users/?state=locked").context["page_obj"]
    )
    admin.post(url("user-unlock", township_staff))
    assert client.post("/accounts/login/", wrong).status_code == 422


def test_ones_own_account_cannot_be_disabled_or_degraded(
    admin: Client, administrator: User, county: Area
) -> None:
    admin.post(url("user-disable", administrator))
    changes = edit(administrator, role=Role.LEADER, area=county.code)
    assert admin.post(url("user-edit", administrator), changes).status_code == 422
    administrator.refresh_from_db()
    assert administrator.is_active
    assert administrator.role == Role.ADMINISTRATOR


def test_ones_own_telephone_can_be_changed(admin: Client, administrator: User) -> None:
    changes = edit(administrator, phone="0990-8821036")
    assert admin.post(url("user-edit", administrator), changes).status_code == 302


def test_the_last_administrator_stays(administrator: User) -> None:
    other = UserFactory(role=Role.ADMINISTRATOR)
    retire_staff(account=administrator, by=other)
    with pytest.raises(ValidationError):
        retire_staff(account=other, by=administrator)


def test_who_comes_back_needs_a_place(administrator: User, village: Area) -> None:
    account = UserFactory(role=Role.VILLAGE_WORKER, area=None, is_active=False)
    with pytest.raises(ValidationError):
        restore_staff(account=account, by=administrator)


def test_only_declared_columns_can_be_written(
    admin: Client, administrator: User, township_staff: User
) -> None:
    extra = edit(township_staff, is_superuser="on", is_staff="on", session_epoch="9")
    admin.post(url("user-edit", township_staff), extra)
    township_staff.refresh_from_db()
    assert not township_staff.is_superuser
    assert township_staff.session_epoch == 0
    with pytest.raises(TypeError):
        change_account(account=township_staff, by=administrator, is_superuser=True)


def test_changes_are_in_the_history_and_in_the_access_log(
    admin: Client, administrator: User, township_staff: User
) -> None:
    admin.post(url("user-edit", township_staff), edit(township_staff, post="副镇长"))
    history = admin.get(url("user-edit", township_staff)).context["history"]
    assert history[0].by == administrator.full_name
    assert [change.after for change in history[0].changes] == ["副镇长"]
    entry = AccessLog.objects.filter(kind=AccessLog.Kind.ACCOUNT).latest("id")
    assert entry.user == administrator
    assert entry.detail["fields"] == ["post"]


def test_saving_without_a_change_writes_no_entry(
    admin: Client, township_staff: User
) -> None:
    admin.post(url("user-edit", township_staff), edit(township_staff))
    assert not AccessLog.objects.filter(kind=AccessLog.Kind.ACCOUNT).exists()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=晓燕", {"renxiaoyan"}),
        ("q=weid", {"weidong"}),
        ("q=高塬", {"weidong"}),
        ("role=village_worker", {"zhangguilan"}),
        ("area=990981101000", {"renxiaoyan", "zhangguilan"}),
        ("state=disabled", set()),
        ("q=%ff", None),
        ("role=%ff&area=xx&state=nonsense&page=abc", None),
        ("page=99999", None),
    ],
)
def test_the_list_is_searched(
    admin: Client,
    township_staff: User,
    outsider: User,
    village_worker: User,
    query: str,
    expected: set[str] | None,
) -> None:
    response = admin.get(f"/accounts/users/?{query}")
    assert response.status_code == 200
    if expected is not None:
        found = {account.username for account in response.context["page_obj"]}
        assert found == expected


def test_accounts_of_an_ended_village_are_pointed_out(
    admin: Client, village_worker: User, village: Area
) -> None:
    Area.objects.filter(pk=village.pk).update(valid_to="2026-06-30")
    response = admin.get("/accounts/users/?state=former")
    assert list(response.context["page_obj"]) == [village_worker]


def test_the_administrator_reads_no_household(
    admin: Client, administrator: User, village: Area
) -> None:
    household = HouseholdFactory(village=village)
    assert not type(household).objects.visible_to(administrator).exists()
    page = reverse("households:household", args=[household.pk])
    assert admin.get(page).status_code == 403


@pytest.mark.parametrize("role", [role for role in Role if role != "administrator"])
def test_nobody_else_reaches_the_accounts(
    client_of: ClientOf, county: Area, role: Role
) -> None:
    area = county if role in roles.AREA_ROLES else None
    department = DepartmentFactory() if role == Role.DEPARTMENT_STAFF else None
    client = client_of(UserFactory(role=role, area=area, department=department))
    assert client.get("/accounts/users/").status_code == 403
    assert client.post(NEW, data()).status_code == 403
    assert not User.objects.filter(username="heqin").exists()


def test_services_without_a_person_are_for_the_command_line(county: Area) -> None:
    account, password = create_account(
        by=None, username="first", full_name="首位管理员", role=Role.ADMINISTRATOR
    )
    assert account.check_password(password)
    assert end_sessions(account=account, by=account).session_epoch == 1
