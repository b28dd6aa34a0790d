"""Procedures that still run, one at every step, and some that came back or ended."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from functools import partial

from accounts.roles import Role
from core.months import Month
from dashboards.demo import staff
from dashboards.demo.case_desk import Desk, case_of, dates_of, walked
from dashboards.demo.dice import Dice
from dashboards.demo.episodes import line_of
from households import choices
from households.choices import CaseKind, CaseResult, Decision, Step
from households.models import (
    Case,
    Household,
    Visit,
)
from households.models.visits import SAFEGUARDS
from households.procedures.tables import PROCEDURES
from households.querysets import HouseholdQuerySet
from households.services.cases_checks import GUARANTEES


def running(desk: Desk, day: dt.date, dice: Dice) -> None:
    """One at every step, in villages whose workers can log in first."""
    known = {
        account.area
        for account in staff.ACCOUNTS
        if account.role == Role.VILLAGE_WORKER
    }
    busy = {case.household_id for case in desk.cases if not case.result}
    fresh = _pick(Household.objects.filter(monitoring_state="none"), known, busy)
    watched = _pick(_stable(day), known, busy)
    entries = [
        partial(_until, step=step, last=day - dt.timedelta(days=1))
        for step in PROCEDURES[CaseKind.ENTRY].order[:-1]
    ]
    entries.append(partial(_returned, at=Step.TOWN, back=Step.REVIEW, day=day))
    entries.append(partial(_rejected, day=day))
    # A small city has fewer households than there are steps.
    for begin, household in zip(entries, fresh, strict=False):
        begin(desk, _entry(household, dice))
    exits = [
        partial(_until, step=step, last=day - dt.timedelta(days=2))
        for step in PROCEDURES[CaseKind.EXIT].order
    ]
    exits.append(partial(_returned, at=Step.COUNTY, back=Step.CONFIRM, day=day))
    for begin, household in zip(exits, watched, strict=False):
        begin(desk, _exit(household))
        _conclude(household, day)
    _tracked(desk, day, busy)


def _stable(day: dt.date) -> HouseholdQuerySet:
    """Under monitoring for long, able to work, and without a problem at this month's
    visit."""
    sound = {name: False for name, _label in SAFEGUARDS}
    seen = Visit.objects.valid().in_month(Month.of(day)).filter(**sound)
    rows = Household.objects.open().filter(labour__gt=0, is_no_labour=False)
    return rows.filter(
        pk__in=seen.values("household"),
        identified_on__lt=Month.of(day).shift(-7).first_day,
        per_capita_net__gt=line_of(day.year),
    )


def _conclude(household: Household, day: dt.date) -> None:
    """Whoever is proposed was found without risk by the month's visit."""
    visits = Visit.objects.valid().in_month(Month.of(day)).filter(household=household)
    visits.update(conclusion=choices.Conclusion.PROPOSE_ELIMINATION, signals=[])


def _pick(
    rows: HouseholdQuerySet, known: set[str], busy: set[int]
) -> Iterator[Household]:
    """Households by turns of township, those of known workers first; cycles never."""
    query = Household.objects.active().filter(pk__in=rows.values("pk"))
    near = query.filter(village__in=known).order_by("pk")[:200]
    far = query.exclude(village__in=known).order_by("pk")[:200]
    for household in itertools.chain(near[::7], far):
        if household.pk not in busy:
            busy.add(household.pk)
            yield household


def _entry(household: Household, dice: Dice) -> Case:
    case = case_of(CaseKind.ENTRY, household)
    exited = household.household_type == choices.HouseholdType.EXITED
    if dice.chance(0.4):
        case.category = choices.Category.SUDDEN_HARDSHIP
        case.is_urgent = True
        case.urgent_help = "临时救助 3000 元"
    elif exited:
        case.category = choices.Category.UNSTABLE_EXITED
    else:
        case.category = choices.Category.MARGINAL
    case.risks = [dice.one([choices.Risk.ILLNESS, choices.Risk.ACCIDENT])]
    return case


def _exit(household: Household) -> Case:
    episode = household.episodes.filter(eliminated_on=None, withdrawn_on=None).first()
    case = case_of(CaseKind.EXIT, household, episode)
    case.elimination_mode = choices.EliminationMode.BY_MEASURES
    return case


def _until(desk: Desk, case: Case, step: Step, last: dt.date) -> None:
    """Everything before a step is passed, the last of it on a day."""
    order = PROCEDURES[case.kind].order
    place = order.index(step)
    case.step = step
    days = dates_of(case.kind, last)
    shift = last - days[order[place - 1]] if place else dt.timedelta()
    for done in order[:place]:
        desk.passed(case, done, days[done] + shift)
    first = days[order[0]] + shift if place else last
    case.opened_on = first - dt.timedelta(days=1)
    if case.is_urgent:
        case.urgent_on = case.opened_on
    if step == order[0]:
        case.category, case.risks = "", []
    found_at = Step.VERIFY if case.kind == CaseKind.ENTRY else Step.CONFIRM
    if place > order.index(found_at):
        _find(case)
    desk.cases.append(case)


def _find(case: Case) -> None:
    """What the visit found: no problem, and the amounts of the latest year."""
    income = case.household.incomes.order_by("-period_end").first()
    if income is None:
        return
    for name in ("wage", "operating", "property", "transfer", "operating_cost"):
        setattr(case, name, getattr(income, name))
    for name in GUARANTEES:
        setattr(case, name, False)
    case.net = income.net
    case.per_capita = round(income.net / income.persons, 2)
    case.claims, case.self_paid = income.claims, income.self_paid


def _returned(desk: Desk, case: Case, at: Step, back: Step, day: dt.date) -> None:
    _until(desk, case, at, day - dt.timedelta(days=4))
    on = day - dt.timedelta(days=2)
    reason = "评议签到表缺三人签名，补齐后重新上报"
    desk.refused(case, Decision.RETURNED, on, reason, back)
    case.step = back


def _rejected(desk: Desk, case: Case, day: dt.date) -> None:
    _until(desk, case, Step.COUNTY, day - dt.timedelta(days=9))
    on = day - dt.timedelta(days=7)
    reason = "住院费用报销后自付较少，家庭收入稳定，不符合纳入条件"
    desk.refused(case, Decision.REJECTED, on, reason)
    case.step, case.result = "", CaseResult.REJECTED
    case.reason, case.closed_on = reason, on


def _tracked(desk: Desk, day: dt.date, busy: set[int]) -> None:
    """A whole household without labour: decided well, still under monitoring."""
    rows = Household.objects.open().filter(labour=0, identified_on__lt=day)
    old = rows.filter(identified_on__lt=Month.of(day).shift(-8).first_day)
    household = old.exclude(pk__in=busy).order_by("pk").first()
    if household is not None:
        case = _exit(household)
        decided = day - dt.timedelta(days=12)
        walked(desk, case, decided, CaseResult.TRACKING, day)
