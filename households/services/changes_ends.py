"""A household leaves the register: withdrawn, extinct, moved out of the city (§3.5)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core.saving import save_checked
from households import choices
from households.models import Episode, Household, HouseholdChange
from households.services.changes_parts import (
    announce,
    check,
    locked,
    present,
    record,
    require_active,
    stop_work,
)

WITHDRAW = "households.withdraw_household"


@transaction.atomic
def withdraw_household(
    *, household: Household, by: User, on: dt.date, reason: str
) -> HouseholdChange:
    """整户清退: the identification was wrong, the household never counts as monitored.

    The standing episode is withdrawn, and with it each that it goes on after a
    rollback. Raises ValidationError by field, PermissionDenied outside scope or role.
    """
    (household,) = locked([household], by, WITHDRAW)
    require_active(household)
    members = present(household)
    check(on, reason, households=[household], members=members)
    episodes = _standing_chain(household)
    if episodes and on < episodes[0].identified_on:
        sentence = _("The household was identified on %(day)s only.")
        raise ValidationError({"on": sentence % {"day": episodes[0].identified_on}})
    for episode in episodes:
        episode.withdrawn_on, episode.withdrawal_reason = on, reason.strip()[:200]
        save_checked(episode)
    return _end(
        household,
        by,
        on,
        reason,
        kind=choices.ChangeKind.WITHDRAWN,
        details={"episodes": [episode.pk for episode in episodes]},
    )


@transaction.atomic
def declare_extinct(
    *, household: Household, by: User, on: dt.date, reason: str
) -> HouseholdChange:
    """整户消亡: no living member is left; each departure has been recorded before.

    Raises ValidationError by field, PermissionDenied outside scope or role.
    """
    (household,) = locked([household], by)
    require_active(household)
    left = len(present(household))
    if left:
        sentence = ngettext(
            "%(n)s member is still here; record the departure first.",
            "%(n)s members are still here; record their departure first.",
            left,
        )
        raise ValidationError(sentence % {"n": left})
    check(on, reason, households=[household])
    last = household.members.aggregate(day=Max("left_on"))["day"]
    if last is not None and on < last:
        sentence = _("The last member left on %(day)s only.")
        raise ValidationError({"on": sentence % {"day": last}})
    return _end(household, by, on, reason, kind=choices.ChangeKind.EXTINCT)


@transaction.atomic
def move_out(
    *, household: Household, by: User, on: dt.date, reason: str
) -> HouseholdChange:
    """整户迁出: all members move out of the city together.

    Raises ValidationError by field, PermissionDenied outside scope or role.
    """
    (household,) = locked([household], by)
    require_active(household)
    check(on, reason, households=[household], members=present(household))
    return _end(household, by, on, reason, kind=choices.ChangeKind.MOVED_OUT)


#: Kind → state of the household, state and reason of its members.
_ENDED = {
    choices.ChangeKind.WITHDRAWN: (
        choices.RegisterState.WITHDRAWN,
        choices.MemberState.WITHDRAWN,
        choices.LeaveReason.WITHDRAWN,
    ),
    choices.ChangeKind.EXTINCT: (
        choices.RegisterState.EXTINCT,
        choices.MemberState.LEFT,
        choices.LeaveReason.DEATH,
    ),
    choices.ChangeKind.MOVED_OUT: (
        choices.RegisterState.MOVED_OUT,
        choices.MemberState.LEFT,
        choices.LeaveReason.MOVED_OUT,
    ),
    choices.ChangeKind.MERGED: (
        choices.RegisterState.MERGED,
        choices.MemberState.LEFT,
        choices.LeaveReason.MERGED,
    ),
}


def _end(
    household: Household,
    by: User,
    on: dt.date,
    reason: str,
    *,
    kind: choices.ChangeKind,
    details: dict[str, Any] | None = None,
) -> HouseholdChange:
    ended = close(household, by, on, reason, kind=kind)
    row = record(
        kind=kind,
        household=household,
        by=by,
        on=on,
        reason=reason,
        persons=len(ended["left"]),
        details={**(details or {}), **ended},
    )
    announce([household], on)
    return row


def close(
    household: Household,
    by: User,
    on: dt.date,
    reason: str,
    *,
    kind: choices.ChangeKind,
) -> dict[str, Any]:
    """End members, responsibility and work of a household; returns what was touched."""
    state, member_state, why = _ENDED[kind]
    leaving = household.members.present()
    left = list(leaving.values_list("pk", flat=True))
    leaving.update(state=member_state, left_on=on, leave_reason=why)
    household.state = state
    save_checked(household)
    clocks = stop_work(household, by, on, reason)
    return {
        "left": left,
        "clocks": clocks,
        "responsibility": _end_responsibility(household, on),
    }


def _end_responsibility(household: Household, on: dt.date) -> int | None:
    current = household.responsibilities.filter(ended_on=None).first()
    if current is None:
        return None
    current.ended_on = max(on, current.started_on)
    current.save(update_fields=["ended_on"])
    return int(current.pk)


def _standing_chain(household: Household) -> list[Episode]:
    """The latest episode that was not withdrawn and those it goes on after."""
    rows = household.episodes.filter(withdrawn_on=None).select_for_update()
    by_key = {row.pk: row for row in rows.order_by("identified_on")}
    chain: list[Episode] = []
    key = next(reversed(by_key), None)
    while key is not None and key in by_key:
        chain.append(by_key[key])
        key = by_key[key].resumes_id
    return chain
