"""The clock of each village in a round: from its start until nobody is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import Area
from accounts.roles import Role
from households.clocks.definitions import Timetable
from households.models import (
    Deadline,
    ScreeningHousehold,
    ScreeningRound,
    ScreeningVillage,
)
from households.services import clocks
from households.services.clocks import NewClock

CLOCK, KIND = "screening_village", "round"
_MOVED = (
    "title",
    "started_on",
    "first_due_on",
    "due_on",
    "warns_on",
    "escalation",
    "escalated_on",
    "escalated_to",
)


def follow(round_: ScreeningRound, villages: Collection[str] | None = None) -> None:
    """Start the clocks of villages with households missing, stop those of the others.

    Five statements for any number of villages, two while nothing has changed.
    """
    today = timezone.localdate()
    parts = _parts(round_, villages)
    left = _left(round_, villages)
    new = [code for code in left if code not in parts]
    if new:
        ScreeningVillage.objects.bulk_create(
            [ScreeningVillage(round=round_, village_id=code) for code in new],
            ignore_conflicts=True,
        )
        parts = _parts(round_, villages)
    done = [p for code, p in parts.items() if not left.get(code) and not p.completed_on]
    open_ = [p for code, p in parts.items() if left.get(code)]
    _finish(done, today)
    again = [part for part in open_ if part.completed_on or part.village_id in new]
    _start(round_, again)


def stop(round_: ScreeningRound, *, on: dt.date) -> None:
    """The round is closed: what is not done stays undone."""
    parts = ScreeningVillage.objects.filter(round=round_, completed_on=None)
    clocks.stop_clocks(
        subject_kind=KIND,
        subject_ids=list(parts.values_list("pk", flat=True)),
        on=on,
        cancelled=True,
    )


def move(round_: ScreeningRound, later: dt.timedelta) -> None:
    """The round has another name or other days: its running clocks take them over.

    A pause that moved a clock stays; one that is no longer late is nobody's above.
    """
    parts = ScreeningVillage.objects.filter(round=round_)
    running = Deadline.objects.running().filter(
        clock=CLOCK, subject_kind=KIND, subject_id__in=parts.values("pk")
    )
    rows = list(running.select_for_update(of=("self",)).select_related("area"))
    timetable, today = Timetable.load([CLOCK]), timezone.localdate()
    for row in rows:
        row.title = _title(round_, row.area)
        row.started_on, row.due_on = round_.starts_on, row.due_on + later
        row.first_due_on = max(row.first_due_on, row.started_on)
        row.warns_on = timetable.warns_on(CLOCK, row.started_on, row.due_on)
        if row.due_on >= today:
            row.escalation, row.escalated_on, row.escalated_to = 0, None, ""
    Deadline.objects.bulk_update(rows, _MOVED)


def restart(round_: ScreeningRound) -> None:
    """The round is open again: its unfinished villages go on."""
    _start(
        round_, list(ScreeningVillage.objects.filter(round=round_, completed_on=None))
    )


def _parts(
    round_: ScreeningRound, villages: Collection[str] | None
) -> dict[str, ScreeningVillage]:
    rows = ScreeningVillage.objects.filter(round=round_)
    if villages is not None:
        rows = rows.filter(village__in=villages)
    return {part.village_id: part for part in rows}


def _left(round_: ScreeningRound, villages: Collection[str] | None) -> dict[str, int]:
    """Households not screened, by village."""
    rows = ScreeningHousehold.objects.filter(round=round_)
    if villages is not None:
        rows = rows.filter(village__in=villages)
    missing = Q(pk__in=rows.missing().values("pk"))
    grouped = rows.order_by().values("village_id")
    counted = grouped.annotate(left=Count("pk", filter=missing))
    return {row["village_id"]: row["left"] for row in counted}


def _finish(parts: list[ScreeningVillage], on: dt.date) -> None:
    if not parts:
        return
    keys = [part.pk for part in parts]
    ScreeningVillage.objects.filter(pk__in=keys).update(completed_on=on)
    clocks.stop_clocks(subject_kind=KIND, subject_ids=keys, on=on)


def _start(round_: ScreeningRound, parts: list[ScreeningVillage]) -> None:
    if not parts:
        return
    ScreeningVillage.objects.filter(pk__in=[part.pk for part in parts]).update(
        completed_on=None
    )
    areas = Area.objects.in_bulk([part.village_id for part in parts], field_name="code")
    clocks.start_clocks(
        [
            NewClock(
                clock=CLOCK,
                subject_kind=KIND,
                subject_id=part.pk,
                title=_title(round_, areas[part.village_id]),
                area=areas[part.village_id],
                holder=Role.VILLAGE_WORKER,
                started_on=round_.starts_on,
                due_on=round_.ends_on,
            )
            for part in parts
        ]
    )


def _title(round_: ScreeningRound, village: Area) -> str:
    return f"{round_.name} {village.name}"
