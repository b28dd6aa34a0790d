"""What waits in the ledgers of a department: the way there, and what is in arrears."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from accounts.roles import Role
from assistance.ledgers import LEDGERS
from assistance.scoping import kept_by
from assistance.services.ledger_totals import arrears
from core.templatetags.ui import number
from households.todo import TodoGroup, provider


@provider
def own_ledgers(user: User, today: dt.date) -> list[TodoGroup]:
    """For a department's staff, who find their work here."""
    if user.role != Role.DEPARTMENT_STAFF:
        return []
    kept = kept_by(user) or set()
    if not kept:
        return []
    late = arrears(user, [row for row in LEDGERS.values() if row.keeper_key in kept])
    rows = sum(count for count, _yuan in late.values())
    yuan = sum(amount for _count, amount in late.values())
    page = reverse("assistance:ledgers")
    return [
        TodoGroup(
            key="ledgers",
            label=_("Ledgers that you keep"),
            count=len(kept),
            unit=pgettext("unit", "ledgers"),
            url=page,
        ),
        TodoGroup(
            key="ledger-arrears",
            label=_("Payments in arrears in your ledgers"),
            count=rows,
            late=rows,
            unit=pgettext("unit", "payments"),
            note=_("%(amount)s yuan") % {"amount": number(yuan, 2)},
            url=page,
        ),
    ]
