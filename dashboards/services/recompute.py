"""Compute a month: rows of households and villages, then figures. Twice is once."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from core.months import Month
from dashboards.models import Computation, HouseholdMonth, StaleMonth
from dashboards.services.month_assistance import write_village_rows
from dashboards.services.month_projects import write_project_rows
from dashboards.services.month_rows import days_of, write_month_rows
from dashboards.services.monthly_figures import write_monthly_figures
from households.models import ReportingMonth

#: First half of the advisory lock's key: «the figures of a month».
_LOCK = 20_612


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What a recomputation did; ``is_frozen`` when the closed month was left alone."""

    month: Month
    revision: int
    rows: int = 0
    figures: int = 0
    is_frozen: bool = False


@transaction.atomic
def recompute_month(
    month: Month, *, households: Collection[int] | None = None, is_final: bool = False
) -> Recomputed:
    """Bring the month rows and figures of an open month up to date.

    ``households`` limits the households looked at (empty: only what villages and
    projects give); the figures are summed anew in any case. A closed month that has
    figures is never touched; ``is_final`` is the one computation that its own closing
    asks for.
    """
    _lock(month)
    revision, is_closed = _reporting_state(month)
    computed = Computation.objects.filter(month=month.first_day, revision=revision)
    exists = computed.exists()
    if is_closed and exists and not is_final:
        return Recomputed(month, revision, is_frozen=True)
    _allow_memory()
    now = timezone.now()
    rows = 0
    if households or households is None or not exists:
        rows = write_month_rows(month, revision, households if exists else None)
    write_village_rows(month, revision, days_of(month))
    rows += write_project_rows(month, revision)
    figures = write_monthly_figures(month, revision, now)
    total = HouseholdMonth.objects.in_month(month, revision).count()
    Computation.objects.update_or_create(
        month=month.first_day,
        revision=revision,
        defaults={"computed_at": now, "households": total},
    )
    return Recomputed(month, revision, rows, figures)


@transaction.atomic
def refresh_month(month: Month) -> Recomputed | None:
    """Recompute what was marked stale in a month; None when nothing was.

    The marks are taken away in the same transaction: a failure leaves them.
    """
    _lock(month)
    marks = StaleMonth.objects.filter(month=month.first_day)
    taken = list(marks)
    if not taken:
        return None
    StaleMonth.objects.filter(pk__in=[mark.pk for mark in taken]).delete()
    touched = {m.household_id for m in taken if m.household_id is not None}
    whole = any(m.household_id is None and not m.of_projects for m in taken)
    return recompute_month(
        month,
        households=None if whole else touched,
        is_final=any(mark.is_final for mark in taken),
    )


def _reporting_state(month: Month) -> tuple[int, bool]:
    row = ReportingMonth.objects.filter(month=month.first_day).first()
    if row is None:
        return 1, False
    return row.revision, row.state == ReportingMonth.State.CLOSED


def _allow_memory() -> None:
    """Joins of a whole county in memory instead of on disk, for this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")


def _lock(month: Month) -> None:
    with connection.cursor() as cursor:
        key = month.year * 100 + month.number
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, key])
