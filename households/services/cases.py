"""Entry, exit and rollback: opened, taken step by step, returned, rejected, stopped.

Every function locks the procedure, asks the tables (``households/procedures``) and
writes one act. Nothing is written when anything is refused. A try that was stored
already, sent again, changes nothing and returns the procedure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.saving import save_checked
from households import choices
from households.models import Case, CaseAct, Household, Lead
from households.procedures import rules
from households.procedures.days import said
from households.procedures.tables import PROCEDURES, Effect
from households.services import cases_clocks, cases_effects
from households.services.cases_checks import (
    StepData,
    check_date,
    check_step,
    money_of,
    own_work,
    plain_acts,
)
from households.services.cases_rollback import roll_back

__all__ = [
    "CaseConflict",
    "StepData",
    "UrgentHelp",
    "mark_urgent_help",
    "open_entry",
    "open_exit",
    "reject_case",
    "return_case",
    "roll_back",
    "stop_case",
    "take_step",
]


class CaseConflict(Exception):  # noqa: N818 - the name says what happened
    """Somebody else took this procedure further since it was opened; nothing was
    written. ``case`` is how it stands now."""

    def __init__(self, case: Case) -> None:
        super().__init__("the procedure was changed meanwhile")
        self.case = case


@dataclass(frozen=True, slots=True)
class UrgentHelp:
    """先行帮扶: what was done before the procedure ended, and when."""

    on: dt.date
    what: str


@transaction.atomic
def open_entry(
    *,
    household: Household,
    by: User,
    on: dt.date,
    lead: Lead | None = None,
    urgent: UrgentHelp | None = None,
) -> Case:
    """Begin the identification of a household, usually from a lead.

    Raises ValidationError (by field), PermissionDenied outside scope or role.
    """
    household = _household(household, by, choices.CaseKind.ENTRY)
    if household.episodes.open_on(timezone.localdate()).exists():
        raise ValidationError(_("This household is already under monitoring."))
    _check_lead(lead, household, on)
    case = _open(choices.CaseKind.ENTRY, household, by, on, lead=lead)
    cases_clocks.started(case, lead.received_on if lead else on)
    if urgent is not None:
        return mark_urgent_help(case=case, by=by, on=urgent.on, what=urgent.what)
    return case


@transaction.atomic
def open_exit(*, household: Household, by: User, on: dt.date) -> Case:
    """Begin the elimination of a household that is under monitoring.

    Raises ValidationError (by field), PermissionDenied outside scope or role.
    """
    household = _household(household, by, choices.CaseKind.EXIT)
    episode = household.episodes.open_on(timezone.localdate()).first()
    if episode is None:
        raise ValidationError(_("This household is not under monitoring."))
    if episode.eliminated_on is not None:
        raise ValidationError(_("Record the rollback of this household first."))
    if on < episode.identified_on:
        sentence = _("The household was identified on %(day)s only.")
        raise ValidationError({"on": sentence % {"day": said(episode.identified_on)}})
    case = _open(choices.CaseKind.EXIT, household, by, on, episode=episode)
    cases_clocks.started(case, on)
    return case


@transaction.atomic
def take_step(
    *, case: Case, step: str, by: User, base_version: int, data: StepData
) -> Case:
    """Pass the step that waits, with its facts.

    Raises ValidationError (by field), ``CaseConflict``, PermissionDenied.
    """
    row, repeated = _locked(case, step, by, base_version, _is_same(step, by, data.on))
    if repeated:
        return row
    rule = PROCEDURES[row.kind].rule(step)
    acts = plain_acts(row)
    check_step(case=row, rule=rule, data=data, by=by, acts=acts)
    values = data.case_values(rule)
    if "wage" in values:
        values |= money_of(values, row.household.persons)
    effect = cases_effects.EFFECTS.get(rule.effect)
    for name, value in values.items():
        setattr(row, name, value)
    done = effect(row, by, data) if effect else cases_effects.Done()
    standing = rules.after(
        row.kind,
        rules.Standing(row.step),
        choices.Decision.PASSED,
        tracking=done.tracking,
    )
    act = data.act_values(rule)
    return _write(
        row, by, data.on, choices.Decision.PASSED, standing, act | {"changed": values}
    )


@transaction.atomic
def return_case(
    *, case: Case, by: User, base_version: int, on: dt.date, back_to: str, reason: str
) -> Case:
    """Send back to an earlier step, which and all after it are done again."""
    return _refuse(
        case, by, base_version, on, choices.Decision.RETURNED, reason, back_to
    )


@transaction.atomic
def reject_case(
    *, case: Case, by: User, base_version: int, on: dt.date, reason: str
) -> Case:
    """End with 不予纳入 or 不予消除."""
    return _refuse(case, by, base_version, on, choices.Decision.REJECTED, reason)


@transaction.atomic
def stop_case(
    *, case: Case, by: User, base_version: int, on: dt.date, reason: str
) -> Case:
    """End without a decision: withdrawn by the household, or opened by mistake."""
    return _refuse(case, by, base_version, on, choices.Decision.STOPPED, reason)


@transaction.atomic
def mark_urgent_help(*, case: Case, by: User, on: dt.date, what: str) -> Case:
    """Mark that help was given before the entry ended (先行帮扶, domain §3.3).

    Raises ValidationError by field.
    """
    _require_scope(case, by)
    row = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if not by.may("households.take_village_step"):
        raise PermissionDenied
    if row.kind != choices.CaseKind.ENTRY or not row.is_running or row.episode_id:
        raise ValidationError(_("Help is marked while an identification is running."))
    what = what.strip()
    errors = {}
    if not what:
        errors["what"] = _("Say what the help was.")
    earliest = row.lead.received_on if row.lead else row.opened_on
    if problem := check_date(on, earliest):
        errors["on"] = problem
    if errors:
        raise ValidationError(errors)
    CaseAct.objects.create(
        case=row,
        step=row.step,
        decision=choices.Decision.HELPED,
        acted_on=on,
        actor=by,
        actor_role=by.role,
        opinion=what,
    )
    _save(row, {"is_urgent": True, "urgent_on": on, "urgent_help": what})
    return row


def _household(household: Household, by: User, kind: str) -> Household:
    """The household, locked, if this account may begin a procedure for it."""
    rows = Household.objects.visible_to(by).select_for_update(of=("self",))
    found: Household | None = rows.filter(pk=household.pk).first()
    if found is None or not rules.may_take(kind, rules.opened(kind).step, by.may):
        raise PermissionDenied
    if found.state != choices.RegisterState.ACTIVE:
        raise ValidationError(_("This household is no longer in the register."))
    return found


def _check_lead(lead: Lead | None, household: Household, on: dt.date) -> None:
    if lead is None:
        return
    if lead.household_id not in {None, household.pk}:
        raise ValidationError(_("The lead speaks of another household."))
    if on < lead.received_on:
        sentence = _("The lead was received on %(day)s only.")
        raise ValidationError({"on": sentence % {"day": said(lead.received_on)}})


def _open(
    kind: str, household: Household, by: User, on: dt.date, **values: Any
) -> Case:
    if problem := check_date(on, dt.date.min):
        raise ValidationError({"on": problem})
    case = Case(
        kind=kind,
        household=household,
        village_id=household.village_id,
        step=rules.opened(kind).step,
        opened_on=on,
        opened_by=by,
        **values,
    )
    save_checked(case)
    return case


def _refuse(  # noqa: PLR0917 - the parts of one act
    case: Case,
    by: User,
    base_version: int,
    on: dt.date,
    decision: str,
    reason: str,
    back_to: str = "",
) -> Case:
    """Everything but passing: with a reason, by who might have passed the step."""
    step = case.step
    same = _is_same(step, by, on, decision)
    row, repeated = _locked(case, step, by, base_version, same)
    if repeated:
        return row
    acts = plain_acts(row)
    errors: dict[str, str] = {}
    reason = reason.strip()
    if not reason:
        errors["reason"] = _("Give the reason.")
    if problem := check_date(on, rules.earliest_on(row.opened_on, acts)):
        errors["on"] = problem
    if errors:
        raise ValidationError(errors)
    if rules.judges_own_work(row.kind, row.step, by.pk, acts):
        raise ValidationError(own_work())
    try:
        standing = rules.after(
            row.kind, rules.Standing(row.step), decision, back_to=back_to
        )
    except rules.NotAllowedError:
        field = "back_to" if decision == choices.Decision.RETURNED else "reason"
        sentence = _("This is not possible at this step.")
        raise ValidationError({field: sentence}) from None
    changed = {} if decision == choices.Decision.RETURNED else {"reason": reason}
    values = {"opinion": reason, "back_to": back_to, "changed": changed}
    return _write(row, by, on, decision, standing, values)


def _require_scope(case: Case, by: User) -> None:
    if not Case.objects.visible_to(by).filter(pk=case.pk).exists():
        raise PermissionDenied


def _is_same(
    step: str, by: User, on: dt.date, decision: str = choices.Decision.PASSED
) -> Callable[[CaseAct], bool]:
    """Whether an act is the one that is asked for."""
    wanted = (step, decision, by.pk, on)
    return lambda act: (act.step, act.decision, act.actor_id, act.acted_on) == wanted


def _locked(
    case: Case, step: str, by: User, base_version: int, same: Callable[[CaseAct], bool]
) -> tuple[Case, bool]:
    """The procedure, locked, and whether the same act has been written before."""
    _require_scope(case, by)
    row = (
        Case.objects.select_for_update(of=("self",))
        .select_related("household", "episode", "lead", "village")
        .get(pk=case.pk)
    )
    if not rules.may_take(row.kind, step, by.may):
        raise PermissionDenied
    if row.version == base_version and row.step == step and row.is_running:
        return row, False
    last = row.acts.order_by("-id").first()
    if last is not None and row.version == base_version + 1 and same(last):
        return row, True
    raise CaseConflict(row)


def _write(
    row: Case,
    by: User,
    on: dt.date,
    decision: str,
    standing: rules.Standing,
    act: dict[str, Any],
) -> Case:
    changed = act.pop("changed")
    made = CaseAct(
        case=row,
        step=row.step,
        decision=decision,
        acted_on=on,
        actor=by,
        actor_role=by.role,
        **act,
    )
    save_checked(made)
    changed |= {"step": standing.step, "result": standing.result}
    changed["closed_on"] = on if standing.result else None
    if (
        row.episode_id
        and PROCEDURES[row.kind].rule(made.step).effect is not Effect.NONE
    ):
        changed["episode_id"] = row.episode_id
    _save(row, changed)
    cases_clocks.moved(row, made)
    return row


def _save(row: Case, values: dict[str, Any]) -> None:
    Case.objects.filter(pk=row.pk).update(
        **values, version=F("version") + 1, updated_at=timezone.now()
    )
    row.refresh_from_db()
