"""Turns the records of the city into rows with ids, table by table."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from dashboards.demo import rows
from dashboards.demo.records import Household, Official
from dashboards.demo.staging import Rows, Staged
from households import models

Batch = list[tuple[Staged, Rows]]
#: The next free number of each table whose ids are given here.
Numbers = Mapping[str, int]

_NUMBERED = (
    models.Household,
    models.Member,
    models.IncomeStatement,
    models.Episode,
    models.ResponsiblePerson,
)


def free_numbers() -> dict[str, int]:
    """Asks the database for the first free number of every numbered table."""
    return {model._meta.db_table: Staged(model, "id").next_id() for model in _NUMBERED}


@dataclass(frozen=True, slots=True)
class Start:
    """What the rows refer to: ids of sites by name and of accounts by user name, and
    the first free number of each table."""

    sites: Mapping[str, int]
    users: Mapping[str, int]
    numbers: Numbers


class Collector:
    """Gives ids and turns the records of households into rows of the staged tables.

    It asks the database nothing, so that a thread or another process may make the rows.
    """

    def __init__(self, start: Start) -> None:
        self.start = start
        self.sites = start.sites
        self.users = start.users
        self.numbers = dict(start.numbers)
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
        self._official_ids: dict[int, int] = {}

    def _next(self, table: Staged) -> int:
        number = self.numbers[table.table]
        self.numbers[table.table] = number + 1
        return number

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

    @property
    def in_order(self) -> list[Staged]:
        """Officials before the responsibilities that name them."""
        rest = [table for table in self.tables if table is not self.officials]
        return [self.officials, *rest]

    def take(self) -> Batch:
        """The rows so far, in the order of writing."""
        return [(table, table.take()) for table in self.in_order]

    def keep_ids(self, cursor: CursorWrapper) -> None:
        for table in self.tables:
            if table.table in self.numbers:
                table.keep_ids(self.numbers[table.table], cursor)
