"""The bridge of the months over whole lives: merged, withdrawn, moved out, rolled back.

Acts are tried as staff would; what the services refuse changes nothing. Everything they
accept is named in the ledger or by dated rows, so nothing is left to correct.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Area, User
from core.months import Month
from dashboards.models import Computation
from dashboards.services.bridge import GROUPS, PARTS, Cell, Line, bridge
from dashboards.services.bridge_rows import bridge_rows
from dashboards.services.month_rows import write_month_rows
from households.as_of import Standing, as_of
from households.choices import (
    Category,
    ChangeKind,
    EliminationMode,
    JoinReason,
    LeaveReason,
    Relation,
    Risk,
)
from households.models import Episode, Household, HouseholdChange, Member
from households.services import changes
from households.services.cases import roll_back
from households.services.summaries import refresh_summaries
from tests.factories import AreaFactory
from tests.households.changing import family, newborn

FIRST, LAST = dt.date(2026, 2, 1), dt.date(2026, 11, 20)
#: The month whose lists are looked at too.
ROWS_OF = Month(2026, 3)


@dataclass
class Town:
    """Households of two villages and whoever works there, going through a year."""

    by: User
    villages: list[Area]
    homes: list[Household]
    day: dt.date = FIRST
    serial: int = 0
    done: list[str] = field(default_factory=list)

    def home(self, pick: int) -> Household:
        home = self.homes[pick % len(self.homes)]
        home.refresh_from_db()
        return home

    def next(self) -> int:
        self.serial += 1
        return self.serial


def present(home: Household) -> list[Member]:
    return list(home.members.present().order_by("pk"))


def join(town: Town, home: Household, pick: int) -> None:
    changes.member_joined(
        household=home, by=town.by, on=town.day, reason=JoinReason.BIRTH,
        values=newborn(f"赵{town.next()}", town.day), secrets={},
    )  # fmt: skip


def leave(town: Town, home: Household, pick: int) -> None:
    here = present(home)
    goes = here[pick % len(here)] if here else None
    if goes is None:
        return
    rest = [member for member in here if member != goes]
    heir = rest[0] if rest and goes.relation == Relation.HEAD else None
    reason = (LeaveReason.DEATH, LeaveReason.MISIDENTIFIED)[pick % 2]
    changes.member_left(
        member=goes, by=town.by, on=town.day, reason=reason, new_head=heir
    )


def move(town: Town, home: Household, pick: int) -> None:
    village = town.villages[pick % len(town.villages)]
    changes.move_household(
        household=home, to_village=village, by=town.by, on=town.day, reason="搬迁"
    )


def split(town: Town, home: Household, pick: int) -> None:
    others = [row for row in present(home) if row.relation != Relation.HEAD]
    if not others:
        return
    goes = others[pick % len(others)]
    new = changes.split_household(
        household=home, members=[goes], new_head=goes, by=town.by, on=town.day,
        reason="成家", household_no=f"99098109{town.next():04d}",
        inherits=pick % 2 == 0,
    )  # fmt: skip
    town.homes.append(new)


def merge(town: Town, home: Household, pick: int) -> None:
    into = town.home(pick + 1)
    changes.merge_households(
        household=home, into=into, by=town.by, on=town.day, reason="合并"
    )


def move_out(town: Town, home: Household, pick: int) -> None:
    changes.move_out(household=home, by=town.by, on=town.day, reason="迁出")


def withdraw(town: Town, home: Household, pick: int) -> None:
    changes.withdraw_household(
        household=home, by=town.by, on=town.day, reason="识别有误"
    )


def die_out(town: Town, home: Household, pick: int) -> None:
    """Everybody leaves, the head last, and the household is declared extinct."""
    for member in sorted(present(home), key=lambda m: m.relation == Relation.HEAD):
        changes.member_left(
            member=member, by=town.by, on=town.day, reason=LeaveReason.DEATH
        )
    changes.declare_extinct(household=home, by=town.by, on=town.day, reason="消亡")


def undo(town: Town, home: Household, pick: int) -> None:
    rows = HouseholdChange.objects.filter(undone_by=None)
    last = rows.exclude(kind=ChangeKind.RESTORED).order_by("-pk").first()
    if last is not None:
        changes.undo_change(change=last, by=town.by, reason="录错")


def identify(town: Town, home: Household, pick: int) -> None:
    latest = home.episodes.filter(withdrawn_on=None).order_by("-identified_on").first()
    if home.state != "active" or (latest and latest.identified_on >= town.day):
        return
    if latest is not None and (latest.eliminated_on or dt.date.max) >= town.day:
        return
    Episode.objects.create(
        household=home, household_type="ordinary", identified_on=town.day,
        category=(Category.MARGINAL, Category.SUDDEN_HARDSHIP)[pick % 2],
        risks=[Risk.ILLNESS],
    )  # fmt: skip
    refresh_summaries(Household.objects.filter(pk=home.pk))


def eliminate(town: Town, home: Household, pick: int) -> None:
    if home.state != "active":
        return
    rows = home.episodes.filter(
        withdrawn_on=None, eliminated_on=None, identified_on__lt=town.day
    )
    rows.update(eliminated_on=town.day, elimination_mode=EliminationMode.NATURAL)
    refresh_summaries(Household.objects.filter(pk=home.pk))


def rolled_back(town: Town, home: Household, pick: int) -> None:
    latest = home.episodes.filter(withdrawn_on=None).order_by("-identified_on").first()
    if latest is not None:
        roll_back(episode=latest, by=town.by, on=town.day, reason="返贫")


Act = Callable[[Town, Household, int], None]
ACTS: list[Act] = [
    join, leave, move, split, merge, move_out, withdraw, die_out, undo, identify,
    eliminate, rolled_back,
]  # fmt: skip
#: Acts, households, choices, days that pass; entering and leaving come more often, or
#: there would be nothing to roll back.
HISTORIES = st.lists(
    st.tuples(
        st.sampled_from([*ACTS, identify, identify, eliminate, rolled_back, merge]),
        st.integers(0, 5),
        st.integers(0, 5),
        st.integers(0, 30),
    ),
    max_size=14,
)


def live(history: list[Any], town: Town) -> None:
    for act, which, pick, days in history:
        town.day = min(town.day + dt.timedelta(days=days), LAST)
        try:
            with transaction.atomic():
                act(town, town.home(which), pick)
            town.done.append(act.__name__)
        except ValidationError:
            continue


def made(village: Area, other: Area, by: User) -> Town:
    near: Area = AreaFactory(code="990981101202", name="青石村", parent=village.parent)
    homes = [
        family(village, "赵德全", "李秀芳", "赵磊", household_type="exited"),
        family(village, "孙有田", "王桂花", household_type="ordinary"),
        family(other, "周满仓", household_type="exited"),
    ]
    for home in homes[:2]:
        Episode.objects.create(
            household=home, household_type=home.household_type,
            category=Category.SUDDEN_HARDSHIP, identified_on=dt.date(2025, 3, 1),
            risks=[Risk.ILLNESS],
        )  # fmt: skip
    refresh_summaries()
    return Town(by, [village, near, other], homes)


def assert_bridged(county: Area) -> None:
    """Every bridge of the year, from rows of all its months written once."""
    for number in range(1, 12):
        month = Month(2026, number)
        write_month_rows(month, 1)
        Computation.objects.get_or_create(
            month=month.first_day, revision=1, defaults={"computed_at": timezone.now()}
        )
    for number in range(2, 12):
        month = Month(2026, number)
        found = bridge(month, county)
        assert found is not None
        for group in GROUPS:
            lines = found.lines[group]
            assert all(line.holds for line in lines.values())
            corrected = {code: line.corrected for code, line in lines.items()}
            assert corrected == dict.fromkeys(lines, Cell())
            total = found.total(group)
            assert total.moved_in == total.moved_out
            assert total.closing == _counted(month, group)
            if month == ROWS_OF:
                assert_rows(county, month, group, total)


def assert_rows(county: Area, month: Month, group: str, total: Line) -> None:
    """The households behind each number are that number."""
    for part in PARTS:
        rows = bridge_rows(month, county, group, part, offset=0, limit=1)
        assert rows is not None
        told = getattr(total, part)
        assert (rows.households, rows.persons) == (told.households, told.persons)


def _counted(month: Month, group: str) -> Cell:
    """The households that stand in the group on the last day, and their members."""
    last = month.last_day
    households = persons = 0
    for home in Household.objects.all():
        standing = as_of(home, last)
        if standing.is_active and _belongs(standing, home, group):
            households += 1
            persons += len(standing.persons)
    return Cell(households, persons)


def _belongs(standing: Standing, home: Household, group: str) -> bool:
    if group == "exited":
        return home.household_type == "exited"
    states = ["monitoring"] if group == "monitored" else ["monitoring", "eliminated"]
    return standing.monitoring_state in states


def test_it_works(
    village: Area, other_village: Area, county: Area, bureau_official: User
) -> None:
    """Each act once, each accepted."""
    town = made(village, other_village, bureau_official)
    live(
        [
            (join, 0, 0, 10), (leave, 0, 2, 5), (move, 2, 1, 10), (split, 0, 0, 10),
            (merge, 3, 3, 20), (undo, 0, 0, 5), (eliminate, 0, 0, 20),
            (rolled_back, 0, 0, 30), (identify, 2, 0, 10), (withdraw, 1, 0, 20),
            (die_out, 2, 0, 20), (move_out, 0, 0, 20),
        ],
        town,
    )  # fmt: skip
    assert len(town.done) == 12, town.done
    assert_bridged(county)


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=HISTORIES)
def test_nothing_is_left_to_correct_for_any_history(
    history: list[Any],
    village: Area,
    other_village: Area,
    county: Area,
    bureau_official: User,
) -> None:
    with transaction.atomic():
        live(history, made(village, other_village, bureau_official))
        assert_bridged(county)
        transaction.set_rollback(True)
