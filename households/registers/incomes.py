"""The list of yearly incomes: one statement a row (收入记录)."""

from __future__ import annotations

from typing import Any

from django.db.models import DecimalField, ExpressionWrapper, F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.months import Month
from exchange.registers import Filter, Register, Shown
from households import rules
from households.models import IncomeStatement
from households.registers.parts import (
    KIND,
    OF_HOUSEHOLD,
    household_column,
    number_search,
    place_column,
)

#: Income years that the list offers, the current one and those before it.
_YEARS_OFFERED = 10
_AMOUNTS = ("wage", "operating", "property", "transfer", "operating_cost")
_YUAN: DecimalField[Any, Any] = DecimalField(max_digits=14, decimal_places=2)


def _years() -> list[tuple[str, str]]:
    latest = rules.income_year_of(Month.current()) + 1
    years = range(latest, latest - _YEARS_OFFERED, -1)
    return [(str(year), str(year)) for year in years]


INCOMES = Register(
    key="incomes",
    title=_("Yearly incomes"),
    model=IncomeStatement,
    permission="households.view_household",
    note=_("The income year runs from 1 October to 30 September."),
    empty=_("No income has been recorded yet."),
    unit=pgettext_lazy("unit", "statements"),
    order="household__village_id",
    names="household__head_name",
    diverts=number_search,
    export="incomes",
    imports="incomes",
    columns=(
        household_column(),
        place_column(),
        Shown(
            name="year",
            heading=_("Income year"),
            show=str,
            sorts=True,
            first="-",
            card="line",
        ),
        Shown(name="persons", heading=_("Persons"), sorts=True, first="-"),
        *(Shown(name=name, sorts=True, first="-") for name in _AMOUNTS),
        Shown(
            name="net",
            heading=_("Net income"),
            sorts=True,
            first="-",
            card="foot",
        ),
        Shown(
            name="a_head",
            heading=_("Net income a head"),
            value=ExpressionWrapper(F("net") / F("persons"), output_field=_YUAN),
            sorts=True,
            card="foot",
        ),
    ),
    filters=(
        Filter(name="year", label=_("Income year"), choices=_years),
        KIND,
        Filter(name="household__is_relocated", label=_("Relocated")),
    ),
    **OF_HOUSEHOLD,
)
