"""An import is bound to what its owner may reach now, not to what once was."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Area, User
from accounts.roles import Role
from tests.exchange.runs import make_run

ClientOf = Callable[[User], Client]
PAGES = ("import-run", "import-file", "import-errors", "import-rows")


@pytest.fixture
def run_pk(township_staff: User) -> int:
    pk: int = make_run(township_staff, "applied").pk
    return pk


def test_it_works(client_of: ClientOf, township_staff: User, run_pk: int) -> None:
    page = client_of(township_staff).get(reverse("exchange:import-rows", args=[run_pk]))
    assert page.status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_a_moved_account_loses_the_files_of_the_place_it_left(
    name: str,
    client_of: ClientOf,
    township_staff: User,
    other_township: Area,
    run_pk: int,
) -> None:
    client = client_of(township_staff)
    User.objects.filter(pk=township_staff.pk).update(area=other_township)
    assert client.get(reverse(f"exchange:{name}", args=[run_pk])).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_who_becomes_administrator_loses_them_too(
    name: str, client_of: ClientOf, township_staff: User, run_pk: int
) -> None:
    client = client_of(township_staff)
    User.objects.filter(pk=township_staff.pk).update(role=Role.ADMINISTRATOR)
    assert client.get(reverse(f"exchange:{name}", args=[run_pk])).status_code == 404
