"""The lists over policy cards: the cards, what is in arrears, what nobody asked for,
and the dividends of collectives that are not paid."""

# ruff: noqa: S608, S611 - constants of this project and a date, no user text

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import (
    Count,
    DecimalField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Subquery,
    Sum,
    Value,
)
from django.db.models.expressions import Combinable, RawSQL
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from assistance.arrears import IS_LATE, due_dividends
from assistance.choices import CardState
from assistance.entitlements import all_entitlements, entitlement_for
from assistance.models import CardLine, Dividend
from assistance.registers.parts import OF_HOUSEHOLD, head_column, place_column
from exchange.register_rows import badge
from exchange.registers import Filter, Register, Shown
from households.choices import RegisterState
from households.models import Household

#: Looks of the states wherever cards are shown.
MARKS = {
    CardState.LATE: "bad",
    CardState.NOT_APPLIED: "warn",
    CardState.DECLINED: "line",
    CardState.RETURNED: "warn",
    CardState.APPLIED: "info",
    CardState.APPROVED: "info",
    CardState.CURRENT: "good",
    CardState.ENDED: "line",
}
_TODAY = "(now() AT TIME ZONE 'Asia/Shanghai')::date"
_YUAN: DecimalField[Any, Any] = DecimalField(max_digits=14, decimal_places=2)
_CARD_LINK = ("assistance:card", "household_id")
OF_CARD: dict[str, Any] = {
    **OF_HOUSEHOLD,
    "permission": "assistance.view_assistance",
    "link": _CARD_LINK,
}
_LATE_BY = (("30", _("30 days")), ("90", _("90 days")), ("180", _("180 days")))


def _days_since(column: str) -> Func:
    return Func(
        F(column),
        template=f"({_TODAY} - %(expressions)s)",
        output_field=IntegerField(),
    )


def shown_days(days: int) -> Any:
    """How late, as a badge."""
    text = ngettext("%(count)s day late", "%(count)s days late", days)
    return badge("bad", text % {"count": days})


def _late_for(rows: Any, value: str) -> Any:
    since = timezone.localdate() - dt.timedelta(days=int(value))
    return rows.filter(due_on__lte=since)


def _shown_rule(key: str) -> str:
    rule = entitlement_for(key)
    return rule.sentence if rule else "台账已列入，尚未申请"


def benefits_of_rules() -> list[tuple[str, str]]:
    return [
        (rule.benefit.value, str(rule.benefit.label)) for rule in all_entitlements()
    ]


ARREARS = Register(
    key="card-arrears",
    title=_("List of arrears"),
    note=_("Due, the days of grace passed, and not fully paid."),
    model=CardLine,
    chosen=lambda rows: rows.late(),
    empty=_("Nothing is in arrears."),
    unit=pgettext_lazy("unit", "items"),
    export="card-arrears",
    **{**OF_CARD, "order": "-arrears"},
    columns=(
        head_column(),
        place_column(),
        Shown(name="benefit", sorts=True, card="line"),
        Shown(name="member__name", heading=_("Beneficiary"), card="line"),
        Shown(name="period", card="line"),
        Shown(name="arrears", sorts=True, first="-", card="foot"),
        Shown(name="paid_to", card="foot"),
        Shown(name="due_on", sorts=True, card="foot"),
        Shown(
            name="late_days",
            heading=_("Late by"),
            value=_days_since("due_on"),
            show=shown_days,
            card="badge",
        ),
    ),
    filters=(
        Filter(name="benefit"),
        Filter(
            name="late",
            label=_("Late for more than"),
            choices=_LATE_BY,
            narrow=_late_for,
        ),
    ),
)

GAPS = Register(
    key="card-gaps",
    title=_("Entitled but not applied"),
    note=_("By the rules of entitlement, and nothing in the ledgers."),
    model=CardLine,
    chosen=lambda rows: rows.not_applied(),
    empty=_("Everybody who is entitled has applied."),
    unit=pgettext_lazy("unit", "items"),
    export="card-gaps",
    **OF_CARD,
    columns=(
        head_column(),
        place_column(),
        Shown(name="benefit", sorts=True, card="line"),
        Shown(name="member__name", heading=_("Beneficiary"), card="line"),
        Shown(name="period", card="foot"),
        Shown(name="rule", heading=_("By the rule"), show=_shown_rule, card="line"),
    ),
    filters=(Filter(name="benefit", choices=benefits_of_rules),),
)


