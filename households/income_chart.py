"""The household's income as data for a chart; its looks belong to charts.js."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.months import Month
from households import rules
from households.dossier import CHART_MONTHS, ZERO, Dossier, has_amounts, net_of

_WINDOW = 12


def income_chart(dossier: Dossier) -> dict[str, Any] | None:
    """Rolling twelve months from visits, yearly statements and the line; None if bare.

    A month of which fewer than twelve months are known is a gap, never a guess.
    """
    last = dossier.month
    months = list(Month.range(last.shift(1 - CHART_MONTHS), last))
    rolling, after = _rolling(dossier, months)
    yearly = _yearly(dossier, months)
    candidates = (
        (_("Net income a head, 12 months"), rolling),
        (_("After own spending"), after),
        (_("Yearly statement"), yearly),
    )
    series = [
        {"name": name, "data": data, "join": data is yearly}
        for name, data in candidates
        if any(value is not None for value in data)
    ]
    if not series:
        return None
    data: dict[str, Any] = {"x": [m.label for m in months], "series": series}
    data["note"] = _("12 months up to then")
    if dossier.line is not None:
        amount = f"{dossier.line:,.0f}"
        data["line"] = [float(dossier.line)] * len(months)
        data["lineName"] = _("Reference line")
        data["lineLabel"] = _("Line %(amount)s") % {"amount": amount}
    return data


def chart_finding(dossier: Dossier) -> str:
    """What the chart says, for those who do not see it."""
    net = dossier.household.per_capita_net
    if net is None:
        return _("No income recorded.")
    said = _("Net income a head of %(year)s: %(amount)s yuan.") % {
        "year": dossier.household.income_year,
        "amount": f"{net:,.0f}",
    }
    if dossier.line is None:
        return said
    word = _("below") if dossier.below_line else _("not below")
    return said + _("It is %(word)s the reference line of %(line)s yuan.") % {
        "word": word,
        "line": f"{dossier.line:,.0f}",
    }


def _rolling(
    dossier: Dossier, months: list[Month]
) -> tuple[list[float | None], list[float | None]]:
    known = {
        Month.of(visit.month): (net_of(visit), visit.self_paid or ZERO)
        for visit in dossier.visits
        if has_amounts(visit)
    }
    persons = max(1, len(dossier.present) or dossier.household.persons)
    net: list[float | None] = []
    after: list[float | None] = []
    for month in months:
        window = [known.get(month.shift(-back)) for back in range(_WINDOW)]
        if any(value is None for value in window):
            net.append(None)
            after.append(None)
            continue
        earned = sum((v[0] for v in window if v), start=ZERO)
        spent = sum((v[1] for v in window if v), start=ZERO)
        net.append(_round(earned, persons))
        after.append(_round(earned - spent, persons))
    spends = any(visit.self_paid for visit in dossier.visits)
    return net, after if spends else [None] * len(months)


def _yearly(dossier: Dossier, months: list[Month]) -> list[float | None]:
    ends = {
        Month.of(row.period_end): _round(net_of(row), row.persons)
        for row in dossier.statements
    }
    return [ends.get(month) for month in months]


def _round(amount: Decimal, persons: int) -> float | None:
    each = rules.per_capita(amount, persons)
    return None if each is None else float(round(each))
