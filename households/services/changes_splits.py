"""分户 and 并户: members go on in another household, both keep their history.

A member is end-dated where it leaves and gets a new row where it comes: who belonged
where on a day stays readable on both sides (docs/decisions/0018).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from core.saving import save_checked
from households import choices
from households.models import (
    Deadline,
    Episode,
    EpisodeFinding,
    Household,
    HouseholdChange,
    Lead,
    Member,
    Responsibility,
    WorkRecord,
)
from households.services.changes_ends import close
from households.services.changes_heads import hand_to, proposed
from households.services.changes_parts import (
    announce,
    carried,
    check,
    locked,
    present,
    record,
    require_active,
)
from households.services.clocks import start_clock
from households.signals import members_carried

#: What a new household has in common with the one it comes from.
_SHARED = (
    "village_id",
    "hamlet",
    "group_no",
    "household_type",
    "is_resident",
    "is_relocated",
    "resettlement_site_id",
    "identification_standard",
)
_EPISODE_SECRETS = ("contact_phone", "collector_phone")


@transaction.atomic
def split_household(
    *,
    household: Household,
    members: Sequence[Member],
    household_no: str,
    new_head: Member,
    by: User,
    on: dt.date,
    reason: str,
    remaining_head: Member | None = None,
    relations: Mapping[int, str] | None = None,
    inherits: bool = True,
) -> Household:
    """Members go into a household of their own; returns it.

    The new one has the same village, responsible person and, with ``inherits``, the
    standing episode as its own, with the first identification's day: no person under
    monitoring is lost by a split. ``remaining_head`` is needed when the head goes.
    ``relations`` tells by member what those not heading are, on both sides.

    Raises ValidationError by field (``members``, ``new_head``, ``remaining_head``,
    ``household_no``, ``on``, ``reason``), PermissionDenied outside scope or role.
    """
    (household,) = locked([household], by)
    require_active(household)
    here = present(household)
    going = [row for row in here if row in members]
    staying = [row for row in here if row not in members]
    _check_parts(going, staying, members, new_head, remaining_head)
    check(on, reason, households=[household], members=going)
    new = _new_household(household, household_no)
    former = here[0]
    told = proposed(former, new_head, going) | dict(relations or {})
    _end_date(going, on, choices.LeaveReason.SPLIT)
    came = _carry(going, new, on, new_head, told, choices.JoinReason.SPLIT)
    details: dict[str, Any] = {
        "left": [row.pk for row in going],
        "came": [row.pk for row in came],
    }
    if remaining_head is not None and former in going:
        details["relations"] = hand_to(former, remaining_head, staying, relations)
    if inherits:
        details["episode"] = _inherit(household, new)
    details |= _told(going, came, on, whole=False)
    _share_responsible(household, new, on)
    record(
        kind=choices.ChangeKind.SPLIT,
        household=household,
        by=by,
        on=on,
        reason=reason,
        persons=len(going),
        details=details,
        other_household=new,
    )
    announce([household, new], on)
    return new


@transaction.atomic
def merge_households(
    *,
    household: Household,
    into: Household,
    by: User,
    on: dt.date,
    reason: str,
    relations: Mapping[int, str] | None = None,
) -> HouseholdChange:
    """All members of ``household`` go on in ``into``, of the same village.

    The merged household keeps its rows and ends; its open leads go along. Raises
    ValidationError by field (``into``, ``on``, ``reason``), PermissionDenied.
    """
    if household.pk == into.pk:
        raise ValidationError({"into": _("Choose another household.")})
    household, into = locked([household, into], by)
    require_active(household)
    _check_merger(household, into)
    going = present(household)
    there = present(into)
    check(on, reason, households=[household, into], members=going)
    told = dict.fromkeys([row.pk for row in going], choices.Relation.OTHER.value)
    # Ended first: an identity number is present once.
    ended = close(household, by, on, reason, kind=choices.ChangeKind.MERGED)
    came = _carry(
        going,
        into,
        on,
        None if there else going[0] if going else None,
        told | dict(relations or {}),
        choices.JoinReason.MERGED,
    )
    leads = Lead.objects.open().filter(household=household)
    moved_leads = list(leads.values_list("pk", flat=True))
    leads.update(household=into, member=None)
    row = record(
        kind=choices.ChangeKind.MERGED,
        household=household,
        by=by,
        on=on,
        reason=reason,
        persons=len(going),
        details={
            **ended,
            "came": [row.pk for row in came],
            "leads": moved_leads,
            **_told(going, came, on, whole=True),
        },
        other_household=into,
    )
    announce([household, into], on)
    return row


def _check_parts(
    going: Sequence[Member],
    staying: Sequence[Member],
    members: Sequence[Member],
    new_head: Member,
    remaining_head: Member | None,
) -> None:
    errors = {}
    if not going or len(going) != len(members):
        errors["members"] = _("Choose who goes, among the members of today.")
    elif not staying:
        errors["members"] = _("Somebody must stay; otherwise nothing is split.")
    elif new_head not in going:
        errors["new_head"] = _("Choose the head of the new household among who goes.")
    elif going[0].relation == choices.Relation.HEAD and remaining_head not in staying:
        errors["remaining_head"] = _(
            "The head goes: choose who heads the household that stays."
        )
    if errors:
        raise ValidationError(errors)


def _check_merger(household: Household, into: Household) -> None:
    state = choices.MonitoringState.MONITORING
    if into.state != choices.RegisterState.ACTIVE:
        problem = _("The other household is no longer in the register.")
    elif into.village_id != household.village_id:
        problem = _("The other household lives in another village; move one first.")
    elif household.monitoring_state == state and into.monitoring_state != state:
        problem = _(
            "This household is under monitoring and the other is not: merge the other "
            "into this one, so that nobody drops out of monitoring."
        )
    else:
        return
    raise ValidationError({"into": problem})


def _new_household(household: Household, household_no: str) -> Household:
    number = household_no.strip()
    if not number.isascii() or not number.replace("-", "").isalnum():
        raise ValidationError(
            {"household_no": _("The number consists of digits and letters.")}
        )
    if Household.objects.filter(household_no=number).exists():
        raise ValidationError(
            {"household_no": _("There is already a household with this number.")}
        )
    new = Household(
        household_no=number, **{name: getattr(household, name) for name in _SHARED}
    )
    save_checked(new)
    return new


def _end_date(going: Sequence[Member], on: dt.date, reason: str) -> None:
    Member.objects.filter(pk__in=[row.pk for row in going]).update(
        state=choices.MemberState.LEFT, left_on=on, leave_reason=reason
    )


def _carry(
    going: Sequence[Member],
    household: Household,
    on: dt.date,
    head: Member | None,
    relations: Mapping[int, str],
    reason: str,
) -> list[Member]:
    """Rows of the members in their new household, with their running work."""
    came = []
    for row in going:
        is_head = head is not None and row.pk == head.pk
        relation = relations.get(row.pk, choices.Relation.OTHER)
        copy: Member = carried(
            row,
            ("id_no", "phone", "illness", "disability_certificate"),
            household_id=household.pk,
            relation=choices.Relation.HEAD if is_head else relation,
            state=choices.MemberState.PRESENT,
            joined_on=on,
            join_reason=reason,
            left_on=None,
            leave_reason="",
        )
        save_checked(copy)
        came.append(copy)
        _carry_work(row, copy)
    return came


def _told(
    going: Sequence[Member], came: Sequence[Member], on: dt.date, *, whole: bool
) -> dict[str, Any]:
    """Tell who goes on as whom, so that other registers follow; kept for the undo."""
    pairs = {left.pk: new.pk for left, new in zip(going, came, strict=True)}
    members_carried.send(sender=Member, pairs=pairs, on=on, whole=whole)
    return {"carried": list(pairs.items())}


def _carry_work(row: Member, copy: Member) -> None:
    running = list(row.work_records.filter(ended_on=None))
    for work in running:
        work.pk, work.member = None, copy
        work._state.adding = True  # noqa: SLF001 - Django's documented way to copy
    WorkRecord.objects.bulk_create(running)


def _inherit(household: Household, new: Household) -> int | None:
    """The standing episode as the new household's own, from its first day on."""
    rows = household.episodes.filter(withdrawn_on=None)
    standing = rows.order_by("-identified_on").first()
    if standing is None:
        return None
    first = household.identified_on or standing.identified_on
    copy: Episode = carried(
        standing,
        _EPISODE_SECRETS,
        household_id=new.pk,
        identified_on=min(first, standing.identified_on),
        resumes_id=None,
    )
    save_checked(copy)
    findings = list(standing.findings.all())
    for finding in findings:
        finding.pk, finding.episode = None, copy
        finding._state.adding = True  # noqa: SLF001 - Django's documented way to copy
    EpisodeFinding.objects.bulk_create(findings)
    _share_clock(household, new)
    return int(copy.pk)


def _share_clock(household: Household, new: Household) -> None:
    """Where help is still due, it is due for both."""
    running = Deadline.objects.running().filter(
        clock="measures", subject_kind="household", subject_id=household.pk
    )
    deadline = running.first()
    if deadline is not None:
        start_clock(
            clock="measures",
            subject_kind="household",
            subject_id=new.pk,
            title=_("Help for %(name)s") % {"name": new.household_no},
            area=new.village,
            holder=Role(deadline.holder),
            started_on=deadline.started_on,
        )


def _share_responsible(household: Household, new: Household, on: dt.date) -> None:
    current = household.responsibilities.filter(ended_on=None).first()
    if current is not None:
        Responsibility.objects.create(
            household=new, person_id=current.person_id, started_on=on
        )
