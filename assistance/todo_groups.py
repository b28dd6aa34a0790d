"""Counted work of the policy cards: what is in arrears, and what nobody asked for."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from assistance.models import CardLine
from assistance.registers.card import DIVIDENDS_LATE
from assistance.services.card_totals import standing
from core.templatetags.ui import number
from households.todo import TodoGroup, provider


@provider
def open_on_cards(user: User, today: dt.date) -> list[TodoGroup]:
    """For who enters ledgers in an area; departments have their own overview."""
    needed = ("assistance.view_assistance", "assistance.enter_ledger")
    if not all(map(user.may, needed)):
        return []
    found = standing(CardLine.objects.visible_to(user))
    dividends = DIVIDENDS_LATE.rows(user).count()
    return [
        TodoGroup(
            key="arrears",
            label=_("Benefits in arrears"),
            count=found.late,
            late=found.late,
            unit=pgettext("unit", "items"),
            note=_("%(amount)s yuan") % {"amount": number(found.yuan)},
            url=reverse("assistance:arrears"),
        ),
        TodoGroup(
            key="dividends-late",
            label=_("Dividends of collectives not paid out"),
            count=dividends,
            late=dividends,
            unit=pgettext("unit", "dividends"),
            url=reverse("assistance:dividends-late"),
        ),
        TodoGroup(
            key="card-gaps",
            label=_("Entitled but not applied"),
            count=found.not_applied,
            unit=pgettext("unit", "items"),
            note=_("by the rules of entitlement"),
            url=reverse("assistance:gaps"),
        ),
    ]
