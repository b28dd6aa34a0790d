"""Dated numbers of the work with leads."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from accounts.parameters import Declared, declare

_GROUP = _("Leads")

#: No default: how long silence counts as agreement is for the county to decide.
CLOSES_AFTER = declare(
    Declared(
        key="lead_closes_after_days",
        label=_("Lead: an answer nobody objects to closes after"),
        unit=_("days"),
        default=None,
        help=_("Without a value no lead closes by itself."),
        group=_GROUP,
    )
)
REPEATED_HELP = declare(
    Declared(
        key="lead_repeated_help",
        label=_("Outside the register: helped by policy so often"),
        unit=_("times"),
        default=Decimal(2),
        group=_GROUP,
    )
)
REPEATED_MONTHS = declare(
    Declared(
        key="lead_repeated_months",
        label=_("Outside the register: within the last"),
        unit=_("months"),
        default=Decimal(12),
        group=_GROUP,
    )
)
