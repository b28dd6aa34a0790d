"""户情变更: who joins and leaves a household, who heads it (domain §3.5, §3.6).

Moves, splits, endings and the undo stand in the modules beside this one and are named
here too. Each act is one transaction, writes one ``HouseholdChange`` and tells which
months are stale. A day in a closed month is refused: published figures stay, and what
is learnt later is recorded as of an open day (docs/decisions/0018).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.saving import save_checked
from households import choices
from households.kinship import relation_to_new_head
from households.models import Household, HouseholdChange, Member
from households.services.changes_ends import (
    declare_extinct,
    move_out,
    withdraw_household,
)
from households.services.changes_heads import hand_to
from households.services.changes_moves import move_household
from households.services.changes_parts import (
    announce,
    begun_on,
    check,
    locked,
    present,
    record,
    require_active,
)
from households.services.changes_splits import merge_households, split_household
from households.services.changes_undo import undo_change
from households.services.register import StaleRowError, fingerprint

__all__ = [
    "change_head",
    "declare_extinct",
    "member_joined",
    "member_left",
    "merge_households",
    "move_household",
    "move_out",
    "relation_to_new_head",
    "split_household",
    "undo_change",
    "withdraw_household",
]


@transaction.atomic
def member_joined(
    *,
    household: Household,
    by: User,
    on: dt.date,
    reason: str,
    values: Mapping[str, Any],
    secrets: Mapping[str, str],
    note: str = "",
) -> Member:
    """自然增加: a birth, a marriage into the household, somebody who comes back.

    ``reason`` is a ``JoinReason``. Raises ValidationError by field (``on``,
    ``reason``, those of the member), PermissionDenied outside scope or role.
    """
    (household,) = locked([household], by)
    require_active(household)
    _require_reason(reason, choices.JoinReason.values)
    member = Member(household=household, **values)
    member.joined_on, member.join_reason = on, reason
    check(on, reason, members=[member])
    begun = begun_on(household)
    if begun is not None and on < begun:
        sentence = _("This household exists since %(day)s only.")
        raise ValidationError({"on": sentence % {"day": begun}})
    _require_new(household, member)
    for name, value in secrets.items():
        member.seal(name, value)
    save_checked(member)
    record(
        kind=choices.ChangeKind.MEMBER_JOINED,
        household=household,
        by=by,
        on=on,
        reason=_said(choices.JoinReason(reason).label, note),
        persons=1,
        details={"came": [member.pk]},
        member=member,
    )
    announce([household], on)
    return member


@transaction.atomic
def member_left(
    *,
    member: Member,
    by: User,
    on: dt.date,
    reason: str,
    note: str = "",
    new_head: Member | None = None,
    relations: Mapping[int, str] | None = None,
    seen: str = "",
) -> HouseholdChange:
    """自然减少, or 人员清退 where the person was never one of the household.

    When the head leaves and others stay, ``new_head`` follows in the same act;
    ``relations`` tells what the others are to the new head, else the kinship does.
    ``seen`` is the fingerprint of the member as a form showed it.

    Raises ValidationError by field (``on``, ``reason``, ``new_head``), StaleRowError
    when somebody else wrote meanwhile, PermissionDenied outside scope or role.
    """
    (household,) = locked([member.household], by)
    members = present(household)
    leaving = next((row for row in members if row.pk == member.pk), None)
    if leaving is None:
        raise ValidationError(_("This person has already left the household."))
    if seen and seen != fingerprint(leaving):
        raise StaleRowError(leaving)
    require_active(household)
    _require_reason(reason, choices.LeaveReason.values)
    is_head = leaving.relation == choices.Relation.HEAD
    check(on, reason, members=[leaving], households=[household] if is_head else [])
    others = [row for row in members if row.pk != leaving.pk]
    if is_head and others and new_head not in others:
        raise ValidationError(
            {"new_head": _("The head leaves: choose who is the head from now on.")}
        )
    kind, leaving.state = _kind_of(reason)
    leaving.left_on, leaving.leave_reason = on, reason
    save_checked(leaving)
    details: dict[str, Any] = {"left": [leaving.pk]}
    if is_head and new_head is not None:
        details["relations"] = hand_to(leaving, new_head, others, relations)
    row = record(
        kind=kind,
        household=household,
        by=by,
        on=on,
        reason=_said(choices.LeaveReason(reason).label, note),
        persons=1,
        details=details,
        member=leaving,
    )
    announce([household], on)
    return row


@transaction.atomic
def change_head(
    *,
    household: Household,
    by: User,
    on: dt.date,
    reason: str,
    new_head: Member,
    relations: Mapping[int, str] | None = None,
) -> HouseholdChange:
    """变更户主: another member heads the household; the former one stays in it.

    Raises ValidationError by field (``on``, ``reason``, ``new_head``),
    PermissionDenied outside scope or role.
    """
    (household,) = locked([household], by)
    require_active(household)
    members = present(household)
    if new_head not in members:
        raise ValidationError(
            {"new_head": _("Choose a member who belongs to the household now.")}
        )
    former = members[0] if members[0].relation == choices.Relation.HEAD else None
    if former == new_head:
        raise ValidationError({"new_head": _("This person is the head already.")})
    check(on, reason, households=[household], members=[new_head])
    row = record(
        kind=choices.ChangeKind.HEAD_CHANGED,
        household=household,
        by=by,
        on=on,
        reason=reason,
        persons=1,
        details={"relations": hand_to(former, new_head, members, relations)},
        member=new_head,
    )
    announce([household], on)
    return row


def _require_new(household: Household, member: Member) -> None:
    """A form that was sent twice adds nobody twice, a newborn without a number too."""
    same = household.members.present().filter(
        name=member.name, birth_date=member.birth_date
    )
    if same.exists():
        sentence = _("%(name)s, born on the same day, is a member already.")
        raise ValidationError({"name": sentence % {"name": member.name}})


def _require_reason(reason: str, known: list[str]) -> None:
    if reason not in known or reason in choices.BY_OWN_ACT:
        raise ValidationError({"reason": _("Choose one of the reasons.")})


def _kind_of(reason: str) -> tuple[str, str]:
    """Kind of the change and state of the member."""
    kinds, states = choices.ChangeKind, choices.MemberState
    if reason == choices.LeaveReason.MISIDENTIFIED:
        return kinds.MEMBER_WITHDRAWN, states.WITHDRAWN
    return kinds.MEMBER_LEFT, states.LEFT


def _said(label: str, note: str) -> str:
    return f"{label}：{note.strip()}" if note.strip() else label
