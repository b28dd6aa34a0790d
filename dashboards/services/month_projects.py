"""Write the project rows of a month, and how many projects help each household.

What a project is on a day is told by ``projects.standing``, for lists and months alike:
the rows of a month are that expression on the month's last day, in the running month
today, taken into one statement.
"""

# ruff: noqa: S608 - names of this project, no user text

import datetime as dt
from typing import Any

from django.db import connection
from django.db.models import (
    BooleanField,
    Case,
    Count,
    DecimalField,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Round
from django.utils import timezone

from accounts.parameters import value_on
from core.months import Month
from dashboards.models import HouseholdMonth, ProjectMonth
from projects.choices import Category, Tier
from projects.models import Allocation, Beneficiary, Payment, Project
from projects.parameters import BEHIND_WARN
from projects.standing import Trouble

_WAN: DecimalField[Any, Any] = DecimalField(max_digits=18, decimal_places=6)
_TIERS = tuple(
    f"{what}_{tier.value}" for what in ("allocated", "paid") for tier in Tier
)
#: Columns of a row after its month and revision, as ``_source`` selects them.
_COLUMNS = (
    *("project_id", "area_code", "category", "is_industry", "is_planned", "is_stored"),
    *("is_started", "is_finished", "is_late", "planned_end", "budget", "works"),
    *("works_planned", "allocated", "paid", *_TIERS, "households"),
)
_SELECTED = (
    *("pk", "area_id", "category", "is_industry", "is_planned", "is_stored"),
    *("is_started", "is_finished", "is_late", "planned_end", "budget", "works"),
    *("works_planned", "allocated", "paid", *_TIERS, "households"),
)
_OLD = ", ".join(f"t.{name}" for name in _COLUMNS)
_NEW = ", ".join(f"s.{name}" for name in _COLUMNS)
_MONTHS, _HOMES = ProjectMonth._meta.db_table, HouseholdMonth._meta.db_table

_WRITE = f"""
WITH source ({", ".join(_COLUMNS)}) AS MATERIALIZED ({{source}}),
present AS (SELECT * FROM {_MONTHS} WHERE month = %s AND revision = %s),
gone AS (
    DELETE FROM {_MONTHS} d USING present t
     WHERE d.id = t.id AND NOT EXISTS (
           SELECT 1 FROM source s WHERE s.project_id = t.project_id)
    RETURNING 1),
changed AS (
    UPDATE {_MONTHS} d SET ({", ".join(_COLUMNS)}) = ROW({_NEW})
      FROM present t JOIN source s ON s.project_id = t.project_id
     WHERE d.id = t.id AND ({_OLD}) IS DISTINCT FROM ({_NEW})
    RETURNING 1),
added AS (
    INSERT INTO {_MONTHS} (month, revision, {", ".join(_COLUMNS)})
    SELECT %s, %s, {_NEW}
      FROM source s LEFT JOIN present t ON t.project_id = s.project_id
     WHERE t.id IS NULL
    RETURNING 1)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM changed)
       + (SELECT count(*) FROM added)
"""

# Rows of households are written by ``month_rows``, which leaves this column alone.
_COUNT = f"""
UPDATE {_HOMES} d SET projects = now.projects
  FROM (SELECT t.id, coalesce(b.projects, 0) AS projects
          FROM {_HOMES} t LEFT JOIN ({{helped}}) b (household_id, projects)
               ON b.household_id = t.household_id
         WHERE t.month = %s AND t.revision = %s
           AND t.projects <> coalesce(b.projects, 0)) now
 WHERE d.id = now.id
"""


def write_project_rows(month: Month, revision: int) -> int:
    """Bring the rows of projects up to date, and how many of them help each household;
    returns how many rows were changed."""
    day = min(month.last_day, timezone.localdate())
    key: list[Any] = [month.first_day, revision]
    sql, values = _sql(_source(month.year, day))
    with connection.cursor() as cursor:
        cursor.execute(_WRITE.format(source=sql), [*values, *key, *key])
        changed = int(cursor.fetchone()[0])
        sql, values = _sql(_helped(month.year, day))
        cursor.execute(_COUNT.format(helped=sql), [*values, *key])
        return changed + int(cursor.rowcount)


def _sql(rows: Any) -> tuple[str, tuple[Any, ...]]:
    sql, values = rows.query.sql_with_params()
    return sql, tuple(values)


def _planned(year: int, day: dt.date, of: str = "") -> Q:
    """In the year's plan on a day, and not ended by then."""
    taken = Q(**{f"{of}year": year, f"{of}planned_on__lte": day})
    return taken & _not_ended(day, of)


def _not_ended(day: dt.date, of: str = "") -> Q:
    names = ("terminated_on", "removed_on")
    terminated, removed = (
        Q(**{f"{of}{name}": None}) | Q(**{f"{of}{name}__gt": day}) for name in names
    )
    return terminated & removed


def _source(year: int, day: dt.date) -> Any:
    planned = _planned(year, day)
    waiting = Q(year=None) | Q(year__gt=year) | Q(planned_on__gt=day)
    stored = Q(planning_year=year + 1, stored_on__lte=day) & _not_ended(day) & waiting
    warn = value_on(BEHIND_WARN.key, day)
    late = Q(trouble=Trouble.RUNNING_LATE.value)
    if warn is not None:
        late |= Q(behind__gte=warn)
    industry = Q(category=Category.INDUSTRY) | Q(kind__counts_as_industry=True)
    rows = Project.objects.filter(planned | stored).standing_on(day)
    told = rows.annotate(
        is_industry=_holds(industry),
        is_planned=_holds(planned),
        is_stored=_holds(stored),
        is_started=_holds(Q(started_on__lte=day)),
        is_finished=_holds(Q(finished_on__lte=day)),
        is_late=_holds(late),
        works_planned=Round("planned", precision=4),
        households=_households(year, day),
        **_of_tiers(day),
    )
    return told.order_by().values_list(*_SELECTED)


def _holds(condition: Q) -> Case:
    """True or false, never unknown."""
    return Case(
        When(condition, then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )


def _of_tiers(day: dt.date) -> dict[str, Coalesce]:
    allocated = Allocation.objects.filter(allocated_on__lte=day)
    paid = Payment.objects.filter(paid_on__lte=day)
    return {
        f"{what}_{tier.value}": _sum(rows.filter(batch__tier=tier))
        for what, rows in (("allocated", allocated), ("paid", paid))
        for tier in Tier
    }


def _sum(rows: QuerySet[Any, Any]) -> Coalesce:
    mine = rows.filter(project=OuterRef("pk")).order_by().values("project")
    total = mine.annotate(total=Sum("amount")).values("total")
    return Coalesce(Subquery(total, output_field=_WAN), Value(0), output_field=_WAN)


def _taking_part(year: int, day: dt.date) -> QuerySet[Any, Any]:
    """Links that hold on some day of the year up to the one that counts."""
    begun = Q(since=None) | Q(since__lte=day)
    lasting = Q(until=None) | Q(until__gte=dt.date(year, 1, 1))
    return Beneficiary.objects.filter(begun & lasting).order_by()


def _households(year: int, day: dt.date) -> Coalesce:
    mine = _taking_part(year, day).filter(project=OuterRef("pk")).values("project")
    each = mine.annotate(n=Count("household", distinct=True)).values("n")
    return Coalesce(Subquery(each), 0, output_field=IntegerField())


def _helped(year: int, day: dt.date) -> Any:
    """Household → how many projects of the year's plan it takes part in."""
    rows = _taking_part(year, day).filter(_planned(year, day, "project__"))
    grouped = rows.values("household")
    counted = grouped.annotate(projects=Count("project", distinct=True))
    return counted.values_list("household", "projects")
