"""How far a project is on a day: money, works, plan, and what is wrong (domain §6.7).

All of it as expressions over ``Project``, so that lists are sorted by it in the
database. Amounts in 10,000 yuan, shares in per cent, differences in percentage points.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from enum import IntEnum
from typing import Any

from django.db.models import (
    Case,
    DateField,
    DecimalField,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, NullIf

from accounts.parameters import value_on
from projects.parameters import BEHIND_BAD, UNPAID_WORKS

_WAN: DecimalField[Any, Any] = DecimalField(max_digits=18, decimal_places=6)
_POINTS: DecimalField[Any, Any] = DecimalField(max_digits=9, decimal_places=4)
_HUNDRED, _ZERO = Decimal(100), Decimal(0)


class Trouble(IntEnum):
    """In the order in which somebody has to be chased; the last is none."""

    NOT_BEGUN = 0
    FAR_BEHIND = 1
    RUNNING_LATE = 2
    RUNNING = 3
    UNPAID_WORKS = 4
    NONE = 5


#: Rows of a project by the name of its relation, e.g. ``payment_rows``.
RowsOf = Callable[[str], "QuerySet[Any]"]


def standing(day: dt.date, rows_of: RowsOf) -> dict[str, Any]:
    """Annotations of ``ProjectQuerySet.standing_on``, in the order they need."""
    return {
        "allocated": _sum(rows_of("allocation_rows"), Q(allocated_on__lte=day)),
        "paid": _sum(rows_of("payment_rows"), Q(paid_on__lte=day)),
        "contracted": _sum(rows_of("contract_rows"), Q(signed_on__lte=day)),
        "paid_rate": _points(F("paid") * _HUNDRED / NullIf(F("allocated"), _zero())),
        "works": _works(day, rows_of("progressreport_rows")),
        "planned": planned_works(day, rows_of("milestone_rows")),
        "behind": _behind(day),
        "works_unpaid": _points(F("works") - Coalesce(F("paid_rate"), _zero())),
        "trouble": _trouble(day),
    }


def _zero() -> Value:
    return Value(_ZERO, output_field=_POINTS)


def _points(expression: Any) -> ExpressionWrapper[Any]:
    return ExpressionWrapper(expression, output_field=_POINTS)


def _sum(rows: QuerySet[Any], among: Q) -> Coalesce:
    mine = rows.filter(among, project=OuterRef("pk"))
    total = mine.order_by().values("project").annotate(total=Sum("amount"))
    return Coalesce(
        Subquery(total.values("total"), output_field=_WAN),
        Value(_ZERO),
        output_field=_WAN,
    )


def _works(day: dt.date, rows: QuerySet[Any]) -> Case:
    """As last reported; finished works are done, works not begun are not."""
    reports = rows.filter(project=OuterRef("pk"), reported_on__lte=day)
    last = Subquery(
        reports.order_by("-reported_on").values("works")[:1], output_field=_POINTS
    )
    return Case(
        When(finished_on__lte=day, then=Value(_HUNDRED)),
        default=Coalesce(last, _zero()),
        output_field=_POINTS,
    )


def planned_works(day: dt.date, rows: QuerySet[Any]) -> Case:
    """The planned curve: through the milestones, straight between two of them, from
    nothing at the planned start to everything at the planned end; unknown without the
    two days."""
    milestones = rows.filter(project=OuterRef("pk"), works__isnull=False)
    passed = milestones.filter(due_on__lte=day).order_by("-due_on", "-works")
    ahead = milestones.filter(due_on__gt=day).order_by("due_on", "works")
    from_day = Coalesce(_date(passed), F("planned_start"))
    to_day = Coalesce(_date(ahead), F("planned_end"))
    from_works = Coalesce(_share(passed), _zero())
    to_works = Coalesce(_share(ahead), Value(_HUNDRED, output_field=_POINTS))
    length = NullIf(_days(to_day, from_day), Value(0))
    gone = _days(Value(day, output_field=DateField()), from_day)
    return Case(
        When(Q(planned_start=None) | Q(planned_end=None), then=Value(None)),
        When(planned_start__gte=day, then=Value(_ZERO)),
        When(planned_end__lte=day, then=Value(_HUNDRED)),
        default=Coalesce(
            _points(from_works + (to_works - from_works) * gone / length), from_works
        ),
        output_field=_POINTS,
    )


def _date(rows: Any) -> Subquery:
    return Subquery(rows.values("due_on")[:1], output_field=DateField())


def _share(rows: Any) -> Subquery:
    return Subquery(rows.values("works")[:1], output_field=_POINTS)


def _days(later: Any, earlier: Any) -> Func:
    return Func(
        later,
        earlier,
        template="((%(expressions)s))::numeric",
        arg_joiner=" - ",
        output_field=IntegerField(),
    )


def _is_running(day: dt.date) -> Q:
    """To be built by the plan, and not finished or ended by the day."""
    running = Q(planned_on__lte=day)
    for end in ("finished_on", "terminated_on", "removed_on"):
        running &= Q(**{end: None}) | Q(**{f"{end}__gt": day})
    return running


def _behind(day: dt.date) -> Case:
    """Points that the works are behind the plan; nothing once they are finished."""
    return Case(
        When(_is_running(day), then=_points(F("planned") - F("works"))),
        default=_zero(),
        output_field=_POINTS,
    )


def _trouble(day: dt.date) -> Case:
    far = value_on(BEHIND_BAD.key, day)
    unpaid = value_on(UNPAID_WORKS.key, day)
    running = _is_running(day)
    begun = Q(started_on__lte=day)
    return Case(
        When(
            running & ~begun & Q(planned_start__lt=day),
            then=Value(Trouble.NOT_BEGUN.value),
        ),
        When(
            running & begun & Q(behind__gte=far), then=Value(Trouble.FAR_BEHIND.value)
        ),
        When(running & Q(planned_end__lt=day), then=Value(Trouble.RUNNING_LATE.value)),
        When(running & begun, then=Value(Trouble.RUNNING.value)),
        When(
            Q(finished_on__lte=day) & Q(works_unpaid__gte=unpaid),
            then=Value(Trouble.UNPAID_WORKS.value),
        ),
        default=Value(Trouble.NONE.value),
        output_field=IntegerField(),
    )
