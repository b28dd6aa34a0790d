"""The procedure of a project as data (domain §8.3): which step follows which, whose it
is, and what it needs. Services and pages read this table; nothing else decides.

A step that may be skipped can also be recorded later: funds are often released, and
accounts settled, after the step that stands behind them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.models import Area
from projects.choices import Category, Paper, Stage
from projects.models import Project
from projects.models.project import STAGE_DAYS

DECLARE = "projects.declare_project"
REVIEW = "projects.review_project"
DECIDE = "projects.decide_project"


class Ask(StrEnum):
    """What a step asks for besides its day."""

    OPINION = "opinion"
    DOCUMENT = "document_no"
    SETTLED = "settled_amount"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRule:
    """One step."""

    stage: Stage
    #: What the button says.
    label: StrOrPromise
    permission: str = DECIDE
    asks: tuple[Ask, ...] = ()
    #: Papers that should be with the project by then; their lack is told.
    papers: tuple[Paper, ...] = ()
    #: Texts of the project without which the step is refused.
    needs: tuple[str, ...] = ()
    may_skip: bool = False
    #: Taken by approving a version of the annual plan.
    by_plan: bool = False
    #: Of a county's project there is no township that would take it.
    of_township: bool = False
    #: Recorded late, it still lies before the next obligatory step.
    precedes: bool = False
    #: An asset must be recorded first.
    hands_over: bool = False

    @property
    def day(self) -> str:
        return STAGE_DAYS[self.stage]

    def day_of(self, project: Project) -> dt.date | None:
        day: dt.date | None = getattr(project, self.day)
        return day


PROCEDURE: tuple[StepRule, ...] = (
    StepRule(
        stage=Stage.DECLARED,
        label=_("Declare the project"),
        permission=DECLARE,
        asks=(Ask.OPINION,),
    ),
    StepRule(
        stage=Stage.REVIEWED,
        label=_("Review by the township"),
        permission=REVIEW,
        asks=(Ask.OPINION, Ask.DOCUMENT),
        of_township=True,
    ),
    StepRule(
        stage=Stage.STORED,
        label=_("Take into the repository"),
        asks=(Ask.OPINION, Ask.DOCUMENT),
        papers=(Paper.STORAGE, Paper.TARGETS),
        needs=("targets", "linkage"),
    ),
    StepRule(
        stage=Stage.PLANNED,
        label=_("Take into the annual plan"),
        by_plan=True,
    ),
    StepRule(
        stage=Stage.FUNDED,
        label=_("Record the release of funds"),
        asks=(Ask.DOCUMENT, Ask.OPINION),
        papers=(Paper.APPROVAL, Paper.NOTICE_BEFORE),
        may_skip=True,
    ),
    StepRule(
        stage=Stage.TENDERED,
        label=_("Record the end of the tender"),
        asks=(Ask.OPINION,),
        papers=(Paper.TENDER,),
        may_skip=True,
        precedes=True,
    ),
    StepRule(
        stage=Stage.STARTED,
        label=_("Record the beginning of works"),
        asks=(Ask.OPINION,),
        papers=(Paper.CONTRACT, Paper.START_ORDER),
    ),
    StepRule(
        stage=Stage.FINISHED,
        label=_("Record the end of works"),
        asks=(Ask.OPINION,),
        papers=(Paper.SUPERVISION, Paper.LINKAGE),
    ),
    StepRule(
        stage=Stage.ACCEPTED,
        label=_("Record the acceptance"),
        asks=(Ask.OPINION, Ask.DOCUMENT),
        papers=(Paper.ACCEPTANCE,),
    ),
    StepRule(
        stage=Stage.SETTLED,
        label=_("Record the settlement"),
        asks=(Ask.SETTLED, Ask.DOCUMENT),
        may_skip=True,
    ),
    StepRule(
        stage=Stage.HANDED_OVER,
        label=_("Record the handing over"),
        asks=(Ask.OPINION, Ask.DOCUMENT),
        hands_over=True,
    ),
)
_BY_STAGE = {rule.stage: rule for rule in PROCEDURE}


def rule_of(stage: str) -> StepRule | None:
    """The step that leads to a stage; None where no step does."""
    return _BY_STAGE.get(Stage(stage)) if stage in Stage.values else None


def steps_of(project: Project) -> list[StepRule]:
    """The steps that a project has to go: a county's project has no township."""
    of_county = project.area.level == Area.Level.COUNTY
    return [rule for rule in PROCEDURE if not (rule.of_township and of_county)]


def next_steps(project: Project) -> list[StepRule]:
    """What may be recorded now: the next obligatory step, and those before it that
    were skipped. Nothing of a project that has ended on the side."""
    if has_ended(project):
        return []
    found: list[StepRule] = []
    for rule in steps_of(project):
        if is_passed(project, rule):
            continue
        found.append(rule)
        if not rule.may_skip:
            break
    return found


def has_ended(project: Project) -> bool:
    """Terminated, or out of the repository."""
    return project.terminated_on is not None or project.removed_on is not None


def is_passed(project: Project, rule: StepRule) -> bool:
    """Recorded; an obligatory step also by a later one, as in ledgers brought in from
    outside that lack early days."""
    if rule.day_of(project) is not None:
        return True
    return not rule.may_skip and any(
        later.day_of(project) is not None for later in _after(rule)
    )


def earliest(project: Project, rule: StepRule) -> tuple[StepRule, dt.date] | None:
    """The obligatory step before, with its day: the step itself is not earlier."""
    for before in reversed(PROCEDURE[: PROCEDURE.index(rule)]):
        day = before.day_of(project)
        if day is not None and not before.may_skip:
            return before, day
    return None


def latest(project: Project, rule: StepRule) -> tuple[StepRule, dt.date] | None:
    """The step that was recorded already and that this one must precede."""
    for after in _after(rule) if rule.precedes else ():
        day = after.day_of(project)
        if day is not None and not after.may_skip:
            return after, day
    return None


def needed_texts(project: Project, rule: StepRule) -> list[str]:
    """Texts that the step needs and the project lacks. A management fee links up with
    no household."""
    fee = project.category == Category.FEE
    wanted = [name for name in rule.needs if not (fee and name == "linkage")]
    return [name for name in wanted if not getattr(project, name)]


def may_be_sent_back_by(stage: str) -> tuple[str, ...]:
    """Who may take a stage back: the bureau, and of a declaration the township."""
    return (REVIEW, DECIDE) if stage == Stage.DECLARED else (DECIDE,)


def stage_before(project: Project) -> Stage:
    """Where a project stands once its present stage is taken back."""
    current = Stage(project.stage)
    days = {s: getattr(project, day) for s, day in STAGE_DAYS.items() if s != current}
    return next((s for s, day in days.items() if day is not None), Stage.DRAFT)


def ending_of(project: Project) -> Stage | None:
    """How a project can end on the side: out of the repository before it is planned,
    terminated before its works are finished; None when neither."""
    if has_ended(project) or project.finished_on is not None:
        return None
    return Stage.REMOVED if project.planned_on is None else Stage.TERMINATED


def _after(rule: StepRule) -> tuple[StepRule, ...]:
    return PROCEDURE[PROCEDURE.index(rule) + 1 :]
