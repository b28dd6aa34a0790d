"""What stands at a merged village moves to its successor, and back again."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.carriers import carriers, carries_area, declared
from accounts.models import AccessLog, Area, User
from accounts.models.areas import AreaMerger
from accounts.services.areas import change_area, merge_villages
from accounts.services.mergers import preview, settle_mergers, undo_merger
from assistance.models import Dividend
from core.months import Month
from dashboards.board import Board
from dashboards.models import HouseholdMonth, StaleMonth
from dashboards.services.recompute import recompute_month
from households.history import history_of
from households.models import Household
from tests.factories import (
    AreaFactory,
    EpisodeFactory,
    HouseholdFactory,
    MemberFactory,
    VisitFactory,
)

ClientOf = Callable[[User], Client]
DAY = dt.date(2026, 7, 1)


@pytest.fixture
def neighbour(township: Area) -> Area:
    return AreaFactory(code="990981101202", name="青石村", parent=township)


@pytest.fixture
def third(township: Area) -> Area:
    return AreaFactory(code="990981101203", name="后河村", parent=township)


def merge(*villages: Area, into: Area, on: dt.date = DAY) -> None:
    merge_villages(villages=villages, successor=into, merged_on=on)


def test_it_works(village: Area, neighbour: Area, village_worker: User) -> None:
    visit = VisitFactory(household=HouseholdFactory(village=village))
    merge(village, into=neighbour)
    household = Household.objects.get()
    visit.refresh_from_db()
    village_worker.refresh_from_db()
    assert household.village == neighbour
    assert visit.village == neighbour
    assert village_worker.area == neighbour


def test_who_worked_at_the_old_village_sees_the_households_the_outsider_does_not(
    village: Area, neighbour: Area, village_worker: User, outsider: User
) -> None:
    HouseholdFactory(village=village)
    HouseholdFactory(village=neighbour)
    merge(village, into=neighbour)
    village_worker.refresh_from_db()
    assert Household.objects.visible_to(village_worker).count() == 2
    assert not Household.objects.visible_to(outsider).exists()


def area_keys() -> set[str]:
    """Every column that leads to an area, histories left out: they tell the past."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        if not hasattr(model, "pgh_tracked_model")
        for field in (*model._meta.concrete_fields, *model._meta.many_to_many)
        if field.related_model is Area
    }


def test_no_column_with_an_area_is_forgotten() -> None:
    assert set(declared()) == area_keys()


def test_only_an_area_code_can_be_carried() -> None:
    with pytest.raises(TypeError):
        carries_area(AreaMerger, "predecessor")


@pytest.mark.parametrize("label", sorted(k for k, why in declared().items() if not why))
def test_a_carried_column_is_a_code(label: str) -> None:
    model, _, name = label.rpartition(".")
    field: Any = apps.get_model(model)._meta.get_field(name)
    assert isinstance(field, models.ForeignKey)
    assert field.target_field.name == "code"


def test_two_into_a_new_one(village: Area, neighbour: Area) -> None:
    for old in (village, neighbour):
        HouseholdFactory(village=old)
    new = merge_villages(
        villages=[village, neighbour],
        code="990981101230",
        name="柳青村",
        merged_on=DAY,
    )
    assert set(Household.objects.values_list("village_id", flat=True)) == {new.code}


@pytest.mark.parametrize("at_once", [True, False])
def test_a_chain_ends_at_its_last_village(
    village: Area, neighbour: Area, third: Area, at_once: bool
) -> None:
    home = HouseholdFactory(village=village)
    other = HouseholdFactory(village=neighbour)
    if at_once:
        third.predecessors.add(neighbour)
        neighbour.predecessors.add(village)
        ended = Area.objects.filter(pk__in=[village.pk, neighbour.pk])
        ended.update(valid_to=DAY)
        settle_mergers()
    else:
        merge(village, into=neighbour)
        merge(neighbour, into=third)
    codes = Household.objects.values_list("village_id", flat=True)
    assert set(codes) == {third.code}

    last = AreaMerger.objects.get(predecessor=neighbour)
    with pytest.raises(ValidationError):
        undo_merger(merger=AreaMerger.objects.get(predecessor=village))
    undo_merger(merger=last)
    assert set(Household.objects.values_list("village_id", flat=True)) == {
        neighbour.code
    }
    undo_merger(merger=AreaMerger.objects.get(predecessor=village))
    home.refresh_from_db()
    other.refresh_from_db()
    assert (home.village, other.village) == (village, neighbour)


