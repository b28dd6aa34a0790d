"""Who takes which step when, in the procedures of the demonstration."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from accounts.models import User
from accounts.roles import Role
from dashboards.demo.case_workers import village_workers
from households.choices import Decision, Step
from households.models import (
    Case,
    CaseAct,
    Episode,
    Household,
)
from households.procedures.tables import PROCEDURES, Ask, Level

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
class Desk:
    """Who takes the steps of a village, and what is to be written."""

    users: dict[tuple[str, str], User]
    cases: list[Case] = field(default_factory=list)
    acts: list[CaseAct] = field(default_factory=list)

    @classmethod
    def load(cls) -> Desk:
        village_workers()
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


def case_of(kind: str, household: Household, episode: Episode | None = None) -> Case:
    return Case(
        kind=kind, household=household, village_id=household.village_id, episode=episode
    )


def dates_of(kind: str, decided: dt.date) -> dict[Step, dt.date]:
    """Day of each step so that the county decides on a day."""
    order = PROCEDURES[kind].order
    days, at = {}, decided
    for step in reversed(order[: order.index(Step.COUNTY) + 1]):
        days[step] = at
        at -= dt.timedelta(days=_PACE[step])
    for step in order[order.index(Step.COUNTY) + 1 :]:
        days[step] = decided + dt.timedelta(days=_PACE[step])
    return days


def walked(desk: Desk, case: Case, decided: dt.date, result: str, day: dt.date) -> None:
    """To the end, or as far as it could come by the day."""
    days = dates_of(case.kind, decided)
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
