"""Limits of the rules (⟨…⟩ in domain §7), dated and set by the administrator."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.parameters import Declared, declare


def _limit(key: str, label: StrOrPromise, unit: StrOrPromise, default: int) -> Declared:
    return declare(
        Declared(
            key=f"check_{key}",
            label=label,
            unit=unit,
            default=Decimal(default),
            group=_("Data quality"),
        )
    )


INCOME_FALL = _limit(
    "income_fall", _("Fall of income that is asked about"), _("percent"), 20
)
WELL_OFF = _limit(
    "well_off",
    _("Income a head at identification that is asked about"),
    _("yuan a head and year"),
    20_000,
)
FAR_ABOVE_LINE = _limit(
    "far_above_line",
    _("Reference income so far above the line that it is asked about"),
    _("percent"),
    50,
)
TINY_WAGE = _limit(
    "tiny_wage", _("Wages of a year that are too small to be true"), _("yuan"), 100
)
FOLLOW_UP = _limit("follow_up", _("Elimination to the follow-up visit"), _("days"), 90)
DEVELOPMENT_MONTHS = _limit(
    "development_months",
    _("Identification to the first development measure"),
    _("months"),
    6,
)
HOUSEHOLDS_OF_OFFICIAL = _limit(
    "households_of_official",
    _("Households one official can be responsible for"),
    _("households"),
    5,
)
VISIT_DAY = _limit(
    "visit_day",
    _("From this day on a missing visit of the month is asked about"),
    _("day of the month"),
    25,
)
SAME_TEXTS = _limit(
    "same_texts", _("Visits in a row with the same text"), _("visits"), 3
)
LONG_MONITORED = _limit(
    "long_monitored", _("Monitoring without elimination"), _("months"), 12
)
OLDEST_IN_POST = _limit(
    "post_age", _("Age from which a public post is asked about"), _("years"), 70
)
LOW_WAGE = _limit(
    "low_wage", _("Monthly wage below which it is asked about"), _("yuan a month"), 400
)
HIGH_WAGE = _limit(
    "high_wage",
    _("Monthly wage above which it is asked about"),
    _("yuan a month"),
    30_000,
)
LOW_INCOME = _limit(
    "low_income",
    _("Income a head below which it is asked about"),
    _("yuan a head and year"),
    4_000,
)
HIGH_INCOME = _limit(
    "high_income",
    _("Income a head above which it is asked about"),
    _("yuan a head and year"),
    100_000,
)
RISE = _limit("income_rise", _("Rise of income that is asked about"), _("percent"), 50)
DROP = _limit("income_drop", _("Drop of income that is asked about"), _("percent"), 30)
