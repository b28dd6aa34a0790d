"""Filters kept under a name, one's own or shared with the area."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from households.models import SavedView

CREATE = "/households/views/"
ClientOf = Callable[[User], Client]


def _names(client: Client) -> list[str]:
    tabs = client.get("/households/").context["tabs"]
    return [str(tab.label) for tab in tabs if tab.saved]


def test_it_works(client_of: ClientOf, township_staff: User) -> None:
    client = client_of(township_staff)
    query = "risk=illness&after=5~1&password=x&sort=-income"
    answer = client.post(CREATE, {"name": "因病", "query": query})
    assert answer.status_code == 302
    saved = SavedView.objects.get()
    assert set(saved.query.split("&")) == {"risk=illness", "sort=-income"}
    assert _names(client) == ["因病"]


def test_a_view_is_renamed_shared_and_deleted(
    client_of: ClientOf, township_staff: User
) -> None:
    client = client_of(township_staff)
    client.post(CREATE, {"name": "因病", "query": "risk=illness"})
    saved = SavedView.objects.get()
    address = f"/households/views/{saved.pk}/"
    client.post(address, {"name": "因病户", "is_shared": "on", "query": "risk=water"})
    saved.refresh_from_db()
    assert (saved.name, saved.is_shared, saved.query) == (
        "因病户",
        True,
        "risk=illness",
    )
    client.post(address, {"delete": "1"})
    assert not SavedView.objects.exists()


def test_a_shared_view_is_seen_in_the_area_and_below_only(
    client_of: ClientOf,
    township_staff: User,
    village_worker: User,
    bureau_official: User,
    outsider: User,
) -> None:
    SavedView.objects.create(
        owner=township_staff, name="镇里的", query="", is_shared=True
    )
    SavedView.objects.create(owner=township_staff, name="自己的", query="")
    assert _names(client_of(village_worker)) == ["镇里的"]
    assert _names(client_of(outsider)) == []
    assert _names(client_of(bureau_official)) == []


@pytest.mark.parametrize("name", ["outsider", "bureau_official", "village_worker"])
def test_only_the_owner_changes_a_view(
    name: str,
    client_of: ClientOf,
    township_staff: User,
    request: pytest.FixtureRequest,
) -> None:
    saved = SavedView.objects.create(
        owner=township_staff, name="镇里的", query="", is_shared=True
    )
    client = client_of(request.getfixturevalue(name))
    address = f"/households/views/{saved.pk}/"
    assert client.get(address).status_code == 404
    assert client.post(address, {"delete": "1"}).status_code == 404
    assert SavedView.objects.filter(name="镇里的").exists()


def test_a_name_is_used_once_and_may_not_be_empty(
    client_of: ClientOf, township_staff: User
) -> None:
    client = client_of(township_staff)
    client.post(CREATE, {"name": "因病", "query": ""})
    assert client.post(CREATE, {"name": "因病", "query": ""}).status_code == 422
    assert client.post(CREATE, {"name": "", "query": ""}).status_code == 422
    assert client.post(CREATE, {"name": "长" * 30, "query": ""}).status_code == 422


def test_there_are_not_too_many(client_of: ClientOf, township_staff: User) -> None:
    client = client_of(township_staff)
    for number in range(12):
        client.post(CREATE, {"name": f"视图{number}", "query": ""})
    assert client.post(CREATE, {"name": "再一个", "query": ""}).status_code == 422
