"""Mergers that come with an imported list of areas."""

import datetime as dt
from typing import Any

import pytest

from accounts.models import Area, User
from accounts.models.areas import AreaMerger
from accounts.services.areas import merge_villages
from accounts.services.mergers import preview
from exchange import services
from exchange.models import ImportRun
from households.models import Household
from tests.exchange.workbooks import (
    apply,
    counts,
    family,
    problems,
    receive,
    work,
    workbook,
)
from tests.factories import AreaFactory, HouseholdFactory

HEADER = ("区划代码", "名称", "启用日期", "停用日期", "原代码")
NEW = "990981101230"


@pytest.fixture
def neighbour(township: Area) -> Area:
    return AreaFactory(code="990981101202", name="青石村", parent=township)


def areas(*rows: tuple[str, ...]) -> Any:
    return workbook(rows, header=HEADER, above=())


def merging(*old: Area) -> Any:
    return areas(*((NEW, "柳青村", "2026-07-01", "", area.code) for area in old))


def undo(run: ImportRun) -> ImportRun:
    services.undo_run(run=run, by=run.owner)
    return work(run)


def test_it_works(
    administrator: User, village: Area, neighbour: Area, village_worker: User
) -> None:
    homes = [
        HouseholdFactory(village=place, persons=2) for place in (village, neighbour)
    ]
    run = receive(merging(village, neighbour), administrator, "areas")
    assert problems(run) == []
    assert any(preview([village.code, neighbour.code]) in text for text in run.notices)
    assert {home.village_id for home in Household.objects.all()} != {NEW}

    apply(run)
    assert {home.village_id for home in Household.objects.all()} == {NEW}
    village.refresh_from_db()
    assert village.valid_to == dt.date(2026, 6, 30)
    village_worker.refresh_from_db()
    assert Household.objects.visible_to(village_worker).count() == len(homes)


def test_the_same_file_again_changes_nothing(
    administrator: User, village: Area, neighbour: Area
) -> None:
    HouseholdFactory(village=village)
    apply(receive(merging(village, neighbour), administrator, "areas"))
    again = receive(merging(village, neighbour), administrator, "areas")
    assert counts(again) == {"unchanged": 2}
    assert not any("230" in text for text in again.notices)
    apply(again)
    assert AreaMerger.objects.count() == 2


def test_withdrawing_takes_back_rows_links_and_areas(
    administrator: User, village: Area, neighbour: Area
) -> None:
    home = HouseholdFactory(village=village)
    run = apply(receive(merging(village, neighbour), administrator, "areas"))
    undo(run)
    home.refresh_from_db()
    village.refresh_from_db()
    assert home.village == village
    assert village.valid_to is None
    assert not AreaMerger.objects.exists()
    assert not Area.predecessors.through.objects.exists()
    assert not Area.objects.filter(code=NEW).exists()
    assert run.job is not None
    assert run.job.result["kept"] == 0


def test_withdrawing_is_refused_after_a_further_merger(
    administrator: User, village: Area, neighbour: Area
) -> None:
    home = HouseholdFactory(village=village)
    run = apply(receive(merging(village), administrator, "areas"))
    new = Area.objects.get(code=NEW)
    merge_villages(villages=[new], successor=neighbour, merged_on=dt.date(2026, 8, 1))
    services.undo_run(run=run, by=administrator)
    with pytest.raises(AssertionError):
        work(run)
    run.refresh_from_db()
    assert run.state == ImportRun.State.APPLIED
    assert new.name in run.message
    home.refresh_from_db()
    assert home.village == neighbour


def test_a_renamed_area_gets_its_name_back(administrator: User, village: Area) -> None:
    file = areas((village.code, "柳树新村", "2000-01-01", "", ""))
    undo(apply(receive(file, administrator, "areas")))
    village.refresh_from_db()
    assert village.name == "柳树沟村"


def test_a_divided_village_waits_for_the_roster(
    administrator: User, village: Area, neighbour: Area
) -> None:
    rows = (
        (NEW, "柳青村", "2026-07-01", "", village.code),
        (neighbour.code, neighbour.name, "2000-01-01", "", village.code),
    )
    HouseholdFactory(village=village)
    run = receive(areas(*rows), administrator, "areas")
    assert counts(run) == {"refused": 2}
    assert preview([village.code]) in problems(run)[0][2]

    Household.objects.update(village=neighbour)
    assert "refused" not in counts(receive(areas(*rows), administrator, "areas"))


@pytest.mark.parametrize(
    "row",
    [
        ("990981101201", "柳树沟村", "2000-01-01", "", "990981101201"),
        (NEW, "柳青村", "2026-07-01", "", "990981101000"),
        ("990981102000", "新镇", "2026-07-01", "", "990981101000"),
    ],
    ids=["itself", "another level", "villages left behind"],
)
def test_what_is_no_merger_is_refused(
    administrator: User, village: Area, row: tuple[str, ...]
) -> None:
    run = receive(areas(row), administrator, "areas")
    assert counts(run) == {"refused": 1}
    assert [heading for _, heading, _ in problems(run)] == ["原代码"]


def test_areas_do_not_turn_in_a_circle(
    administrator: User, village: Area, neighbour: Area
) -> None:
    merge_villages(
        villages=[village], successor=neighbour, merged_on=dt.date(2026, 7, 1)
    )
    row = (village.code, village.name, "2000-01-01", "", neighbour.code)
    assert counts(receive(areas(row), administrator, "areas")) == {"refused": 1}


def test_an_old_village_in_a_roster_lands_in_the_new_one(
    administrator: User, township_staff: User, village: Area, neighbour: Area
) -> None:
    merge_villages(
        villages=[village], successor=neighbour, merged_on=dt.date(2026, 7, 1)
    )
    run = receive(workbook(family()), township_staff)
    assert problems(run) == []
    notices = run.errors.filter(is_warning=True).values_list("message", flat=True)
    assert any(neighbour.name in text for text in notices)
    apply(run)
    assert Household.objects.get().village == neighbour


def test_the_outsider_reaches_no_old_village(
    outsider: User, village: Area, neighbour: Area
) -> None:
    merge_villages(
        villages=[village], successor=neighbour, merged_on=dt.date(2026, 7, 1)
    )
    assert set(counts(receive(workbook(family()), outsider))) == {"refused"}
