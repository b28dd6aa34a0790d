"""Clocks: started once, due by the parameters of the day, paused, stopped."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts import working_calendar
from accounts.models import Area, CalendarDay, Parameter, User
from accounts.parameters import DatedValues
from accounts.roles import Role
from core.working_days import WorkingDays
from households.clocks import units
from households.clocks.definitions import CLOCKS, Timetable, due_on
from households.clocks.units import Unit
from households.models import Deadline, DeadlinePause
from households.services import clocks

START = dt.date(2026, 9, 29)
DAYS = st.dates(dt.date(2025, 1, 1), dt.date(2027, 12, 31))


def start(area: Area, *, subject: int = 1, **values: object) -> Deadline:
    facts = {
        "clock": "lead_answer",
        "subject_kind": "lead",
        "title": "核查线索",
        "holder": Role.TOWNSHIP_STAFF,
        "started_on": START,
    }
    return clocks.start_clock(area=area, subject_id=subject, **(facts | values))


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 10, 20, 9, tzinfo=dt.UTC), tick=False):
        yield


@pytest.mark.django_db
def test_it_works(village: Area, township_staff: User) -> None:
    deadline = start(village)
    assert deadline.due_on == deadline.first_due_on == dt.date(2026, 10, 14)
    assert deadline.warns_on == dt.date(2026, 10, 11)
    clocks.pause_clock(
        deadline=deadline, by=township_staff, reason="户主外出", on=dt.date(2026, 10, 8)
    )
    done = clocks.resume_clock(
        deadline=deadline, by=township_staff, on=dt.date(2026, 10, 12)
    )
    assert (done.due_on, done.first_due_on) == (
        dt.date(2026, 10, 18),
        dt.date(2026, 10, 14),
    )
    pause = DeadlinePause.objects.get()
    assert (pause.reason, pause.due_after) == ("户主外出", dt.date(2026, 10, 18))
    clocks.stop_clock(
        clock="lead_answer",
        subject_kind="lead",
        subject_id=1,
        on=dt.date(2026, 10, 17),
    )
    assert not Deadline.objects.running().exists()


@pytest.mark.django_db
def test_a_running_clock_is_not_started_again(village: Area) -> None:
    first = start(village)
    again = start(village, started_on=dt.date(2026, 10, 10))
    assert (again.pk, again.due_on) == (first.pk, first.due_on)
    clocks.stop_clocks(subject_kind="lead", subject_ids=[1], on=START, cancelled=True)
    assert start(village).pk != first.pk


@pytest.mark.django_db
def test_many_start_in_one_insert(
    village: Area, django_assert_num_queries: object
) -> None:
    rows = [
        clocks.NewClock(
            clock="entry_total",
            subject_kind="case",
            subject_id=n,
            title="识别纳入",
            area=village,
            holder=Role.TOWNSHIP_STAFF,
            started_on=START,
        )
        for n in range(200)
    ]
    with django_assert_num_queries(4):  # parameters, INSERT, two savepoints
        assert clocks.start_clocks(rows) == 200
    assert Deadline.objects.running().count() == 200


@pytest.mark.django_db
def test_working_days_follow_the_holidays_and_own_days() -> None:
    assert due_on("lead_visit", START) == dt.date(2026, 10, 8)
    CalendarDay.objects.create(day=dt.date(2026, 10, 8), is_working=False, name="庙会")
    assert due_on("lead_visit", START) == dt.date(2026, 10, 9)


@pytest.mark.django_db
def test_parameters_count_by_the_day_of_the_start() -> None:
    for key, value in (("clock_lead_answer_days", 3), ("clock_lead_answer_unit", 1)):
        Parameter.objects.create(
            key=key, value=Decimal(value), valid_from=dt.date(2026, 9, 29)
        )
    assert due_on("lead_answer", dt.date(2026, 9, 28)) == dt.date(2026, 10, 13)
    assert due_on("lead_answer", dt.date(2026, 9, 29)) == dt.date(2026, 10, 9)


@pytest.mark.django_db
def test_a_last_day_that_the_subject_names_wins(village: Area) -> None:
    deadline = start(village, due_on=dt.date(2026, 11, 30))
    assert deadline.first_due_on == dt.date(2026, 11, 30)
    with pytest.raises(ValidationError):
        start(village, subject=2, due_on=dt.date(2026, 9, 1))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reason", "day"),
    [
        (" ", dt.date(2026, 10, 8)),
        ("户主外出", dt.date(2026, 9, 28)),
        ("户主外出", dt.date(2026, 10, 21)),
    ],
)
def test_a_pause_needs_a_reason_and_a_possible_day(
    village: Area, township_staff: User, reason: str, day: dt.date
) -> None:
    deadline = start(village)
    with pytest.raises(ValidationError):
        clocks.pause_clock(deadline=deadline, by=township_staff, reason=reason, on=day)
    assert not DeadlinePause.objects.exists()


@pytest.mark.django_db
def test_the_outsider_can_pause_nothing(village: Area, outsider: User) -> None:
    deadline = start(village)
    with pytest.raises(PermissionDenied):
        clocks.pause_clock(
            deadline=deadline, by=outsider, reason="外出", on=dt.date(2026, 10, 8)
        )


@pytest.mark.django_db
def test_a_clock_that_ends_ends_its_pause(village: Area) -> None:
    deadline = start(village)
    clocks.pause_clock(
        deadline=deadline, by=None, reason="外出", on=dt.date(2026, 10, 8)
    )
    clocks.stop_clocks(subject_kind="lead", subject_ids=[1], on=dt.date(2026, 10, 9))
    pause = DeadlinePause.objects.get()
    assert pause.resumed_on == dt.date(2026, 10, 9)


@given(
    st.sampled_from(sorted(CLOCKS)),
    DAYS,
    DAYS,
    st.dictionaries(DAYS, st.booleans(), max_size=40),
)
def test_a_later_start_is_never_due_earlier(
    key: str, one: dt.date, other: dt.date, own: dict[dt.date, bool]
) -> None:
    first, last = sorted((one, other))
    table = Timetable(DatedValues(), working_calendar.combine(own.items()))
    assert table.due_on(key, first) <= table.due_on(key, last)
    assert first <= table.warns_on(key, first, table.due_on(key, first))


@given(DAYS, DAYS, DAYS, st.sampled_from(Unit), st.dictionaries(DAYS, st.booleans()))
def test_a_pause_never_moves_a_deadline_forward(
    due: dt.date, one: dt.date, other: dt.date, unit: Unit, own: dict[dt.date, bool]
) -> None:
    first, last = sorted((one, other))
    calendar = WorkingDays(own)
    once = units.moved(due, first, last, unit, calendar)
    assert once >= due
    assert units.moved(due, first, first, unit, calendar) == due


@given(DAYS, st.lists(st.integers(0, 20), min_size=1, max_size=5))
@settings(max_examples=20)
def test_two_pauses_move_as_far_as_one_of_both_lengths(
    due: dt.date, lengths: list[int]
) -> None:
    moved, day = due, dt.date(2026, 1, 1)
    for length in lengths:
        end = day + dt.timedelta(days=length)
        moved = units.moved(moved, day, end, Unit.WORKING_DAYS, WorkingDays())
        day = end
    whole = units.moved(due, dt.date(2026, 1, 1), day, Unit.WORKING_DAYS, WorkingDays())
    assert moved == whole
