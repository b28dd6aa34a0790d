"""What the page of one procedure shows: where it stands, and what is to be done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.parameters import value_on
from accounts.roles import Role
from households import choices
from households.clocks import wording
from households.clocks.definitions import CLOCKS
from households.forms import cases as forms
from households.models import Case, CaseAct, CasePaper, Deadline
from households.parameters import MONITORING_LINE
from households.procedures import rules
from households.procedures.conditions import Verdict
from households.procedures.tables import PROCEDURES, Level, StepRule
from households.services import cases_exit
from households.services.cases_checks import plain_acts


@dataclass(frozen=True, slots=True)
class StripStep:
    """One step in the strip; ``state`` is done, now or later. What follows the last
    of the eight or six has no ``number``: it is shown apart."""

    label: Any
    state: str
    done_on: dt.date | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A kind of paper with what is filed of it."""

    kind: choices.PaperKind
    papers: list[CasePaper]
    is_required: bool
    #: The waiting step asks for it, so that it can be filed now.
    is_now: bool


def page_context(case: Case, user: User, **bound: Any) -> dict[str, Any]:
    """``bound`` are forms that were refused, by name, in place of fresh ones."""
    acts = list(case.acts.select_related("actor").order_by("id"))
    plain = plain_acts(case)
    rule = PROCEDURES[case.kind].rule(case.step) if case.step else None
    is_mine = rule is not None and rules.may_take(case.kind, case.step, user.may)
    own_work = is_mine and rules.judges_own_work(case.kind, case.step, user.pk, plain)
    context = {
        "case": case,
        "household": case.household,
        "rule": rule,
        "strip": strip(case, acts),
        "acts": acts[::-1],
        "verdict": verdict_of(case),
        "clocks": clocks_of(case, user) if rule else [],
        "line": value_on(MONITORING_LINE.key, timezone.localdate()),
        "is_mine": is_mine and not own_work,
        "own_work": own_work,
        "judged_later": rule is not None and _judged_later(rule, user),
        "holder": Role(rule.holder).label if rule else "",
        "earliest": rules.earliest_on(case.opened_on, plain),
        "may_help": _may_help(case, user),
        **papers_context(case, rule, may_file=is_mine),
    }
    if rule is not None and is_mine and not own_work:
        context |= _forms(case, rule, user)
    if context["may_help"]:
        context["urgent_form"] = forms.UrgentForm(auto_id="urgent-%s")
    return context | bound


def _judged_later(rule: StepRule, user: User) -> bool:
    """A step of the village, offered to somebody who reviews the village's work."""
    reviews = ("households.take_town_step", "households.take_county_step")
    return rule.level is Level.VILLAGE and any(map(user.may, reviews))


def _forms(case: Case, rule: StepRule, user: User) -> dict[str, Any]:
    start = {"base_version": case.version}
    made: dict[str, Any] = {"form": forms.opened_step(case, rule, user)}
    if rule.back_to:
        made["return_form"] = forms.ReturnForm(
            case=case, initial=start, auto_id="return-%s"
        )
    if rule.may_reject:
        made["reject_form"] = forms.ReasonForm(initial=start, auto_id="reject-%s")
    if rule.may_stop:
        made["stop_form"] = forms.ReasonForm(initial=start, auto_id="stop-%s")
    return made


def strip(case: Case, acts: list[CaseAct]) -> list[StripStep]:
    """All steps in order; those before the waiting one with the day they were passed.

    The first of the eight of an entry is the lead that began it; entering the decision
    into the national system follows them (domain §3.1).
    """
    passed = {
        act.step: act.acted_on
        for act in acts
        if act.decision == choices.Decision.PASSED
    }
    order = list(PROCEDURES[case.kind].order)
    ended_well = case.result in {
        choices.CaseResult.ACCEPTED,
        choices.CaseResult.ELIMINATED,
        choices.CaseResult.TRACKING,
    }
    stopped_at = acts[-1].step if acts and case.result and not ended_well else ""
    waiting = case.step or stopped_at
    place = order.index(choices.Step(waiting)) if waiting else len(order)
    first = []
    if case.kind == choices.CaseKind.ENTRY:
        day = case.lead.received_on if case.lead else case.opened_on
        first = [StripStep(_("Lead"), "done", day, number=1)]
    return first + [
        StripStep(
            step.label,
            "done" if n < place else "now" if n == place else "later",
            passed.get(step) if n < place else None,
            number=None if step == choices.Step.REGISTER else len(first) + n + 1,
        )
        for n, step in enumerate(order)
    ]


def verdict_of(case: Case) -> Verdict | None:
    if case.kind != choices.CaseKind.EXIT or not case.is_running:
        return None
    return cases_exit.verdict(case, on=timezone.localdate())


@dataclass(frozen=True, slots=True)
class RunningClock:
    title: str
    due_on: dt.date
    left: SafeString


def clocks_of(case: Case, user: User) -> list[RunningClock]:
    rows = Deadline.objects.visible_to(user).running()
    rows = rows.filter(subject_kind="case", subject_id=case.pk)
    today = timezone.localdate()
    return [
        RunningClock(
            str(CLOCKS[row.clock].label),
            row.due_on,
            wording.mark((row.due_on - today).days),
        )
        for row in rows.order_by("due_on")
    ]


def papers_context(
    case: Case, rule: StepRule | None, *, may_file: bool
) -> dict[str, Any]:
    filed = list(
        case.papers.filter(withdrawn_at=None)
        .select_related("attachment", "filed_by")
        .order_by("id")
    )
    required = [k for r in PROCEDURES[case.kind].steps for k in r.papers]
    now = {*rule.papers, *rule.optional} if rule else set()
    lines = [
        PaperLine(
            kind,
            [paper for paper in filed if paper.kind == kind],
            kind in required,
            may_file and (kind in now or kind == choices.PaperKind.OTHER),
        )
        for kind in rules.papers_of(case.kind)
    ]
    there = {paper.kind for paper in filed}
    return {
        "papers": lines,
        "papers_there": len([kind for kind in required if kind in there]),
        "papers_all": len(required),
        "accept": forms.ACCEPT,
        "may_file": may_file,
    }


def _may_help(case: Case, user: User) -> bool:
    return (
        case.kind == choices.CaseKind.ENTRY
        and case.is_running
        and case.episode_id is None
        and user.may("households.take_village_step")
    )
