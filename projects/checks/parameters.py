"""Limits of the rules about projects and funds (⟨…⟩ in domain §7.8), dated."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from accounts.parameters import Declared, declare

ACCEPT_DAYS = declare(
    Declared(
        key="check_accept_days",
        label=_("Works finished: to be accepted within"),
        unit=_("days"),
        default=Decimal(30),
        whole=True,
        group=_("Data quality"),
    )
)
REPOSITORY_FROM = declare(
    Declared(
        key="check_repository_month",
        label=_("Next year's repository is held against the plan from"),
        unit=_("month"),
        default=Decimal(11),
        help=_("The repository of the next year is built in October and November."),
        whole=True,
        group=_("Data quality"),
    )
)
