from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction

from accounts.models import Parameter


@transaction.atomic
def set_parameter(
    *,
    parameter: Parameter,
    value: Decimal,
    valid_from: dt.date,
    valid_to: dt.date | None,
    source: str,
) -> Parameter:
    """Save a dated value, new or corrected. Figures of open months take it with their
    next computation; closed months keep what they were computed with."""
    parameter.value, parameter.source = value, source
    parameter.valid_from, parameter.valid_to = valid_from, valid_to
    parameter.full_clean()
    parameter.save()
    return parameter
