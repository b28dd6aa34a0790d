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
