"""How an entitlement is declared, and the SQL that follows from it.

``condition`` is SQL over ``m`` (a present member) and ``h`` (the member's household, in
the register); literal per cent signs are written ``%%``. It may use the values of
``values_on``: today, the year, the school term. A condition over an unknown value finds
nobody, so that a parameter without a value entitles to nothing.
"""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from accounts.parameters import Declared, value_on
from assistance.choices import Benefit

#: School terms begin in March and September.
_SPRING, _AUTUMN = 3, 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitlement:
    """A rule: who is entitled to a benefit, and since when an answer counts.

    Monthly benefits have neither ``period`` nor ``since``: whatever runs answers them.
    Of the others a row of the ledger answers that names the period or that was applied
    for, approved or paid on or after ``since``.
    """

    key: str
    benefit: Benefit
    #: Whom it is for, and what the family is told, in Chinese.
    who: str
    sentence: str
    #: Which list of domain §5.4 or §6.6 it follows, as officials call it.
    source: str
    condition: str
    period: str = "''"
    since: str = "NULL::date"
    #: One row of the ledger answers for the whole household.
    of_household: bool = False
    parameter: Declared | None = None


_ENTITLEMENTS: dict[str, Entitlement] = {}


def register(*entitlements: Entitlement) -> None:
    """Add rules; a benefit has one, so that a line of a card has one reason."""
    for rule in entitlements:
        taken = {other.benefit for other in _ENTITLEMENTS.values()}
        if rule.key in _ENTITLEMENTS or rule.benefit in taken:
            raise ValueError(f"entitlement {rule.key} is declared twice")
        _ENTITLEMENTS[rule.key] = rule


def all_entitlements() -> list[Entitlement]:
    """In the order of the benefits."""
    order = list(Benefit)
    return sorted(_ENTITLEMENTS.values(), key=lambda rule: order.index(rule.benefit))


def entitlement_for(key: str) -> Entitlement | None:
    """None for a line that only a ledger speaks of."""
    return _ENTITLEMENTS.get(key)


def statement(rule: Entitlement, *, only: str) -> str:
    """SELECT of rule, benefit, household_id, member_id (NULL for the whole household),
    period and since, of who is entitled. ``only`` limits the households ``h``."""
    member = "NULL::bigint" if rule.of_household else "m.id"
    return f"""
    SELECT DISTINCT '{rule.key}' AS rule, '{rule.benefit.value}' AS benefit,
           h.id AS household_id, {member} AS member_id,
           ({rule.period})::text AS period, ({rule.since}) AS since
      FROM households_member m JOIN households_household h ON h.id = m.household_id
     WHERE h.state = 'active' AND m.state = 'present' AND {only}
       AND ({rule.condition})"""


def values_on(day: dt.date) -> dict[str, Any]:
    """Values for the placeholders of conditions, periods and since."""
    term, since = _term(day)
    given: dict[str, Any] = {
        "today": day,
        "year": day.year,
        "year_since": dt.date(day.year, 1, 1),
        "term": term,
        "term_since": since,
    }
    for rule in _ENTITLEMENTS.values():
        if rule.parameter is not None:
            given[rule.parameter.key] = value_on(rule.parameter.key, day)
    return given


def _term(day: dt.date) -> tuple[str, dt.date]:
    """The school term of a day as ledgers name it, and its first day."""
    if day.month >= _AUTUMN:
        return f"{day.year}秋", dt.date(day.year, _AUTUMN, 1)
    if day.month >= _SPRING:
        return f"{day.year}春", dt.date(day.year, _SPRING, 1)
    return f"{day.year - 1}秋", dt.date(day.year - 1, _AUTUMN, 1)
