"""What follows when an import has been written or withdrawn."""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from django.db import connection

from core.keys import among
from core.months import Month
from exchange.models import ImportRun
from households.models import Episode, Household
from households.services.summaries import refresh_summaries
from households.signals import register_changed


def affected_households(run: ImportRun) -> list[int]:
    """Households of the rows that a run has written."""
    labels = run.touched.order_by().values_list("model", flat=True).distinct()
    found: set[int] = set()
    with connection.cursor() as cursor:
        for label in list(labels):
            cursor.execute(_households_of(label), [run.pk, label])
            found |= {row[0] for row in cursor.fetchall()}
    return sorted(found)


def _households_of(label: str) -> str:
    touched = (
        "(SELECT object_id FROM exchange_touchedrow WHERE run_id = %s AND model = %s)"
    )
    table = label.replace(".", "_")
    if label == Household._meta.label_lower:
        return f"SELECT object_id FROM {touched} touched"
    if label == "households.householdconditions":
        return f"SELECT object_id FROM {touched} touched"
    if label == "households.responsibleperson":
        return (
            "SELECT DISTINCT household_id FROM households_responsibility "
            f"WHERE person_id IN {touched}"
        )
    if label == "households.episodefinding":
        return (
            f"SELECT DISTINCT e.household_id FROM {Episode._meta.db_table} e "
            f"JOIN {table} f ON f.episode_id = e.id WHERE f.id IN {touched}"
        )
    return f"SELECT DISTINCT household_id FROM {table} WHERE id IN {touched}"


def register_written(run: ImportRun, households: list[int]) -> None:
    """Derived columns at once, in the same transaction; figures by whoever listens."""
    refresh_summaries(Household.objects.filter(pk__in=among(households)))
    register_changed.send(sender=ImportRun, months=_stale_months(run))


def _stale_months(run: ImportRun) -> list[Month]:
    """The month that the file is of; none for a file that may speak of any month."""
    written = run.context.get("month")
    return [Month.parse(written)] if written else []
