"""The clocks (domain §3.3): who holds them, and their dated length, unit, reminder.

Every clock is three parameters that the administrator dates. The defaults are the
national or provincial limits; where there is none, those of the nearest source.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts import working_calendar
from accounts.parameters import DatedValues, Declared, declare
from accounts.roles import Role
from core.working_days import WorkingDays
from households.clocks import units
from households.clocks.units import Unit


@dataclass(frozen=True, slots=True)
class Clock:
    """One time limit. ``holder`` is who usually has to act; a start may name another.

    One that is no task is a minimum: never on a to-do list, never late.
    """

    key: str
    label: StrOrPromise
    subject_kind: str
    holder: Role
    days: Declared
    unit: Declared
    warning: Declared
    is_task: bool = True

    @property
    def parameters(self) -> tuple[str, str, str]:
        return self.days.key, self.unit.key, self.warning.key


@dataclass(frozen=True, slots=True)
class Terms:
    """The parameters of a clock on one day."""

    length: int
    unit: Unit
    warning: int

    @property
    def in_words(self) -> str:
        """E.g. ``15 自然日``."""
        return f"{self.length} {self.unit.label}"


CLOCKS: dict[str, Clock] = {}


def declare_clock(
    key: str,
    label: StrOrPromise,
    subject_kind: str,
    holder: Role,
    *,
    length: int,
    unit: Unit = Unit.CALENDAR_DAYS,
    warning: int = 2,
    is_task: bool = True,
    source: StrOrPromise = "",
) -> Clock:
    """A clock with its three parameters; apps above declare theirs as well."""

    def parameter(
        suffix: str,
        part: StrOrPromise,
        default: int,
        measured_in: StrOrPromise = "",
        choices: Collection[tuple[int, StrOrPromise]] = (),
    ) -> Declared:
        return declare(
            Declared(
                key=f"clock_{key}_{suffix}",
                label=format_lazy("{} · {}", label, part),
                unit=measured_in,
                default=Decimal(default),
                help=source if suffix == "days" else "",
                choices=tuple(choices),
                whole=True,
                group=_("Time limits"),
            )
        )

    clock = Clock(
        key,
        label,
        subject_kind,
        holder,
        days=parameter("days", _("length"), length, _("in its unit")),
        unit=parameter("unit", _("unit"), unit, choices=Unit.choices),
        warning=parameter("warning", _("reminder"), warning, _("days before")),
        is_task=is_task,
    )
    if CLOCKS.setdefault(key, clock) is not clock:
        raise ValueError(f"clock {key} is declared twice")
    return clock


LEAD_VISIT = declare_clock(
    "lead_visit",
    _("Lead: visit on site"),
    "lead",
    Role.VILLAGE_WORKER,
    length=2,
    unit=Unit.WORKING_DAYS,
    warning=1,
    source=_("No provincial limit is known; two working days are Anhui's."),
)
LEAD_ANSWER = declare_clock(
    "lead_answer",
    _("Lead: answer"),
    "lead",
    Role.TOWNSHIP_STAFF,
    length=15,
    warning=3,
    source=_("From the lead to the end of identification, public notice included."),
)
LEAD_REPLY = declare_clock(
    "lead_reply",
    _("Lead: acceptance of the answer"),
    "lead",
    Role.DEPARTMENT_STAFF,
    length=5,
    unit=Unit.WORKING_DAYS,
    source=_("How long the department has to accept or refuse an answer."),
)
ENTRY_TOTAL = declare_clock(
    "entry_total",
    _("Identification: whole procedure"),
    "case",
    Role.TOWNSHIP_STAFF,
    length=15,
    warning=3,
    source=_("Public notice included."),
)
ENTRY_STEP = declare_clock(
    "entry_step",
    _("Identification: one step"),
    "case",
    Role.TOWNSHIP_STAFF,
    length=3,
    warning=1,
    source=_("How long one level may keep a procedure."),
)
PUBLICITY_MIN = declare_clock(
    "publicity_min",
    _("Public notice: shortest time"),
    "case",
    Role.VILLAGE_WORKER,
    length=5,
    warning=0,
    is_task=False,
    source=_("Once, in the village; county and township do not repeat it."),
)
MEASURES = declare_clock(
    "measures",
    _("Plan and first measure after identification"),
    "household",
    Role.TOWNSHIP_STAFF,
    length=10,
    warning=3,
)
EXIT_STEP = declare_clock(
    "exit_step",
    _("Elimination: one step"),
    "case",
    Role.TOWNSHIP_STAFF,
    length=5,
    warning=1,
)
EXIT_MIN_MONTHS = declare_clock(
    "exit_min_months",
    _("Identification to elimination: shortest time"),
    "household",
    Role.TOWNSHIP_STAFF,
    length=6,
    unit=Unit.MONTHS,
    warning=0,
    is_task=False,
    source=_("In principle; natural elimination may be shorter."),
)
SCREENING_VILLAGE = declare_clock(
    "screening_village",
    _("Screening round: a village"),
    "round",
    Role.VILLAGE_WORKER,
    length=30,
    warning=7,
    source=_("Where the round itself names no last day."),
)
QUALITY_FIX = declare_clock(
    "quality_fix",
    _("Doubtful data: correction"),
    "hit",
    Role.TOWNSHIP_STAFF,
    length=7,
    warning=2,
)
ROLLBACK_REVIEW = declare_clock(
    "rollback_review",
    _("Rollback: review"),
    "household",
    Role.BUREAU_OFFICIAL,
    length=10,
    warning=3,
)


def minima() -> list[str]:
    """Clocks that nobody has to act on: shortest times."""
    return [key for key, clock in CLOCKS.items() if not clock.is_task]


@dataclass(slots=True)
class Timetable:
    """Due dates of many clocks: parameters and calendar are read once, when needed."""

    values: DatedValues
    own: WorkingDays | None = None

    @classmethod
    def load(
        cls, keys: Collection[str] = (), calendar: WorkingDays | None = None
    ) -> Timetable:
        """For these clocks, for all when none is named; one query."""
        clocks = [CLOCKS[key] for key in keys or CLOCKS]
        names = [name for clock in clocks for name in clock.parameters]
        return cls(DatedValues.load(names), calendar)

    @property
    def calendar(self) -> WorkingDays:
        if self.own is None:
            self.own = working_calendar.load()
        return self.own

    def terms(self, key: str, day: dt.date) -> Terms:
        """What applies to a clock that starts on this day."""
        length, unit, warning = (
            int(self.values.on(name, day) or 0) for name in CLOCKS[key].parameters
        )
        return Terms(length, Unit(unit), warning)

    def due_on(self, key: str, started_on: dt.date) -> dt.date:
        terms = self.terms(key, started_on)
        calendar = self.needed(terms)
        return units.shift(started_on, terms.length, terms.unit, calendar)

    def warns_on(self, key: str, started_on: dt.date, due_on: dt.date) -> dt.date:
        """From when to remind; not before the start."""
        terms = self.terms(key, started_on)
        calendar = self.needed(terms)
        day = units.back(due_on, terms.warning, terms.unit, calendar)
        return max(day, started_on)

    def unknown_years(
        self, running: Iterable[tuple[str, dt.date, dt.date]]
    ) -> list[int]:
        """Years without published holidays on which one of these deadlines rests.

        Each is clock, start and due date; only working days ask for holidays.
        """
        newest = max(working_calendar.published_years())
        years: set[int] = set()
        for key, started_on, due_on in running:
            if due_on.year <= newest or key not in CLOCKS:
                continue
            if self.terms(key, started_on).unit == Unit.WORKING_DAYS:
                years.update(self.calendar.unknown_years(started_on, due_on))
        return sorted(years)

    def needed(self, terms: Terms) -> WorkingDays | None:
        """The calendar where the unit asks for it: other clocks cost no query."""
        return self.calendar if terms.unit == Unit.WORKING_DAYS else None


def due_on(
    clock_key: str, started_on: dt.date, *, calendar: WorkingDays | None = None
) -> dt.date:
    """When a clock started on a day is due, by the parameters of that day."""
    return Timetable.load([clock_key], calendar).due_on(clock_key, started_on)


def due_days(clock_key: str, starts: Iterable[dt.date]) -> dict[dt.date, dt.date]:
    """Start → due day of one clock, for statements about many households."""
    timetable = Timetable.load([clock_key])
    return {day: timetable.due_on(clock_key, day) for day in starts}


#: How long a level may leave a late deadline lying before the next one is told.
ESCALATION_DAYS = declare(
    Declared(
        key="clock_escalation_days",
        label=_("Late deadlines: days a level has"),
        unit=_("days"),
        default=Decimal(3),
        whole=True,
        help=_(
            "A late deadline goes one level up in the night after it was due, and "
            "again after each such time: village, township, bureau, leader."
        ),
        group=_("Time limits"),
    )
)
