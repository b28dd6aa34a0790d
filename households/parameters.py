"""Dated numbers of the register that the administrator sets."""

from django.utils.translation import gettext_lazy as _

from accounts.parameters import Declared, declare

#: The province fixes it every year (domain §2.2). Without a value nothing is marked:
#: a guessed line would call households poor that are not.
MONITORING_LINE = declare(
    Declared(
        key="monitoring_line",
        label=_("Monitoring line"),
        unit=_("yuan a head and year"),
        default=None,
        help=_(
            "The reference range of the year. Households below it are marked, "
            "never decided on."
        ),
    )
)

#: A reminder on the visit pages; a month is closed by hand.
CLOSING_DAY = declare(
    Declared(
        key="visit_closing_day",
        label=_("Last day for the month's visits"),
        unit=_("day of the month"),
        default=None,
        help=_("Without a value the last day of the month is shown."),
    )
)
