"""Closing a month (封账), reopening it, and holding it open during a write."""

import datetime as dt
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.parameters import value_on
from core.months import Month
from households.models import ReportingMonth
from households.parameters import CLOSING_DAY
from households.signals import month_closed, month_reopened

#: First half of the advisory lock's key: «a reporting month»; the second is the month.
_LOCK = 20_611


class MonthClosed(Exception):  # noqa: N818 - the name says what happened
    """The month takes no more entries; nothing was written."""

    def __init__(self, month: Month) -> None:
        super().__init__(f"{month} is closed")
        self.month = month


def is_closed(month: Month) -> bool:
    return ReportingMonth.objects.filter(
        month=month.first_day, state=ReportingMonth.State.CLOSED
    ).exists()


def record_of(month: Month) -> ReportingMonth | None:
    """Who closed or reopened the month, when and why; None while nobody did."""
    rows = ReportingMonth.objects.select_related("closed_by")
    return rows.filter(month=month.first_day).first()


def deadline(month: Month) -> dt.date:
    """Until when the month's visits are to be made; a reminder, not a lock."""
    day = value_on(CLOSING_DAY.key, month.first_day)
    if day is None or not Decimal(1) <= day <= month.last_day.day:
        return month.last_day
    return month.first_day.replace(day=int(day))


def hold_open(month: Month) -> None:
    """Keep the month open until the transaction ends, or raise ``MonthClosed``.

    A month without a row has nothing to lock, hence the advisory lock: writers share
    it, closing takes it alone. So no visit slips in behind a closing.
    """
    _lock(month, shared=True)
    if is_closed(month):
        raise MonthClosed(month)


@transaction.atomic
def close_month(*, month: Month, by: User) -> ReportingMonth:
    """Close a month; closing a closed one changes nothing."""
    row = _locked_row(month)
    if row.state == ReportingMonth.State.CLOSED:
        return row
    row.state = ReportingMonth.State.CLOSED
    row.closed_by = by
    row.closed_at = timezone.now()
    row.save(update_fields=["state", "closed_by", "closed_at"])
    month_closed.send(sender=ReportingMonth, month=month)
    return row


@transaction.atomic
def reopen_month(*, month: Month, by: User, reason: str) -> ReportingMonth:
    """Open a closed month again as its next revision; who and why stay in the history.

    Raises ValidationError without a reason or for a month that is not closed.
    """
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Say why the month is reopened.")})
    row = _locked_row(month)
    if row.state != ReportingMonth.State.CLOSED:
        raise ValidationError(_("This month is not closed."))
    row.state = ReportingMonth.State.OPEN
    row.revision += 1
    row.closed_by = by
    row.closed_at = None
    row.reopen_reason = reason
    row.save()
    month_reopened.send(sender=ReportingMonth, month=month)
    return row


def _locked_row(month: Month) -> ReportingMonth:
    _lock(month, shared=False)
    row, _created = ReportingMonth.objects.get_or_create(month=month.first_day)
    return row


def _lock(month: Month, *, shared: bool) -> None:
    function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        key = month.year * 100 + month.number
        cursor.execute(f"SELECT {function}(%s, %s)", [_LOCK, key])
