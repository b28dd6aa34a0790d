"""The list of recorded visits: one valid visit a row (走访记录)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    DecimalField,
    ExpressionWrapper,
    F,
    IntegerField,
    Q,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exchange.register_fields import month
from exchange.registers import Filter, Register, Shown
from households import choices
from households.models import Visit
from households.models.visits import SAFEGUARDS
from households.querysets import VisitQuerySet
from households.registers.parts import (
    OF_HOUSEHOLD,
    household_column,
    number_search,
    place_column,
    those,
)

_AMOUNTS = ("wage", "operating", "property", "transfer", "operating_cost")


def _net() -> Combinable:
    """The month's income less operating cost; none where no amount was given."""
    nothing = Q(**{f"{name}__isnull": True for name in _AMOUNTS})
    *gains, cost = [Coalesce(F(name), Decimal(0)) for name in _AMOUNTS]
    net = sum(gains[1:], start=gains[0]) - cost
    output: DecimalField[Any, Any] = DecimalField(max_digits=14, decimal_places=2)
    return Case(When(nothing, then=None), default=net, output_field=output)


def _valid(rows: VisitQuerySet) -> VisitQuerySet:
    return rows.valid()


VISITS = Register(
    key="visit-records",
    title=_("Visit records"),
    model=Visit,
    permission="households.view_visit",
    chosen=_valid,
    note=_("One valid visit a household and month; corrections keep what was before."),
    empty=_("No visit has been recorded yet."),
    unit=pgettext_lazy("unit", "visits"),
    order="-month",
    names="household__head_name",
    diverts=number_search,
    **OF_HOUSEHOLD,
    export="visit-records",
    imports="visits",
    columns=(
        household_column(),
        Shown(
            name="month",
            heading=_("Month"),
            show=month,
            sorts=True,
            first="-",
        ),
        Shown(name="visited_on", sorts=True, first="-", card="line"),
        place_column("village_id"),
        Shown(name="mode", sorts=True, card="foot"),
        Shown(name="visitors", card="foot"),
        Shown(
            name="problems",
            heading=_("Problems"),
            value=those(SAFEGUARDS),
            marks={label: "bad" for _name, label in SAFEGUARDS},
            card="badge",
        ),
        Shown(
            name="signals",
            marks=dict.fromkeys(choices.Signal.values, "warn"),
            card="badge",
        ),
        Shown(
            name="net",
            heading=_("Net income of the month (yuan)"),
            value=_net(),
            sorts=True,
            first="-",
            card="foot",
        ),
        Shown(
            name="conclusion",
            sorts=True,
            marks={
                choices.Conclusion.SUSPECTED: "warn",
                choices.Conclusion.REMAINS: "bad",
            },
            card="badge",
        ),
        Shown(name="entered_through", heading=_("Entered through"), sorts=True),
        Shown(
            name="corrections",
            heading=_("Corrections"),
            value=ExpressionWrapper(F("version") - 1, output_field=IntegerField()),
            sorts=True,
            first="-",
        ),
    ),
    filters=(
        Filter(name="month", label=_("Month")),
        Filter(name="mode"),
        Filter(name="signals"),
        Filter(name="conclusion"),
        Filter(name="entered_through", label=_("Entered through"), more=True),
    ),
)
