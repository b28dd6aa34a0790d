"""Clocks of the work: started once, stopped, cancelled, paused with a reason.

Starting is idempotent: while a clock of a subject runs, another start changes nothing.
``first_due_on`` never moves; ``due_on`` moves by pauses, and only later.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import working_calendar
from accounts.models import Area, Department, User
from accounts.roles import Role
from households.clocks import units
from households.clocks.definitions import Timetable
from households.models import Deadline, DeadlinePause
from households.signals import clock_moved
from households.workflow_querysets import DeadlineQuerySet

_TITLE_LENGTH = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class NewClock:
    """A clock to be started. ``due_on`` only where the subject itself names the last
    day, as a screening round does; otherwise the parameters of the clock decide."""

    clock: str
    subject_kind: str
    subject_id: int
    title: str
    area: Area
    holder: Role
    started_on: dt.date
    department: Department | None = None
    due_on: dt.date | None = None


def start_clock(
    *,
    clock: str,
    subject_kind: str,
    subject_id: int,
    title: str,
    area: Area,
    holder: Role,
    started_on: dt.date,
    department: Department | None = None,
    due_on: dt.date | None = None,
) -> Deadline:
    """Start a clock, or return the one that runs for this subject already.

    Raises ValidationError when ``due_on`` lies before the start.
    """
    new = NewClock(
        clock=clock,
        subject_kind=subject_kind,
        subject_id=subject_id,
        title=title,
        area=area,
        holder=holder,
        started_on=started_on,
        department=department,
        due_on=due_on,
    )
    start_clocks([new])
    running: Deadline = Deadline.objects.running().get(
        clock=clock, subject_kind=subject_kind, subject_id=subject_id
    )
    return running


@transaction.atomic
def start_clocks(rows: Sequence[NewClock]) -> int:
    """Start many at once; those that run already are left alone. Returns how many rows
    were offered to the table, in one INSERT."""
    if not rows:
        return 0
    timetable = Timetable.load({row.clock for row in rows})
    deadlines = [_deadline(row, timetable) for row in rows]
    Deadline.objects.bulk_create(deadlines, ignore_conflicts=True, batch_size=2000)
    return len(deadlines)


def stop_clock(
    *,
    clock: str,
    subject_kind: str,
    subject_id: int,
    on: dt.date,
    cancelled: bool = False,
) -> None:
    """The work is done, or no longer needed. Nothing happens when none runs."""
    running = Deadline.objects.running().filter(
        clock=clock, subject_kind=subject_kind, subject_id=subject_id
    )
    _stop(running, on, cancelled=cancelled)


def stop_clocks(
    *,
    subject_kind: str,
    subject_ids: Collection[int],
    on: dt.date,
    cancelled: bool = False,
    clock: str = "",
) -> int:
    """All clocks of these subjects, or the one named; returns how many ran."""
    running = Deadline.objects.running().filter(
        subject_kind=subject_kind, subject_id__in=subject_ids
    )
    if clock:
        running = running.filter(clock=clock)
    return _stop(running, on, cancelled=cancelled)


@transaction.atomic
def pause_clock(
    *, deadline: Deadline, by: User | None, reason: str, on: dt.date
) -> Deadline:
    """Let a clock stand still from a day on.

    Raises ValidationError by field (no reason, a date in the future or before the
    start or the pause before), PermissionDenied outside the scope.
    """
    deadline = _locked(deadline, by)
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Say why the clock is paused.")})
    if deadline.paused_on is not None:
        raise ValidationError(_("This clock is already paused."))
    _require_not_future(on)
    last = deadline.pauses.exclude(resumed_on=None).order_by("-resumed_on").first()
    earliest = max(deadline.started_on, (last and last.resumed_on) or dt.date.min)
    if on < earliest:
        raise ValidationError({"on": _("Not before %(day)s.") % {"day": earliest}})
    DeadlinePause.objects.create(
        deadline=deadline,
        paused_on=on,
        reason=reason,
        paused_by=by,
        due_before=deadline.due_on,
    )
    deadline.paused_on, deadline.pause_reason = on, reason
    deadline.save(update_fields=["paused_on", "pause_reason"])
    return deadline


@transaction.atomic
def resume_clock(*, deadline: Deadline, by: User | None, on: dt.date) -> Deadline:
    """Let a paused clock go on; its due date moves by the pause, in the clock's unit.

    Raises ValidationError by field, PermissionDenied outside the scope.
    """
    deadline = _locked(deadline, by)
    if deadline.paused_on is None:
        raise ValidationError(_("This clock is not paused."))
    _require_not_future(on)
    if on < deadline.paused_on:
        sentence = _("The clock was paused on %(day)s; it cannot go on before.")
        raise ValidationError({"on": sentence % {"day": deadline.paused_on}})
    timetable = Timetable.load([deadline.clock])
    terms = timetable.terms(deadline.clock, deadline.started_on)
    calendar = timetable.needed(terms)
    deadline.due_on = units.moved(
        deadline.due_on, deadline.paused_on, on, terms.unit, calendar
    )
    deadline.warns_on = timetable.warns_on(
        deadline.clock, deadline.started_on, deadline.due_on
    )
    deadline.paused_on, deadline.pause_reason = None, ""
    deadline.save(update_fields=["due_on", "warns_on", "paused_on", "pause_reason"])
    deadline.pauses.filter(resumed_on=None).update(
        resumed_on=on, resumed_by=by, due_after=deadline.due_on
    )
    clock_moved.send(sender=Deadline, deadline=deadline)
    return deadline


def unknown_years(running: DeadlineQuerySet) -> list[int]:
    """Years without published holidays on which one of these deadlines rests: the page
    that shows them says so. One query unless a deadline lies beyond what is published.
    """
    newest = max(working_calendar.published_years())
    beyond = running.filter(due_on__gt=dt.date(newest, 12, 31)).order_by()
    rows = list(beyond.values_list("clock", "started_on", "due_on").distinct())
    return Timetable.load().unknown_years(rows) if rows else []


def _deadline(row: NewClock, timetable: Timetable) -> Deadline:
    due_on = row.due_on or timetable.due_on(row.clock, row.started_on)
    if due_on < row.started_on:
        raise ValidationError(_("The deadline is before the start."))
    return Deadline(
        clock=row.clock,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        title=row.title[:_TITLE_LENGTH],
        area=row.area,
        department=row.department,
        holder=row.holder,
        started_on=row.started_on,
        first_due_on=due_on,
        due_on=due_on,
        warns_on=timetable.warns_on(row.clock, row.started_on, due_on),
    )


@transaction.atomic
def _stop(running: DeadlineQuerySet, on: dt.date, *, cancelled: bool) -> int:
    """A pause ends with its clock: nothing that is done stands still."""
    standing = DeadlinePause.objects.filter(
        deadline__in=running.exclude(paused_on=None), resumed_on=None
    )
    standing.update(
        resumed_on=Greatest("paused_on", Value(on)), due_after=F("due_before")
    )
    return running.update(
        done_on=on, is_cancelled=cancelled, paused_on=None, pause_reason=""
    )


def _locked(deadline: Deadline, by: User | None) -> Deadline:
    """The row as it stands now; a task has no person and is trusted."""
    rows = Deadline.objects.all() if by is None else Deadline.objects.visible_to(by)
    fresh = rows.running().select_for_update(of=("self",)).filter(pk=deadline.pk)
    found: Deadline | None = fresh.first()
    if found is None:
        raise PermissionDenied
    return found


def _require_not_future(day: dt.date) -> None:
    if day > timezone.localdate():
        raise ValidationError({"on": _("The date is in the future.")})