def _lines(**conditions: Any) -> Any:
    rows = CardLine.objects.filter(household=OuterRef("pk"), **conditions)
    return rows.order_by()


def _count(**conditions: Any) -> Combinable:
    """Lines of the card of the household of the row."""
    counted = _lines(**conditions).values("household").annotate(n=Count("pk"))
    return Coalesce(
        Subquery(counted.values("n")), Value(0), output_field=IntegerField()
    )


def _arrears() -> Combinable:
    summed = _lines(state=CardState.LATE).values("household").annotate(n=Sum("arrears"))
    return Subquery(summed.values("n"), output_field=_YUAN)


def _with_card(rows: Any) -> Any:
    active = rows.filter(state=RegisterState.ACTIVE)
    return active.filter(Exists(_lines()))


def _having(rows: Any, state: str) -> Any:
    return rows.filter(Exists(_lines(state=state)))


CARDS = Register(
    key="policy-cards",
    title=_("Policy cards"),
    note=_("What each family is entitled to, and how far it has come."),
    model=Household,
    permission="assistance.view_assistance",
    chosen=_with_card,
    empty=_("No household has a policy card yet."),
    unit=pgettext_lazy("unit", "households"),
    order="village_id",
    names="head_name",
    numbers="household_no",
    search=_("Name or household number"),
    link=("assistance:card", "id"),
    export="policy-cards",
    columns=(
        Shown(name="head_name", heading=_("Head"), under=Shown(name="household_no")),
        Shown(
            name="village_id", heading=_("Village"), area=True, sorts=True, card="line"
        ),
        Shown(name="household_type", card="line"),
        Shown(name="category", card="line"),
        Shown(
            name="lines",
            heading=_("Benefits"),
            value=_count(),
            card="foot",
        ),
        Shown(
            name="open_lines",
            heading=_("On the way"),
            value=_count(state__in=[CardState.APPLIED, CardState.APPROVED]),
        ),
        Shown(
            name="gaps",
            heading=_("Not applied"),
            value=_count(state=CardState.NOT_APPLIED),
            card="foot",
        ),
        Shown(
            name="arrears",
            heading=_("In arrears (yuan)"),
            value=_arrears(),
            card="foot",
        ),
    ),
    filters=(
        Filter(
            name="card",
            label=_("With a line that is"),
            choices=CardState.choices,
            narrow=_having,
        ),
    ),
)


def _late_dividends(rows: Any) -> Any:
    """Of a day, which is why the selection is made when the list is asked for."""
    day = f"DATE '{timezone.localdate():%Y-%m-%d}'"
    sql = f"SELECT id FROM ({due_dividends(day)}) d WHERE {IS_LATE.format(day=day)}"
    return rows.filter(pk__in=RawSQL(sql, []))


DIVIDENDS_LATE = Register(
    key="dividends-late",
    title=_("Dividends not paid out"),
    note=_("Dividends of collectives that are due and not fully paid out."),
    model=Dividend,
    permission="assistance.view_assistance",
    chosen=_late_dividends,
    empty=_("Every dividend that is due has been paid out."),
    unit=pgettext_lazy("unit", "dividends"),
    order="village_id",
    names="collective",
    search=_("Collective or project"),
    link=("assistance:row-edit", "=dividends", "id"),
    export="dividends-late",
    columns=(
        Shown(name="collective"),
        Shown(
            name="village_id", heading=_("Village"), area=True, sorts=True, card="line"
        ),
        Shown(name="year", show=str, sorts=True, first="-", card="line"),
        Shown(name="households", sorts=True, first="-", card="foot"),
        Shown(name="total_amount", sorts=True, first="-", card="foot"),
        Shown(name="paid_amount", sorts=True, first="-"),
        Shown(
            name="left",
            heading=_("Not paid (yuan)"),
            value=Func(
                F("total_amount"),
                Coalesce(F("paid_amount"), Value(0), output_field=_YUAN),
                arg_joiner=" - ",
                template="(%(expressions)s)",
                output_field=_YUAN,
            ),
            card="foot",
        ),
        Shown(name="decided_on", sorts=True, first="-"),
        Shown(name="due_on", sorts=True, first="-", card="foot"),
    ),
    filters=(
        Filter(
            name="paid",
            label=_("Payment"),
            choices=(("part", _("Partly paid")), ("none", _("Nothing paid"))),
            narrow=lambda rows, value: rows.filter(paid_on__isnull=value == "none"),
        ),
    ),
)
