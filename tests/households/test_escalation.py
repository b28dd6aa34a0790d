"""Late deadlines go one level up a night, and the passed level keeps them."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest

from accounts.models import Area, Parameter, User
from accounts.roles import Role
from households.models import Deadline
from households.services import clocks
from households.services.escalation import escalate
from households.tasks import escalate_deadlines

DUE = dt.date(2026, 9, 16)
Start = Callable[..., Deadline]


@pytest.fixture
def start(village: Area) -> Start:
    def make(
        subject: int = 1, clock: str = "lead_answer", **values: object
    ) -> Deadline:
        facts = {"holder": Role.VILLAGE_WORKER, "area": village} | values
        return clocks.start_clock(
            clock=clock,
            subject_kind="lead",
            subject_id=subject,
            title="核查线索",
            started_on=dt.date(2026, 9, 1),
            **facts,
        )

    return make


def days(count: int) -> dt.date:
    return DUE + dt.timedelta(days=count)


def holders(*people: User) -> list[bool]:
    return [Deadline.objects.held_by(user).exists() for user in people]


def test_it_works(
    start: Start,
    village_worker: User,
    township_staff: User,
    bureau_official: User,
    leader: User,
    outsider: User,
) -> None:
    start()
    people = (village_worker, township_staff, bureau_official, leader, outsider)
    assert escalate(today=DUE) == 0
    assert holders(*people) == [True, False, False, False, False]
    for night, reached in ((1, 2), (4, 3), (7, 4), (30, 4)):
        escalate(today=days(night))
        seen = [True] * reached + [False] * (4 - reached)
        assert holders(*people) == [*seen, False]
    deadline = Deadline.objects.get()
    assert (deadline.escalation, deadline.escalated_to) == (3, Role.LEADER)


def test_nothing_rises_twice_on_one_day(start: Start) -> None:
    Parameter.objects.create(
        key="clock_escalation_days", value=Decimal(0), valid_from=dt.date(2026, 1, 1)
    )
    start()
    assert [escalate(today=days(1)), escalate(today=days(1))] == [1, 0]
    assert escalate(today=days(2)) == 1


def test_the_days_of_a_level_are_a_parameter(start: Start) -> None:
    Parameter.objects.create(
        key="clock_escalation_days", value=Decimal(7), valid_from=dt.date(2026, 1, 1)
    )
    start()
    assert [escalate(today=days(n)) for n in (1, 7, 8)] == [1, 0, 1]


def test_a_department_answers_to_the_bureau(
    start: Start, department_staff: User, bureau_official: User, township_staff: User
) -> None:
    start(holder=Role.DEPARTMENT_STAFF, department=department_staff.department)
    assert holders(department_staff, bureau_official) == [True, False]
    escalate(today=days(1))
    people = (department_staff, bureau_official, township_staff)
    assert holders(*people) == [True, True, False]


def test_what_stands_still_is_done_or_is_no_task_does_not_rise(start: Start) -> None:
    paused = start()
    clocks.pause_clock(deadline=paused, by=None, reason="外出", on=DUE)
    start(2)
    clocks.stop_clocks(subject_kind="lead", subject_ids=[2], on=DUE)
    start(3)
    clocks.stop_clocks(subject_kind="lead", subject_ids=[3], on=DUE, cancelled=True)
    start(4, clock="publicity_min")
    assert escalate(today=days(20)) == 0


def test_the_night_rises_by_one_statement(
    start: Start, django_assert_num_queries: Callable[[int], object]
) -> None:
    for subject in range(5):
        start(subject)
    with django_assert_num_queries(2):  # the parameter and the UPDATE
        escalate_deadlines()
    assert set(Deadline.objects.values_list("escalation", flat=True)) == {1}
