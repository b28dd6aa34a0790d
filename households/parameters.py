"""Dated numbers of the register that the administrator sets."""

from decimal import Decimal

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

#: «Well below income» of domain §3.4, which names no number.
EXIT_BURDEN_SHARE = declare(
    Declared(
        key="exit_burden_share",
        label=_("Elimination: most of the income that spending may take"),
        unit=_("per cent of the net income"),
        default=Decimal(50),
        help=_(
            "Compliant spending paid oneself, less claims. The national rule says "
            "«well below income»; the share is the county's."
        ),
    )
)

#: «Income mostly from unstable migrant work» of domain §3.7, which names no number.
UNSTABLE_MONTHS = declare(
    Declared(
        key="screening_unstable_months",
        label=_("Screening: work counts as unstable below"),
        unit=_("months worked in the year"),
        default=Decimal(6),
        help=_("Households with such a member come first on the worksheets."),
        whole=True,
    )
)
