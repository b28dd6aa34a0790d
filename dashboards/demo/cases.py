"""Procedures of the last year: those behind the episodes, and some that still run.

Written after the households, set-based: every identification and elimination of the
twelve months before the day has its file; beside them run one at every step, two that
came back, one rejected, one that is tracked; one elimination was rolled back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from accounts.models import User
from accounts.roles import Role
from core.months import Month
from dashboards.demo import staff
from dashboards.demo.case_desk import Desk, case_of, walked
from dashboards.demo.case_papers import file_papers
from dashboards.demo.case_running import running
from dashboards.demo.dice import Dice
from households import choices
from households.choices import CaseKind, CaseResult, Step
from households.clocks.definitions import due_on
from households.models import (
    Case,
    CaseAct,
    Episode,
    EpisodeFinding,
    HouseholdChange,
)
from households.models.facts import FACTS
from households.procedures.tables import PROCEDURES
from households.services.clocks import NewClock, start_clocks

_MONTHS_BACK = 12


def roll_one_back() -> None:
    """One former elimination becomes a rollback with all its traces; before the
    summaries and months are made."""
    second = (
        Episode.objects.filter(resumes=None, withdrawn_on=None)
        .filter(household__episodes__rolled_back_on__isnull=False)
        .exclude(rolled_back_on__isnull=False)
        .order_by("-identified_on")
        .first()
    )
    if second is None:
        return
    first = second.household.episodes.filter(
        rolled_back_on=second.identified_on, eliminated_on__lt=second.identified_on
    ).first()
    if first is None:
        return
    Episode.objects.filter(pk=first.pk).update(is_resumed=True)
    Episode.objects.filter(pk=second.pk).update(resumes=first)
    HouseholdChange.objects.create(
        kind=choices.ChangeKind.ROLLED_BACK,
        household=second.household,
        effective_on=second.identified_on,
        persons=second.household.members.present().count(),
        reason="大病复发，原消除不稳固",
        recorded_by=_official(),
    )


def write_cases(day: dt.date, seed: int) -> int:
    """Write the procedures before ``day``; returns how many."""
    desk = Desk.load()
    _finished(desk, day)
    running(desk, day, Dice(f"{seed}:cases"))
    for case in desk.cases:
        case.opened_by = desk.actor(case, PROCEDURES[case.kind].order[0])
    Case.objects.bulk_create(desk.cases, batch_size=1000)
    CaseAct.objects.bulk_create(desk.acts, batch_size=1000)
    file_papers(desk.cases, desk.acts, _official())
    start_clocks(list(_clocks(desk)))
    return len(desk.cases)


def _official() -> User | None:
    rows = User.objects.filter(username=staff.MAIN_ACCOUNTS[2].username)
    found: User | None = rows.first()
    return found


def _finished(desk: Desk, day: dt.date) -> None:
    """The files behind the identifications and eliminations of the last year."""
    since = Month.of(day).shift(-_MONTHS_BACK).first_day
    episodes = Episode.objects.filter(withdrawn_on=None).select_related("household")
    found = _findings()
    for episode in episodes.filter(identified_on__gte=since, resumes=None):
        case = case_of(CaseKind.ENTRY, episode.household, episode)
        case.category, case.risks = episode.category, episode.risks
        case.disaster_kind, case.risk_note = episode.disaster_kind, episode.risk_note
        _take_over(case, found.get((episode.pk, "identified")))
        walked(desk, case, episode.identified_on, CaseResult.ACCEPTED, day)
    for episode in episodes.filter(eliminated_on__gte=since):
        case = case_of(CaseKind.EXIT, episode.household, episode)
        case.elimination_mode = episode.elimination_mode
        _take_over(case, found.get((episode.pk, "eliminated")))
        decided = episode.eliminated_on or day
        walked(desk, case, decided, CaseResult.ELIMINATED, day)


def _findings() -> dict[tuple[int, str], EpisodeFinding]:
    rows = EpisodeFinding.objects.all()
    return {(row.episode_id, row.moment): row for row in rows}


def _take_over(case: Case, finding: EpisodeFinding | None) -> None:
    if finding is not None:
        for name in FACTS:
            setattr(case, name, getattr(finding, name))


def _clocks(desk: Desk) -> Iterator[NewClock]:
    """What runs for those that wait."""
    last: dict[int, dt.date] = {}
    for act in desk.acts:
        last[act.case_id] = max(act.acted_on, last.get(act.case_id, act.acted_on))
    for case in desk.cases:
        if not case.step:
            continue
        procedure = PROCEDURES[case.kind]
        since = last.get(case.pk, case.opened_on)
        title = f"{case.get_kind_display()} · {case.household}"
        waits = "publicity_min" if case.step == Step.PUBLICISE else ""
        yield NewClock(
            clock=procedure.step_clock,
            subject_kind="case",
            subject_id=case.pk,
            title=f"{title} · {case.get_step_display()}",
            area=case.village,
            holder=procedure.rule(case.step).holder,
            started_on=since,
            due_on=due_on(procedure.step_clock, due_on(waits, since))
            if waits
            else None,
        )
        if procedure.total_clock and case.step != Step.REGISTER:
            yield NewClock(
                clock=procedure.total_clock,
                subject_kind="case",
                subject_id=case.pk,
                title=title,
                area=case.village,
                holder=Role.TOWNSHIP_STAFF,
                started_on=case.opened_on,
            )
