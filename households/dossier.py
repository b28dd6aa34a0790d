"""Everything the page of one household shows, read from the register (一户一档)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from core.months import Month
from households import choices, rules
from households.models import (
    Episode,
    Household,
    IncomeStatement,
    Member,
    Responsibility,
    Visit,
)
from households.models.visits import SAFEGUARDS

ZERO = Decimal(0)
#: Long enough to hold three year-ends.
CHART_MONTHS = 27


def net_of(row: IncomeStatement | Visit) -> Decimal:
    """Net income of a statement or of a visited month, yuan."""
    return rules.net_income(
        wage=row.wage or ZERO,
        operating=row.operating or ZERO,
        property_=row.property or ZERO,
        transfer=row.transfer or ZERO,
        operating_cost=row.operating_cost or ZERO,
    )


def has_amounts(visit: Visit) -> bool:
    return any(
        getattr(visit, name) is not None
        for name in ("wage", "operating", "property", "transfer")
    )


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A visit with what changed on the one before."""

    visit: Visit
    problems: list[str]
    unanswered: int
    change: Decimal | None


@dataclass(frozen=True, slots=True)
class Event:
    """A point of the risk timeline; ``css`` is bad, done or empty."""

    day: dt.date
    css: str
    title: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Composition:
    label: str
    now: Decimal
    before: Decimal | None
    share: Decimal

    @property
    def change(self) -> Decimal | None:
        return None if self.before is None else self.now - self.before


