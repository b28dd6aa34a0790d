"""Households under monitoring whose measures are missing, late or do not fit.

The same questions as on the page of one household (``measures_page``), asked of many
by SQL. They start from ``Household.objects.open()``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Count, DateField, Exists, F, Func, OuterRef, Q, Value
from django.utils import timezone

from accounts.parameters import value_on
from assistance import fit
from assistance.models import Measure
from assistance.services.measures_episode import COUNTED
from households.choices import (
    DEVELOPMENT_MEASURES,
    MonitoringState,
    RegisterState,
    Risk,
)
from households.clocks.definitions import MEASURES, due_days
from households.models import Episode, Household
from households.procedures.answers import ANSWERS

Rows = Any


def days_allowed(today: dt.date) -> int:
    """Days from identification to the first measure (domain §3.3)."""
    return int(value_on(MEASURES.days.key, today) or 0)


def counted(**more: Any) -> Any:
    """Measures of the household outside: begun, not broken off, and not over before
    the monitoring that runs."""
    over = Q(ended_on__lt=OuterRef("identified_on"))
    return Measure.objects.filter(
        household=OuterRef("pk"),
        state__in=COUNTED,
        started_on__lte=timezone.localdate(),
        **more,
    ).exclude(Q(ended_on__isnull=False) & over)


def valid(measures: Any) -> Any:
    """Of households under monitoring, the measures that count for coverage."""
    return measures.filter(
        household__state=RegisterState.ACTIVE,
        household__monitoring_state=MonitoringState.MONITORING,
        state__in=COUNTED,
        started_on__lte=timezone.localdate(),
    ).exclude(ended_on__isnull=False, ended_on__lt=F("household__identified_on"))


def _running(**more: Any) -> Any:
    """The monitoring of the household outside that runs."""
    rows = Episode.objects.open_on(timezone.localdate())
    return rows.filter(household=OuterRef("pk"), **more)


def without_measure(rows: Rows) -> Rows:
    """Neither in the ledger nor ticked in the monitoring record."""
    return rows.filter(Exists(_running(measures=[])), ~Exists(counted()))


def late(rows: Rows) -> Rows:
    """Nothing within the days allowed. What is only ticked says no day and is left."""
    starts = Household.objects.open().order_by().values_list("identified_on", flat=True)
    dues = due_days(MEASURES.key, {day for day in starts.distinct() if day})
    in_time = counted().filter(started_on__lte=_due(dues, OuterRef("identified_on")))
    only_ticked = ~Exists(counted()) & ~Exists(_running(measures=[]))
    past = _due(dues, F("identified_on"))
    return rows.alias(measures_due=past).filter(
        ~Exists(in_time),
        ~only_ticked,
        measures_due__lt=timezone.localdate(),
    )


def _due(dues: Mapping[dt.date, dt.date], start: Any) -> Func:
    """The day on which the clock of measures is over that starts on a day."""
    days: ArrayField[Any, Any] = ArrayField(DateField())
    return Func(
        Value(list(dues), days),
        Value(list(dues.values()), days),
        start,
        template="(SELECT due FROM (VALUES (%(expressions)s)) AS given (starts, dues,"
        " day), unnest(starts::date[], dues::date[]) AS clock (start, due)"
        " WHERE start = given.day)",
        output_field=DateField(),
    )


def without_development(rows: Rows) -> Rows:
    """Somebody can work, and no measure of development that is accepted (§5.1)."""
    rows_of_it = Exists(counted(kind__category__in=DEVELOPMENT_MEASURES))
    ticked = Exists(_running(measures__overlap=list(DEVELOPMENT_MEASURES)))
    return rows.filter(
        ~Exists(counted(kind__counts_as_development=True)),
        rows_of_it | ~ticked,
        labour__gt=0,
    )


def unanswered(rows: Rows) -> Rows:
    """A risk that no measure answers (§7.5). Households without any are another."""
    wanting = Q()
    for risk in Risk.values:
        if risk in ANSWERS:
            open_risk = Exists(_running(risks__contains=[risk]))
            wanting |= Q(open_risk) & ~_answered(risk)
    some = Exists(counted()) | ~Exists(_running(measures=[]))
    return rows.filter(some, wanting)


def _answered(risk: str) -> Q:
    """A measure of the ledger fits, or a kind is ticked that it does not know."""
    found = Q()
    for answer in ANSWERS[risk]:
        of_it = {"kind__category": answer.category}
        items = {"kind__name__in": sorted(answer.items)} if answer.items else {}
        ticked = Exists(_running(measures__contains=[answer.category]))
        found |= Q(Exists(counted(**of_it, **items)))
        found |= Q(ticked) & Q(~Exists(counted(**of_it)))
    return found


def only_ticked(rows: Rows) -> Rows:
    """Ticked in the monitoring record, and the ledger has no row."""
    return rows.filter(~Exists(_running(measures=[])), ~Exists(counted()))


#: Key → how the households under monitoring are narrowed.
GAPS: dict[str, Callable[[Rows], Rows]] = {
    "none": without_measure,
    "late": late,
    "development": without_development,
    "fit": unanswered,
    "ticked": only_ticked,
}


def narrow(rows: Rows, gap: str) -> Rows:
    return GAPS[gap](rows)


def shares(households: Rows) -> dict[str, int]:
    """Households, those with a measure, and their measures by class."""
    total = households.order_by().count()
    helped = households.filter(Exists(counted()) | ~Exists(_running(measures=[])))
    chosen = Measure.objects.filter(household__in=households.order_by().values("pk"))
    of_them = valid(chosen)
    found = {"development": 0, "welfare": 0, "other": 0}
    by_kind = of_them.order_by().values_list("kind__category")
    for category, number in by_kind.annotate(number=Count("pk")):
        found[fit.class_of(category)] += number
    return {"households": total, "helped": helped.order_by().count(), **found}
