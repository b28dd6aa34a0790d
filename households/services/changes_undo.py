"""撤销变更: a further row takes a wrong change back, while nothing rests on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Area, User
from core.saving import save_checked
from households import choices
from households.models import (
    Case,
    Deadline,
    Episode,
    Household,
    HouseholdChange,
    Lead,
    Member,
    Responsibility,
    Visit,
)
from households.services.cases_effects import hold_month
from households.services.changes_ends import WITHDRAW
from households.services.changes_parts import (
    PERMISSION,
    announce,
    hand_over,
    locked,
    record,
    standing_changes,
)
from households.signals import members_brought_back

Kind = choices.ChangeKind


@transaction.atomic
def undo_change(*, change: HouseholdChange, by: User, reason: str) -> HouseholdChange:
    """Take a change back; returns the row that says so.

    Procedures that were stopped stay stopped. Raises ValidationError when something
    rests on the change or its month is closed, PermissionDenied outside scope or role.
    """
    permission = WITHDRAW if change.kind == Kind.WITHDRAWN else PERMISSION
    households = locked(_touched(change), by, permission)
    change = HouseholdChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})
    if problem := why_not(change) or _out_of_reach(change, by):
        raise ValidationError(problem)
    _hold(change)
    _UNDO[Kind(change.kind)](change, households)
    row = record(
        kind=Kind.RESTORED,
        household=change.household,
        by=by,
        on=change.effective_on,
        reason=reason,
        persons=change.persons,
        details={},
        other_household=change.other_household,
        member=change.member,
        undoes=change,
    )
    announce(households, change.effective_on)
    return row


def why_not(change: HouseholdChange) -> str:
    """Why a change cannot be undone; empty when it can."""
    if change.kind not in _UNDO or not change.details:
        return _("This kind of change is not undone here.")
    if HouseholdChange.objects.filter(undoes=change).exists():
        return _("This change has been undone already.")
    keys = [household.pk for household in _touched(change)]
    later = standing_changes(keys).filter(pk__gt=change.pk).order_by("pk").first()
    if later is not None:
        told = {"kind": later.get_kind_display(), "day": later.effective_on}
        return _("A later change rests on it: %(kind)s of %(day)s.") % told
    if change.kind == Kind.SPLIT and _is_used(change):
        return _("The new household has visits, procedures or leads of its own.")
    return ""


def _touched(change: HouseholdChange) -> list[Household]:
    other = change.other_household
    return [change.household, *([other] if other is not None else [])]


def _out_of_reach(change: HouseholdChange, by: User) -> str:
    """A township takes no move back that the bureau made from another township."""
    if change.from_village_id is None:
        return ""
    if Area.objects.visible_to(by).filter(code=change.from_village_id).exists():
        return ""
    return _("Only the bureau moves households across townships.")


def _hold(change: HouseholdChange) -> None:
    try:
        hold_month(change.effective_on)
    except ValidationError as closed:
        # There is no field for the day on the page that asks for the undo.
        raise ValidationError(closed.messages) from None


def _is_used(change: HouseholdChange) -> bool:
    new = change.other_household
    return (
        any(
            rows.filter(household=new).exists()
            for rows in (Visit.objects, Case.objects, Lead.objects)
        )
        or Episode.objects.filter(household=new)
        .exclude(pk=change.details.get("episode"))
        .exists()
    )


def _joined(change: HouseholdChange, households: list[Household]) -> None:
    _never_came(change.details["came"])


def _left(change: HouseholdChange, households: list[Household]) -> None:
    _relations_back(change)
    _come_back(change.details["left"])


def _headed(change: HouseholdChange, households: list[Household]) -> None:
    _relations_back(change)


def _moved(change: HouseholdChange, households: list[Household]) -> None:
    (household,) = households
    if change.from_village is None:
        raise PermissionDenied
    household.village = change.from_village
    household.group_no = change.details["group_no"]
    household.hamlet = change.details["hamlet"]
    save_checked(household)
    hand_over(household, change.from_village)


def _ended(change: HouseholdChange, households: list[Household]) -> None:
    household, details = households[0], change.details
    household.state = choices.RegisterState.ACTIVE
    save_checked(household)
    _come_back(details["left"])
    episodes = Episode.objects.filter(pk__in=details.get("episodes", []))
    episodes.update(withdrawn_on=None, withdrawal_reason="")
    if details["responsibility"] is not None:
        Responsibility.objects.filter(pk=details["responsibility"]).update(
            ended_on=None
        )
    _clocks_back(details["clocks"])


def _split(change: HouseholdChange, households: list[Household]) -> None:
    _household, new = households
    _never_came(change.details["came"])
    _left(change, households)
    _bring_back(change)
    new.state = choices.RegisterState.WITHDRAWN
    save_checked(new)
    episodes = Episode.objects.filter(pk=change.details.get("episode"))
    episodes.update(withdrawn_on=change.effective_on, withdrawal_reason=_undone())
    new.responsibilities.filter(ended_on=None).update(ended_on=change.effective_on)
    Deadline.objects.running().filter(
        subject_kind="household", subject_id=new.pk
    ).update(done_on=timezone.localdate(), is_cancelled=True)


def _merged(change: HouseholdChange, households: list[Household]) -> None:
    _never_came(change.details["came"])
    _ended(change, households)
    _bring_back(change)
    Lead.objects.filter(pk__in=change.details["leads"]).update(household=households[0])


_UNDO: dict[choices.ChangeKind, Callable[[HouseholdChange, list[Household]], None]] = {
    Kind.MEMBER_JOINED: _joined,
    Kind.MEMBER_LEFT: _left,
    Kind.MEMBER_WITHDRAWN: _left,
    Kind.HEAD_CHANGED: _headed,
    Kind.MOVED: _moved,
    Kind.MOVED_OUT: _ended,
    Kind.SPLIT: _split,
    Kind.MERGED: _merged,
    Kind.WITHDRAWN: _ended,
    Kind.EXTINCT: _ended,
}


def _undone() -> str:
    return _("The split was undone.")


def _never_came(keys: list[int]) -> None:
    """End-dated on the day of joining: a member of no day at all."""
    for member in Member.objects.filter(pk__in=keys):
        if member.state != choices.MemberState.PRESENT:
            raise ValidationError(
                _("%(name)s has left meanwhile.") % {"name": member.name}
            )
        member.left_on = member.joined_on
        member.state = choices.MemberState.WITHDRAWN
        member.leave_reason = choices.LeaveReason.MISIDENTIFIED
        member.save(update_fields=["left_on", "state", "leave_reason"])


def _come_back(keys: list[int]) -> None:
    for member in Member.objects.filter(pk__in=keys):
        member.state = choices.MemberState.PRESENT
        member.left_on, member.leave_reason = None, ""
        save_checked(member)


def _bring_back(change: HouseholdChange) -> None:
    """What followed the members in other registers."""
    pairs = dict(change.details.get("carried", []))
    members_brought_back.send(sender=Member, pairs=pairs, on=change.effective_on)


def _relations_back(change: HouseholdChange) -> None:
    """The new head steps down first: the table allows one head at a time."""
    before: dict[str, Any] = change.details.get("relations", {})
    rows = list(Member.objects.filter(pk__in=[int(key) for key in before]))
    for row in sorted(rows, key=lambda row: row.relation != choices.Relation.HEAD):
        row.relation = before[str(row.pk)]
        save_checked(row)


def _clocks_back(keys: list[int]) -> None:
    """Clocks that were cancelled run again, unless another of the kind runs now."""
    for deadline in Deadline.objects.filter(pk__in=keys):
        running = Deadline.objects.running().filter(
            clock=deadline.clock,
            subject_kind=deadline.subject_kind,
            subject_id=deadline.subject_id,
        )
        if not running.exists():
            deadline.done_on, deadline.is_cancelled = None, False
            deadline.save(update_fields=["done_on", "is_cancelled"])
