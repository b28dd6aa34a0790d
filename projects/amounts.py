"""Money of projects: in ten thousand yuan, as every paper of this field has it."""

from decimal import Decimal
from functools import partial

from django.core.validators import MinValueValidator
from django.db import models

#: 万元, exact to the cent (six places), never negative. Kept in the unit in which
#: plans, documents and lists are written, so that nothing is converted on its way.
WanField = partial(
    models.DecimalField,
    max_digits=16,
    decimal_places=6,
    validators=[MinValueValidator(Decimal(0))],
)


def wan(value: Decimal) -> str:
    """An amount as somebody would write it: 1,250.5, exact, without needless zeros."""
    text = f"{value:,.6f}"
    return text.rstrip("0").rstrip(".")
