"""A household as it stood at the end of a day, by valid dates (issue: 按日查看).

Members by their joining and leaving, monitoring by the episodes with their rollbacks
and withdrawals, the responsible person by the responsibility, place, head and relations
by the changes that came later, taken back one by one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Area
from households import choices
from households.models import (
    Episode,
    Household,
    HouseholdChange,
    IncomeStatement,
    Member,
    Responsibility,
)
from households.models.household import group_label

Kind = choices.ChangeKind
_ENDS = {
    Kind.WITHDRAWN: choices.RegisterState.WITHDRAWN,
    Kind.EXTINCT: choices.RegisterState.EXTINCT,
    Kind.MOVED_OUT: choices.RegisterState.MOVED_OUT,
    Kind.MERGED: choices.RegisterState.MERGED,
}


@dataclass(frozen=True, slots=True)
class Person:
    """A member with the relation of that day."""

    member: Member
    relation: str

    @property
    def is_head(self) -> bool:
        return self.relation == choices.Relation.HEAD

    @property
    def relation_label(self) -> str:
        return str(choices.Relation(self.relation).label) if self.relation else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """See the module. ``is_known`` is False before the household existed."""

    day: dt.date
    is_known: bool
    state: str
    village: Area
    group_no: str
    persons: list[Person]
    monitoring_state: str
    category: str
    identified_on: dt.date | None
    eliminated_on: dt.date | None
    responsible: Responsibility | None
    income: IncomeStatement | None

    @property
    def is_active(self) -> bool:
        return self.is_known and self.state == choices.RegisterState.ACTIVE

    @property
    def head(self) -> Person | None:
        return next((person for person in self.persons if person.is_head), None)

    @property
    def keys(self) -> set[int]:
        return {person.member.pk for person in self.persons}

    @property
    def labour(self) -> int:
        able = choices.LABOUR_CAPABLE
        return sum(person.member.labour_skill in able for person in self.persons)

    @property
    def state_label(self) -> str:
        if not self.is_known:
            return _("Not yet in the register")
        return str(choices.RegisterState(self.state).label)

    @property
    def monitoring_label(self) -> str:
        return str(choices.MonitoringState(self.monitoring_state).label)

    @property
    def category_label(self) -> str:
        return str(choices.Category(self.category).label) if self.category else ""

    @property
    def place(self) -> str:
        return f"{self.village.parent or ''}{self.village} {group_label(self.group_no)}"


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    then: str
    now: str


class Course:
    """Everything dated about a household, read once; ``on`` tells any day of it."""

    def __init__(self, household: Household) -> None:
        self.household = household
        self.members: list[Member] = list(
            household.members.defer("id_no", "phone", "illness").order_by("pk")
        )
        self.episodes: list[Episode] = list(
            household.episodes.order_by("identified_on")
        )
        charges = household.responsibilities.select_related("person")
        self.charges = list(charges.order_by("-started_on", "-pk"))
        self.incomes = list(household.incomes.order_by("-period_end", "-period_start"))
        self.changes = _changes_of(household)

    def on(self, day: dt.date) -> Standing:
        later = [row for row in self.changes if row.effective_on > day]
        own_later = [row for row in later if row.household_id == self.household.pk]
        village, group_no = self._place(own_later)
        persons = self._persons(day, later)
        episode = self._episode(day)
        eliminated_on = _eliminated_on(episode, day)
        return Standing(
            day=day,
            is_known=not any(self._begins(row) for row in later),
            state=self._state(day, persons, own_later),
            village=village,
            group_no=group_no,
            persons=persons,
            monitoring_state=_monitoring(episode, eliminated_on),
            category=episode.category if episode else "",
            identified_on=self._first_identified(episode),
            eliminated_on=eliminated_on,
            responsible=self._responsible(day),
            income=next((r for r in self.incomes if r.period_end <= day), None),
        )

    def _begins(self, row: HouseholdChange) -> bool:
        return row.kind == Kind.SPLIT and row.other_household_id == self.household.pk

    def _place(self, own_later: list[HouseholdChange]) -> tuple[Area, str]:
        """Where the first later move left from, else where it is now."""
        moves = [row for row in own_later if row.kind == Kind.MOVED]
        if moves and moves[0].from_village is not None:
            return moves[0].from_village, moves[0].details.get("group_no", "")
        return self.household.village, self.household.group_no

    def _persons(self, day: dt.date, later: list[HouseholdChange]) -> list[Person]:
        relations = {row.pk: row.relation for row in self.members}
        for change in reversed(later):
            before = change.details.get("relations", {})
            relations.update({int(key): value for key, value in before.items()})
        here = [
            Person(row, relations[row.pk])
            for row in self.members
            if (row.joined_on is None or row.joined_on <= day)
            and (row.left_on is None or row.left_on > day)
            and (row.birth_date is None or row.birth_date <= day)
        ]
        return sorted(here, key=lambda p: (not p.is_head, p.member.pk))

    def _state(
        self, day: dt.date, persons: list[Person], own_later: list[HouseholdChange]
    ) -> str:
        """Households that ended before changes were recorded ended with their last
        member."""
        active = choices.RegisterState.ACTIVE
        ended = [row for row in self.changes if row.kind in _ENDS]
        own = [row for row in ended if row.household_id == self.household.pk]
        past = [row for row in own if row.effective_on <= day]
        if past:
            return _ENDS[Kind(past[-1].kind)]
        if own or persons:
            return active
        return self.household.state

    def _episode(self, day: dt.date) -> Episode | None:
        counted = [
            row
            for row in self.episodes
            if row.identified_on <= day
            and (row.withdrawn_on is None or row.withdrawn_on > day)
        ]
        return counted[-1] if counted else None

    def _first_identified(self, episode: Episode | None) -> dt.date | None:
        """A monitoring that goes on after a rollback counts from its first day."""
        if episode is None:
            return None
        before = [
            row.identified_on
            for row in self.episodes
            if row.resumes_id is None and row.identified_on <= episode.identified_on
        ]
        return before[-1] if before else episode.identified_on

    def _responsible(self, day: dt.date) -> Responsibility | None:
        return next(
            (
                row
                for row in self.charges
                if row.started_on <= day
                and (row.ended_on is None or row.ended_on >= day)
            ),
            None,
        )


def as_of(household: Household, day: dt.date) -> Standing:
    """The household at the end of a day."""
    return Course(household).on(day)


def differences(then: Standing, now: Standing) -> list[Difference]:
    """What is told differently of two days, in words; members are told by name."""
    pairs = [
        (_("Standing in the register"), then.state_label, now.state_label),
        (_("Village"), then.place, now.place),
        (_("Head"), _head(then), _head(now)),
        (_("Members"), _names(then.persons), _names(now.persons)),
        (_("Monitoring state"), _monitoring_said(then), _monitoring_said(now)),
        (_("Responsible person"), _responsible_said(then), _responsible_said(now)),
        (_("Income of a year"), _income_said(then), _income_said(now)),
    ]
    return [Difference(*pair) for pair in pairs if pair[1] != pair[2]]


def _changes_of(household: Household) -> list[HouseholdChange]:
    """Standing changes that touched the household, in the order of their days."""
    rows = HouseholdChange.objects.filter(undone_by=None).exclude(kind=Kind.RESTORED)
    own = rows.filter(household=household) | rows.filter(other_household=household)
    told = own.select_related(
        "from_village__parent", "to_village", "member", "household", "other_household"
    )
    return list(told.order_by("effective_on", "pk"))


def _eliminated_on(episode: Episode | None, day: dt.date) -> dt.date | None:
    if episode is None or episode.eliminated_on is None or episode.eliminated_on > day:
        return None
    back = episode.rolled_back_on
    undone = back is not None and episode.eliminated_on <= back <= day
    return None if undone else episode.eliminated_on


def _monitoring(episode: Episode | None, eliminated_on: dt.date | None) -> str:
    states = choices.MonitoringState
    if episode is None:
        return states.NONE
    return states.ELIMINATED if eliminated_on else states.MONITORING


def _head(standing: Standing) -> str:
    return standing.head.member.name if standing.head else "—"


def _names(persons: Iterable[Person]) -> str:
    names = [person.member.name for person in persons]
    return f"{len(names)} · {'、'.join(names)}" if names else "0"


def _monitoring_said(standing: Standing) -> str:
    said = [standing.monitoring_label, standing.category_label]
    return " · ".join(part for part in said if part)


def _responsible_said(standing: Standing) -> str:
    return str(standing.responsible.person) if standing.responsible else "—"


def _income_said(standing: Standing) -> str:
    return str(standing.income.year) if standing.income else "—"
