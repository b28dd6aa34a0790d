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
from dashboards.demo import rows, setting, staff
from dashboards.demo.city import City
from dashboards.demo.damage import Fault, spoiled
from dashboards.demo.dice import Dice
from dashboards.demo.records import Household, Official
from dashboards.demo.staging import Staged
from dashboards.services.recompute import recompute_month
from households import models
from households.models import ReportingMonth
from households.services.summaries import refresh_summaries

_CHUNK = 2000
#: What the history says about who wrote the rows.
BY = "演示数据"


class Loader:
    """Gives ids and puts the records of households into the staged tables."""

    def __init__(self, sites: dict[str, int], users: dict[str, int]) -> None:
        self.sites = sites
        self.users = users
        self.now = timezone.now()
        self.households = Staged(models.Household, rows.HOUSEHOLD + " updated_at")
        self.conditions = Staged(models.HouseholdConditions, rows.CONDITIONS)
        self.members = Staged(models.Member, rows.MEMBER)
        self.work = Staged(models.WorkRecord, rows.WORK)
        self.statements = Staged(models.IncomeStatement, rows.STATEMENT)
        self.items = Staged(models.IncomeItem, rows.ITEM)
        self.episodes = Staged(models.Episode, rows.EPISODE)
        self.findings = Staged(models.EpisodeFinding, rows.FINDING)
        self.officials = Staged(models.ResponsiblePerson, rows.OFFICIAL)
        self.charges = Staged(models.Responsibility, rows.CHARGE)
        self.visits = Staged(models.Visit, rows.VISIT)
        self.tables = [t for t in vars(self).values() if isinstance(t, Staged)]
        self._ids = {
            table.table: itertools.count(table.next_id())
            for table in (
                self.households,
                self.members,
                self.statements,
                self.episodes,
                self.officials,
            )
        }
        self._official_ids: dict[int, int] = {}

    def _next(self, table: Staged) -> int:
        return next(self._ids[table.table])

    def add(self, home: Household) -> None:
        number = self._next(self.households)
        first = home.episodes[0].identified_on if home.episodes else None
        site = self.sites.get(home.village.site) if home.is_relocated else None
        row = rows.household(home, number, site)
        self.households.rows.append((*row, self.now))
        self.conditions.rows.append(rows.conditions(home, number))
        for person in (*home.members, *home.gone):
            member = self._next(self.members)
            self.members.rows.append(rows.member(person, member, number, first))
            if person.work and (home.episodes or home.household_type == "exited"):
                self.work.rows.append(rows.work(person, person.work, member))
        self._add_incomes(home, number)
        if home.episodes:
            self._add_monitoring(home, number)

    def _add_incomes(self, home: Household, number: int) -> None:
        for record in home.statements:
            statement = self._next(self.statements)
            self.statements.rows.append(rows.statement(record, statement, number))
            self.items.rows += [(statement, *item) for item in record.items]

    def _add_monitoring(self, home: Household, number: int) -> None:
        for record in home.episodes:
            episode = self._next(self.episodes)
            self.episodes.rows.append(rows.episode(record, episode, number, home))
            self.findings.rows += [rows.finding(f, episode) for f in record.findings]
        for charge in home.charges:
            person = self._official(charge.official)
            self.charges.rows.append(
                (number, person, charge.started_on, charge.ended_on)
            )
        village = home.village.code
        self.visits.rows += [
            rows.visit(record, number, village, self.users[record.recorded_by])
            for record in home.visits
        ]

    def _official(self, record: Official) -> int:
        if record.number not in self._official_ids:
            number = self._next(self.officials)
            self._official_ids[record.number] = number
            self.officials.rows.append(rows.official(record, number))
        return self._official_ids[record.number]

    def keep_ids(self, cursor: CursorWrapper) -> None:
        for table in self.tables:
            if table.table in self._ids:
                table.keep_ids(self._next(table), cursor)


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
        loader = Loader(sites, users)
        with connection.cursor() as cursor:
            _prepare(cursor)
            for table in loader.tables:
                table.create(cursor)
            for chunk in _ahead(_chunks(homes)):
                for home in chunk:
                    loader.add(home)
                for table in _in_order(loader):
                    table.flush(cursor)
            loader.keep_ids(cursor)
            cursor.execute("SET LOCAL enable_seqscan = on")
            cursor.execute("ANALYZE")
        refresh_summaries()
        compute_months(city.wish.all_months)
    return {table.table: table.written for table in loader.tables}


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


def _in_order(loader: Loader) -> list[Staged]:
    """Officials before the responsibilities that name them; the rest as declared."""
    rest = [table for table in loader.tables if table is not loader.officials]
    return [loader.officials, *rest]


def _chunks(homes: Iterable[Household]) -> Iterator[list[Household]]:
    iterator = iter(homes)
    while chunk := list(itertools.islice(iterator, _CHUNK)):
        yield chunk


def _ahead(chunks: Iterator[list[Household]]) -> Iterator[list[Household]]:
    """Make the next chunks in a thread while the database writes this one."""
    ready: queue.Queue[list[Household] | BaseException | None] = queue.Queue(maxsize=2)

    def make() -> None:
        try:
            for chunk in chunks:
                ready.put(chunk)
            ready.put(None)
        except BaseException as error:  # noqa: BLE001  raised again by the reader
            ready.put(error)

    threading.Thread(target=make, daemon=True).start()
    while (item := ready.get()) is not None:
        if isinstance(item, BaseException):
            raise item
        yield item
