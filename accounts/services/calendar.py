from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import CalendarDay


@transaction.atomic
def set_day(
    *, day: dt.date, is_working: bool, name: str, source: str, replaces: dt.date | None
) -> CalendarDay:
    """Enter a day that differs from the usual week, or correct one (``replaces``).

    Deadlines that run keep their due date; those that start later take the new
    calendar. Raises ValidationError by field.
    """
    known = CalendarDay.objects.in_bulk([day, replaces or day], field_name="day")
    if day != replaces and day in known:
        raise ValidationError({"day": _("This day is already entered.")})
    row = (replaces and known.get(replaces)) or CalendarDay()
    row.day, row.is_working = day, is_working
    row.name, row.source = name.strip(), source.strip()
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def remove_day(*, day: dt.date) -> None:
    """The day follows the published calendar again."""
    CalendarDay.objects.filter(day=day).delete()
