"""Whether the risk of a household may be marked as eliminated, in words (domain §3.4).

Plain values in, sentences out. A condition is met, not met, or not known yet; what is
not known is not met either, and says what has to be found out.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from households.choices import (
    DEVELOPMENT_MEASURES,
    Conclusion,
    EliminationMode,
    Risk,
)
from households.procedures.answers import unanswered
from households.procedures.days import said

#: What the latest visit may conclude when the risk is gone.
_GONE = {Conclusion.NO_RISK, Conclusion.PROPOSE_ELIMINATION}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitFacts:
    """What the register and the procedure know on a day. Amounts are yuan a year."""

    on: dt.date
    identified_on: dt.date
    #: First day on which the shortest time of observation is over.
    observed_from: dt.date
    mode: str
    per_capita: Decimal | None
    line: Decimal | None
    #: Self-paid spending less claims, and the household's net income.
    burden: Decimal | None
    net: Decimal | None
    #: How much of the net income the spending may take and still be «well below» it.
    burden_share: Decimal
    #: Names of guarantees found wanting; None where nobody has looked.
    problems: tuple[str, ...] | None
    conclusion: str
    visited_on: dt.date | None
    has_open_lead: bool
    risks: tuple[str, ...]
    measures: tuple[str, ...]
    is_no_labour: bool
    is_signed: bool

    @property
    def is_natural(self) -> bool:
        return self.mode == EliminationMode.NATURAL


@dataclass(frozen=True, slots=True)
class Condition:
    """One of the conditions; ``sentence`` says why it is met or what is missing."""

    key: str
    label: str
    is_met: bool
    sentence: str
    is_waived: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    conditions: tuple[Condition, ...] = field(default_factory=tuple)
    #: The whole household is without labour: stable or not, it stays under monitoring.
    tracking: bool = False

    @property
    def missing(self) -> list[str]:
        return [item.sentence for item in self.conditions if not item.is_met]

    @property
    def is_met(self) -> bool:
        return not self.missing


def judge(facts: ExitFacts) -> Verdict:
    """All conditions, in the order of the domain's list."""
    return Verdict(
        conditions=(
            _income(facts),
            _observed(facts),
            _burden(facts),
            _guarantees(facts),
            _risk(facts),
            _measures(facts),
            _signature(facts),
        ),
        tracking=facts.is_no_labour,
    )


def _income(facts: ExitFacts) -> Condition:
    label = _("Income above this year's line")
    if facts.line is None:
        sentence = _(
            "The monitoring line of %(year)s is not set, so income cannot be judged."
        ) % {"year": facts.on.year}
    elif facts.per_capita is None:
        sentence = _("The net income a head has not been recorded.")
    elif facts.per_capita <= facts.line:
        sentence = _(
            "Net income a head is %(amount)s yuan, not above the line of %(line)s yuan."
        ) % {"amount": _yuan(facts.per_capita), "line": _yuan(facts.line)}
    else:
        sentence = _(
            "Net income a head is %(amount)s yuan, the line is %(line)s yuan."
        ) % {"amount": _yuan(facts.per_capita), "line": _yuan(facts.line)}
        return Condition("income", label, True, sentence)
    return Condition("income", label, False, sentence)


def _observed(facts: ExitFacts) -> Condition:
    label = _("Stable long enough since identification")
    if facts.on >= facts.observed_from:
        sentence = _("Under monitoring since %(day)s.") % {
            "day": said(facts.identified_on)
        }
        return Condition("observed", label, True, sentence)
    if facts.is_natural:
        sentence = _("Not asked of a risk that is gone by itself.")
        return Condition("observed", label, True, sentence, is_waived=True)
    sentence = _("Identified on %(day)s: not before %(from)s.") % {
        "day": said(facts.identified_on),
        "from": said(facts.observed_from),
    }
    return Condition("observed", label, False, sentence)


def _burden(facts: ExitFacts) -> Condition:
    label = _("Necessary spending solved or well below income")
    if facts.burden is None or facts.net is None:
        sentence = _("The spending paid oneself has not been recorded.")
        return Condition("burden", label, False, sentence)
    most = max(facts.net, Decimal(0)) * facts.burden_share / 100
    values = {"amount": _yuan(facts.burden), "most": _yuan(most)}
    if facts.burden > most:
        sentence = (
            _("%(amount)s yuan were paid oneself, more than %(most)s yuan.") % values
        )
        return Condition("burden", label, False, sentence)
    sentence = _("%(amount)s yuan paid oneself, at most %(most)s yuan.") % values
    return Condition("burden", label, True, sentence)


def _guarantees(facts: ExitFacts) -> Condition:
    label = _("Guarantees and water solid")
    if facts.problems is None:
        sentence = _("Nobody has looked at housing, school, water and insurance.")
        return Condition("guarantees", label, False, sentence)
    if facts.problems:
        sentence = _("There is a problem with: %(names)s.") % {
            "names": "、".join(facts.problems)
        }
        return Condition("guarantees", label, False, sentence)
    return Condition("guarantees", label, True, _("No problem was found."))


def _risk(facts: ExitFacts) -> Condition:
    label = _("Risk gone, no new one")
    if facts.has_open_lead:
        sentence = _("A lead about this household is not answered yet.")
    elif facts.visited_on is None:
        sentence = _("There is no visit since the identification.")
    elif facts.conclusion not in _GONE:
        sentence = _(
            "The visit of %(day)s does not conclude that the risk is gone."
        ) % {"day": said(facts.visited_on)}
    else:
        sentence = _("The visit of %(day)s found no risk.") % {
            "day": said(facts.visited_on)
        }
        return Condition("risk", label, True, sentence)
    return Condition("risk", label, False, sentence)


def _measures(facts: ExitFacts) -> Condition:
    label = _("A measure for each risk")
    if facts.is_natural:
        sentence = _("Not asked of a risk that is gone by itself.")
        return Condition("measures", label, True, sentence, is_waived=True)
    open_risks = unanswered(facts.risks, facts.measures)
    if open_risks:
        sentence = _("No measure is aimed at: %(names)s.") % {
            "names": "、".join(Risk(risk).label for risk in open_risks)
        }
        return Condition("measures", label, False, sentence)
    able = not facts.is_no_labour
    if able and not set(facts.measures) & set(DEVELOPMENT_MEASURES):
        sentence = _("Who can work needs a measure to develop by as well.")
        return Condition("measures", label, False, sentence)
    return Condition("measures", label, True, _("Every risk has its measure."))


def _signature(facts: ExitFacts) -> Condition:
    label = _("Signed by the household")
    if facts.is_signed:
        return Condition("signature", label, True, _("The signed form is filed."))
    sentence = _("The form that the household signs is not filed yet.")
    return Condition("signature", label, False, sentence)


def _yuan(amount: Decimal) -> str:
    return f"{amount:,.2f}".rstrip("0").rstrip(".")
