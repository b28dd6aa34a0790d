"""The map and the cast. The outsider is always in the room."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models.signals import post_migrate
from django.test import Client
from pytest_django import DjangoDbBlocker

from accounts.models import Area, User
from accounts.roles import Role
from tests import catalogue, template_database
from tests.factories import AreaFactory, DepartmentFactory, UserFactory


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long goes first, so that no worker is left with it at the end.

    What chance makes hypothesis reach says nothing of coverage, and tracing it doubles
    the time: such tests are untraced like the others marked so.
    """
    for item in items:
        if item.get_closest_marker("hypothesis"):
            item.add_marker("no_cover")
    items.sort(key=lambda item: item.get_closest_marker("no_cover") is None)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_keepdb: bool,
    django_db_createdb: bool,
    django_db_blocker: DjangoDbBlocker,
) -> None:
    """Test databases are copied, not migrated; a kept one stays what it is."""
    with django_db_blocker.unblock():
        own = connection.creation._get_test_db_name()
        is_kept = django_db_keepdb and not django_db_createdb
        if not (is_kept and template_database.database_exists(own)):
            template = template_database.provide()
            settings.DATABASES["default"]["TEST"]["TEMPLATE"] = template


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """A kept database may have been emptied, and every test on real transactions ends
    with empty tables."""
    with django_db_blocker.unblock():
        catalogue.restore()
    post_migrate.connect(
        catalogue.restore_after, sender=apps.get_app_config("assistance")
    )


@pytest.fixture
def county(db: None) -> Area:
    return AreaFactory(code="990981000000", level=Area.Level.COUNTY, name="安澜市")


@pytest.fixture
def township(county: Area) -> Area:
    return AreaFactory(
        code="990981101000", level=Area.Level.TOWNSHIP, name="石门镇", parent=county
    )


@pytest.fixture
def other_township(county: Area) -> Area:
    return AreaFactory(
        code="990981105000", level=Area.Level.TOWNSHIP, name="高塬镇", parent=county
    )


@pytest.fixture
def village(township: Area) -> Area:
    return AreaFactory(code="990981101201", name="柳树沟村", parent=township)


@pytest.fixture
def other_village(other_township: Area) -> Area:
    return AreaFactory(code="990981105201", name="塬畔村", parent=other_township)


@pytest.fixture
def township_staff(township: Area) -> User:
    return UserFactory(username="renxiaoyan", full_name="任晓燕", area=township)


@pytest.fixture
def outsider(other_township: Area) -> User:
    """The same rights as ``township_staff``, in the next township."""
    return UserFactory(username="weidong", full_name="魏东", area=other_township)


@pytest.fixture
def village_worker(village: Area) -> User:
    return UserFactory(
        username="zhangguilan",
        full_name="张桂兰",
        role=Role.VILLAGE_WORKER,
        area=village,
    )


@pytest.fixture
def bureau_official(county: Area) -> User:
    return UserFactory(
        username="zhoumin", full_name="周敏", role=Role.BUREAU_OFFICIAL, area=county
    )


@pytest.fixture
def leader(county: Area) -> User:
    return UserFactory(
        username="leader", full_name="孙国栋", role=Role.LEADER, area=county
    )


@pytest.fixture
def inspector(county: Area) -> User:
    return UserFactory(
        username="inspector", full_name="何志远", role=Role.INSPECTOR, area=county
    )


@pytest.fixture
def department_staff(db: None) -> User:
    return UserFactory(
        username="minzheng",
        full_name="李文娟",
        role=Role.DEPARTMENT_STAFF,
        department=DepartmentFactory(),
    )


@pytest.fixture
def administrator(county: Area) -> User:
    return UserFactory(
        username="admin", full_name="吴管理", role=Role.ADMINISTRATOR, area=county
    )


@pytest.fixture
def newcomer(db: None) -> User:
    """Logged in, but without an area that could give rows."""
    return UserFactory(
        username="newcomer", full_name="钱新", role=Role.ADMINISTRATOR, area=None
    )


@pytest.fixture
def client_of(db: None) -> Callable[[User], Client]:
    """A browser session of a person, without the slow password check."""

    def log_in(user: User) -> Client:
        client = Client()
        client.force_login(user, "accounts.backends.RoleBackend")
        return client

    return log_in
