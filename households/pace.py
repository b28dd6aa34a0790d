"""Open deadlines by township and clock: how many, how late, done when at this pace."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import Substr

from accounts.scoping import PREFIX_LENGTH
from households.clocks.definitions import minima
from households.clocks.pace import MONTH, WEEK, Forecast, forecast
from households.models import Deadline
from households.workflow_querysets import DeadlineQuerySet

#: First digits of the area code → township.
_TOWN = PREFIX_LENGTH["township"]
Group = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Work:
    """One clock in one township. Paused deadlines are not among them."""

    town: str
    clock: str
    ids: tuple[int, ...]
    overdue: int
    forecast: Forecast

    @property
    def late_ids(self) -> list[int]:
        """Not late yet, but at this pace."""
        return [self.ids[place] for place in self.forecast.late]


def work_groups(
    running: DeadlineQuerySet, ended: DeadlineQuerySet, today: dt.date
) -> list[Work]:
    """``running`` and ``ended`` are deadlines in scope; two statements."""
    rows = (
        running.ticking()
        .annotate(town=Substr("area_id", 1, _TOWN))
        .order_by("due_on", "pk")
        .values_list("town", "clock", "pk", "started_on", "due_on")
    )
    grouped: dict[Group, list[tuple[int, dt.date, dt.date]]] = defaultdict(list)
    for town, clock, key, started_on, due_on in rows:
        grouped[town, clock].append((key, started_on, due_on))
    done = _done(ended, today) if grouped else {}
    return [
        _work(group, listed, done.get(group, (0, 0)), today)
        for group, listed in sorted(grouped.items())
    ]


def late_at_this_pace(today: dt.date) -> list[int]:
    """Keys of deadlines that are not late yet but will be, whosever they are: the list
    that asks narrows its own rows by them."""
    every = Deadline.objects.exclude(clock__in=minima())
    groups = work_groups(every.running(), every, today)
    return [key for work in groups for key in work.late_ids]


def _done(ended: DeadlineQuerySet, today: dt.date) -> dict[Group, tuple[int, int]]:
    """Finished in the last week and in the last month."""
    week, month = (today - dt.timedelta(days=days) for days in (WEEK, MONTH))
    counted = (
        ended.filter(done_on__gt=month, is_cancelled=False)
        .annotate(town=Substr("area_id", 1, _TOWN))
        .order_by()
        .values_list("town", "clock")
        .annotate(week=Count("pk", filter=Q(done_on__gt=week)), month=Count("pk"))
    )
    return {(town, clock): (last, all_) for town, clock, last, all_ in counted}


def _work(
    group: Group,
    listed: list[tuple[int, dt.date, dt.date]],
    done: tuple[int, int],
    today: dt.date,
) -> Work:
    """Late ones are done before the others, which wait for them."""
    outlook = forecast(
        [due for _key, _start, due in listed],
        done_week=done[0],
        done_month=done[1],
        oldest_start=min(start for _key, start, _due in listed),
        today=today,
    )
    overdue = sum(due < today for _key, _start, due in listed)
    still = tuple(place for place in outlook.late if place >= overdue)
    return Work(
        town=group[0].ljust(12, "0"),
        clock=group[1],
        ids=tuple(key for key, _start, _due in listed),
        overdue=overdue,
        forecast=Forecast(outlook.open, outlook.done_week, outlook.finish_on, still),
    )


def by_town(groups: Iterable[Work]) -> Iterator[tuple[str, dict[str, Work]]]:
    """Rows of a table: township → its clocks."""
    towns: dict[str, dict[str, Work]] = defaultdict(dict)
    for work in groups:
        towns[work.town][work.clock] = work
    yield from sorted(towns.items())
