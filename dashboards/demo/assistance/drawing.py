"""Draws in SQL: ``drawn('words' || id)`` is a number from 0 to 1, always the same."""

from typing import Any

from django.db import connection

#: Households that the policies are for: under monitoring, or out of poverty.
SUPPORTED = "(h.household_type = 'exited' OR h.monitoring_state <> 'none')"

_DRAWN = """
CREATE OR REPLACE FUNCTION pg_temp.drawn(what text) RETURNS double precision
LANGUAGE sql IMMUTABLE AS $$
  SELECT ('x' || substr(md5({seed} || what), 1, 8))::bit(32)::bigint / 4294967296.0
$$
"""


def prepare(seed: int) -> None:
    """Make ``pg_temp.drawn`` for the rest of the transaction's connection."""
    with connection.cursor() as cursor:
        cursor.execute(_DRAWN.format(seed=f"'{int(seed)}'"))


def write(statement: str, values: dict[str, Any] | None = None) -> int:
    """Run an INSERT; returns the number of rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or {})
        return int(cursor.rowcount)
