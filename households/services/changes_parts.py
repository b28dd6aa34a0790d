"""What the changes of households have in common: who may, when, and what is kept.

Changes of one household that move, head, split or end it are recorded in the order in
which they happened: the look back at a day goes through them backwards
(docs/decisions/0018).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Area, User
from core.months import Month
from core.sensitive import SensitiveModel
from households import choices
from households.models import (
    Case,
    CaseAct,
    Deadline,
    Household,
    HouseholdChange,
    Lead,
    Member,
    QualityHit,
)
from households.services.cases_effects import hold_month
from households.services.clocks import stop_clocks
from households.services.summaries import refresh_summaries
from households.signals import register_changed

PERMISSION = "households.change_household"
#: Kinds that are looked back through in their order.
ORDERED = (
    choices.ChangeKind.HEAD_CHANGED,
    choices.ChangeKind.MOVED,
    choices.ChangeKind.MOVED_OUT,
    choices.ChangeKind.SPLIT,
    choices.ChangeKind.MERGED,
    choices.ChangeKind.WITHDRAWN,
    choices.ChangeKind.EXTINCT,
)
#: The same as a condition; a departure of the head belongs to them.
IN_ORDER = Q(kind__in=ORDERED) | Q(details__has_key="relations")


def locked(
    households: Sequence[Household], by: User, permission: str = PERMISSION
) -> list[Household]:
    """The households as they stand now, locked in one order.

    Raises PermissionDenied for a role without the act or a household out of scope.
    """
    if not by.may(permission):
        raise PermissionDenied
    keys = [household.pk for household in households]
    rows = Household.objects.visible_to(by).select_for_update(of=("self",))
    found = {row.pk: row for row in rows.filter(pk__in=keys).order_by("pk")}
    if set(found) != set(keys):
        raise PermissionDenied
    return [found[key] for key in keys]


def require_active(household: Household) -> None:
    if household.state != choices.RegisterState.ACTIVE:
        raise ValidationError(_("This household is no longer in the register."))


def present(household: Household) -> list[Member]:
    """Its members of today, the head first, locked."""
    rows = household.members.present().select_for_update(of=("self",)).order_by("pk")
    head = choices.Relation.HEAD
    return sorted(rows, key=lambda member: (member.relation != head, member.pk))


def check(
    on: dt.date,
    reason: str,
    *,
    households: Iterable[Household] = (),
    members: Iterable[Member] = (),
) -> None:
    """Reason and day of a change, by field; the month stays open until the commit.

    The day is not in the future, not before the ordered changes of the households, not
    before the members were born or joined, and not in a closed month.
    """
    errors: dict[str, str] = {}
    if not reason.strip():
        errors["reason"] = _("Give the reason.")
    if on > timezone.localdate():
        errors["on"] = _("The date is in the future.")
    elif problem := _too_early(on, households, members):
        errors["on"] = problem
    if errors:
        raise ValidationError(errors)
    hold_month(on)


def _too_early(
    on: dt.date, households: Iterable[Household], members: Iterable[Member]
) -> str:
    for member in members:
        if member.birth_date is not None and on < member.birth_date:
            told = {"name": member.name, "day": member.birth_date}
            return _("%(name)s was born on %(day)s only.") % told
        if member.joined_on is not None and on < member.joined_on:
            told = {"name": member.name, "day": member.joined_on}
            return _("%(name)s joined the household on %(day)s only.") % told
    last = last_ordered(households)
    if last is not None and on < last:
        sentence = _("A change of %(day)s is recorded; take that day or a later one.")
        return sentence % {"day": last}
    return ""


def last_ordered(households: Iterable[Household]) -> dt.date | None:
    keys = [household.pk for household in households]
    if not keys:
        return None
    rows = standing_changes(keys).filter(IN_ORDER)
    day: dt.date | None = rows.aggregate(day=Max("effective_on"))["day"]
    return day


def standing_changes(households: Collection[int]) -> Any:
    """Changes that touched these households and were not undone."""
    rows = HouseholdChange.objects.filter(undone_by=None)
    rows = rows.exclude(kind=choices.ChangeKind.RESTORED)
    return rows.filter(Q(household__in=households) | Q(other_household__in=households))


def begun_on(household: Household) -> dt.date | None:
    """The day on which a split made this household; None where none did."""
    rows = HouseholdChange.objects.filter(
        kind=choices.ChangeKind.SPLIT, other_household=household, undone_by=None
    )
    day: dt.date | None = rows.values_list("effective_on", flat=True).first()
    return day


def record(
    *,
    kind: str,
    household: Household,
    by: User,
    on: dt.date,
    reason: str,
    persons: int,
    details: dict[str, Any],
    **more: Any,
) -> HouseholdChange:
    row: HouseholdChange = HouseholdChange.objects.create(
        kind=kind,
        household=household,
        effective_on=on,
        persons=persons,
        reason=reason.strip()[:200],
        recorded_by=by,
        details=details,
        **more,
    )
    return row


def announce(households: Iterable[Household], since: dt.date) -> None:
    """Bring the summaries up to date, and tell which months are stale."""
    keys = [household.pk for household in households]
    refresh_summaries(Household.objects.filter(pk__in=keys))
    stale = Month.range(Month.of(since), Month.current())
    register_changed.send(sender=HouseholdChange, months=list(stale))


def carried(row: SensitiveModel, secrets: Iterable[str], **changed: Any) -> Any:
    """A copy for another household: a new row, its secrets sealed to it."""
    skipped = {"id", "ref"}
    for name in row.SENSITIVE:
        skipped |= {name, f"{name}_digest", f"{name}_mask", f"{name}_tail"}
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in skipped
    }
    copy = type(row)(**{**values, **changed})
    for name in secrets:
        copy.seal(name, row.reveal(name))
    return copy


def stop_work(household: Household, by: User, on: dt.date, reason: str) -> list[int]:
    """Procedures and clocks of a household that is no longer followed.

    Leads stay: each gets its answer on site (domain §0.1, rule 10). Returns the keys of
    the household's clocks that were stopped, for an undo.
    """
    cases = list(Case.objects.running().filter(household=household).select_for_update())
    for case in cases:
        _stop_case(case, by, on, reason)
    stop_clocks(
        subject_kind="case",
        subject_ids=[case.pk for case in cases],
        on=on,
        cancelled=True,
    )
    clocks = Deadline.objects.running().filter(
        subject_kind="household", subject_id=household.pk
    )
    keys = list(clocks.values_list("pk", flat=True))
    stop_clocks(
        subject_kind="household", subject_ids=[household.pk], on=on, cancelled=True
    )
    return keys


def _stop_case(case: Case, by: User, on: dt.date, reason: str) -> None:
    """Without asking whose step it is: the household itself is gone."""
    last = case.acts.aggregate(day=Max("acted_on"))["day"] or case.opened_on
    CaseAct.objects.create(
        case=case,
        step=case.step,
        decision=choices.Decision.STOPPED,
        acted_on=max(on, last),
        actor=by,
        actor_role=by.role,
        opinion=reason[:200],
    )
    Case.objects.filter(pk=case.pk).update(
        step="",
        result=choices.CaseResult.STOPPED,
        closed_on=max(on, case.opened_on),
        reason=reason[:200],
        version=F("version") + 1,
        updated_at=timezone.now(),
    )


def hand_over(household: Household, village: Area) -> None:
    """What is still to be done for a household goes on in its new village."""
    leads = Lead.objects.open().filter(household=household)
    lead_keys = list(leads.values_list("pk", flat=True))
    leads.update(area=village)
    cases = Case.objects.running().filter(household=household)
    case_keys = list(cases.values_list("pk", flat=True))
    cases.update(village=village)
    of_subjects = Q(subject_kind="household", subject_id=household.pk)
    of_subjects |= Q(subject_kind="lead", subject_id__in=lead_keys)
    of_subjects |= Q(subject_kind="case", subject_id__in=case_keys)
    Deadline.objects.running().filter(of_subjects).update(area=village)
    QualityHit.objects.filter(household=household).update(village=village)
