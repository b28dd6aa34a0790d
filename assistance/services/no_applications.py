"""Why nobody applies for what a family is entitled to: recorded, and withdrawn."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from assistance.choices import NoApplicationReason
from assistance.models import CardLine, NoApplication
from assistance.signals import ledgers_changed
from core.saving import save_checked


@transaction.atomic
def record_reason(
    *,
    line: CardLine,
    reason: NoApplicationReason,
    note: str,
    decided_on: dt.date,
    until: dt.date | None,
    by: User,
) -> NoApplication:
    """The line of the card waits for nobody until the reason is withdrawn or lapses.

    Raises ValidationError by field.
    """
    today = timezone.localdate()
    if decided_on > today:
        raise ValidationError({"decided_on": _("The date is in the future.")})
    if until is not None and until < today:
        raise ValidationError({"until": _("This day has passed already.")})
    row = NoApplication(
        household_id=line.household_id,
        member_id=line.member_id,
        benefit=line.benefit,
        reason=reason,
        note=note,
        decided_on=decided_on,
        until=until,
        recorded_by=by,
    )
    save_checked(row)
    _tell(row)
    return row


@transaction.atomic
def withdraw_reason(*, row: NoApplication, by: User) -> None:
    """The line waits for an application again.

    Raises ValidationError when the reason stands no longer.
    """
    locked = NoApplication.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if locked.withdrawn_on or locked.lapsed_on:
        raise ValidationError(_("This reason stands no longer."))
    locked.withdrawn_on, locked.withdrawn_by = timezone.localdate(), by
    save_checked(locked)
    _tell(locked)


def _tell(row: NoApplication) -> None:
    ledgers_changed.send(sender=NoApplication, households=[row.household_id])
