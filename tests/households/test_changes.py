"""Members join and leave, households move, split, merge and end; each can be undone."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import Area, User
from accounts.roles import Role
from core.months import Month
from households.choices import (
    CaseKind,
    ChangeKind,
    JoinReason,
    LeadSource,
    LeaveReason,
    MemberState,
    MonitoringState,
    RegisterState,
    Relation,
)
from households.models import Case, Deadline, Household, HouseholdChange, Lead, Member
from households.services import changes
from households.services.clocks import start_clock
from households.services.months import close_month
from households.services.summaries import refresh_summaries
from tests.factories import (
    AreaFactory,
    EpisodeFactory,
    ResponsibilityFactory,
    VisitFactory,
)
from tests.households.changing import family, named, newborn

DAY = timezone.localdate()


@pytest.fixture
def household(village: Area) -> Household:
    return family(village, "赵德全", "李秀芳", "赵磊", "赵军")


@pytest.fixture
def next_village(township: Area) -> Area:
    return AreaFactory(code="990981101202", name="青石村", parent=township)


def sentences(error: pytest.ExceptionInfo[ValidationError]) -> dict[str, list[str]]:
    value = error.value
    return value.message_dict if hasattr(value, "error_dict") else {"": value.messages}


def joined(household: Household, by: User, **more: Any) -> Member:
    given: dict[str, Any] = {
        "on": DAY,
        "reason": JoinReason.BIRTH,
        "values": newborn("赵小宝", DAY - dt.timedelta(days=2)),
        "secrets": {},
    }
    return changes.member_joined(household=household, by=by, **{**given, **more})


def left(member: Member, by: User, **more: Any) -> HouseholdChange:
    given: dict[str, Any] = {"on": DAY, "reason": LeaveReason.MARRIED_OUT}
    return changes.member_left(member=member, by=by, **{**given, **more})


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


def moved(household: Household, to: Area, by: User) -> HouseholdChange:
    return changes.move_household(
        household=household, to_village=to, by=by, on=DAY, reason="易地搬迁",
        group_no="5",
    )  # fmt: skip


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


def split(household: Household, by: User, *names: str, **more: Any) -> Household:
    given: dict[str, Any] = {
        "members": [named(household, name) for name in names],
        "new_head": named(household, names[0]),
        "household_no": "990981099901",
        "on": DAY,
        "reason": "成家分户",
    }
    return changes.split_household(household=household, by=by, **{**given, **more})


def test_a_split_keeps_history_and_monitoring_on_both_sides(
    household: Household, township_staff: User
) -> None:
    EpisodeFactory(household=household)
    ResponsibilityFactory(household=household)
    refresh_summaries()
    household.refresh_from_db()
    new = split(household, township_staff, "赵磊", "赵军")
    new.refresh_from_db()
    household.refresh_from_db()
    assert (household.persons, new.persons, new.head_name) == (2, 2, "赵磊")
    assert new.monitoring_state == MonitoringState.MONITORING
    assert new.identified_on == household.identified_on
    assert new.responsible_name == household.responsible_name
    assert named(household, "赵磊").leave_reason == LeaveReason.SPLIT
    assert named(new, "赵军").relation == Relation.SIBLING
    assert named(new, "赵磊").reveal("id_no") == named(household, "赵磊").reveal(
        "id_no"
    )
    row = HouseholdChange.objects.get(kind=ChangeKind.SPLIT)
    changes.undo_change(change=row, by=township_staff, reason="误录")
    household.refresh_from_db()
    new.refresh_from_db()
    assert (household.persons, new.persons) == (4, 0)
    assert new.state == RegisterState.WITHDRAWN


def test_a_split_in_which_nobody_stays_or_heads_is_refused(
    household: Household, township_staff: User
) -> None:
    everybody = ("赵德全", "李秀芳", "赵磊", "赵军")
    for names, field in ((everybody, "members"), (("赵德全",), "remaining_head")):
        with pytest.raises(ValidationError) as error:
            split(household, township_staff, *names)
        assert list(sentences(error)) == [field]
    with pytest.raises(ValidationError) as error:
        split(household, township_staff, "赵磊", household_no=household.household_no)
    assert list(sentences(error)) == ["household_no"]
    assert Household.objects.count() == 1


def test_a_split_that_is_in_use_is_not_undone(
    household: Household, township_staff: User
) -> None:
    new = split(household, township_staff, "赵磊")
    VisitFactory(household=new, month=Month.of(DAY).first_day, visited_on=DAY)
    row = HouseholdChange.objects.get(kind=ChangeKind.SPLIT)
    with pytest.raises(ValidationError):
        changes.undo_change(change=row, by=township_staff, reason="误录")


def test_households_merge_into_the_one_under_monitoring(
    household: Household, village: Area, township_staff: User
) -> None:
    other = family(village, "孙有田")
    EpisodeFactory(household=household)
    refresh_summaries()

    def merge(source: Household, target: Household) -> HouseholdChange:
        return changes.merge_households(
            household=source, into=target, by=township_staff, on=DAY, reason="投靠"
        )

    with pytest.raises(ValidationError) as error:
        merge(household, other)
    assert list(sentences(error)) == ["into"]
    row = merge(other, household)
    household.refresh_from_db()
    other.refresh_from_db()
    assert (household.persons, other.state) == (5, RegisterState.MERGED)
    changes.undo_change(change=row, by=township_staff, reason="误录")
    household.refresh_from_db()
    other.refresh_from_db()
    assert (household.persons, other.persons, other.state) == (4, 1, "active")


def test_a_withdrawal_reaches_the_episode_before_a_rollback(
    household: Household, township_staff: User, bureau_official: User
) -> None:
    first = EpisodeFactory(
        household=household,
        identified_on=dt.date(2025, 3, 1),
        eliminated_on=dt.date(2025, 12, 1),
        rolled_back_on=dt.date(2026, 2, 1),
        is_resumed=True,
    )
    again = EpisodeFactory(
        household=household, identified_on=dt.date(2026, 2, 1), resumes=first
    )
    ResponsibilityFactory(household=household)
    case = Case.objects.create(
        household=household, village=household.village, kind=CaseKind.EXIT,
        step="propose", opened_on=DAY, opened_by=township_staff,
    )  # fmt: skip
    clock = start_clock(
        clock="measures", subject_kind="household", subject_id=household.pk,
        title="帮扶", area=household.village, holder=Role.TOWNSHIP_STAFF,
        started_on=DAY,
    )  # fmt: skip
    with pytest.raises(PermissionDenied):
        changes.withdraw_household(
            household=household, by=township_staff, on=DAY, reason="误纳"
        )
    row = changes.withdraw_household(
        household=household, by=bureau_official, on=DAY, reason="收入核算有误"
    )
    for thing in (household, first, again, case, clock):
        thing.refresh_from_db()
    assert first.withdrawn_on == again.withdrawn_on == DAY
    assert household.state == RegisterState.WITHDRAWN
    assert household.monitoring_state == MonitoringState.NONE
    assert (case.result, clock.is_cancelled) == ("stopped", True)
    assert not household.responsibilities.filter(ended_on=None).exists()
    changes.undo_change(change=row, by=bureau_official, reason="复核属实")
    for thing in (household, again, clock):
        thing.refresh_from_db()
    assert household.monitoring_state == MonitoringState.MONITORING
    assert (household.persons, clock.done_on) == (4, None)
    assert Deadline.objects.running().count() == 1


def test_a_household_with_somebody_living_is_not_extinct(
    village: Area, township_staff: User
) -> None:
    household = family(village, "孙有田")

    def declare() -> HouseholdChange:
        return changes.declare_extinct(
            household=household, by=township_staff, on=DAY, reason="户主去世"
        )

    with pytest.raises(ValidationError):
        declare()
    left(named(household, "孙有田"), township_staff, reason=LeaveReason.DEATH)
    declare()
    household.refresh_from_db()
    assert household.state == RegisterState.EXTINCT
    with pytest.raises(ValidationError):
        joined(household, township_staff)


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
