"""Two people at once, on two real connections: one act, one procedure."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import Area, User
from households.choices import Step
from households.models import Case, CaseAct, Episode
from households.services.cases import (
    CaseConflict,
    open_entry,
    roll_back,
    take_step,
)
from tests.factories import UserFactory
from tests.households.case_steps import (
    Walk,
    ago,
    family,
    file_required,
    monitored,
    set_line,
    step_data,
)

pytestmark = pytest.mark.django_db(transaction=True)


def together(*calls: Callable[[], Any]) -> list[Any]:
    """What each call returned or raised, all begun at the same moment."""
    begun = threading.Barrier(len(calls))
    found: list[Any] = [None] * len(calls)

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            begun.wait(10)
            found[place] = call()
        except (CaseConflict, ValidationError) as error:
            found[place] = error
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(place, call))
        for place, call in enumerate(calls)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return found


@pytest.fixture
def walk(village_worker: User, township_staff: User, bureau_official: User) -> Walk:
    set_line()
    return Walk(village_worker, township_staff, bureau_official)


def test_it_works(walk: Walk, village: Area, township: Area) -> None:
    """Two officials of the township pass the same step at once."""
    case = walk.entry(family(village), until=Step.COMPARE)
    file_required(case, walk.by(case))
    other = UserFactory(username="gaolei", area=township)

    def passed_by(user: User) -> Callable[[], Case]:
        return lambda: take_step(
            case=case,
            step=Step.COMPARE,
            by=user,
            base_version=case.version,
            data=step_data(Step.COMPARE, ago(18)),
        )

    found = together(passed_by(walk.by(case)), passed_by(other))
    assert sorted(type(item).__name__ for item in found) == ["Case", "CaseConflict"]
    assert CaseAct.objects.filter(step=Step.COMPARE).count() == 1


def test_a_double_click_is_one_act(walk: Walk, village: Area) -> None:
    case = walk.entry(family(village), until=Step.COUNTY)

    def click() -> Case:
        return take_step(
            case=case,
            step=Step.COUNTY,
            by=walk.by(case),
            base_version=case.version,
            data=step_data(Step.COUNTY, ago(6)),
        )

    found = together(click, click, click)
    assert [getattr(item, "step", item) for item in found] == [Step.REGISTER] * 3
    assert Episode.objects.count() == 1


def test_a_household_gets_one_procedure(walk: Walk, village: Area) -> None:
    household = family(village)
    worker = walk.people["village"]  # type: ignore[index]

    def begin() -> Case:
        return open_entry(household=household, by=worker, on=ago(1))

    found = together(begin, begin)
    assert Case.objects.count() == 1
    assert sum(isinstance(item, ValidationError) for item in found) == 1


def test_two_rollbacks_are_one(village: Area, bureau_official: User) -> None:
    episode = monitored(village, eliminated_on=ago(60)).episodes.get()

    def undo() -> Episode:
        return roll_back(episode=episode, by=bureau_official, on=ago(2), reason="复发")

    first, second = together(undo, undo)
    assert first == second
    assert Episode.objects.count() == 2
