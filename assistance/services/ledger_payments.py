"""Many rows of a ledger marked as paid in one step: what is open, and the step itself.

What is paid once is paid in full; what is paid every month is paid up to a month. The
months of a row that nobody ever paid count as far back as arrears do
(``assistance.parameters.LOOK_BACK``). What is only applied for is not paid.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import (
    Count,
    DecimalField,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import (
    Cast,
    Coalesce,
    ExtractMonth,
    ExtractYear,
    Greatest,
    Least,
    TruncMonth,
)
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assistance.ledgers import About, Ledger, Pays
from assistance.parameters import look_back
from assistance.services.ledger_rows import tell
from core.months import Month
from households.models import Member

_DAY = dt.timedelta(days=1)
_MONEY: DecimalField[Any, Any] = DecimalField(max_digits=16, decimal_places=2)
#: The day on which the person of a row died or left; as a subquery, since an UPDATE
#: joins no other table.
_LEFT_ON = Subquery(
    Member.objects.filter(pk=OuterRef("member")).values("left_on"),
    output_field=models.DateField(),
)


class OpenRowsChangedError(Exception):
    """The rows no longer come to what was shown; nothing is written."""


@dataclass(frozen=True, slots=True)
class Amount:
    """What chosen rows come to."""

    rows: int
    yuan: Decimal

    def __str__(self) -> str:
        return f"{self.rows}:{self.yuan}"


def open_rows(ledger: Ledger, rows: Any, *, up_to: Month | None = None) -> Any:
    """Rows with something to pay, each with ``open_amount`` in yuan; of what is paid
    every month also ``open_months`` and ``last_month``, up to a month."""
    rows = rows.filter(_granted(ledger))
    if ledger.pays == Pays.MONTHLY:
        return _open_months(rows, up_to or Month.current().previous)
    left = F(ledger.amount) - Coalesce(F(ledger.paid), Value(Decimal(0)))
    unpaid = rows.filter(Q(paid_on=None) | Q(paid_amount__lt=F(ledger.amount)))
    if any(column.name == "returned_on" for column in _columns(ledger)):
        unpaid = unpaid.filter(returned_on=None)
    return unpaid.filter(**{f"{ledger.amount}__gt": 0}).annotate(
        open_amount=Cast(left, _MONEY)
    )


def not_granted(ledger: Ledger, rows: Any) -> Any:
    """Rows that nobody has approved yet: they can be applied for, but not paid."""
    return rows.exclude(_granted(ledger))


def _granted(ledger: Ledger) -> Q:
    """Approved, or to be paid by a day (``assistance.arrears``). Whatever was paid
    before was granted. An allowance runs from its start unless the approval of an
    application is still missing; a dividend without a day is due with its year."""
    if ledger.pays == Pays.MONTHLY:
        granted = Q(approved_on__isnull=False) | Q(paid_to__isnull=False)
        return granted | Q(applied_on=None)
    granted = Q(due_on__isnull=False) | Q(paid_on__isnull=False)
    if ledger.about == About.VILLAGE:
        this_year = timezone.localdate().year
        return granted | Q(decided_on__isnull=False) | Q(year__lt=this_year)
    return granted | Q(approved_on__isnull=False)


def _open_months(rows: Any, up_to: Month) -> Any:
    oldest = Month.current().shift(-look_back(timezone.localdate()))
    paid = Coalesce(_number("paid_to"), Value(oldest.year * 12 + oldest.number - 1))
    months = (
        rows.annotate(
            last_month=Least(
                Value(up_to.first_day, models.DateField()),
                TruncMonth(_last_day(F("ended_on"))),
                TruncMonth(_last_day(_LEFT_ON)),
            ),
            paid_before=Greatest(paid, _number(TruncMonth("started_on")) - Value(1)),
        )
        .annotate(open_months=_number("last_month") - F("paid_before"))
        .filter(open_months__gt=0)
    )
    amount = F("monthly_amount") * F("open_months")
    return months.annotate(open_amount=Cast(amount, _MONEY))


def _last_day(end: Combinable) -> Any:
    """The day before an allowance stopped, or before its person died or left: a month
    counts that went on after its first day. A day minus a day is a moment for the
    database, and would be turned into another time zone."""
    return Cast(end - Value(_DAY), models.DateField())


def _number(month: Any) -> Any:
    """A month as a number that months can be counted with."""
    years = Cast(ExtractYear(month), IntegerField())
    return years * Value(12) + Cast(ExtractMonth(month), IntegerField())


def amount_of(rows: Any) -> Amount:
    found = rows.order_by().aggregate(
        rows=Count("pk"),
        yuan=Coalesce(Sum("open_amount"), Value(Decimal(0)), output_field=_MONEY),
    )
    return Amount(found["rows"], found["yuan"].quantize(Decimal("0.01")))


@transaction.atomic
def mark_paid(
    *,
    ledger: Ledger,
    rows: Any,
    paid_on: dt.date,
    shown: str,
    up_to: Month | None = None,
) -> Amount:
    """Record that rows were paid on a day; one statement writes all of them.

    ``shown`` is the amount that the clerk has seen (``str`` of it). Raises
    OpenRowsChangedError when the rows come to another, ValidationError when a row
    cannot have been paid on that day.
    """
    if paid_on > timezone.localdate():
        raise ValidationError({"paid_on": _("The date is in the future.")})
    chosen = list(rows.order_by().values_list("pk", flat=True))
    locked = ledger.rows.filter(pk__in=chosen).select_for_update()
    list(locked.order_by("pk").values_list("pk", flat=True))
    due = open_rows(ledger, ledger.rows.filter(pk__in=chosen), up_to=up_to)
    found = amount_of(due)
    if str(found) != shown:
        raise OpenRowsChangedError
    _refuse_early(ledger, due, paid_on)
    households = _households(ledger, due)
    _write(ledger, list(due.values_list("pk", flat=True)), paid_on, up_to)
    tell(households)
    return found


def _write(
    ledger: Ledger, pks: list[int], paid_on: dt.date, up_to: Month | None
) -> None:
    rows = ledger.rows.filter(pk__in=pks)
    now = timezone.now()
    if ledger.pays == Pays.ONCE:
        full: dict[str, Any] = {ledger.paid: F(ledger.amount)}
        rows.update(paid_on=paid_on, updated_at=now, **full)
        return
    month = (up_to or Month.current().previous).first_day
    last = Least(
        Value(month, models.DateField()),
        TruncMonth(_last_day(F("ended_on"))),
        TruncMonth(_last_day(_LEFT_ON)),
        output_field=models.DateField(),
    )
    rows.update(paid_to=last, last_paid_on=paid_on, updated_at=now)


def _refuse_early(ledger: Ledger, rows: Any, paid_on: dt.date) -> None:
    if ledger.pays == Pays.MONTHLY or ledger.about == About.VILLAGE:
        return
    early = rows.filter(approved_on__gt=paid_on).count()
    if early:
        message = ngettext(
            "%(count)s row was approved after this day.",
            "%(count)s rows were approved after this day.",
            early,
        )
        raise ValidationError({"paid_on": message % {"count": early}})


def _households(ledger: Ledger, rows: Any) -> list[int]:
    if ledger.about == About.VILLAGE:
        return []
    return sorted(set(rows.values_list("household_id", flat=True)))


def _columns(ledger: Ledger) -> Any:
    return ledger.model._meta.concrete_fields