class Dossier:
    """Reads each kind of row once; the caller has checked that it may be seen."""

    def __init__(
        self, household: Household, *, today: dt.date, line: Decimal | None
    ) -> None:
        self.household = household
        self.today = today
        self.line = line
        self.month = Month.of(today)

    @cached_property
    def members(self) -> list[Member]:
        """Present ones with the head first, then those who left."""
        state, head = choices.MemberState, choices.Relation.HEAD
        found = list(self.household.members.defer("id_no", "phone", "illness"))
        found.sort(key=lambda m: (m.state != state.PRESENT, m.relation != head, m.pk))
        return found

    @cached_property
    def present(self) -> list[Member]:
        return [m for m in self.members if m.state == choices.MemberState.PRESENT]

    @cached_property
    def head(self) -> Member | None:
        heads = [m for m in self.present if m.relation == choices.Relation.HEAD]
        return heads[0] if heads else None

    @cached_property
    def visits(self) -> list[Visit]:
        """Valid visits, the latest first."""
        return list(self.household.visits.filter(voided_at=None).order_by("-month"))

    @cached_property
    def statements(self) -> list[IncomeStatement]:
        return list(self.household.incomes.order_by("-year", "-period_end"))

    @cached_property
    def episodes(self) -> list[Episode]:
        return list(self.household.episodes.order_by("-identified_on"))

    @cached_property
    def responsibilities(self) -> list[Responsibility]:
        rows = self.household.responsibilities.select_related("person")
        return list(rows.order_by("-started_on"))

    @cached_property
    def responsible(self) -> Responsibility | None:
        current = [r for r in self.responsibilities if r.ended_on is None]
        return current[0] if current else None

    @property
    def last_visit(self) -> Visit | None:
        return self.visits[0] if self.visits else None

    @cached_property
    def episode(self) -> Episode | None:
        standing = [e for e in self.episodes if e.withdrawn_on is None]
        return standing[0] if standing else None

    @property
    def identified_on(self) -> dt.date | None:
        """识别时间: after a rollback that of the monitoring that goes on."""
        by_key = {episode.pk: episode for episode in self.episodes}
        first = self.episode
        while first is not None and first.resumes_id in by_key:
            first = by_key[first.resumes_id]
        return None if first is None else first.identified_on

    @property
    def months_monitored(self) -> int | None:
        """The month of monitoring we are in, counted from 1; to the elimination."""
        if self.identified_on is None:
            return None
        last = Month.of(self.household.eliminated_on or self.today)
        first = Month.of(self.identified_on)
        return (last.year - first.year) * 12 + last.number - first.number + 1

    @property
    def ill(self) -> int:
        return sum(choices.Health.SERIOUS in m.health for m in self.present)

    @property
    def pupils(self) -> int:
        none = {"", choices.StudentStatus.PRE}
        return sum(m.student_status not in none for m in self.present)

    @cached_property
    def statement(self) -> IncomeStatement | None:
        return self.statements[0] if self.statements else None

    @cached_property
    def statement_before(self) -> IncomeStatement | None:
        if self.statement is None:
            return None
        year = self.statement.year - 1
        return next((s for s in self.statements if s.year == year), None)

    @property
    def growth(self) -> Decimal | None:
        now, before = self.household.per_capita_net, self.household.per_capita_before
        return (now - before) * 100 / before if now is not None and before else None

    @property
    def below_line(self) -> bool:
        net = self.household.per_capita_net
        return self.line is not None and net is not None and net < self.line

    @property
    def reference_income(self) -> Decimal | None:
        """Net income a head with claims, less own spending (domain §2.3)."""
        row = self.statement
        if row is None:
            return None
        return rules.per_capita(net_of(row) + row.claims - row.self_paid, row.persons)

    @property
    def reference_gap(self) -> Decimal | None:
        """How far the reference income lies below the line; None when it does not."""
        income = self.reference_income
        if self.line is None or income is None or income >= self.line:
            return None
        return self.line - income

    @property
    def composition(self) -> list[Composition]:
        """The parts of the net income beside those of the year before."""
        now, before = self.statement, self.statement_before
        if now is None:
            return []
        total = net_of(now)
        lines = []
        for label, read in _PARTS:
            amount = read(now)
            share = amount * 100 / total if total > 0 else ZERO
            lines.append(
                Composition(label, amount, read(before) if before else None, share)
            )
        return lines

    @property
    def net_now(self) -> Decimal | None:
        return None if self.statement is None else net_of(self.statement)

    @property
    def net_before(self) -> Decimal | None:
        before = self.statement_before
        return None if before is None else net_of(before)

    @property
    def net_change(self) -> Decimal | None:
        now, before = self.net_now, self.net_before
        return None if now is None or before is None else now - before

    @property
    def visit_lines(self) -> list[VisitLine]:
        lines = []
        for index, visit in enumerate(self.visits):
            earlier = self.visits[index + 1] if index + 1 < len(self.visits) else None
            known = earlier is not None and has_amounts(earlier) and has_amounts(visit)
            change = net_of(visit) - net_of(earlier) if known and earlier else None
            answers = [(label, getattr(visit, name)) for name, label in SAFEGUARDS]
            problems = [label for label, answer in answers if answer]
            unanswered = sum(answer is None for _label, answer in answers)
            lines.append(VisitLine(visit, problems, unanswered, change))
        return lines

    @property
    def guarantees(self) -> list[tuple[str, bool | None]]:
        """The six things of the last visit: True is a problem, None unanswered."""
        visit = self.last_visit
        return [
            (label, getattr(visit, name) if visit else None)
            for name, label in SAFEGUARDS
        ]

    @property
    def timeline(self) -> list[Event]:
        events = [event for row in self.episodes for event in _episode_events(row)]
        labels = dict(choices.Signal.choices)
        for visit in self.visits:
            if visit.signals:
                said = "、".join(labels.get(s, s) for s in visit.signals)
                title = _("New signal: %(signals)s") % {"signals": said}
                events.append(Event(visit.visited_on, "bad", title, visit.problem_note))
        return sorted(events, key=lambda event: event.day, reverse=True)


def _operating_net(row: IncomeStatement) -> Decimal:
    return row.operating - row.operating_cost


_PARTS: tuple[tuple[str, Any], ...] = (
    ("工资性收入", lambda row: row.wage),
    ("生产经营净收入", _operating_net),
    ("转移性收入", lambda row: row.transfer),
    ("财产性收入", lambda row: row.property),
)


def _episode_events(row: Episode) -> list[Event]:
    risks = dict(choices.Risk.choices)
    said = "、".join(risks.get(r, r) for r in row.risks)
    identified = _("Identified as %(category)s") % {
        "category": row.get_category_display()
    }
    # What goes on after a rollback was identified before; the rollback is told.
    events = []
    if row.resumes_id is None:
        events.append(Event(row.identified_on, "bad", identified, said))
    if row.rolled_back_on:
        events.append(Event(row.rolled_back_on, "bad", _("Elimination rolled back")))
    if row.eliminated_on:
        mode = row.get_elimination_mode_display() if row.elimination_mode else ""
        events.append(Event(row.eliminated_on, "done", _("Risk eliminated"), mode))
    if row.withdrawn_on:
        events.append(
            Event(row.withdrawn_on, "done", _("Withdrawn"), row.withdrawal_reason)
        )
    return events
