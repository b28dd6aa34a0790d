"""What the ledgers come to: rows, due, paid and in arrears, for the overview."""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.scoping import user_range
from assistance.arrears import IS_LATE, due_dividends, due_parts
from assistance.choices import Benefit
from assistance.ledgers import Ledger
from assistance.models import Measure
from households.workflow_querysets import department_of

_TODAY = "%(today)s::date"
#: Departments that are named in a line; of more, how many there are.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Totals:
    rows: int = 0
    #: Yuan; None where the ledger has none.
    amount: Decimal | None = None
    paid: Decimal | None = None
    #: Parts in arrears, and the yuan that they lack.
    late: int = 0
    arrears: Decimal = Decimal(0)


def totals(user: User, ledgers: list[Ledger]) -> dict[str, Totals]:
    """By key. One statement a table, and one for the arrears of each kind of row."""
    tables: dict[Any, list[Ledger]] = defaultdict(list)
    for ledger in ledgers:
        tables[ledger.model].append(ledger)
    late = arrears(user, ledgers)
    found: dict[str, Totals] = {}
    for model, listed in tables.items():
        found |= _of_table(user, model, listed, late)
    return found


def responsible_departments(user: User) -> str:
    """Who is named as responsible for measures, the most often named first. Measures
    have no keeper: each names its department."""
    named = Measure.objects.visible_to(user).exclude(department=None).order_by()
    counted = named.values("department__name").annotate(rows=Count("pk"))
    names = [row["department__name"] for row in counted.order_by("-rows")]
    shown = "、".join(names[:_NAMED])
    if len(names) <= _NAMED:
        return shown
    told = {"names": shown, "count": len(names)}
    return _("%(names)s and others, %(count)s departments in all") % told


def _of_table(
    user: User,
    model: Any,
    listed: list[Ledger],
    late: dict[str, tuple[int, Decimal]],
) -> dict[str, Totals]:
    first = listed[0]
    sums: dict[str, Any] = {"rows": Count("pk")}
    if first.amount:
        sums["amount_sum"] = Sum(first.amount)
    if first.paid:
        sums["paid_sum"] = Sum(first.paid)
    rows = model.objects.visible_to(user).order_by()
    if first.given:
        by_kind = {row["kind"]: row for row in rows.values("kind").annotate(**sums)}
    else:
        by_kind = {None: rows.aggregate(**sums)}
    return {
        ledger.key: _totals(
            by_kind.get(ledger.given.get("kind"), {}),
            ledger,
            late.get(ledger.key, (0, Decimal(0))),
        )
        for ledger in listed
    }


def _totals(row: dict[str, Any], ledger: Ledger, late: tuple[int, Decimal]) -> Totals:
    zero = Decimal(0)
    return Totals(
        rows=row.get("rows", 0),
        amount=(row.get("amount_sum") or zero) if ledger.amount else None,
        paid=(row.get("paid_sum") or zero) if ledger.paid else None,
        late=late[0],
        arrears=late[1],
    )


def arrears(user: User, ledgers: list[Ledger]) -> dict[str, tuple[int, Decimal]]:
    """Parts in arrears and their yuan, by key, of the rows that an account sees."""
    keys = {ledger.key for ledger in ledgers}
    found: dict[str, tuple[int, Decimal]] = {}
    benefits = keys & {str(value) for value in Benefit.values}
    if "post_wages" in keys:
        benefits.add(Benefit.POST_WAGE.value)
    if benefits:
        found |= _late_parts(user, sorted(benefits))
    if "dividends" in keys:
        found |= _late_dividends(user)
    if Benefit.POST_WAGE.value in found:
        found["post_wages"] = found.pop(Benefit.POST_WAGE.value)
    return found


def _late_parts(user: User, benefits: list[str]) -> dict[str, tuple[int, Decimal]]:
    inside, limits = _inside(user, "h.village_code")
    sql = f"""
        SELECT p.benefit, count(*), sum(p.due_amount - p.paid_amount)
          FROM ({due_parts(_TODAY)}) p
          JOIN households_household h ON h.id = p.household_id AND h.state = 'active'
         WHERE {IS_LATE.format(day=_TODAY)} AND p.benefit = ANY(%(benefits)s) {inside}
         GROUP BY p.benefit"""
    rows = _fetch(sql, {"benefits": benefits, **limits})
    return {benefit: (count, yuan) for benefit, count, yuan in rows}


def _late_dividends(user: User) -> dict[str, tuple[int, Decimal]]:
    inside, limits = _inside(user, "d.village_code")
    sql = f"""
        SELECT count(*), coalesce(sum(d.due_amount - d.paid_amount), 0)
          FROM ({due_dividends(_TODAY)}) d
         WHERE {IS_LATE.format(day=_TODAY)} {inside}"""
    [(count, yuan)] = _fetch(sql, limits)
    return {"dividends": (count, yuan)}


def _inside(user: User, column: str) -> tuple[str, dict[str, str]]:
    """An account's own area; a department keeps its ledgers for every village."""
    if department_of(user) is not None:
        return "", {}
    limits = user_range(user)
    if limits is None:
        return "AND false", {}
    low, high = limits
    return f"AND {column} BETWEEN %(low)s AND %(high)s", {"low": low, "high": high}


def _fetch(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {**values, "today": timezone.localdate()})
        return list(cursor.fetchall())
