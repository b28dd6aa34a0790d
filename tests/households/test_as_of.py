"""A household on a day is what a naive replay of its life says (by valid dates)."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Area, User
from core.months import Month
from dashboards.models import HouseholdMonth
from dashboards.services.month_rows import write_month_rows
from households.as_of import Course, as_of, differences
from households.choices import (
    Category,
    EliminationMode,
    JoinReason,
    LeaveReason,
    MonitoringState,
    RegisterState,
    Relation,
    Risk,
)
from households.models import Episode, Household
from households.services import changes
from households.services.cases import roll_back
from households.services.register import change_responsible, responsible_person
from tests.factories import AreaFactory
from tests.households.changing import family, named, newborn

FIRST = dt.date(2026, 2, 1)
NAMES = ("赵德全", "李秀芳", "赵磊", "赵军")


@dataclass(frozen=True)
class Told:
    """What a clerk would write on a sheet at the end of a day."""

    members: dict[str, str]
    village: str
    monitoring: str = MonitoringState.NONE
    category: str = ""
    responsible: str = ""
    state: str = RegisterState.ACTIVE


@dataclass
class Life:
    """A household and the sheet that is kept of it beside the services."""

    household: Household
    by: User
    villages: list[Area]
    told: Told
    day: dt.date = FIRST
    #: Every household of the life by its key: those that splits made too.
    sheets: dict[int, dict[dt.date, Told]] = field(default_factory=dict)
    serial: int = 0

    def write(self, **changed: Any) -> None:
        self.told = replace(self.told, **changed)
        self.sheets.setdefault(self.household.pk, {})[self.day] = self.told

    @property
    def head(self) -> str:
        heads = [n for n, r in self.told.members.items() if r == Relation.HEAD]
        return heads[0] if heads else ""


def join(life: Life, pick: int) -> None:
    life.serial += 1
    name = f"赵{life.serial}"
    changes.member_joined(
        household=life.household, by=life.by, on=life.day, reason=JoinReason.BIRTH,
        values=newborn(name, life.day), secrets={},
    )  # fmt: skip
    life.write(members={**life.told.members, name: Relation.GRANDSON})


def leave(life: Life, pick: int) -> None:
    names = sorted(life.told.members)
    if len(names) < 2:
        return
    name = names[pick % len(names)]
    members = {n: r for n, r in life.told.members.items() if n != name}
    if name != life.head:
        _left(life, name)
    else:
        new = sorted(members)[pick % len(members)]
        _left(life, name, new_head=named(life.household, new), relations=_other(life))
        members = dict.fromkeys(members, Relation.OTHER) | {new: Relation.HEAD}
    life.write(members=members)


def _left(life: Life, name: str, **more: Any) -> None:
    changes.member_left(
        member=named(life.household, name), by=life.by, on=life.day,
        reason=LeaveReason.DEATH, **more,
    )  # fmt: skip


def _other(life: Life) -> dict[int, str]:
    keys = life.household.members.values_list("pk", flat=True)
    return dict.fromkeys(keys, Relation.OTHER)


def head(life: Life, pick: int) -> None:
    others = sorted(n for n in life.told.members if n != life.head)
    if not others:
        return
    new = others[pick % len(others)]
    changes.change_head(
        household=life.household, by=life.by, on=life.day, reason="更换",
        new_head=named(life.household, new), relations=_other(life),
    )  # fmt: skip
    members = dict.fromkeys(life.told.members, Relation.OTHER)
    life.write(members=members | {new: Relation.HEAD})


def move(life: Life, pick: int) -> None:
    others = [v for v in life.villages if v.code != life.told.village]
    village = others[pick % len(others)]
    changes.move_household(
        household=life.household, to_village=village, by=life.by, on=life.day,
        reason="搬迁",
    )  # fmt: skip
    life.write(village=village.code)


def identify(life: Life, pick: int) -> None:
    days = life.household.episodes.values_list("identified_on", flat=True)
    if life.told.monitoring == MonitoringState.MONITORING or life.day in days:
        return
    latest = life.household.episodes.order_by("-identified_on").first()
    if latest is not None and (latest.eliminated_on or dt.date.max) >= life.day:
        return
    category = (Category.MARGINAL, Category.SUDDEN_HARDSHIP)[pick % 2]
    Episode.objects.create(
        household=life.household, category=category, household_type="ordinary",
        identified_on=life.day, risks=[Risk.ILLNESS],
    )  # fmt: skip
    life.write(monitoring=MonitoringState.MONITORING, category=category)


def eliminate(life: Life, pick: int) -> None:
    if life.told.monitoring != MonitoringState.MONITORING:
        return
    life.household.episodes.filter(eliminated_on=None).update(
        eliminated_on=life.day, elimination_mode=EliminationMode.NATURAL
    )
    life.write(monitoring=MonitoringState.ELIMINATED)


def rolled_back(life: Life, pick: int) -> None:
    episode = life.household.episodes.order_by("-identified_on").first()
    if life.told.monitoring != MonitoringState.ELIMINATED or episode is None:
        return
    if episode.eliminated_on is None or episode.eliminated_on >= life.day:
        return
    roll_back(episode=episode, by=life.by, on=life.day, reason="返贫")
    life.write(monitoring=MonitoringState.MONITORING)


def charge(life: Life, pick: int) -> None:
    name = ("张桂兰", "高磊", "魏东")[pick % 3]
    if name == life.told.responsible:
        return
    person = responsible_person(name=name, unit="镇政府", phone="")
    change_responsible(household=life.household, person=person, started_on=life.day)
    life.write(responsible=name)


def divide(life: Life, pick: int) -> None:
    """The head stays; the sheet of the new household is kept too."""
    others = sorted(n for n in life.told.members if n != life.head)
    if not others or not life.head:
        return
    life.serial += 1
    goes = others[pick % len(others)]
    new = changes.split_household(
        household=life.household, members=[named(life.household, goes)],
        household_no=f"99098109{life.serial:04d}",
        new_head=named(life.household, goes), by=life.by, on=life.day, reason="成家",
    )  # fmt: skip
    members = {n: r for n, r in life.told.members.items() if n != goes}
    life.write(members=members)
    apart = replace(life.told, members={goes: Relation.HEAD})
    life.sheets[new.pk] = {life.day: apart}


ACTS: list[Callable[[Life, int], None]] = [
    join, leave, head, move, identify, eliminate, rolled_back, charge, divide,
]  # fmt: skip
HISTORIES = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 11), st.integers(0, 40)),
    max_size=9,
)


def live(history: list[Any], village: Area, by: User, others: list[Area]) -> Life:
    household = family(village, *NAMES)
    members = dict(household.members.values_list("name", "relation"))
    life = Life(household, by, [village, *others], Told(members, village.code))
    life.write()
    for act, pick, days in history:
        life.day = min(life.day + dt.timedelta(days=days), dt.date(2026, 11, 20))
        life.household.refresh_from_db()
        act(life, pick)
    life.household.refresh_from_db()
    return life


def told_of(household: Household, day: dt.date) -> Told:
    found = as_of(household, day)
    return Told(
        members={p.member.name: p.relation for p in found.persons},
        village=found.village.code,
        monitoring=found.monitoring_state,
        category=found.category,
        responsible=str(found.responsible.person) if found.responsible else "",
        state=found.state,
    )


def sheet_on(sheets: dict[dt.date, Told], day: dt.date) -> Told | None:
    written = [written for written in sheets if written <= day]
    return sheets[max(written)] if written else None


@pytest.fixture
def places(township: Area, other_village: Area) -> list[Area]:
    near = AreaFactory(code="990981101202", name="青石村", parent=township)
    return [near, other_village]


def test_it_works(village: Area, bureau_official: User, places: list[Area]) -> None:
    history = [(charge, 0, 5), (identify, 0, 20), (leave, 0, 30), (move, 1, 30)]
    life = live(history, village, bureau_official, places)
    then, now = (as_of(life.household, day) for day in (FIRST, life.day))
    assert [p.member.name for p in then.persons] == list(NAMES)
    labels = [row.label for row in differences(then, now)]
    assert len(labels) == 4, labels


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=HISTORIES)
def test_any_day_is_what_a_replay_says(
    history: list[Any], village: Area, bureau_official: User, places: list[Area]
) -> None:
    with transaction.atomic():
        life = live(history, village, bureau_official, places)
        for key, sheets in life.sheets.items():
            household = Household.objects.get(pk=key)
            for day in {d + dt.timedelta(days=n) for d in sheets for n in (-1, 0, 1)}:
                expected = sheet_on(sheets, day)
                if expected is None:
                    assert as_of(household, day).is_known is (key == life.household.pk)
                else:
                    assert told_of(household, day) == expected
        transaction.set_rollback(True)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=HISTORIES)
def test_the_rows_of_a_month_are_its_last_day(
    history: list[Any], village: Area, bureau_official: User, places: list[Area]
) -> None:
    with transaction.atomic():
        life = live(history, village, bureau_official, places)
        for number in (1, 3, 5, 8, 11):
            month = Month(2026, number)
            write_month_rows(month, 1)
            rows = {
                row.household_id: row
                for row in HouseholdMonth.objects.in_month(month, 1)
            }
            for key in life.sheets:
                standing = as_of(Household.objects.get(pk=key), month.last_day)
                assert (key in rows) is standing.is_active
                if key in rows:
                    row = rows[key]
                    assert row.village_id == standing.village.code
                    assert row.persons == len(standing.persons)
                    assert row.monitoring_state == standing.monitoring_state
        transaction.set_rollback(True)


def test_looking_at_many_days_reads_the_household_once(
    village: Area, bureau_official: User, places: list[Area]
) -> None:
    life = live([(move, 0, 20), (leave, 1, 9)], village, bureau_official, places)
    household = Household.objects.select_related("village__parent").get(
        pk=life.household.pk
    )
    with CaptureQueriesContext(connection) as queries:
        course = Course(household)
        for number in range(60):
            course.on(FIRST + dt.timedelta(days=number))
    assert len(queries) == 5
