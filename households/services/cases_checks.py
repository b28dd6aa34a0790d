"""What a step is given, and whether it may be passed: one sentence a field."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from households import choices
from households import rules as register_rules
from households.clocks.definitions import PUBLICITY_MIN, due_on
from households.models import Case
from households.procedures import rules
from households.procedures.days import said
from households.procedures.tables import Ask, StepRule
from households.services import cases_exit
from households.services.papers import filed_kinds

GUARANTEES = tuple(name for name, _label in cases_exit.GUARANTEES)
AMOUNTS = ("wage", "operating", "property", "transfer", "operating_cost")
OTHER_AMOUNTS = ("claims", "self_paid")
_DAY = dt.timedelta(days=1)
_MOST_RISKS = 5

#: Columns of the case, and of the act, that a group of facts fills.
_CASE_FIELDS: dict[Ask, tuple[str, ...]] = {
    Ask.RISK: ("category", "risks", "disaster_kind", "risk_note"),
    Ask.FOUND: (*GUARANTEES, *AMOUNTS, *OTHER_AMOUNTS),
    Ask.MODE: ("elimination_mode",),
}
_ACT_FIELDS: dict[Ask, tuple[str, ...]] = {
    Ask.PERSONS: ("persons",),
    Ask.MEETING: ("attended", "votes_for"),
    Ask.POSTING: ("published_from", "published_to", "objections"),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StepData:
    """What somebody enters at a step. A step takes what it asks for, no more.

    A guarantee is True where a problem exists; amounts are yuan of a year.
    """

    on: dt.date
    persons: str = ""
    opinion: str = ""
    category: str = ""
    risks: Sequence[str] = ()
    disaster_kind: str = ""
    risk_note: str = ""
    housing_problem: bool | None = None
    dropout_problem: bool | None = None
    water_problem: bool | None = None
    uninsured_problem: bool | None = None
    wage: Decimal | None = None
    operating: Decimal | None = None
    property: Decimal | None = None
    transfer: Decimal | None = None
    operating_cost: Decimal | None = None
    claims: Decimal | None = None
    self_paid: Decimal | None = None
    attended: int | None = None
    votes_for: int | None = None
    published_from: dt.date | None = None
    published_to: dt.date | None = None
    objections: str = ""
    elimination_mode: str = ""
    contact_name: str = ""
    contact_phone: str = ""

    def case_values(self, rule: StepRule) -> dict[str, Any]:
        values = self._of(_CASE_FIELDS, rule)
        if "risks" in values:
            values["risks"] = list(values["risks"])
        return values

    def act_values(self, rule: StepRule) -> dict[str, Any]:
        return {"opinion": self.opinion, **self._of(_ACT_FIELDS, rule)}

    def _of(
        self, fields: Mapping[Ask, tuple[str, ...]], rule: StepRule
    ) -> dict[str, Any]:
        asked = [name for ask in rule.asks for name in fields.get(ask, ())]
        return {name: getattr(self, name) for name in asked}


def plain_acts(case: Case) -> list[rules.Act]:
    """The acts as the rules take them."""
    names = ("step", "decision", "acted_on", "actor_id", "back_to", "published_to")
    rows = case.acts.order_by("id").values_list(*names)
    return [rules.Act(*row) for row in rows]


def check_date(on: dt.date, earliest: dt.date) -> str:
    """A sentence about a date that cannot be, else empty."""
    if on > timezone.localdate():
        return _("The date is in the future.")
    if on < earliest:
        return _("Before the previous step, which was on %(day)s.") % {
            "day": said(earliest)
        }
    return ""


def own_work() -> str:
    return _(
        "You took part in the steps that are to be checked here. "
        "A colleague has to do it."
    )


def money_of(values: Mapping[str, Any], persons: int) -> dict[str, Decimal | None]:
    """Net income of the amounts found, and a head (domain §2.3)."""
    amounts = {name: values[name] or Decimal(0) for name in AMOUNTS}
    net = register_rules.net_income(property_=amounts.pop("property"), **amounts)
    return {"net": net, "per_capita": register_rules.per_capita(net, persons)}


def check_step(
    *, case: Case, rule: StepRule, data: StepData, by: User, acts: Sequence[rules.Act]
) -> None:
    """Raises ValidationError with everything that is wrong."""
    if rules.judges_own_work(case.kind, rule.step, by.pk, acts):
        raise ValidationError(own_work())
    earliest = rules.earliest_on(case.opened_on, acts)
    errors: dict[str, Any] = dict(early_problems(case, rule, data.on, acts))
    for ask in rule.asks:
        errors |= _CHECKS[ask](case, data, earliest)
    if rule.checks_conditions and (missing := _unmet(case, rule, data)):
        errors["conditions"] = missing
    if errors:
        raise ValidationError(errors)


def early_problems(
    case: Case, rule: StepRule, on: dt.date | None, acts: Sequence[rules.Act]
) -> dict[str, str]:
    """What can be said while other fields are still wrong: the day and the papers."""
    errors = {}
    earliest = rules.earliest_on(case.opened_on, acts)
    if on is not None and (problem := _date_problem(rule, on, earliest, acts)):
        errors["on"] = problem
    if problem := _papers_problem(case, rule):
        errors["papers"] = problem
    return errors


def _date_problem(
    rule: StepRule, on: dt.date, earliest: dt.date, acts: Sequence[rules.Act]
) -> str:
    if problem := check_date(on, earliest):
        return problem
    until = rules.posted_until(acts)
    if rule.after_posting and until is not None and on < until:
        return _("The public notice runs until %(day)s.") % {"day": said(until)}
    return ""


def _papers_problem(case: Case, rule: StepRule) -> str:
    missing = rules.missing_papers(rule, filed_kinds(case))
    if not missing:
        return ""
    names = "、".join(str(kind.label) for kind in missing)
    return _("Still to be filed: %(names)s.") % {"names": names}


def _unmet(case: Case, rule: StepRule, data: StepData) -> list[str]:
    values: dict[str, Any] = data.case_values(rule)
    if "wage" in values:
        values |= money_of(values, case.household.persons)
    return cases_exit.verdict(case, on=data.on, values=values).missing


def _persons(case: Case, data: StepData, earliest: dt.date) -> dict[str, str]:
    if data.persons.strip():
        return {}
    return {"persons": _("Say who took part.")}


def _opinion(case: Case, data: StepData, earliest: dt.date) -> dict[str, str]:
    if data.opinion.strip():
        return {}
    return {"opinion": _("Write the opinion.")}


def _risk(case: Case, data: StepData, earliest: dt.date) -> dict[str, str]:
    errors = {}
    if not data.category:
        errors["category"] = _("Choose the category.")
    elif not rules.category_fits(data.category, case.household.household_type):
        errors["category"] = _("This category does not fit the household type.")
    if not data.risks:
        errors["risks"] = _("The main risk is missing.")
    elif len(set(data.risks)) < len(data.risks) or len(data.risks) > _MOST_RISKS:
        errors["risks"] = _("At most five risks, each once.")
    if choices.Risk.DISASTER in data.risks and not data.disaster_kind:
        errors["disaster_kind"] = _("Choose the kind of disaster.")
    if choices.Risk.OTHER in data.risks and not data.risk_note.strip():
        errors["risk_note"] = _("Say what the other risk is.")
    return errors


def _found(case: Case, data: StepData, earliest: dt.date) -> dict[str, str]:
    errors = {
        name: _("Answer yes or no.")
        for name in GUARANTEES
        if getattr(data, name) is None
    }
    for name in (*AMOUNTS, *OTHER_AMOUNTS):
        amount = getattr(data, name)
        if amount is None:
            errors[name] = _("Enter the amount; zero where there is none.")
        elif amount < 0:
            errors[name] = _("The amount cannot be negative.")
    return errors


def _meeting(case: Case, data: StepData, earliest: dt.date) -> dict[str, str]:
    errors = {}
    if not data.attended:
        errors["attended"] = _("Enter how many attended.")
    if data.votes_for is None:
        errors["votes_for"] = _("Enter how many were in favour.")
    elif data.attended and data.votes_for > data.attended:
        errors["votes_for"] = _("More votes than people who attended.")
    return errors


def _posting(case: Case, data: StepData, earliest: dt.date) -> dict[str, str]:
    start, end = data.published_from, data.published_to
    errors = {}
    if start is None:
        errors["published_from"] = _("Enter the first day of the notice.")
    elif start < earliest:
        errors["published_from"] = check_date(start, earliest)
    if end is None:
        errors["published_to"] = _("Enter the last day of the notice.")
    elif start is not None and end < (shortest := shortest_posting(start)):
        errors["published_to"] = _("The notice must hang until %(day)s at least.") % {
            "day": said(shortest)
        }
    elif end > data.on:
        errors["published_to"] = _(
            "The step is done when the notice is over: its last day is after the "
            "day of the step."
        )
    return errors


def shortest_posting(start: dt.date) -> dt.date:
    """Last day of the shortest notice: the day it is posted counts."""
    return max(start, due_on(PUBLICITY_MIN.key, start - _DAY))


def _mode(case: Case, data: StepData, earliest: dt.date) -> dict[str, str]:
    if data.elimination_mode:
        return {}
    return {"elimination_mode": _("Choose how the risk went.")}


def _contact(case: Case, data: StepData, earliest: dt.date) -> dict[str, str]:
    errors = {}
    if not data.contact_name.strip():
        errors["contact_name"] = _("Name who follows the household from now on.")
    phone = register_rules.normalise_phone(data.contact_phone)
    if not register_rules.is_phone(phone):
        errors["contact_phone"] = _("Enter a mobile number of 11 digits.")
    return errors


_CHECKS = {
    Ask.PERSONS: _persons,
    Ask.OPINION: _opinion,
    Ask.RISK: _risk,
    Ask.FOUND: _found,
    Ask.MEETING: _meeting,
    Ask.POSTING: _posting,
    Ask.MODE: _mode,
    Ask.CONTACT: _contact,
}
