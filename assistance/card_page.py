"""A family's policy card (明白卡) as page, panel and printed sheet show it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.models import User
from assistance.choices import (
    AllowanceKind,
    Benefit,
    CardState,
    SubsidyKind,
)
from assistance.entitlements import entitlement_for
from assistance.models import CardLine, NoApplication
from assistance.registers.card import MARKS
from exchange.register_rows import badge
from households.models import Household, Member

#: Told member by member instead of line by line: everybody has them.
INSURANCES = (Benefit.MEDICAL, Benefit.OLD_AGE)
_MONTHLY = {Benefit.POST_WAGE.value, *AllowanceKind.values}
#: What waits for somebody comes first.
_FIRST = {
    state: place
    for place, state in enumerate(
        (
            CardState.LATE,
            CardState.RETURNED,
            CardState.NOT_APPLIED,
            CardState.DECLINED,
            CardState.APPLIED,
            CardState.APPROVED,
            CardState.CURRENT,
            CardState.ENDED,
        )
    )
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A line with its words. ``url`` is where it is put right, if the reader may."""

    line: CardLine
    mark: SafeString
    rule: str
    late: str = ""
    url: str = ""
    #: Why nobody applies, if that is recorded; and where it is said or withdrawn, if
    #: the reader may.
    reason: str = ""
    reason_url: str = ""

    @property
    def is_monthly(self) -> bool:
        return self.line.benefit in _MONTHLY


@dataclass(slots=True)
class Insured:
    """A member's insurances of the year, by benefit."""

    member: Member
    lines: dict[str, Shown] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.member.name

    @property
    def medical(self) -> Shown | None:
        return self.lines.get(Benefit.MEDICAL)

    @property
    def old_age(self) -> Shown | None:
        return self.lines.get(Benefit.OLD_AGE)


@dataclass(slots=True)
class Card:
    """The lines of a household; ``insured`` has a row a member."""

    household: Household
    lines: list[Shown] = field(default_factory=list)
    insured: list[Insured] = field(default_factory=list)

    @property
    def everything(self) -> list[Shown]:
        insurances = [line for row in self.insured for line in row.lines.values()]
        return [*self.lines, *insurances]

    @property
    def arrears(self) -> Decimal:
        return sum((shown.line.arrears for shown in self.lines), Decimal(0))

    def _having(self, *states: CardState) -> list[Shown]:
        return [shown for shown in self.everything if shown.line.state in states]

    @property
    def late(self) -> list[Shown]:
        return self._having(CardState.LATE)

    @property
    def gaps(self) -> list[Shown]:
        return self._having(CardState.NOT_APPLIED)

    @property
    def under_way(self) -> list[Shown]:
        return self._having(CardState.APPLIED, CardState.APPROVED, CardState.RETURNED)

    @property
    def paid(self) -> list[Shown]:
        return self._having(CardState.CURRENT)

    @property
    def open_lines(self) -> list[Shown]:
        """What somebody has to do something about."""
        return [*self.late, *self._having(CardState.RETURNED), *self.gaps]


def cards_of(households: Sequence[Household], user: User, today: dt.date) -> list[Card]:
    """The cards of households that the caller has found for the account; two
    queries."""
    cards = {household.pk: Card(household) for household in households}
    rows = CardLine.objects.visible_to(user).filter(household__in=list(cards))
    reasons = _reasons(cards, user)
    for line in rows.select_related("member").order_by("benefit", "member", "period"):
        card = cards[line.household_id]
        reason = reasons.get((line.household_id, line.member_id, line.benefit))
        shown = _shown(line, card.household, user, today, reason)
        if line.benefit in INSURANCES and line.member is not None:
            _insured(card, line.member)[line.benefit] = shown
        else:
            card.lines.append(shown)
    order = list(Benefit)
    for card in cards.values():
        card.lines.sort(
            key=lambda s: (
                _FIRST[CardState(s.line.state)],
                order.index(Benefit(s.line.benefit)),
            )
        )
    return list(cards.values())


def _insured(card: Card, member: Member) -> dict[str, Shown]:
    """By the person: two of a household can have one name."""
    for row in card.insured:
        if row.member == member:
            return row.lines
    card.insured.append(Insured(member))
    return card.insured[-1].lines


def _reasons(
    households: Iterable[int], user: User
) -> dict[tuple[int, int | None, str], NoApplication]:
    rows = NoApplication.objects.visible_to(user).standing()
    rows = rows.filter(household__in=list(households)).select_related("recorded_by")
    return {(row.household_id, row.member_id, row.benefit): row for row in rows}


def _shown(
    line: CardLine,
    household: Household,
    user: User,
    today: dt.date,
    reason: NoApplication | None,
) -> Shown:
    rule = entitlement_for(line.rule)
    state = CardState(line.state)
    late = ""
    if state == CardState.LATE and line.due_on is not None:
        days = (today - line.due_on).days
        late = ngettext("%(count)s day late", "%(count)s days late", days)
        late %= {"count": days}
    return Shown(
        line=line,
        mark=badge(MARKS[state], _word(line, state)),
        rule=rule.sentence if rule else "",
        late=late,
        url=_where(line, household, user),
        reason=told(reason) if reason and state == CardState.DECLINED else "",
        reason_url=_where_reason(line, reason, user),
    )


def told(reason: NoApplication) -> str:
    """A reason in words: what, more about it, since when and until when, by whom."""
    what = reason.get_reason_display()
    if reason.note:
        what = _("%(reason)s (%(details)s)") % {"reason": what, "details": reason.note}
    days = str(reason.decided_on)
    if reason.until:
        days = _("%(first)s to %(last)s") % {"first": days, "last": reason.until}
    by = str(reason.recorded_by.full_name) if reason.recorded_by else ""
    return " · ".join(part for part in (what, days, by) if part)


def _where_reason(line: CardLine, reason: NoApplication | None, user: User) -> str:
    if not user.may("assistance.record_reason"):
        return ""
    if line.state == CardState.DECLINED and reason:
        return reverse("assistance:reason-withdraw", args=[reason.pk])
    if line.state != CardState.NOT_APPLIED:
        return ""
    query = {"benefit": line.benefit}
    if line.member_id:
        query["member"] = str(line.member_id)
    form = reverse("assistance:no-application", args=[line.household_id])
    return f"{form}?{urlencode(query)}"


def _word(line: CardLine, state: CardState) -> str:
    if line.benefit in INSURANCES:
        if state == CardState.CURRENT:
            return pgettext("person", "insured")
        return pgettext("person", "not insured")
    return str(state.label)


def _where(line: CardLine, household: Household, user: User) -> str:
    """The row of the ledger, or the form for one that is missing."""
    if line.state in (CardState.NOT_APPLIED, CardState.DECLINED) and line.rule:
        if not user.may("assistance.enter_ledger"):
            return ""
        form = reverse("assistance:row-add", args=[line.benefit])
        return f"{form}?{urlencode({'household': household.pk})}"
    query: dict[str, Any] = {"q": household.household_no}
    if line.benefit == Benefit.POST_WAGE:
        return f"{reverse('assistance:posts')}?{urlencode(query)}"
    if line.benefit in INSURANCES:
        return f"{reverse('assistance:insurances')}?{urlencode(query)}"
    query["kind"] = line.benefit
    if line.benefit in SubsidyKind.values:
        return f"{reverse('assistance:subsidies')}?{urlencode(query)}"
    return f"{reverse('assistance:allowances')}?{urlencode(query)}"