def test_a_circle_of_links_moves_nothing(village: Area, neighbour: Area) -> None:
    home = HouseholdFactory(village=village)
    village.predecessors.add(neighbour)
    neighbour.predecessors.add(village)
    Area.objects.villages().update(valid_to=DAY)
    assert settle_mergers() == []
    home.refresh_from_db()
    assert home.village == village


def test_a_second_time_moves_nothing(village: Area, neighbour: Area) -> None:
    HouseholdFactory(village=village)
    merge(village, into=neighbour)
    assert settle_mergers() == []
    assert AreaMerger.objects.count() == 1


def test_a_row_that_comes_late_follows_in_the_night(
    village: Area, neighbour: Area
) -> None:
    merge(village, into=neighbour)
    late = HouseholdFactory(village=village)
    assert [pair.after for pair in settle_mergers()] == [neighbour.code]
    late.refresh_from_db()
    assert late.village == neighbour
    undo_merger(merger=AreaMerger.objects.get())
    late.refresh_from_db()
    assert late.village == village


def test_a_merger_to_come_moves_on_its_day(village: Area, neighbour: Area) -> None:
    home = HouseholdFactory(village=village)
    merge(village, into=neighbour, on=timezone.localdate() + dt.timedelta(days=1))
    home.refresh_from_db()
    assert home.village == village
    Area.objects.filter(pk=village.pk).update(
        valid_to=timezone.localdate() - dt.timedelta(days=1)
    )
    settle_mergers()
    home.refresh_from_db()
    assert home.village == neighbour


def test_a_divided_village_keeps_its_households(
    village: Area, neighbour: Area, third: Area
) -> None:
    home = HouseholdFactory(village=village)
    for part in (neighbour, third):
        part.predecessors.add(village)
    Area.objects.filter(pk=village.pk).update(valid_to=DAY)
    assert settle_mergers() == []
    home.refresh_from_db()
    assert home.village == village


def test_the_history_tells_the_merger(village: Area, neighbour: Area) -> None:
    household = HouseholdFactory(village=village)
    merge(village, into=neighbour)
    household.refresh_from_db()
    entry = history_of(household)[0]
    [change] = entry.changes
    assert (change.old, change.new) == (village.name, neighbour.name)
    assert entry.how != "merger"


def test_undoing_takes_back_what_moved_and_leaves_what_came_since(
    village: Area, neighbour: Area
) -> None:
    moved = HouseholdFactory(village=village)
    gone = HouseholdFactory(village=village)
    own = HouseholdFactory(village=neighbour)
    merge(village, into=neighbour)
    since = HouseholdFactory(village=neighbour)
    Household.objects.filter(pk=moved.pk).update(remark="后来改的")
    elsewhere = AreaFactory(code="990981101209", name="新村", parent=village.parent)
    Household.objects.filter(pk=gone.pk).update(village=elsewhere)

    undo_merger(merger=AreaMerger.objects.get())
    for row, place in (
        (moved, village),
        (own, neighbour),
        (since, neighbour),
        (gone, elsewhere),
    ):
        row.refresh_from_db()
        assert row.village == place
    assert moved.remark == "后来改的"
    village.refresh_from_db()
    assert village.valid_to is None
    assert not neighbour.predecessors.exists()
    assert not AreaMerger.objects.exists()


def test_a_village_made_by_an_undone_merger_goes(
    village: Area, neighbour: Area
) -> None:
    home = HouseholdFactory(village=village)
    values: dict[str, Any] = {"code": "990981101230", "name": "柳青村"}
    merge_villages(villages=[village, neighbour], merged_on=DAY, **values)
    for merger in AreaMerger.objects.order_by("-pk"):
        undo_merger(merger=merger)
    assert not Area.objects.filter(code="990981101230").exists()
    home.refresh_from_db()
    assert home.village == village


def test_a_merged_village_is_not_revived_by_its_dates(
    village: Area, neighbour: Area
) -> None:
    merge(village, into=neighbour)
    village.refresh_from_db()
    with pytest.raises(ValidationError):
        change_area(
            area=village,
            name=village.name,
            aliases=[],
            valid_from=village.valid_from,
            valid_to=None,
        )


def test_figures_of_open_months_follow(
    village: Area, neighbour: Area, bureau_official: User
) -> None:
    household = HouseholdFactory(village=village)
    MemberFactory(household=household)
    EpisodeFactory(household=household)
    StaleMonth.objects.all().delete()
    merge(village, into=neighbour)
    month = Month.current()
    assert StaleMonth.objects.filter(month=month.first_day).exists()
    recompute_month(month)
    assert HouseholdMonth.objects.get(month=month.first_day).village == neighbour


