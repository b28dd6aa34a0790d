"""Wages of public posts month by month, and whether the person is there.

A month of which nothing was entered is due at the wage of the post. What somebody else
has written meanwhile is not written over: every entry says what was seen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assistance.models import PostWage, PublicPost
from assistance.signals import ledgers_changed
from assistance.wage_items import counts_in
from core.months import Month
from core.saving import save_checked
from households.services.register import StaleRowError, fingerprint
from households.signals import register_changed


@dataclass(frozen=True, slots=True, kw_only=True)
class WageEntry:
    """The wage of a post for a month as somebody typed it; yuan. ``seen`` is the
    fingerprint of the row that was shown, empty where there was none."""

    post: PublicPost
    month: Month
    due_amount: Decimal
    paid_amount: Decimal | None = None
    paid_on: dt.date | None = None
    over_reason: str = ""
    note: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceEntry:
    """What a check of a post found: there or not, when, and by whom."""

    post: PublicPost
    presence: str
    checked_on: dt.date | None
    checked_by: str = ""
    seen: str = ""


Entry = WageEntry | PresenceEntry
#: Why an entry was not written; None where it was.
Failure = ValidationError | StaleRowError | None


@transaction.atomic
def record(*, entries: Sequence[Entry]) -> list[Failure]:
    """Write every entry by itself; what fails says why and keeps the others."""
    failures: list[Failure] = []
    written: set[int] = set()
    for entry in entries:
        try:
            with transaction.atomic():
                written.add(_write(entry))
            failures.append(None)
        except (ValidationError, StaleRowError) as error:
            failures.append(error)
    _tell(written)
    return failures


@transaction.atomic
def pay_month(
    *, posts: models.QuerySet[PublicPost], month: Month, paid_on: dt.date
) -> tuple[int, Decimal]:
    """Record what is due of a month, and not paid, as paid on a day: how many wages,
    and how many yuan. One statement, however many posts."""
    _refuse_future(paid_on)
    chosen, params = posts.order_by().values("pk").query.sql_with_params()
    households, paid = [], []
    with connection.cursor() as cursor:
        cursor.execute(
            _PAY.format(chosen=chosen),
            [month.first_day, paid_on, *params],
        )
        for household, amount in cursor.fetchall():
            households.append(household)
            paid.append(amount)
    _tell(set(households))
    return len(paid), sum(paid, Decimal(0))


_PAY = """
WITH paid AS (
    INSERT INTO assistance_postwage AS w
           (post_id, month, due_amount, paid_amount, paid_on, over_reason, note,
            updated_at)
    SELECT p.id, given.month, p.monthly_wage, p.monthly_wage, given.paid_on, '', '',
           now()
      FROM assistance_publicpost p,
           (VALUES (%s::date, %s::date)) given (month, paid_on)
     WHERE p.id IN ({chosen}) AND p.monthly_wage > 0
    ON CONFLICT (post_id, month) DO UPDATE
       SET paid_amount = w.due_amount, paid_on = excluded.paid_on, updated_at = now()
     WHERE w.paid_on IS NULL AND w.due_amount > 0
    RETURNING w.post_id, w.paid_amount)
SELECT p.household_id, paid.paid_amount
  FROM paid JOIN assistance_publicpost p ON p.id = paid.post_id
"""


def _write(entry: Entry) -> int:
    """Write one entry; returns the household it is about."""
    rows = PublicPost.objects.select_for_update(of=("self",))
    post: PublicPost = rows.get(pk=entry.post.pk)
    if isinstance(entry, PresenceEntry):
        _write_presence(post, entry)
    else:
        _write_wage(post, entry)
    return post.household_id


def _write_presence(post: PublicPost, entry: PresenceEntry) -> None:
    if entry.seen != fingerprint(post):
        raise StaleRowError(post)
    _refuse_future(entry.checked_on, field="checked_on")
    post.presence = entry.presence
    post.checked_on = entry.checked_on
    post.checked_by = entry.checked_by
    save_checked(post)


def _write_wage(post: PublicPost, entry: WageEntry) -> None:
    row = PostWage.objects.filter(post=post, month=entry.month.first_day).first()
    if (fingerprint(row) if row else "") != entry.seen:
        # What was deleted meanwhile is told as a wage of which nothing stands.
        raise StaleRowError(row or PostWage(post=post, month=entry.month.first_day))
    if not counts_in(post, entry.month):
        raise ValidationError(_("The post was not held in this month."))
    if entry.month > Month.current():
        raise ValidationError(_("This month has not begun."))
    _refuse_future(entry.paid_on)
    row = row or PostWage(post=post, month=entry.month.first_day)
    for name in ("due_amount", "paid_amount", "paid_on", "over_reason", "note"):
        setattr(row, name, getattr(entry, name))
    save_checked(row)


def _refuse_future(day: dt.date | None, *, field: str = "paid_on") -> None:
    if day is not None and day > timezone.localdate():
        raise ValidationError({field: _("The date is in the future.")})


def _tell(households: Iterable[int]) -> None:
    found = sorted(households)
    if found:
        sender: Any = PostWage
        ledgers_changed.send(sender=sender, households=found)
        # As an edit of the register: older months follow at night.
        month = Month.current()
        register_changed.send(sender=sender, months=[month.previous, month])
