"""What the lists of the register share."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, F, Func, IntegerField, Q, TextField, Value, When
from django.db.models.expressions import Combinable
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.scoping import ScopedQuerySet
from exchange.registers import Filter, Shown
from households import choices, rules
from households.clocks import wording
from households.models.household import group_label

#: Parts of a ``Register`` whose rows belong to households.
OF_HOUSEHOLD: dict[str, Any] = {
    "link": ("households:household", "household_id"),
    "numbers": "household__household_no",
    "search": _("Name or household number"),
}

#: Whose rows: of households out of poverty, under monitoring, or eliminated.
KINDS = [
    (kind.value, kind.label)
    for kind in (
        choices.HouseholdType.EXITED,
        choices.MonitoringState.MONITORING,
        choices.MonitoringState.ELIMINATED,
    )
]


def number_search(text: str) -> tuple[str, Promise] | None:
    """An identity number in a search goes to the page that looks numbers up by POST."""
    if not rules.looks_like_id_no(text):
        return None
    return (
        "households:search-id",
        _("Identity numbers are looked up here, not in the roster."),
    )


def those(labels: tuple[tuple[str, str], ...]) -> Combinable:
    """The labels of the fields that are true, as one value."""
    each = [
        Case(When(**{name: True}, then=Value(label)), output_field=TextField())
        for name, label in labels
    ]
    return Func(
        *each,
        template="array_remove(ARRAY[%(expressions)s], NULL)",
        output_field=ArrayField(TextField()),
    )


def of_kind(rows: ScopedQuerySet[Any], value: str) -> ScopedQuerySet[Any]:
    """Rows of households out of poverty, or of those in a state of monitoring."""
    if value == choices.HouseholdType.EXITED:
        return rows.filter(household__household_type=value)
    return rows.filter(household__monitoring_state=value)


KIND = Filter(name="kind", label=_("Household"), choices=KINDS, narrow=of_kind)


def household_column(**more: Any) -> Shown:
    """Head and number of the household that a row belongs to."""
    return Shown(
        name="household__head_name",
        heading=_("Head"),
        under=Shown(name="household__household_no"),
        **more,
    )


def place_column(name: str = "household__village_id") -> Shown:
    return Shown(
        name=name,
        heading=_("Township / village / group"),
        area=True,
        sorts=True,
        under=Shown(name="household__group_no", show=group_label),
        card="line",
    )


_TODAY = f"(now() AT TIME ZONE '{settings.TIME_ZONE}')::date"


def time_left(due_on: Combinable | str, *, when: Q, sorts: bool = False) -> Shown:
    """Days until a due date as a badge; empty unless ``when``.

    It stands on the phone's card too, also where it is the second line of a date.
    """
    date = F(due_on) if isinstance(due_on, str) else due_on
    template = f"(%(expressions)s - {_TODAY})"
    days = Func(date, template=template, output_field=IntegerField())
    return Shown(
        name="left",
        heading=_("Time left"),
        value=Case(When(when, then=days), output_field=IntegerField()),
        show=wording.mark,
        sorts=sorts,
        card="badge",
    )
