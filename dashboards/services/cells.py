"""Sums over the rows of a month by group, where each condition is asked once a row.

A hundred sums ask the same few columns of a row again and again. Here the row is first
read into truth values; OFFSET 0 keeps PostgreSQL from putting the conditions back.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q, QuerySet

from dashboards.figures import Measure

_JOINED = (Q.AND, Q.OR)


def sums_by(
    rows: QuerySet[Any], by: Sequence[str], measures: Mapping[str, Measure]
) -> tuple[str, tuple[object, ...]]:
    """The statement and its values: the columns of ``by``, then one of each measure."""
    truths = _Truths()
    columns: dict[str, None] = {}
    sums = []
    for name, measure in measures.items():
        counted = "count(*)"
        if not isinstance(measure.aggregate(), Count):
            column = cast(F, measure.aggregate().source_expressions[0]).name
            columns[column] = None
            counted = f"sum({column})"
        sums.append(f"{counted} FILTER (WHERE {truths.told(measure.rows)}) AS {name}")
    read = rows.annotate(**truths.columns()).values(
        *by, *columns, *truths.names.values()
    )
    sql, values = read.query.sql_with_params()
    groups = ", ".join(by)
    return (
        f"SELECT {', '.join([groups, *sums])} "  # noqa: S608 names of declarations
        f"FROM ({sql} OFFSET 0) AS told GROUP BY {groups}"
    ), tuple(values)


class _Truths:
    """Conditions in terms of columns that each hold the truth of one part of them."""

    def __init__(self) -> None:
        self.names: dict[Q, str] = {}

    def told(self, condition: Q) -> str:
        # What is negated stays whole: Django says what it means of an empty value.
        if condition.negated or condition.connector not in _JOINED:
            return self._name(condition)
        parts = [
            self.told(child) if isinstance(child, Q) else self._name(Q(child))
            for child in condition.children
        ]
        return f"({f' {condition.connector} '.join(parts)})" if parts else "true"

    def columns(self) -> dict[str, ExpressionWrapper[Any]]:
        return {
            name: ExpressionWrapper(condition, output_field=BooleanField())
            for condition, name in self.names.items()
        }

    def _name(self, condition: Q) -> str:
        return self.names.setdefault(condition, f"truth_{len(self.names)}")
