"""Writes the city into an empty database, in one transaction, and counts it up."""

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pghistory
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from core.months import Month
from dashboards.demo import setting, staff
from dashboards.demo.assistance.writing import write_ledgers
from dashboards.demo.bare import bare, with_history
from dashboards.demo.cases import roll_one_back, write_cases
from dashboards.demo.changes import write_changes
from dashboards.demo.city import City, Wish
from dashboards.demo.collecting import Batch, Collector, Start, free_numbers
from dashboards.demo.damage import Fault
from dashboards.demo.leads import write_leads
from dashboards.demo.making import made
from dashboards.demo.projects.writing import write_projects
from dashboards.demo.screening import write_rounds
from dashboards.models import StaleMonth
from dashboards.services.recompute import refresh_month
from households.checks.run import run_checks
from households.models import QualityRun, ReportingMonth
from households.services.summaries import refresh_summaries

#: What the history says about who wrote the rows.
BY = "演示数据"
#: Connections that count months at the same time.
_COUNTERS = 2


def load(city: City, faults: list[Fault] | None = None) -> dict[str, int]:
    """Write everything and return the number of rows by table.

    With a list, faults are put in and added to it. The figures of the months are not
    counted yet: ``compute`` follows.
    """
    day, seed = city.wish.day, city.wish.seed
    with transaction.atomic(), pghistory.context(by=BY, via="load_demo"):
        sites = setting.write_setting(day)
        users = dict(User.objects.values_list("username", "pk"))
        collector = Collector(Start(sites, users, free_numbers()))
        _write(made(city, faults, collector), collector)
        write_leads(day, seed)
        write_cases(day, seed)
        write_rounds(day, seed)
        write_changes(day, seed)
        write_ledgers(day, seed)
        write_projects(day, seed)
        _close(city.wish.all_months)
    return {table.table: table.written for table in collector.tables}


def _write(batches: Iterator[Batch], collector: Collector) -> None:
    """The register: every household with all that hangs on it, and the summaries."""
    tables = with_history(*(table.model for table in collector.tables))
    with connection.cursor() as cursor:
        # Asked at once, foreign keys do not pile up until the end.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL synchronous_commit = off")
        for table in collector.tables:
            table.create(cursor)
        with bare(cursor, tables):
            for batch in batches:
                for table, rows in batch:
                    table.write(cursor, rows)
            collector.keep_ids(cursor)
            roll_one_back()
            refresh_summaries()


def _close(months: list[Month]) -> None:
    """All but the last two months are closed, as they would be; none is counted.

    The marks make the nightly work count them should ``compute`` be interrupted.
    """
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
    StaleMonth.objects.bulk_create(StaleMonth(month=m.first_day) for m in months)


def compute(wish: Wish) -> QualityRun:
    """Count the months on two connections and run the rules on a third, side by side.

    Inside a transaction, which another connection could not see into, one after the
    other.
    """
    months = wish.all_months
    if connection.in_atomic_block:
        _count(months)
        return run_checks(today=wish.day)
    with ThreadPoolExecutor(_COUNTERS) as pool:
        parts = [months[first::_COUNTERS] for first in range(_COUNTERS)]
        counted = [pool.submit(_count_apart, part) for part in parts]
        run = run_checks(today=wish.day)
        for part in counted:
            part.result()
    return run


def _count_apart(months: list[Month]) -> None:
    try:
        _count(months)
    finally:
        connection.close()


def _count(months: list[Month]) -> None:
    """Each month in a transaction of its own, which the disk need not confirm."""
    for month in months:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")
            refresh_month(month)
