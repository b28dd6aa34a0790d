"""Procedures of the last year: those behind the episodes, and some that still run.

Written after the households, set-based: every identification and elimination of the
twelve months before the day has its file; beside them run one at every step, two that
came back, one rejected, one that is tracked; one elimination was rolled back.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

from accounts.models import User
from accounts.roles import Role
from core.months import Month
from dashboards.demo import staff
from dashboards.demo.case_papers import file_papers
from dashboards.demo.dice import Dice
from households import choices
from households.choices import CaseKind, CaseResult, Decision, Step
from households.clocks.definitions import due_on
from households.models import (
    Case,
    CaseAct,
    Episode,
    EpisodeFinding,
    Household,
    HouseholdChange,
    Visit,
)
from households.models.facts import FACTS
from households.procedures.tables import PROCEDURES, Ask, Level
from households.querysets import HouseholdQuerySet
from households.services.cases_checks import GUARANTEES
from households.services.clocks import NewClock, start_clocks

_MONTHS_BACK = 12
#: Days from one step to the next, so that an entry takes 13 of its 15 days.
_PACE = {
    Step.VERIFY: 1,
    Step.CONSENT: 1,
    Step.COMPARE: 2,
    Step.REVIEW: 1,
    Step.PUBLICISE: 6,
    Step.TOWN: 1,
    Step.COUNTY: 1,
    Step.REGISTER: 1,
    Step.PROPOSE: 0,
    Step.CONFIRM: 2,
}
_OPINIONS = {
    Step.VERIFY: "入户核实情况属实，家庭支出大、收入下降，建议纳入监测",
    Step.COMPARE: "比对未发现房产、车辆、工商登记和财政供养人员异常",
    Step.PROPOSE: "风险已消除，收入稳定，提出消除",
    Step.TOWN: "材料齐全、程序规范，同意上报",
    Step.COUNTY: "经会议研究，同意",
}
_WORKER = "村干部、驻村工作队"


@dataclass(slots=True)
class _Desk:
    """Who takes the steps of a village, and what is to be written."""

    users: dict[tuple[str, str], User]
    cases: list[Case] = field(default_factory=list)
    acts: list[CaseAct] = field(default_factory=list)

    @classmethod
    def load(cls) -> _Desk:
        rows = User.objects.exclude(area=None).order_by("-pk")
        return cls({(user.role, user.area_id or ""): user for user in rows})

    def actor(self, case: Case, step: str) -> User | None:
        level = PROCEDURES[case.kind].rule(step).level
        code = str(case.village_id)
        place = {
            Level.VILLAGE: (Role.VILLAGE_WORKER, code),
            Level.COUNTY: (Role.BUREAU_OFFICIAL, code[:6] + "000000"),
        }.get(level, (Role.TOWNSHIP_STAFF, code[:9] + "000"))
        return self.users.get(place)

    def passed(self, case: Case, step: Step, on: dt.date) -> None:
        actor = self.actor(case, step)
        rule = PROCEDURES[case.kind].rule(step)
        act = CaseAct(
            case=case,
            step=step,
            decision=Decision.PASSED,
            acted_on=on,
            actor=actor,
            actor_role=actor.role if actor else "",
            opinion=_OPINIONS.get(step, ""),
            persons=_WORKER if Ask.PERSONS in rule.asks else "",
        )
        if Ask.MEETING in rule.asks:
            act.attended, act.votes_for = 23, 21
        if Ask.POSTING in rule.asks:
            act.published_from, act.published_to = on - dt.timedelta(days=5), on
        self.acts.append(act)

    def refused(
        self, case: Case, decision: str, on: dt.date, reason: str, back: str = ""
    ) -> None:
        actor = self.actor(case, case.step)
        self.acts.append(
            CaseAct(
                case=case,
                step=case.step,
                decision=decision,
                back_to=back,
                acted_on=on,
                actor=actor,
                actor_role=actor.role if actor else "",
                opinion=reason,
            )
        )


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
    desk = _Desk.load()
    _finished(desk, day)
    _running(desk, day, Dice(f"{seed}:cases"))
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


def _finished(desk: _Desk, day: dt.date) -> None:
    """The files behind the identifications and eliminations of the last year."""
    since = Month.of(day).shift(-_MONTHS_BACK).first_day
    episodes = Episode.objects.filter(withdrawn_on=None).select_related("household")
    found = _findings()
    for episode in episodes.filter(identified_on__gte=since, resumes=None):
        case = _case(CaseKind.ENTRY, episode.household, episode)
        case.category, case.risks = episode.category, episode.risks
        case.disaster_kind, case.risk_note = episode.disaster_kind, episode.risk_note
        _take_over(case, found.get((episode.pk, "identified")))
        _walked(desk, case, episode.identified_on, CaseResult.ACCEPTED, day)
    for episode in episodes.filter(eliminated_on__gte=since):
        case = _case(CaseKind.EXIT, episode.household, episode)
        case.elimination_mode = episode.elimination_mode
        _take_over(case, found.get((episode.pk, "eliminated")))
        decided = episode.eliminated_on or day
        _walked(desk, case, decided, CaseResult.ELIMINATED, day)


def _findings() -> dict[tuple[int, str], EpisodeFinding]:
    rows = EpisodeFinding.objects.all()
    return {(row.episode_id, row.moment): row for row in rows}


def _take_over(case: Case, finding: EpisodeFinding | None) -> None:
    if finding is not None:
        for name in FACTS:
            setattr(case, name, getattr(finding, name))


def _case(kind: str, household: Household, episode: Episode | None = None) -> Case:
    return Case(
        kind=kind, household=household, village_id=household.village_id, episode=episode
    )


def _dates(kind: str, decided: dt.date) -> dict[Step, dt.date]:
    """Day of each step so that the county decides on a day."""
    order = PROCEDURES[kind].order
    days, at = {}, decided
    for step in reversed(order[: order.index(Step.COUNTY) + 1]):
        days[step] = at
        at -= dt.timedelta(days=_PACE[step])
    for step in order[order.index(Step.COUNTY) + 1 :]:
        days[step] = decided + dt.timedelta(days=_PACE[step])
    return days


def _walked(
    desk: _Desk, case: Case, decided: dt.date, result: str, day: dt.date
) -> None:
    """To the end, or as far as it could come by the day."""
    days = _dates(case.kind, decided)
    first = min(days.values())
    case.opened_on = first - dt.timedelta(days=1)
    for step in PROCEDURES[case.kind].order:
        if days[step] > day:
            case.step = step
            break
        desk.passed(case, step, days[step])
        case.closed_on = days[step]
    else:
        case.result = result
    if not case.result:
        case.closed_on = None
    desk.cases.append(case)


def _running(desk: _Desk, day: dt.date, dice: Dice) -> None:
    """One at every step, in villages whose workers have accounts first."""
    known = {code for role, code in desk.users if role == Role.VILLAGE_WORKER}
    busy = {case.household_id for case in desk.cases if not case.result}
    fresh = _pick(Household.objects.filter(monitoring_state="none"), known, busy)
    watched = _pick(_stable(day), known, busy)
    for step in PROCEDURES[CaseKind.ENTRY].order[:-1]:
        household = next(fresh)
        _until(desk, _entry(household, dice), step, day - dt.timedelta(days=1))
    for step in PROCEDURES[CaseKind.EXIT].order:
        _until(desk, _exit(next(watched)), step, day - dt.timedelta(days=2))
    _returned(desk, _entry(next(fresh), dice), Step.TOWN, Step.REVIEW, day)
    _returned(desk, _exit(next(watched)), Step.COUNTY, Step.CONFIRM, day)
    _rejected(desk, _entry(next(fresh), dice), day)
    _tracked(desk, day, busy)


def _stable(day: dt.date) -> HouseholdQuerySet:
    """Under monitoring, able to work, and without risk at this month's visit."""
    gone = [choices.Conclusion.NO_RISK, choices.Conclusion.PROPOSE_ELIMINATION]
    seen = Visit.objects.valid().in_month(Month.of(day)).filter(conclusion__in=gone)
    rows = Household.objects.open().filter(labour__gt=0, is_no_labour=False)
    return rows.filter(
        pk__in=seen.values("household"),
        identified_on__lt=Month.of(day).shift(-7).first_day,
    )


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
    case = _case(CaseKind.ENTRY, household)
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
    case = _case(CaseKind.EXIT, household, episode)
    case.elimination_mode = choices.EliminationMode.BY_MEASURES
    return case


