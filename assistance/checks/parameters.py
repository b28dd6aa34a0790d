"""Limits of the rules about ledgers (⟨…⟩ in domain §7.4, §7.5), dated."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from accounts.parameters import Declared, declare

EARLY_DAYS = declare(
    Declared(
        key="check_measure_early",
        label=_("Measure begun before the identification"),
        unit=_("days"),
        default=Decimal(30),
        help=_("Measures that began earlier than this are asked about."),
        whole=True,
        group=_("Data quality"),
    )
)
PREMIUM_FROM = declare(
    Declared(
        key="check_premium_from",
        label=_("Medical premiums: first month of the enrolment"),
        unit=_("month"),
        default=Decimal(9),
        help=_("Premiums of the next year are paid from this month on."),
        whole=True,
        group=_("Data quality"),
    )
)
PREMIUM_TO = declare(
    Declared(
        key="check_premium_to",
        label=_("Medical premiums: last month of the enrolment"),
        unit=_("month"),
        default=Decimal(12),
        help=_("Premiums of the next year are paid up to this month."),
        whole=True,
        group=_("Data quality"),
    )
)
