"""Writes the city into an empty database, in one transaction."""

import datetime as dt
import itertools
import queue
import threading
from collections.abc import Iterable, Iterator

import pghistory
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from accounts.models import User
from core.months import Month
from dashboards.demo import setting, staff
from dashboards.demo.cases import roll_one_back, write_cases
from dashboards.demo.changes import write_changes
from dashboards.demo.city import City
from dashboards.demo.collecting import Batch, Collector
from dashboards.demo.damage import Fault, spoiled
from dashboards.demo.dice import Dice
from dashboards.demo.leads import write_leads
from dashboards.demo.records import Household
from dashboards.demo.screening import write_rounds
from dashboards.services.recompute import recompute_month
from households.models import ReportingMonth
from households.services.summaries import refresh_summaries

_CHUNK = 2000
#: What the history says about who wrote the rows.
BY = "演示数据"


def load(city: City, faults: list[Fault] | None = None) -> dict[str, int]:
    """Write everything and return the number of rows by table.

    With a list, faults are put in and added to it.
    """
    homes = city.households()
    if faults is not None:
        homes = spoiled(homes, Dice(f"{city.wish.seed}:damage"), faults)
    with transaction.atomic(), pghistory.context(by=BY, via="load_demo"):
        sites = setting.write_setting(city.wish.day)
        users = dict(User.objects.values_list("username", "pk"))
        collector = Collector(sites, users)
        with connection.cursor() as cursor:
            _prepare(cursor)
            for table in collector.tables:
                table.create(cursor)
            for batch in _ahead(_batches(homes, collector)):
                for table, rows in batch:
                    table.write(cursor, rows)
            collector.keep_ids(cursor)
            cursor.execute("SET LOCAL enable_seqscan = on")
            cursor.execute("ANALYZE")
        roll_one_back()
        refresh_summaries()
        write_leads(city.wish.day, city.wish.seed)
        write_cases(city.wish.day, city.wish.seed)
        write_rounds(city.wish.day, city.wish.seed)
        write_changes(city.wish.day, city.wish.seed)
        compute_months(city.wish.all_months)
    return {table.table: table.written for table in collector.tables}


def _prepare(cursor: CursorWrapper) -> None:
    """The checks of foreign keys keep the plan that they made for an empty table; with
    sequential scans each of 100,000 rows would read the whole table again. Asked at
    once, they do not pile up until the end."""
    cursor.execute("SET LOCAL enable_seqscan = off")
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute("SET LOCAL synchronous_commit = off")


def compute_months(months: list[Month]) -> None:
    """Figures of every month; all but the last two are closed, as they would be."""
    for month in months:
        recompute_month(month)
    official = User.objects.get(username=staff.MAIN_ACCOUNTS[2].username)
    closed_at = dt.time(17, 30, tzinfo=timezone.get_default_timezone())
    ReportingMonth.objects.bulk_create(
        ReportingMonth(
            month=month.first_day,
            state=ReportingMonth.State.CLOSED,
            closed_by=official,
            closed_at=dt.datetime.combine(
                month.next.first_day.replace(day=5), closed_at
            ),
        )
        for month in months[:-2]
    )


def _batches(homes: Iterable[Household], collector: Collector) -> Iterator[Batch]:
    iterator = iter(homes)
    while chunk := list(itertools.islice(iterator, _CHUNK)):
        for home in chunk:
            collector.add(home)
        yield collector.take()


def _ahead(batches: Iterator[Batch]) -> Iterator[Batch]:
    """Make the next batches in a thread while the database writes this one."""
    ready: queue.Queue[Batch | BaseException | None] = queue.Queue(maxsize=2)

    def make() -> None:
        try:
            for batch in batches:
                ready.put(batch)
            ready.put(None)
        except BaseException as error:  # noqa: BLE001  raised again by the reader
            ready.put(error)

    threading.Thread(target=make, daemon=True).start()
    while (item := ready.get()) is not None:
        if isinstance(item, BaseException):
            raise item
        yield item
