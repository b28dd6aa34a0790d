"""What a measure and its records must fulfil; sentences by field, for form and file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from assistance.choices import MeasureState
from assistance.models import Measure, MeasureRecord
from households.choices import MemberState

Sentences = dict[str, str]


def check_measure(row: Measure) -> None:
    """Raises ValidationError by field."""
    found = {**_days(row), **_kind(row), **_person(row)}
    if row.state == MeasureState.STOPPED and not row.result:
        found["result"] = _("Say why it was stopped.")
    if found:
        raise ValidationError(found)


def _days(row: Measure) -> Sentences:
    today = timezone.localdate()
    if row.state != MeasureState.PLANNED and row.started_on > today:
        return {"started_on": _("It begins in the future: its state is «planned».")}
    if row.state not in (MeasureState.DONE, MeasureState.STOPPED):
        return {}
    if row.ended_on is None:
        return {"ended_on": _("Give the day on which it was finished.")}
    return {"ended_on": _("The date is in the future.")} if row.ended_on > today else {}


def _kind(row: Measure) -> Sentences:
    """Of the catalogue of the day on which the measure begins."""
    kind, day = row.kind, row.started_on
    if kind.valid_from <= day and (kind.valid_to is None or kind.valid_to >= day):
        return {}
    return {"kind": _("The catalogue has no such sub-item on this day.")}


def _person(row: Measure) -> Sentences:
    member = row.member
    if member is None:
        return {}
    if member.household_id != row.household_id:
        return {"member": _("This person belongs to another household.")}
    left = None if member.state == MemberState.PRESENT else member.left_on
    if left is None or left >= row.started_on:
        return {}
    said = {"name": member.name, "day": left}
    return {"member": _("%(name)s left the household on %(day)s.") % said}


def check_record(row: MeasureRecord, measure: Measure) -> None:
    """Raises ValidationError by field: a day outside, or more than was planned."""
    found = _record_day(row.done_on, measure)
    if row.amount and not row.over_reason and (most := measure.planned_amount):
        given = given_so_far(measure, without=row.pk) + row.amount
        if given > most:
            found["over_reason"] = _(
                "%(given)s yuan given, %(most)s yuan planned: give the reason."
            ) % {"given": f"{given:,.2f}", "most": f"{most:,.2f}"}
    if found:
        raise ValidationError(found)


def _record_day(day: dt.date, measure: Measure) -> Sentences:
    if day > timezone.localdate():
        return {"done_on": _("The date is in the future.")}
    if measure.state != MeasureState.PLANNED and day < measure.started_on:
        return {"done_on": _("The measure began after this day.")}
    if measure.ended_on is not None and day > measure.ended_on:
        return {"done_on": _("The measure had ended before this day.")}
    return {}


def given_so_far(measure: Measure, *, without: int | None = None) -> Decimal:
    """What its records add up to, yuan."""
    rows = measure.records.exclude(pk=without) if without else measure.records.all()
    found: Mapping[str, Decimal | None] = rows.aggregate(given=Sum("amount"))
    return found["given"] or Decimal(0)
