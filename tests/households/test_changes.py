"""Members join and leave, households move, split, merge and end; each can be undone."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Area, User
from accounts.roles import Role
from core.months import Month
from households.choices import (
    ChangeKind,
    JoinReason,
    LeadSource,
    LeaveReason,
    MemberState,
    Relation,
)
from households.models import Household, HouseholdChange, Lead
from households.services import changes
from households.services.clocks import start_clock
from households.services.months import close_month
from tests.factories import (
    AreaFactory,
    EpisodeFactory,
)
from tests.households.changing import DAY, family, joined, left, moved, named, sentences


@pytest.fixture
def household(village: Area) -> Household:
    return family(village, "赵德全", "李秀芳", "赵磊", "赵军")


@pytest.fixture
def next_village(township: Area) -> Area:
    return AreaFactory(code="990981101202", name="青石村", parent=township)


def test_it_works(household: Household, township_staff: User) -> None:
    born = joined(household, township_staff, note="村医证明")
    gone = left(named(household, "赵军"), township_staff)
    household.refresh_from_db()
    assert household.persons == 4
    assert born.join_reason == JoinReason.BIRTH
    assert gone.member is not None
    assert gone.member.state == MemberState.LEFT
    told = [
        (row.kind, row.persons, row.reason) for row in household.changes.order_by("pk")
    ]
    assert told == [
        (ChangeKind.MEMBER_JOINED, 1, "新生儿：村医证明"),
        (ChangeKind.MEMBER_LEFT, 1, "婚出"),
    ]


def test_a_form_sent_twice_adds_nobody_twice(
    household: Household, township_staff: User
) -> None:
    joined(household, township_staff)
    with pytest.raises(ValidationError) as error:
        joined(household, township_staff)
    assert list(sentences(error)) == ["name"]


def test_a_person_identified_by_mistake_is_withdrawn(
    household: Household, township_staff: User
) -> None:
    row = left(
        named(household, "赵军"), township_staff, reason=LeaveReason.MISIDENTIFIED
    )
    assert row.kind == ChangeKind.MEMBER_WITHDRAWN
    assert named(household, "赵军").state == MemberState.WITHDRAWN


def test_who_leaves_as_the_head_is_followed_by_another(
    household: Household, township_staff: User
) -> None:
    head, wife = named(household, "赵德全"), named(household, "李秀芳")
    with pytest.raises(ValidationError) as error:
        left(head, township_staff, reason=LeaveReason.DEATH)
    assert list(sentences(error)) == ["new_head"]
    row = left(head, township_staff, reason=LeaveReason.DEATH, new_head=wife)
    household.refresh_from_db()
    assert household.head_name == "李秀芳"
    assert named(household, "赵磊").relation == Relation.SON
    changes.undo_change(change=row, by=township_staff, reason="误录")
    household.refresh_from_db()
    assert household.head_name == "赵德全"
    assert named(household, "李秀芳").relation == Relation.SPOUSE


def test_relations_follow_the_new_head(
    household: Household, township_staff: User
) -> None:
    row = changes.change_head(
        household=household, by=township_staff, on=DAY, reason="年老体弱",
        new_head=named(household, "赵磊"),
    )  # fmt: skip
    found = dict(household.members.values_list("name", "relation"))
    assert found == {
        "赵德全": Relation.FATHER,
        "李秀芳": Relation.MOTHER,
        "赵磊": Relation.HEAD,
        "赵军": Relation.SIBLING,
    }
    changes.undo_change(change=row, by=township_staff, reason="误录")
    assert named(household, "赵德全").relation == Relation.HEAD


@pytest.mark.parametrize(
    ("on", "field"),
    [
        (DAY + dt.timedelta(days=1), "on"),
        (dt.date(1960, 1, 1), "on"),
    ],
)
def test_a_day_that_cannot_be_is_refused(
    household: Household, township_staff: User, on: dt.date, field: str
) -> None:
    with pytest.raises(ValidationError) as error:
        left(named(household, "赵军"), township_staff, on=on)
    assert list(sentences(error)) == [field]
    assert not HouseholdChange.objects.exists()


def test_a_closed_month_takes_no_change(
    household: Household, township_staff: User, bureau_official: User
) -> None:
    month = Month.of(DAY).previous
    close_month(month=month, by=bureau_official)
    with pytest.raises(ValidationError) as error:
        left(named(household, "赵军"), township_staff, on=month.last_day)
    assert list(sentences(error)) == ["on"]


def test_only_a_known_reason_counts(household: Household, township_staff: User) -> None:
    for reason in ("", "nonsense", LeaveReason.WITHDRAWN):
        with pytest.raises(ValidationError) as error:
            left(named(household, "赵军"), township_staff, reason=reason)
        assert list(sentences(error)) == ["reason"]


def test_the_next_township_and_the_village_change_nothing(
    household: Household, outsider: User, village_worker: User
) -> None:
    for user in (outsider, village_worker):
        with pytest.raises(PermissionDenied):
            left(named(household, "赵军"), user)
        with pytest.raises(PermissionDenied):
            changes.move_out(household=household, by=user, on=DAY, reason="外迁")


def test_a_township_moves_within_itself_and_work_goes_along(
    household: Household, next_village: Area, township_staff: User
) -> None:
    EpisodeFactory(household=household)
    lead = Lead.objects.create(
        source=LeadSource.GRID_CHECK, area=household.village, received_on=DAY,
        person_name="赵德全", content="住院", household=household, due_on=DAY,
    )  # fmt: skip
    clock = start_clock(
        clock="measures", subject_kind="household", subject_id=household.pk,
        title="帮扶", area=household.village, holder=Role.TOWNSHIP_STAFF,
        started_on=DAY,
    )  # fmt: skip
    row = moved(household, next_village, township_staff)
    for thing in (household, lead, clock):
        thing.refresh_from_db()
    assert household.village == lead.area == clock.area == next_village
    assert (row.from_village_id, household.group_no) == ("990981101201", "5")
    changes.undo_change(change=row, by=township_staff, reason="误录")
    household.refresh_from_db()
    assert (household.village_id, household.group_no) == ("990981101201", "2")


def test_only_the_bureau_moves_across_townships(
    household: Household,
    other_village: Area,
    township_staff: User,
    bureau_official: User,
    outsider: User,
) -> None:
    with pytest.raises(ValidationError) as error:
        moved(household, other_village, township_staff)
    assert list(sentences(error)) == ["to_village"]
    moved(household, other_village, bureau_official)
    visible = Household.objects.visible_to(township_staff)
    assert not visible.exists()
    with pytest.raises(ValidationError):
        changes.undo_change(
            change=HouseholdChange.objects.get(), by=outsider, reason="退回"
        )
    assert Household.objects.visible_to(outsider).exists()


def test_a_change_on_which_another_rests_is_not_undone(
    household: Household, next_village: Area, township_staff: User
) -> None:
    born = joined(household, township_staff)
    row = HouseholdChange.objects.get(member=born)
    last = moved(household, next_village, township_staff)
    with pytest.raises(ValidationError):
        changes.undo_change(change=row, by=township_staff, reason="误录")
    changes.undo_change(change=last, by=township_staff, reason="误录")
    changes.undo_change(change=row, by=township_staff, reason="误录")
    with pytest.raises(ValidationError):
        changes.undo_change(change=row, by=township_staff, reason="误录")
    assert household.changes.filter(kind=ChangeKind.RESTORED).count() == 2


def test_ordered_changes_are_recorded_in_their_order(
    household: Household, next_village: Area, township_staff: User
) -> None:
    moved(household, next_village, township_staff)
    with pytest.raises(ValidationError) as error:
        changes.change_head(
            household=household, by=township_staff, on=DAY - dt.timedelta(days=1),
            reason="更换", new_head=named(household, "赵磊"),
        )  # fmt: skip
    assert list(sentences(error)) == ["on"]
