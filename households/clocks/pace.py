"""Whether work will be done in time at the pace of the last days. Pure.

A group is the work of one clock in one township. Its pace is what was done in the last
seven days, else in the last thirty; the first due is taken to be done first.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

WEEK, MONTH = 7, 30


@dataclass(frozen=True, slots=True)
class Forecast:
    """``late`` are the indexes, in order of their due dates, that will be late."""

    open: int
    done_week: int
    finish_on: dt.date | None
    late: tuple[int, ...]


def forecast(
    dues: Sequence[dt.date],
    *,
    done_week: int,
    done_month: int,
    oldest_start: dt.date,
    today: dt.date,
) -> Forecast:
    """``dues`` are the due dates of the open items, in order.

    Without anything done for thirty days there is no date to forecast: then all is
    late that has lain for a week.
    """
    pace = done_week / WEEK if done_week else done_month / MONTH
    if not pace:
        stands = (today - oldest_start).days >= WEEK
        late = tuple(range(len(dues))) if stands else ()
        return Forecast(len(dues), done_week, None, late)
    finished = [
        today + dt.timedelta(days=math.ceil((place + 1) / pace))
        for place in range(len(dues))
    ]
    late = tuple(n for n, due in enumerate(dues) if finished[n] > due)
    last = finished[-1] if finished else today
    return Forecast(len(dues), done_week, last, late)
