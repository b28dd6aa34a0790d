"""The lists of dividends, purchases and works at resettlement sites."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assistance.models import ConsumptionAid, Dividend, SiteWork
from core.months import Month
from exchange.registers import Filter, Register, Shown

_YEARS = 6


def _years() -> list[tuple[str, str]]:
    current = Month.current().year
    return [(str(current - back), str(current - back)) for back in range(_YEARS)]


def _paid(rows: Any, value: str) -> Any:
    return rows.filter(paid_on__isnull=value == "no")


def _in_year(rows: Any, value: str) -> Any:
    return rows.filter(bought_on__year=int(value))


_LEDGER: dict[str, Any] = {"permission": "assistance.view_ledger"}

DIVIDENDS = Register(
    key="dividends",
    title=_("Dividends of collectives"),
    model=Dividend,
    empty=_("No dividend has been recorded yet."),
    unit=pgettext_lazy("unit", "dividends"),
    order="-year",
    link=("assistance:row-edit", "=dividends", "id"),
    names="collective",
    search=_("Collective or project"),
    export="dividends",
    imports="dividends",
    columns=(
        Shown(name="collective"),
        Shown(
            name="village_id", heading=_("Village"), area=True, sorts=True, card="line"
        ),
        Shown(name="year", show=str, sorts=True, first="-", card="foot"),
        Shown(name="households", sorts=True, first="-", card="foot"),
        Shown(name="persons", sorts=True, first="-"),
        Shown(name="total_amount", sorts=True, first="-", card="foot"),
        Shown(name="decided_on", sorts=True, first="-"),
        Shown(name="due_on", sorts=True, first="-"),
        Shown(name="paid_amount", sorts=True, first="-"),
        Shown(name="paid_on", sorts=True, first="-", card="foot"),
    ),
    filters=(
        Filter(name="year", label=_("Year"), choices=_years),
        Filter(
            name="paid",
            label=_("Payment"),
            choices=(
                ("yes", pgettext_lazy("payment", "paid")),
                ("no", pgettext_lazy("payment", "not paid")),
            ),
            narrow=_paid,
        ),
    ),
    **_LEDGER,
)

PURCHASES = Register(
    key="purchases",
    title=_("Consumption aid"),
    model=ConsumptionAid,
    empty=_("No purchase has been recorded yet."),
    unit=pgettext_lazy("unit", "purchases"),
    order="-bought_on",
    link=("assistance:row-edit", "=consumption", "id"),
    names="buyer",
    search=_("Buyer"),
    export="consumption",
    imports="consumption",
    columns=(
        Shown(name="product"),
        Shown(
            name="village_id", heading=_("Village"), area=True, sorts=True, card="line"
        ),
        Shown(name="buyer", card="line"),
        Shown(name="supplier"),
        Shown(name="led_households", sorts=True, first="-", card="foot"),
        Shown(name="amount", sorts=True, first="-", card="foot"),
        Shown(name="bought_on", sorts=True, first="-", card="foot"),
    ),
    filters=(Filter(name="in_year", label=_("Year"), choices=_years, narrow=_in_year),),
    **_LEDGER,
)

SITE_WORKS = Register(
    key="site-works",
    title=_("Works at resettlement sites"),
    model=SiteWork,
    empty=_("No work has been recorded yet."),
    unit=pgettext_lazy("unit", "works"),
    order="-done_on",
    link=("assistance:row-edit", "=site_works", "id"),
    names="site__name",
    search=_("Resettlement site"),
    export="site-works",
    imports="site-works",
    columns=(
        Shown(name="site__name", heading=_("Resettlement site")),
        Shown(
            name="site__village_id",
            heading=_("Village"),
            area=True,
            sorts=True,
            card="line",
        ),
        Shown(name="item", sorts=True, card="badge"),
        Shown(name="name", card="line"),
        Shown(name="quantity", sorts=True, first="-", card="foot"),
        Shown(name="unit"),
        Shown(name="amount", sorts=True, first="-", card="foot"),
        Shown(name="done_on", sorts=True, first="-", card="foot"),
    ),
    filters=(Filter(name="item"),),
    **_LEDGER,
)
