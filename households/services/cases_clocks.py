"""The clocks of procedures: one for the whole entry, one for each step that waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from accounts.roles import Role
from core.keys import among
from households.choices import Decision, Step
from households.clocks.definitions import MEASURES, PUBLICITY_MIN, due_on
from households.models import Case, CaseAct, Episode
from households.procedures.tables import PROCEDURES
from households.services.clocks import start_clock, stop_clock, stop_clocks

SUBJECT = "case"


def started(case: Case, since: dt.date) -> None:
    """``since``: the day the lead was found, from which the whole entry counts."""
    procedure = PROCEDURES[case.kind]
    if procedure.total_clock:
        start_clock(
            clock=procedure.total_clock,
            subject_kind=SUBJECT,
            subject_id=case.pk,
            title=f"{case.get_kind_display()} · {case.household}",
            area=case.village,
            holder=Role.TOWNSHIP_STAFF,
            started_on=since,
        )
    _start_step(case, case.opened_on)


def moved(case: Case, act: CaseAct) -> None:
    """After an act: the clock of the step ends, that of the next one begins."""
    procedure = PROCEDURES[case.kind]
    if not case.is_running:
        unfinished = act.decision == Decision.STOPPED
        stop_clocks(
            subject_kind=SUBJECT,
            subject_ids=[case.pk],
            on=act.acted_on,
            cancelled=unfinished,
        )
        return
    if procedure.total_clock and (act.step, act.decision) == (
        procedure.total_until,
        Decision.PASSED,
    ):
        _stop(case, procedure.total_clock, act.acted_on)
    _stop(case, procedure.step_clock, act.acted_on)
    _start_step(case, act.acted_on)


def measures_recorded(households: Collection[int], on: dt.date) -> int:
    """End the clock of the measures where the open episode has one by now."""
    helped = Episode.objects.open_on(on).filter(
        household__in=among(households), measures__len__gte=1
    )
    return stop_clocks(
        subject_kind="household",
        subject_ids=list(helped.values_list("household", flat=True)),
        on=on,
        clock=MEASURES.key,
    )


def _stop(case: Case, clock: str, on: dt.date) -> None:
    stop_clock(clock=clock, subject_kind=SUBJECT, subject_id=case.pk, on=on)


def _start_step(case: Case, on: dt.date) -> None:
    procedure = PROCEDURES[case.kind]
    start_clock(
        clock=procedure.step_clock,
        subject_kind=SUBJECT,
        subject_id=case.pk,
        title=f"{case.get_kind_display()} · {case.household} · "
        f"{case.get_step_display()}",
        area=case.village,
        holder=procedure.rule(case.step).holder,
        started_on=on,
        due_on=_due_on(case, on),
    )


def _due_on(case: Case, on: dt.date) -> dt.date | None:
    """The posting has its minimum first; only then the step's own time runs."""
    if case.step != Step.PUBLICISE:
        return None
    return due_on(PROCEDURES[case.kind].step_clock, due_on(PUBLICITY_MIN.key, on))