def _until(desk: _Desk, case: Case, step: Step, last: dt.date) -> None:
    """Everything before a step is passed, the last of it on a day."""
    order = PROCEDURES[case.kind].order
    place = order.index(step)
    case.step = step
    days = _dates(case.kind, last)
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


def _returned(desk: _Desk, case: Case, at: Step, back: Step, day: dt.date) -> None:
    _until(desk, case, at, day - dt.timedelta(days=4))
    on = day - dt.timedelta(days=2)
    reason = "评议签到表缺三人签名，补齐后重新上报"
    desk.refused(case, Decision.RETURNED, on, reason, back)
    case.step = back


def _rejected(desk: _Desk, case: Case, day: dt.date) -> None:
    _until(desk, case, Step.COUNTY, day - dt.timedelta(days=9))
    on = day - dt.timedelta(days=7)
    reason = "住院费用报销后自付较少，家庭收入稳定，不符合纳入条件"
    desk.refused(case, Decision.REJECTED, on, reason)
    case.step, case.result = "", CaseResult.REJECTED
    case.reason, case.closed_on = reason, on


def _tracked(desk: _Desk, day: dt.date, busy: set[int]) -> None:
    """A whole household without labour: decided well, still under monitoring."""
    rows = Household.objects.open().filter(labour=0, identified_on__lt=day)
    old = rows.filter(identified_on__lt=Month.of(day).shift(-8).first_day)
    household = old.exclude(pk__in=busy).order_by("pk").first()
    if household is not None:
        case = _exit(household)
        decided = day - dt.timedelta(days=12)
        _walked(desk, case, decided, CaseResult.TRACKING, day)


def _clocks(desk: _Desk) -> Iterator[NewClock]:
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
