"""Dated numbers of funds and projects (domain §6.7, §8.1; all local, all editable)."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.parameters import Declared, declare


def _number(
    key: str,
    label: StrOrPromise,
    unit: StrOrPromise,
    default: int | None,
    *,
    whole: bool = False,
    hint: StrOrPromise = "",
) -> Declared:
    return declare(
        Declared(
            key=f"projects_{key}",
            label=label,
            unit=unit,
            default=None if default is None else Decimal(default),
            help=hint,
            whole=whole,
            group=_("Funds and projects"),
        )
    )


BEHIND_BAD = _number(
    "behind_bad",
    _("Works behind the plan: red from"),
    _("percentage points"),
    15,
)
BEHIND_WARN = _number(
    "behind_warn",
    _("Works behind the plan: yellow from"),
    _("percentage points"),
    10,
)
UNPAID_WORKS = _number(
    "unpaid_works",
    _("Finished works and payments: difference told from"),
    _("percentage points"),
    15,
)
PAID_AHEAD = _number(
    "paid_ahead",
    _("Payments ahead of works: told from"),
    _("percentage points"),
    15,
    hint=_("An advance payment of a contract is paid before anything is built."),
)
INDUSTRY_SHARE = _number(
    "industry_share",
    _("Share of the central fund for industry: at least"),
    "%",
    60,
    hint=_("Central funds since 2023 (domain §8.1); other tiers have their own."),
)
INDUSTRY_SHARE_OTHER = _number(
    "industry_share_other",
    _("Share of the other tiers for industry: at least"),
    "%",
    None,
)
REPOSITORY_RATIO = _number(
    "repository_ratio",
    _("Next year's repository: more than this share of this year's plan"),
    "%",
    100,
)
YEAR_END_MONTH = _number(
    "deadline_month", _("Works and payments end: month"), _("month"), 12, whole=True
)
YEAR_END_DAY = _number(
    "deadline_day",
    _("Works and payments end: day"),
    _("day of the month"),
    31,
    whole=True,
)
NOTICE_DAYS = _number(
    "notice_days",
    _("Public notice of projects: at least"),
    _("days"),
    5,
    whole=True,
)
REPORT_DAYS = _number(
    "report_days",
    _("Works under way: a report at least every"),
    _("days"),
    31,
    whole=True,
)
FORECAST_MONTHS = _number(
    "forecast_months",
    _("Forecast of the end of works: from the last"),
    _("months"),
    3,
    whole=True,
)
