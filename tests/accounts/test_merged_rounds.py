"""Open rounds and saved views of a merged village go on at its successor."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Area, User
from accounts.models.areas import AreaMerger
from accounts.services.areas import merge_villages
from accounts.services.mergers import undo_merger
from households.models import ScreeningHousehold, ScreeningRound
from households.services.saved_views import save_view
from households.services.screening_lists import refresh_list
from tests.factories import AreaFactory, HouseholdFactory
from tests.households.screening import begun

ClientOf = Callable[[User], Client]
DAY = dt.date(2026, 7, 1)


@pytest.fixture
def neighbour(township: Area) -> Area:
    return AreaFactory(code="990981101202", name="青石村", parent=township)


def merge(*villages: Area, into: Area, on: dt.date = DAY) -> None:
    merge_villages(villages=villages, successor=into, merged_on=on)


def test_an_open_round_of_a_merged_village_goes_on_at_the_successor(
    village: Area,
    neighbour: Area,
    bureau_official: User,
    village_worker: User,
    outsider: User,
) -> None:
    """Over two mergers, for list, pages and the staff there; the undoing as well."""
    third = AreaFactory(code="990981101204", name="前河村", parent=village.parent)
    old, there = HouseholdFactory(village=village), HouseholdFactory(village=third)
    round_ = begun(bureau_official, areas=[village])
    assert [row.household for row in listed(round_)] == [old]
    merge(village, into=neighbour)
    merge(neighbour, into=third, on=dt.date(2026, 7, 20))
    refresh_list(round_)
    assert {row.household for row in listed(round_)} == {old, there}
    village_worker.refresh_from_db()
    visible = ScreeningRound.objects.visible_to
    assert (list(visible(village_worker)), village_worker.area) == ([round_], third)
    assert not visible(outsider).exists()
    assert list(round_.areas.all()) == [village]
    undo_merger(merger=AreaMerger.objects.get(predecessor=neighbour))
    undo_merger(merger=AreaMerger.objects.get(predecessor=village))
    refresh_list(round_)
    assert {row.household for row in listed(round_)} == {old}


def listed(round_: ScreeningRound) -> list[ScreeningHousehold]:
    return list(round_.listed.order_by("household"))


def test_a_merger_to_come_leaves_the_round_alone(
    village: Area, neighbour: Area, bureau_official: User
) -> None:
    HouseholdFactory(village=neighbour)
    round_ = begun(bureau_official, areas=[village])
    merge(village, into=neighbour, on=timezone.localdate() + dt.timedelta(days=9))
    refresh_list(round_)
    assert not listed(round_)


def test_a_saved_view_of_a_merged_village_shows_its_successor(
    client_of: ClientOf,
    village: Area,
    neighbour: Area,
    other_village: Area,
    township_staff: User,
) -> None:
    for area, name in ((village, "赵德全"), (neighbour, "李大山")):
        HouseholdFactory(village=area, head_name=name)
    stays = AreaFactory(code="990981101205", name="白石村", parent=village.parent)
    HouseholdFactory(village=stays, head_name="王石头")
    saved = save_view(
        owner=township_staff,
        name="我的村",
        query=f"state=all&village={village.code}",
        is_shared=True,
    )
    merge(village, into=neighbour)
    client = client_of(township_staff)
    page = client.get(f"{reverse('households:list')}?{saved.query}").content.decode()
    assert ["赵德全" in page, "李大山" in page, "王石头" in page] == [True, True, False]
    # A village elsewhere is no condition here, and its successor neither.
    elsewhere = AreaFactory(code="990981102299", parent=other_village.parent)
    merge(other_village, into=elsewhere)
    url = f"{reverse('households:list')}?state=all&village={other_village.code}"
    assert "王石头" in client.get(url).content.decode()