def test_the_preview_counts_and_nothing_moves_before(
    client_of: ClientOf,
    administrator: User,
    township: Area,
    village: Area,
    neighbour: Area,
    village_worker: User,
) -> None:
    home = HouseholdFactory(village=village, persons=3)
    client = client_of(administrator)
    url = reverse("accounts:area-merge", args=[township.code])
    values: dict[str, Any] = {
        "villages": [village.code],
        "successor": neighbour.code,
        "merged_on": DAY.isoformat(),
    }
    page = client.post(url, values)
    assert page.status_code == 200
    assert preview([village.code]) in page.content.decode()
    home.refresh_from_db()
    assert home.village == village

    confirmed = page.context["form"].signature
    other = client.post(url, {**values, "confirmed": confirmed + "x"})
    assert other.status_code == 200
    assert client.post(url, {**values, "confirmed": confirmed}).status_code == 302
    home.refresh_from_db()
    assert home.village == neighbour

    client.post(reverse("accounts:area-undo-merger", args=[village.code]))
    home.refresh_from_db()
    assert home.village == village


def test_nobody_but_the_administrator_undoes(
    client_of: ClientOf, township_staff: User, village: Area, neighbour: Area
) -> None:
    merge(village, into=neighbour)
    url = reverse("accounts:area-undo-merger", args=[village.code])
    assert client_of(township_staff).post(url).status_code == 403
    assert AreaMerger.objects.exists()


def test_every_table_moves_in_one_statement(village: Area, neighbour: Area) -> None:
    for _number in range(3):
        VisitFactory(household=HouseholdFactory(village=village))
    with CaptureQueriesContext(connection) as captured:
        merge(village, into=neighbour)
    updates = [q["sql"] for q in captured if "unnest" in q["sql"]]
    assert len(updates) == len(carriers())


def test_the_overview_of_an_open_month_lists_the_village_that_took_the_rows(
    village: Area, neighbour: Area, township: Area, township_staff: User
) -> None:
    household = HouseholdFactory(village=village)
    MemberFactory(household=household)
    EpisodeFactory(household=household)
    new = merge_villages(
        villages=[village],
        code="990981101230",
        name="柳青村",
        merged_on=timezone.localdate(),
    )
    month = Month.current().previous
    recompute_month(month)
    listed = Board(township_staff, township, month).children
    assert set(listed) == {neighbour, new}


def test_the_log_tells_which_accounts_moved_and_who_moved_them(
    client_of: ClientOf,
    administrator: User,
    village: Area,
    neighbour: Area,
    village_worker: User,
) -> None:
    client = client_of(administrator)
    url = reverse("accounts:area-merge", args=[village.parent_id])
    values: dict[str, Any] = {
        "villages": [village.code],
        "successor": neighbour.code,
        "merged_on": DAY.isoformat(),
    }
    confirmed = client.post(url, values).context["form"].signature
    client.post(url, {**values, "confirmed": confirmed})
    village_worker.refresh_from_db()
    assert village_worker.area == neighbour
    undo_merger(merger=AreaMerger.objects.get())
    back, there = AccessLog.objects.filter(
        kind="account", detail__action="move_with_area"
    )
    assert there.user == administrator
    assert there.object_ids == back.object_ids == [str(village_worker.pk)]
    assert there.reason == f"{village.name} → {neighbour.name}"
    assert (back.detail["before"], back.detail["after"]) == (
        neighbour.code,
        village.code,
    )


def test_of_two_rows_that_only_one_village_may_have_one_stays(
    village: Area, neighbour: Area, third: Area
) -> None:
    for place in (village, neighbour, third):
        Dividend.objects.create(
            village=place, collective="股份合作社", year=2025, total_amount=80_000
        )
    tea = {"collective": "茶叶合作社", "year": 2025, "total_amount": 9_000}
    Dividend.objects.create(village=village, **tea)
    merge(village, neighbour, into=third)
    rows = Dividend.objects.order_by("collective", "village")
    assert list(rows.values_list("collective", "village__name")) == [
        ("股份合作社", village.name),
        ("股份合作社", neighbour.name),
        ("股份合作社", third.name),
        ("茶叶合作社", third.name),
    ]
    assert settle_mergers() == []
