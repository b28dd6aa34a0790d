"""The two procedures as data (domain §3.1, §3.2): what each step is and needs.

Who may take a step, which papers and facts it needs, which clock runs while it waits,
and where it may be sent back to. ``rules.py`` reads these tables; nothing else decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from accounts.roles import Role
from households.choices import CaseKind, CaseResult, PaperKind, Step


class Level(StrEnum):
    """Whose work a step is. Town checks the village, the county checks both."""

    VILLAGE = "village"
    #: Asking departments' data: no judgement of the village's work, nor made by it.
    DATA = "data"
    TOWN = "town"
    COUNTY = "county"


class Ask(StrEnum):
    """Groups of facts that a step asks for; the form has the fields."""

    PERSONS = "persons"
    OPINION = "opinion"
    RISK = "risk"
    FOUND = "found"
    MEETING = "meeting"
    POSTING = "posting"
    MODE = "mode"
    CONTACT = "contact"


class Effect(StrEnum):
    """What passing a step does to the register."""

    NONE = ""
    IDENTIFY = "identify"
    ELIMINATE = "eliminate"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRule:
    """One row of a table."""

    step: Step
    level: Level
    #: Any of them is enough.
    permissions: tuple[str, ...]
    #: Role that the clock of the waiting step belongs to.
    holder: Role
    papers: tuple[PaperKind, ...] = ()
    #: Papers that may be filed besides the required ones.
    optional: tuple[PaperKind, ...] = ()
    asks: tuple[Ask, ...] = ()
    back_to: tuple[Step, ...] = ()
    #: The posting before this step must have lasted its minimum and be over.
    after_posting: bool = False
    #: The conditions of elimination (§3.4) must hold.
    checks_conditions: bool = False
    may_reject: bool = True
    may_stop: bool = True
    effect: Effect = Effect.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    kind: CaseKind
    steps: tuple[StepRule, ...]
    passed: CaseResult
    rejected: CaseResult
    #: Clock over the whole procedure, empty for none, and the step that ends it.
    total_clock: str
    total_until: Step
    #: Clock that runs anew for every step that waits.
    step_clock: str

    def rule(self, step: str) -> StepRule:
        """Raises KeyError for a step that this procedure does not have."""
        for rule in self.steps:
            if rule.step == step:
                return rule
        raise KeyError(step)

    @property
    def order(self) -> tuple[Step, ...]:
        return tuple(rule.step for rule in self.steps)


_VILLAGE_STEP = ("households.take_village_step",)
_TOWN_STEP = ("households.take_town_step",)
_COUNTY_STEP = ("households.take_county_step",)
_OFFICE_STEP = (*_TOWN_STEP, *_COUNTY_STEP)

#: 识别纳入 (domain §3.1). The lead before it is step one of eight; entering the
#: household into the national system follows the decision.
ENTRY = Procedure(
    kind=CaseKind.ENTRY,
    passed=CaseResult.ACCEPTED,
    rejected=CaseResult.REJECTED,
    total_clock="entry_total",
    total_until=Step.COUNTY,
    step_clock="entry_step",
    steps=(
        StepRule(
            step=Step.VERIFY,
            level=Level.VILLAGE,
            permissions=_VILLAGE_STEP,
            holder=Role.VILLAGE_WORKER,
            papers=(PaperKind.VERIFICATION_FORM,),
            asks=(Ask.PERSONS, Ask.RISK, Ask.FOUND, Ask.OPINION),
        ),
        StepRule(
            step=Step.CONSENT,
            level=Level.VILLAGE,
            permissions=_VILLAGE_STEP,
            holder=Role.VILLAGE_WORKER,
            papers=(PaperKind.CONSENT_LETTER,),
            asks=(Ask.PERSONS,),
            back_to=(Step.VERIFY,),
            may_reject=False,
        ),
        StepRule(
            step=Step.COMPARE,
            level=Level.DATA,
            permissions=_OFFICE_STEP,
            holder=Role.TOWNSHIP_STAFF,
            papers=(PaperKind.COMPARISON,),
            asks=(Ask.OPINION,),
            back_to=(Step.VERIFY, Step.CONSENT),
        ),
        StepRule(
            step=Step.REVIEW,
            level=Level.VILLAGE,
            permissions=_VILLAGE_STEP,
            holder=Role.VILLAGE_WORKER,
            papers=(PaperKind.MINUTES, PaperKind.SIGN_IN),
            asks=(Ask.PERSONS, Ask.MEETING),
            back_to=(Step.VERIFY, Step.CONSENT, Step.COMPARE),
        ),
        StepRule(
            step=Step.PUBLICISE,
            level=Level.VILLAGE,
            permissions=_VILLAGE_STEP,
            holder=Role.VILLAGE_WORKER,
            papers=(PaperKind.NOTICE_PHOTO,),
            asks=(Ask.POSTING,),
            back_to=(Step.VERIFY, Step.CONSENT, Step.COMPARE, Step.REVIEW),
        ),
        StepRule(
            step=Step.TOWN,
            level=Level.TOWN,
            permissions=_TOWN_STEP,
            holder=Role.TOWNSHIP_STAFF,
            optional=(PaperKind.TOWN_OPINION,),
            asks=(Ask.OPINION,),
            back_to=(
                Step.VERIFY,
                Step.CONSENT,
                Step.COMPARE,
                Step.REVIEW,
                Step.PUBLICISE,
            ),
            after_posting=True,
        ),
        StepRule(
            step=Step.COUNTY,
            level=Level.COUNTY,
            permissions=_COUNTY_STEP,
            holder=Role.BUREAU_OFFICIAL,
            optional=(PaperKind.COUNTY_DECISION,),
            asks=(Ask.OPINION,),
            back_to=(
                Step.VERIFY,
                Step.CONSENT,
                Step.COMPARE,
                Step.REVIEW,
                Step.PUBLICISE,
                Step.TOWN,
            ),
            after_posting=True,
            effect=Effect.IDENTIFY,
        ),
        StepRule(
            step=Step.REGISTER,
            level=Level.DATA,
            permissions=_OFFICE_STEP,
            holder=Role.TOWNSHIP_STAFF,
            # The household is under monitoring: only a withdrawal undoes that.
            may_reject=False,
            may_stop=False,
        ),
    ),
)

#: 风险消除 (domain §3.2).
EXIT = Procedure(
    kind=CaseKind.EXIT,
    passed=CaseResult.ELIMINATED,
    rejected=CaseResult.NOT_ELIMINATED,
    total_clock="",
    total_until=Step.COUNTY,
    step_clock="exit_step",
    steps=(
        StepRule(
            step=Step.PROPOSE,
            level=Level.VILLAGE,
            permissions=_VILLAGE_STEP,
            holder=Role.VILLAGE_WORKER,
            asks=(Ask.MODE, Ask.OPINION),
        ),
        StepRule(
            step=Step.CONFIRM,
            level=Level.VILLAGE,
            permissions=_VILLAGE_STEP,
            holder=Role.VILLAGE_WORKER,
            papers=(PaperKind.SIGNED_CONFIRMATION,),
            optional=(PaperKind.VERIFICATION_FORM,),
            asks=(Ask.PERSONS, Ask.MODE, Ask.FOUND),
            back_to=(Step.PROPOSE,),
            checks_conditions=True,
        ),
        StepRule(
            step=Step.REVIEW,
            level=Level.VILLAGE,
            permissions=_VILLAGE_STEP,
            holder=Role.VILLAGE_WORKER,
            papers=(PaperKind.MINUTES, PaperKind.SIGN_IN),
            asks=(Ask.PERSONS, Ask.MEETING),
            back_to=(Step.PROPOSE, Step.CONFIRM),
        ),
        StepRule(
            step=Step.PUBLICISE,
            level=Level.VILLAGE,
            permissions=_VILLAGE_STEP,
            holder=Role.VILLAGE_WORKER,
            papers=(PaperKind.NOTICE_PHOTO,),
            asks=(Ask.POSTING,),
            back_to=(Step.PROPOSE, Step.CONFIRM, Step.REVIEW),
        ),
        StepRule(
            step=Step.TOWN,
            level=Level.TOWN,
            permissions=_TOWN_STEP,
            holder=Role.TOWNSHIP_STAFF,
            optional=(PaperKind.TOWN_OPINION,),
            asks=(Ask.OPINION,),
            back_to=(Step.PROPOSE, Step.CONFIRM, Step.REVIEW, Step.PUBLICISE),
            after_posting=True,
            checks_conditions=True,
        ),
        StepRule(
            step=Step.COUNTY,
            level=Level.COUNTY,
            permissions=_COUNTY_STEP,
            holder=Role.BUREAU_OFFICIAL,
            optional=(PaperKind.COUNTY_DECISION,),
            asks=(Ask.OPINION, Ask.CONTACT),
            back_to=(
                Step.PROPOSE,
                Step.CONFIRM,
                Step.REVIEW,
                Step.PUBLICISE,
                Step.TOWN,
            ),
            after_posting=True,
            checks_conditions=True,
            effect=Effect.ELIMINATE,
        ),
    ),
)

PROCEDURES: dict[str, Procedure] = {item.kind: item for item in (ENTRY, EXIT)}
