"""Dated numbers of the ledgers: from when on an unpaid amount counts as arrears."""

import datetime as dt
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.parameters import Declared, declare, value_on


def _number(
    key: str, label: StrOrPromise, unit: StrOrPromise, default: int
) -> Declared:
    return declare(
        Declared(
            key=f"arrears_{key}",
            label=label,
            unit=unit,
            default=Decimal(default),
            help=_("An amount is in arrears when its day and these days have passed."),
            whole=True,
            group=_("Arrears"),
        )
    )


GRACE_WAGES = _number(
    "grace_wages", _("Wages of public posts: days after the month"), _("days"), 30
)
GRACE_ALLOWANCES = _number(
    "grace_allowances", _("Monthly allowances: days after the month"), _("days"), 30
)
GRACE_SUBSIDIES = _number(
    "grace_subsidies", _("Subsidies: days after the day to be paid by"), _("days"), 30
)
GRACE_DIVIDENDS = _number(
    "grace_dividends", _("Dividends: days after the day to be paid by"), _("days"), 30
)

#: Ten years: longer than any ledger, and what the months can be counted back.
MOST_LOOK_BACK = 120

#: A ledger begins one day; months before it that nobody entered are not arrears.
LOOK_BACK = declare(
    Declared(
        key="arrears_look_back",
        label=_("Months without an entry that are counted as unpaid"),
        unit=_("months"),
        default=Decimal(12),
        help=_(
            "Of a post or allowance for which no payment was ever entered, so many "
            "months back are asked about, and no more."
        ),
        whole=True,
        group=_("Arrears"),
        most=Decimal(MOST_LOOK_BACK),
    )
)


def look_back(day: dt.date) -> int:
    """Months without an entry that are asked about on a day."""
    return min(int(value_on(LOOK_BACK.key, day) or 0), MOST_LOOK_BACK)


#: Where medical aid begins is the county's decision; without one nobody is told to ask.
MEDICAL_THRESHOLD = declare(
    Declared(
        key="medical_aid_threshold",
        label=_("Medical aid: spending paid oneself from which it can be asked for"),
        unit=_("yuan a year"),
        default=None,
        help=_(
            "Compliant spending paid oneself, less claims. Without a value the policy "
            "cards say nothing about medical aid that nobody asked for."
        ),
        group=_("Policy cards"),
    )
)
