"""The list of running deadlines: who has to act, until when, how late (§3.3)."""

from __future__ import annotations

from typing import Any

from django.db.models import Case as SqlCase
from django.db.models import CharField, Q, Value, When
from django.db.models.expressions import Combinable
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import Role
from exchange.registers import Filter, Register, Shown
from households.clocks.definitions import CLOCKS, minima
from households.clocks.levels import ABOVE
from households.models import Deadline
from households.pace import late_at_this_pace
from households.registers.parts import time_left
from households.todo import end_of_week
from households.workflow_querysets import DeadlineQuerySet

#: What the list is usually asked for; the tabs above it.
STATES = (
    ("late", _("Late")),
    ("today", _("Due today")),
    ("week", _("Due this week")),
    ("rest", _("Later this week")),
    ("pace", _("Late at this pace")),
    ("escalated", _("Escalated")),
    ("paused", _("Paused")),
    ("later", _("Due later")),
)


def _running_tasks(rows: DeadlineQuerySet) -> DeadlineQuerySet:
    return rows.running().exclude(clock__in=minima())


def narrow_state(rows: Any, value: str) -> Any:
    """One of ``STATES``."""
    today = timezone.localdate()
    sunday = end_of_week(today)
    if value == "paused":
        return rows.exclude(paused_on=None)
    rows = rows.filter(paused_on=None)
    if value == "pace":
        return rows.filter(pk__in=late_at_this_pace(today))
    conditions = {
        "late": Q(due_on__lt=today),
        "today": Q(due_on=today),
        "week": Q(due_on__range=(today, sunday)),
        "rest": Q(due_on__gt=today, due_on__lte=sunday),
        "escalated": Q(escalation__gt=0),
        "later": Q(due_on__gt=sunday),
    }
    return rows.filter(conditions[value])


def _standing() -> Combinable:
    """Paused, or with whom it has come up to."""
    risen = [
        When(escalated_to=role.value, then=Value(f"已升级至{role.label}"))
        for role in Role
    ]
    paused = When(~Q(paused_on=None), then=Value("已暂停"))
    return SqlCase(paused, *risen, default=Value(""), output_field=CharField())


def _clocks() -> list[tuple[str, Any]]:
    return [(key, clock.label) for key, clock in CLOCKS.items() if clock.is_task]


def shown_clock(key: str) -> Any:
    clock = CLOCKS.get(key)
    return clock.label if clock else key


DEADLINES = Register(
    key="deadlines",
    title=_("Deadlines"),
    note=_("Running deadlines; done ones stand with their work."),
    model=Deadline,
    permission="households.view_deadline",
    chosen=_running_tasks,
    empty=_("No deadline is running."),
    unit=pgettext_lazy("unit", "items"),
    order="due_on",
    link=("households:deadline", "pk"),
    names="title",
    search=_("Work"),
    export="deadlines",
    columns=(
        Shown(name="title", under=Shown(name="clock", show=shown_clock), sorts=True),
        Shown(name="area_id", heading=_("Area"), area=True, sorts=True, card="line"),
        Shown(name="holder", sorts=True, card="line"),
        Shown(name="started_on", sorts=True),
        Shown(name="due_on", sorts=True, card="foot"),
        time_left("due_on", when=Q(paused_on=None), sorts=True),
        Shown(
            name="standing",
            heading=_("Standing"),
            value=_standing(),
            marks={"已暂停": "line"}
            | {f"已升级至{role.label}": "bad" for role in Role},
            card="badge",
        ),
    ),
    filters=(
        Filter(name="state", label=_("State"), choices=STATES, narrow=narrow_state),
        Filter(name="clock", label=_("Clock"), choices=_clocks),
        Filter(
            name="for",
            label=_("Waiting for"),
            choices=[(role.value, role.label) for role in (*ABOVE, Role.LEADER)],
            narrow=lambda rows, value: rows.on_list_of(value),
        ),
    ),
)
