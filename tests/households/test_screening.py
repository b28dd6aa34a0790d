"""集中排查: rounds, results, lists, clocks, coverage (domain §3.3, §3.7)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import Area, User
from households import choices
from households.models import (
    Deadline,
    Household,
    Lead,
    ScreeningHousehold,
    ScreeningResult,
    ScreeningRound,
    ScreeningVillage,
)
from households.services import screening_coverage
from households.services.escalation import escalate
from households.services.screening import ScreeningConflict
from households.services.screening_lists import (
    follow_register,
    refresh_list,
    refresh_running,
)
from households.services.screening_rounds import (
    change_round,
    close_round,
    create_round,
    reopen_round,
)
from households.todo import other_groups
from tests.factories import (
    HouseholdFactory,
)
from tests.households.screening import begun, screen

TODAY = timezone.localdate


@pytest.fixture
def household(village: Area) -> Household:
    return HouseholdFactory(village=village)


@pytest.fixture
def other_household(other_village: Area) -> Household:
    return HouseholdFactory(village=other_village)


@pytest.fixture
def round_(
    bureau_official: User, household: Household, other_household: Household
) -> ScreeningRound:
    return begun(bureau_official)


def test_it_works(
    round_: ScreeningRound, household: Household, village_worker: User, outsider: User
) -> None:
    result = screen(round_, household, village_worker, "suspected")
    assert result.lead is not None
    assert result.lead.source == choices.LeadSource.SCREENING
    assert result.lead.household == household
    counts = screening_coverage.of_rounds(village_worker, [round_])[round_.pk]
    assert (counts.households, counts.screened, counts.suspected) == (1, 1, 1)
    other = screening_coverage.of_rounds(outsider, [round_])[round_.pk]
    assert (other.households, other.screened) == (1, 0)


def test_a_household_of_another_township_is_refused(
    round_: ScreeningRound, other_household: Household, village_worker: User
) -> None:
    with pytest.raises(PermissionDenied):
        screen(round_, other_household, village_worker)
    assert not ScreeningResult.objects.exists()


def test_the_same_result_twice_is_one_result_and_one_lead(
    round_: ScreeningRound, household: Household, village_worker: User
) -> None:
    first = screen(round_, household, village_worker, "suspected")
    again = screen(round_, household, village_worker, "suspected")
    assert (again.pk, again.version) == (first.pk, 1)
    assert Lead.objects.count() == 1


def test_another_answer_without_having_seen_the_first_is_a_conflict(
    round_: ScreeningRound,
    household: Household,
    village_worker: User,
    township_staff: User,
) -> None:
    screen(round_, household, township_staff, "not_met")
    with pytest.raises(ScreeningConflict) as conflict:
        screen(round_, household, village_worker)
    assert conflict.value.current.outcome == "not_met"
    corrected = screen(round_, household, village_worker, base_version=1)
    assert (corrected.outcome, corrected.version) == ("no_risk", 2)
    with pytest.raises(ScreeningConflict):
        screen(round_, household, township_staff, "suspected", base_version=1)


def test_a_lead_outlives_the_correction_of_its_result(
    round_: ScreeningRound, household: Household, village_worker: User
) -> None:
    lead = screen(round_, household, village_worker, "suspected").lead
    result = screen(round_, household, village_worker, base_version=1)
    assert (result.outcome, result.lead) == ("no_risk", lead)
    screen(round_, household, village_worker, "suspected", base_version=2)
    assert Lead.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("screened_on", {"days": 1}),
        ("screened_on", {"days": -11}),
        ("note", {"outcome": "suspected", "note": " "}),
        ("outcome", {"outcome": "fine"}),
        ("mode", {"mode": "pigeon"}),
        ("screened_by", {"screened_by": " "}),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    round_: ScreeningRound,
    household: Household,
    village_worker: User,
    field: str,
    more: dict[str, Any],
) -> None:
    if "days" in more:
        more = {"screened_on": TODAY() + dt.timedelta(days=more["days"])}
    with pytest.raises(ValidationError) as error:
        screen(round_, household, village_worker, **more)
    assert list(error.value.message_dict) == [field]
    assert not ScreeningResult.objects.exists()


def test_a_household_outside_the_population_takes_no_result(
    round_: ScreeningRound, village: Area, village_worker: User
) -> None:
    away = HouseholdFactory(village=village, is_resident=False)
    with pytest.raises(ValidationError, match="集中排查"):
        screen(round_, away, village_worker)


def test_a_household_registered_since_takes_a_result_at_once(
    round_: ScreeningRound, village: Area, village_worker: User
) -> None:
    new = HouseholdFactory(village=village)
    screen(round_, new, village_worker)
    assert ScreeningHousehold.objects.filter(household=new).exists()


def test_a_closed_round_takes_no_results_until_it_is_opened_again(
    round_: ScreeningRound,
    household: Household,
    village_worker: User,
    bureau_official: User,
) -> None:
    close_round(round_=round_, by=bureau_official)
    with pytest.raises(ValidationError):
        screen(round_, household, village_worker)
    assert not Deadline.objects.running().filter(clock="screening_village").exists()
    reopen_round(round_=round_, by=bureau_official)
    screen(round_, household, village_worker)
    running = Deadline.objects.running().filter(clock="screening_village")
    assert running.count() == 1  # of the other village


def test_closing_changes_no_figure_and_neither_does_the_register_after_it(
    round_: ScreeningRound,
    household: Household,
    village_worker: User,
    bureau_official: User,
    village: Area,
) -> None:
    HouseholdFactory(village=village)
    refresh_list(round_)
    screen(round_, household, village_worker)
    before = screening_coverage.of_rounds(bureau_official, [round_])
    close_round(round_=round_, by=bureau_official)
    HouseholdFactory(village=village)
    Household.objects.filter(pk=household.pk).update(
        state=choices.RegisterState.EXTINCT
    )
    refresh_running()
    assert screening_coverage.of_rounds(bureau_official, [round_]) == before


def test_who_leaves_is_struck_off_and_who_was_seen_stays(
    round_: ScreeningRound, household: Household, village: Area, village_worker: User
) -> None:
    unseen = HouseholdFactory(village=village)
    refresh_list(round_)
    screen(round_, household, village_worker)
    Household.objects.filter(village=village).update(is_resident=False)
    follow_register([unseen.pk, household.pk])
    rows = ScreeningHousehold.objects.filter(village=village)
    assert [row.household for row in rows] == [household]


def test_only_the_bureau_of_the_county_announces_and_closes(
    round_: ScreeningRound, township_staff: User, leader: User, township: Area
) -> None:
    for person in (township_staff, leader):
        with pytest.raises(PermissionDenied):
            begun(person, number=2)
        with pytest.raises(PermissionDenied):
            close_round(round_=round_, by=person)


def test_a_round_is_announced_once(bureau_official: User) -> None:
    first = begun(bureau_official)
    assert begun(bureau_official) == first
    with pytest.raises(ValidationError) as error:
        begun(bureau_official, name="另一轮")
    assert list(error.value.message_dict) == ["number"]
    with pytest.raises(ValidationError) as error:
        create_round(
            number=2,
            name="",
            starts_on=dt.date(2026, 5, 2),
            ends_on=dt.date(2026, 5, 1),
            population="resident",
            areas=[],
            by=bureau_official,
        )
    assert set(error.value.message_dict) == {"name", "ends_on"}


def test_a_round_of_one_township_lists_only_its_households(
    bureau_official: User,
    household: Household,
    other_household: Household,
    township: Area,
    outsider: User,
    township_staff: User,
) -> None:
    round_ = begun(bureau_official, areas=[township])
    assert [row.household for row in round_.listed.all()] == [household]
    rounds = ScreeningRound.objects
    assert list(rounds.visible_to(township_staff)) == [round_]
    assert not rounds.visible_to(outsider).exists()


def test_a_round_of_the_future_gets_its_list_in_the_night_it_begins(
    bureau_official: User, household: Household, village_worker: User
) -> None:
    round_ = begun(bureau_official, starts_on=TODAY() + dt.timedelta(days=1))
    assert not round_.listed.exists()
    with pytest.raises(ValidationError):
        screen(round_, household, village_worker)
    ScreeningRound.objects.filter(pk=round_.pk).update(starts_on=TODAY())
    refresh_running()
    assert round_.listed.count() == 1
    assert Deadline.objects.running().filter(clock="screening_village").count() == 1


def test_a_villages_clock_runs_until_its_last_household_is_seen(
    round_: ScreeningRound, village: Area, household: Household, village_worker: User
) -> None:
    second = HouseholdFactory(village=village)
    refresh_list(round_)
    clock = Deadline.objects.get(clock="screening_village", area=village)
    assert (clock.due_on, clock.holder) == (round_.ends_on, "village_worker")
    screen(round_, household, village_worker)
    screen(round_, second, village_worker, "not_met")
    clock.refresh_from_db()
    assert clock.done_on is None
    screen(round_, second, village_worker, base_version=1)
    clock.refresh_from_db()
    assert clock.done_on == TODAY()
    part = ScreeningVillage.objects.get(village=village)
    assert part.completed_on == TODAY()
    HouseholdFactory(village=village)
    refresh_list(round_)
    part.refresh_from_db()
    assert part.completed_on is None
    assert Deadline.objects.running().filter(subject_id=part.pk).count() == 1


def test_the_to_do_list_counts_who_is_not_screened(
    round_: ScreeningRound,
    household: Household,
    village_worker: User,
    bureau_official: User,
    leader: User,
) -> None:
    key = f"screening-{round_.pk}"
    counts = {g.key: g.count for g in other_groups(village_worker, TODAY())}
    assert counts[key] == 1
    screen(round_, household, village_worker)
    assert key not in {g.key for g in other_groups(village_worker, TODAY())}
    for person in (bureau_official, leader):
        assert key not in {g.key for g in other_groups(person, TODAY())}


def dates(round_: ScreeningRound, by: User, **more: Any) -> ScreeningRound:
    given: dict[str, Any] = {
        "name": round_.name,
        "starts_on": round_.starts_on,
        "ends_on": round_.ends_on,
    }
    return change_round(round_=round_, by=by, **given | more)


def test_a_running_round_is_renamed_and_dated_and_its_clocks_follow(
    village: Area, bureau_official: User, township_staff: User
) -> None:
    today = timezone.localdate()
    HouseholdFactory(village=village)
    round_ = begun(
        bureau_official,
        starts_on=today - dt.timedelta(days=20),
        ends_on=today - dt.timedelta(days=2),
    )
    escalate(today=today)
    clock = Deadline.objects.get(clock="screening_village")
    assert clock.escalation == 1
    until = today + dt.timedelta(days=12)
    with pytest.raises(PermissionDenied):
        dates(round_, township_staff, ends_on=until)
    dates(round_, bureau_official, name="秋季排查", ends_on=until)
    clock.refresh_from_db()
    assert (clock.due_on, clock.title) == (until, f"秋季排查 {village.name}")
    assert clock.first_due_on == round_.ends_on
    assert (clock.escalation, clock.escalated_to) == (0, "")
    assert clock.warns_on <= clock.due_on


def test_a_round_that_has_not_begun_may_begin_today(
    village: Area, bureau_official: User
) -> None:
    today = timezone.localdate()
    HouseholdFactory(village=village)
    round_ = begun(bureau_official, starts_on=today + dt.timedelta(days=3))
    assert not Deadline.objects.exists()
    dates(round_, bureau_official, starts_on=today)
    assert Deadline.objects.get().started_on == today


def test_bad_days_of_a_round_are_told_at_their_field(
    village: Area, bureau_official: User, township_staff: User
) -> None:
    today = timezone.localdate()
    home = HouseholdFactory(village=village)
    round_ = begun(bureau_official)
    screen(round_, home, township_staff, screened_on=today - dt.timedelta(days=4))
    for field, day in (
        ("starts_on", today + dt.timedelta(days=1)),
        ("starts_on", today - dt.timedelta(days=3)),
        ("starts_on", today.replace(year=today.year - 1)),
        ("ends_on", round_.starts_on - dt.timedelta(days=1)),
        ("ends_on", today - dt.timedelta(days=5)),
    ):
        with pytest.raises(ValidationError) as refused:
            dates(round_, bureau_official, **{field: day})
        assert set(refused.value.message_dict) == {field}
    close_round(round_=round_, by=bureau_official)
    with pytest.raises(ValidationError, match="重新开放"):
        dates(round_, bureau_official, name="改名")
    round_.refresh_from_db()
    assert round_.name == "第一轮集中排查"
