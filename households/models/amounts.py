from decimal import Decimal
from functools import partial

from django.core.validators import MinValueValidator
from django.db import models

#: A yuan amount that cannot be negative. ``null=True`` means: not reported, not zero.
YuanField = partial(
    models.DecimalField,
    max_digits=12,
    decimal_places=2,
    validators=[MinValueValidator(Decimal(0))],
)
