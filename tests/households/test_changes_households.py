"""Households split, merge and end; monitoring and history go on where they must."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Area, User
from accounts.roles import Role
from core.months import Month
from households.choices import (
    CaseKind,
    ChangeKind,
    LeaveReason,
    MonitoringState,
    RegisterState,
    Relation,
)
from households.models import Case, Deadline, Household, HouseholdChange
from households.services import changes
from households.services.clocks import start_clock
from households.services.summaries import refresh_summaries
from tests.factories import EpisodeFactory, ResponsibilityFactory, VisitFactory
from tests.households.changing import DAY, family, joined, left, named, sentences


@pytest.fixture
def household(village: Area) -> Household:
    return family(village, "赵德全", "李秀芳", "赵磊", "赵军")


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
