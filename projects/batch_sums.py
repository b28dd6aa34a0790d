"""What became of a batch of the fund: allocated, paid, still free (domain §6.7).

Expressions over ``FundBatch``, in 10,000 yuan and for the county as a whole: what is
left of a batch is a fact of the batch, whoever looks at it.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import (
    DecimalField,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

_WAN: DecimalField[Any, Any] = DecimalField(max_digits=18, decimal_places=6)

#: Rows of a batch by the name of its relation, ``allocations`` or ``payments``.
RowsOf = Callable[[str], "QuerySet[Any]"]


def batch_sums(rows_of: RowsOf) -> dict[str, Any]:
    """Annotations of ``FundBatchQuerySet.with_sums``, in the order they need."""
    return {
        "allocated": _sum(rows_of("allocations")),
        "paid": _sum(rows_of("payments")),
        "free": ExpressionWrapper(F("amount") - F("allocated"), output_field=_WAN),
    }


def _sum(rows: QuerySet[Any]) -> Coalesce:
    mine = rows.filter(batch=OuterRef("pk")).order_by().values("batch")
    return Coalesce(
        Subquery(mine.annotate(total=Sum("amount")).values("total"), output_field=_WAN),
        Value(Decimal(0)),
        output_field=_WAN,
    )
