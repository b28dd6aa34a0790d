"""Recording, looking back and undoing on the pages, as people do it."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Area, User
from households.choices import ChangeKind, MemberState, Relation
from households.models import Household, HouseholdChange
from households.services.changes import member_left, move_household
from tests.factories import EpisodeFactory
from tests.households.changing import family, named

ClientOf = Callable[[User], Client]
QUERY_COUNTS: dict[str, int] = json.loads(
    Path(__file__).parents[1].joinpath("query_counts.json").read_text()
)
DAY = timezone.localdate()


@pytest.fixture
def household(village: Area) -> Household:
    return family(village, "赵德全", "李秀芳", "赵磊")


def address(household: Household, kind: str) -> str:
    return reverse("households:change-create", args=[household.pk, kind])


def typed(**values: Any) -> dict[str, Any]:
    return {"on": DAY.isoformat(), "reason": "情况属实", **values}


def test_it_works(
    household: Household, township_staff: User, client_of: ClientOf
) -> None:
    client = client_of(township_staff)
    where = address(household, ChangeKind.HEAD_CHANGED)
    assert client.get(where).status_code == 200
    data = typed(new_head=named(household, "赵磊").pk)
    asked = client.post(where, data)
    assert asked.status_code == 200
    told = asked.content.decode()
    assert "赵德全" in told
    assert "尚未登记" in told
    assert named(household, "赵磊").relation == Relation.SON
    done = client.post(where, data | {"confirmed": "1"})
    assert done.status_code == 302
    assert named(household, "赵磊").relation == Relation.HEAD


def test_every_kind_has_its_form(
    household: Household, bureau_official: User, client_of: ClientOf
) -> None:
    client = client_of(bureau_official)
    page = client.get(reverse("households:household-changes", args=[household.pk]))
    kinds = [act.kind.value for act in page.context["acts"]]
    assert len(kinds) == 8
    for kind in [*kinds, ChangeKind.EXTINCT]:
        assert client.get(address(household, kind)).status_code == 200
        assert client.post(address(household, kind), {}).status_code == 422
    assert not HouseholdChange.objects.exists()
    assert client.get(address(household, "rolled_back")).status_code == 404


def test_somebody_joins_and_leaves_on_the_pages(
    household: Household, township_staff: User, client_of: ClientOf
) -> None:
    client = client_of(township_staff)
    data = typed(
        reason="birth", name="赵小宝", relation="grandson", id_type="none", sex="male",
        birth_date=DAY.isoformat(), confirmed="1",
    )  # fmt: skip
    assert client.post(address(household, "member_joined"), data).status_code == 302
    baby = named(household, "赵小宝")
    assert (baby.joined_on, baby.join_reason) == (DAY, "birth")
    data = typed(reason="death", member=named(household, "赵德全").pk)
    asked = client.post(address(household, "member_left"), data)
    assert asked.status_code == 422
    assert "new_head" in asked.context["form"].errors
    data["new_head"] = named(household, "李秀芳").pk
    assert client.post(address(household, "member_left"), data).status_code == 200
    assert HouseholdChange.objects.count() == 1
    client.post(address(household, "member_left"), data | {"confirmed": "1"})
    household.refresh_from_db()
    assert household.head_name == "李秀芳"


def test_a_taken_number_is_counted_though_it_was_only_tried(
    household: Household, township_staff: User, client_of: ClientOf
) -> None:
    taken = named(household, "赵德全").reveal("id_no")
    data = typed(
        reason="marriage", name="孙秀", relation="other", id_type="resident_id",
        id_no=taken,
    )  # fmt: skip
    answer = client_of(township_staff).post(address(household, "member_joined"), data)
    assert answer.status_code == 422
    assert "id_no" in answer.context["form"].errors


def test_a_split_names_both_households_before_it_is_made(
    household: Household, township_staff: User, client_of: ClientOf
) -> None:
    EpisodeFactory(household=household)
    client = client_of(township_staff)
    son = named(household, "赵磊").pk
    data = typed(members=[son], new_head=son, household_no="990981077701")
    asked = client.post(address(household, "split"), data)
    assert asked.context["preview"].other.household_no == "990981077701"
    assert not Household.objects.filter(household_no="990981077701").exists()
    client.post(address(household, "split"), data | {"confirmed": "1"})
    assert Household.objects.get(household_no="990981077701").persons == 1


def test_a_merger_asks_for_a_household_of_the_area(
    household: Household, village: Area, other_village: Area, township_staff: User,
    client_of: ClientOf,
) -> None:  # fmt: skip
    client = client_of(township_staff)
    foreign = family(other_village, "钱外")
    near = family(village, "孙有田")
    where = address(household, "merged")
    refused = client.post(where, typed(into_no=foreign.household_no))
    assert refused.status_code == 422
    done = client.post(where, typed(into_no=near.household_no, confirmed="1"))
    assert done.headers["Location"] == near.get_absolute_url()


def test_whoever_moves_a_household_away_comes_back_to_the_list(
    household: Household, other_village: Area, bureau_official: User,
    township_staff: User, client_of: ClientOf,
) -> None:  # fmt: skip
    data = typed(to_village=other_village.code, confirmed="1")
    refused = client_of(township_staff).post(address(household, "moved"), data)
    assert refused.status_code == 422
    done = client_of(bureau_official).post(address(household, "moved"), data)
    assert done.status_code == 302
    on = reverse("households:household-on", args=[household.pk, "2026-06-30"])
    assert client_of(township_staff).get(on).status_code == 404


def test_a_change_is_undone_with_a_reason(
    household: Household, township_staff: User, outsider: User, client_of: ClientOf
) -> None:
    change = member_left(
        member=named(household, "赵磊"), by=township_staff, on=DAY, reason="enlisted"
    )
    where = reverse("households:change-undo", args=[change.pk])
    assert client_of(outsider).get(where).status_code == 404
    client = client_of(township_staff)
    assert client.get(where).status_code == 200
    assert client.post(where, {}).status_code == 422
    assert client.post(where, {"reason": "误录"}).status_code == 302
    assert named(household, "赵磊").state == MemberState.PRESENT
    assert client.post(where, {"reason": "误录"}).status_code == 422
    page = client.get(reverse("households:household-changes", args=[household.pk]))
    assert "撤销变更" in page.content.decode()


def test_a_day_shows_what_has_changed_since(
    household: Household, township: Area, township_staff: User, client_of: ClientOf
) -> None:
    near = Area.objects.create(
        code="990981101202", name="青石村", level="village", parent=township
    )
    move_household(
        household=household, to_village=near, by=township_staff, on=DAY, reason="搬迁"
    )
    client = client_of(township_staff)
    on = reverse("households:household-on", args=[household.pk, "2025-06-30"])
    page = client.get(on)
    assert page.status_code == 200
    assert page.context["then"].village.name == "柳树沟村"
    assert [row.label for row in page.context["differences"]] == ["村"]
    start = reverse("households:household-on-day", args=[household.pk])
    chosen = client.get(start, {"day": "2025-06-30"})
    assert chosen.headers["Location"] == on


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2026-02-30", 404),
        ("20260630", 404),
        ("2999-01-01", 404),
        ("heute", 404),
    ],
)
def test_no_such_day_is_no_page(
    household: Household, township_staff: User, client_of: ClientOf, day: str,
    status: int,
) -> None:  # fmt: skip
    where = reverse("households:household-on", args=[household.pk, day])
    assert client_of(township_staff).get(where).status_code == status
    start = reverse("households:household-on-day", args=[household.pk])
    late = (DAY + dt.timedelta(days=1)).isoformat()
    assert client_of(township_staff).get(start, {"day": late}).status_code == 422


def test_the_list_takes_as_many_queries_for_many_as_for_one(
    household: Household, township_staff: User, client_of: ClientOf
) -> None:
    client = client_of(township_staff)
    counts = []
    for name in ("赵磊", "李秀芳"):
        member_left(
            member=named(household, name), by=township_staff, on=DAY, reason="enlisted"
        )
        for where in (
            reverse("households:changes"),
            reverse("households:household-changes", args=[household.pk]),
            reverse("households:household-on", args=[household.pk, "2026-01-31"]),
        ):
            client.get(where)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(where).status_code == 200
            counts.append(len(queries))
    assert counts[:3] == counts[3:]
    assert counts[0] == QUERY_COUNTS["households:changes"]
    month = f"{DAY:%Y-%m}"
    page = client.get(
        reverse("households:changes"), {"month": month, "kind": "member_left"}
    )
    assert page.content.decode().count("赵德全") >= 2
