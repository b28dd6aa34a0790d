"""The list of household changes: who joined, left, moved, and when (户情变更台账)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.months import Month
from exchange.registers import Filter, Register, Shown
from households import choices
from households.models import HouseholdChange
from households.registers.parts import (
    OF_HOUSEHOLD,
    household_column,
    number_search,
    place_column,
)

Kind = choices.ChangeKind
#: Months that the list offers.
_MONTHS = 25


def _months() -> list[tuple[str, str]]:
    months = [Month.current().shift(-n) for n in range(_MONTHS)]
    return [(str(month), month.label) for month in months]


def in_month(rows: Any, value: str) -> Any:
    month = Month.parse(value)
    return rows.filter(effective_on__range=(month.first_day, month.last_day))


def _undone(rows: Any, value: str) -> Any:
    if value == "yes":
        return rows.exclude(undone_by=None)
    return rows.filter(undone_by=None).exclude(kind=Kind.RESTORED)


CHANGES = Register(
    key="changes",
    title=_("Household changes"),
    model=HouseholdChange,
    permission="households.view_household",
    note=_("Who joined, left or moved, and when it took effect."),
    empty=_("No change has been recorded yet."),
    unit=pgettext_lazy("unit", "changes"),
    order="-effective_on",
    names="household__head_name",
    diverts=number_search,
    **{**OF_HOUSEHOLD, "link": ("households:household-changes", "household_id")},
    export="changes",
    imports="changes",
    columns=(
        household_column(),
        Shown(
            name="kind",
            sorts=True,
            marks={
                Kind.MEMBER_JOINED: "good",
                Kind.MEMBER_LEFT: "line",
                Kind.MEMBER_WITHDRAWN: "warn",
                Kind.ROLLED_BACK: "bad",
                Kind.WITHDRAWN: "warn",
                Kind.EXTINCT: "warn",
                Kind.MOVED: "info",
                Kind.SPLIT: "info",
                Kind.MERGED: "info",
            },
            card="badge",
        ),
        Shown(name="effective_on", sorts=True, first="-", card="line"),
        place_column(),
        Shown(name="member__name", heading=_("Member"), card="foot"),
        Shown(name="persons", sorts=True, first="-", card="foot"),
        Shown(name="from_village__name", heading=_("From village")),
        Shown(name="to_village__name", heading=_("To village")),
        Shown(name="reason", card="foot"),
        Shown(name="recorded_by__full_name", heading=_("Recorded by")),
    ),
    filters=(
        Filter(name="kind"),
        Filter(name="month", label=_("Month"), choices=_months, narrow=in_month),
        Filter(
            name="undone",
            label=_("Undone"),
            choices=[("no", _("No")), ("yes", _("Yes"))],
            narrow=_undone,
            more=True,
        ),
    ),
)
