"""What waits for a person: running deadlines, and what other parts add in groups.

A part adds its groups by ``@provider``; it is called for every account and returns
nothing where the account has no part in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db.models import Case, CharField, Count, Min, Q, Value, When, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_stubs_ext import StrOrPromise

from accounts.models import User
from exchange.register_rows import badge
from households.clocks import wording
from households.clocks.definitions import CLOCKS, minima
from households.clocks.subjects import subject_url
from households.models import Deadline
from households.workflow_querysets import DeadlineQuerySet

#: Deadlines shown of each part; the rest stands on the page of deadlines.
SHOWN = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class TodoItem:
    """One piece of work, one click away."""

    title: str
    url: str
    due_on: dt.date | None = None
    late_days: int = 0
    #: Days left as a badge.
    mark: SafeString | str = ""
    note: StrOrPromise = ""
    #: Who has to act, when it is somebody below: it has come up because it is late.
    holder: StrOrPromise = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TodoGroup:
    """A number with its link. ``late`` of ``count`` are past their day."""

    key: str
    label: StrOrPromise
    count: int
    url: str = ""
    late: int = 0
    unit: StrOrPromise = ""
    note: StrOrPromise = ""
    #: The next day something of it is due.
    first: dt.date | None = None
    items: Sequence[TodoItem] = field(default_factory=tuple)

    def mark(self, today: dt.date) -> SafeString:
        """How many are late, else the days to the first."""
        if self.late:
            text = ngettext("%(count)s late", "%(count)s late", self.late)
            return badge("bad", text % {"count": self.late})
        return wording.mark((self.first - today).days) if self.first else SafeString("")


Provider = Callable[[User, dt.date], list[TodoGroup]]
_PROVIDERS: list[Provider] = []


def provider(function: Provider) -> Provider:
    """Register groups of other work, e.g. the month's visits still due."""
    _PROVIDERS.append(function)
    return function


def other_groups(user: User, today: dt.date) -> list[TodoGroup]:
    """What is counted rather than listed; groups without anything are left out."""
    found = [group for ask in _PROVIDERS for group in ask(user, today)]
    return [group for group in found if group.count]


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the list: deadlines due from one day to another."""

    key: str
    label: StrOrPromise
    first: dt.date | None
    last: dt.date | None

    @property
    def state(self) -> str:
        """The same condition on the page of deadlines."""
        return "rest" if self.key == "week" else self.key

    @property
    def condition(self) -> Q:
        given = Q()
        if self.first is not None:
            given &= Q(due_on__gte=self.first)
        if self.last is not None:
            given &= Q(due_on__lte=self.last)
        return given

    def holds(self, day: dt.date) -> bool:
        return not (
            (self.first is not None and day < self.first)
            or (self.last is not None and day > self.last)
        )


def end_of_week(day: dt.date) -> dt.date:
    """The Sunday of a day's week."""
    return day + dt.timedelta(days=6 - day.weekday())


def spans(today: dt.date) -> list[Span]:
    one, sunday = dt.timedelta(days=1), end_of_week(today)
    return [
        Span("late", _("Late"), None, today - one),
        Span("today", _("Due today"), today, today),
        Span("week", _("Later this week"), today + one, sunday),
        Span("later", _("Due later"), max(sunday, today) + one, None),
    ]


def held(user: User) -> DeadlineQuerySet:
    """Tasks of this account that run and are not paused."""
    return Deadline.objects.held_by(user).ticking().exclude(clock__in=minima())


def deadline_groups(user: User, today: dt.date) -> list[TodoGroup]:
    """Running deadlines by urgency, in two statements."""
    parts = spans(today)
    counts = held(user).aggregate(
        **{span.key: Count("pk", filter=span.condition) for span in parts}
    )
    some = any(counts.values())
    items = [_item(row, user, today) for row in _first(user, parts)] if some else []
    page = reverse("households:deadlines") if some else ""
    return [
        TodoGroup(
            key=span.key,
            label=span.label,
            count=counts[span.key],
            late=counts[span.key] if span.key == "late" else 0,
            url=f"{page}?for={user.role}&state={span.state}",
            items=[i for i in items if i.due_on and span.holds(i.due_on)],
        )
        for span in parts
    ]


def _first(user: User, parts: Sequence[Span]) -> DeadlineQuerySet:
    """The most urgent of every part."""
    part = Case(
        *[When(span.condition, then=Value(span.key)) for span in parts],
        output_field=CharField(),
    )
    place = Window(RowNumber(), partition_by=[part], order_by=["due_on", "pk"])
    rows: DeadlineQuerySet = held(user).annotate(place=place).filter(place__lte=SHOWN)
    return rows.select_related("area__parent").order_by("due_on", "pk")


def _item(row: Deadline, user: User, today: dt.date) -> TodoItem:
    clock = CLOCKS.get(row.clock)
    return TodoItem(
        title=row.title,
        url=subject_url(row.subject_kind, row.subject_id),
        due_on=row.due_on,
        late_days=max((today - row.due_on).days, 0),
        mark=wording.mark((row.due_on - today).days),
        note=format_lazy("{} · {}", clock.label if clock else row.clock, _place(row)),
        holder=row.get_holder_display() if row.holder != user.role else "",
    )


def _place(row: Deadline) -> str:
    area = row.area
    if area.level == area.Level.VILLAGE and area.parent is not None:
        return f"{area.parent.name} {area.name}"
    return area.name


def clock_groups(user: User, today: dt.date) -> list[TodoGroup]:
    """The same by kind of work: how many, how many late, the first day; one statement.

    For the overview, which has no room for single rows.
    """
    rows = (
        held(user)
        .values("clock")
        .annotate(
            count=Count("pk"),
            late=Count("pk", filter=Q(due_on__lt=today)),
            first=Min("due_on", filter=Q(due_on__gte=today)),
        )
        .order_by("clock")
    )
    page = reverse("households:deadlines")
    return [
        TodoGroup(
            key=row["clock"],
            label=CLOCKS[row["clock"]].label,
            count=row["count"],
            late=row["late"],
            url=f"{page}?for={user.role}&clock={row['clock']}",
            first=row["first"],
        )
        for row in rows
        if row["clock"] in CLOCKS
    ]


def nearest(groups: Sequence[TodoGroup], most: int = 4) -> list[TodoGroup]:
    """Those with a date to keep, late ones first: the strip of the overview, which
    has the month's visits by itself."""
    dated = [g for g in groups if g.key != "visits" and (g.late or g.first)]
    return sorted(dated, key=lambda g: (not g.late, g.first or dt.date.max))[:most]
