"""The households behind a cell of the bridge, with what each adds to it."""

# ruff: noqa: S608 - constants of this project, no user text

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from accounts.models import Area
from core.months import Month
from dashboards.services.bridge import CLASSED, parameters

_OLD = "old BETWEEN %(low)s AND %(high)s"
_NEW = "new BETWEEN %(low)s AND %(high)s"
_BOTH = 'was AND "is"'
_REST = "np - pp - joined + gone"

#: Cell → condition on a classed row, households and persons that the row adds.
_CELLS = {
    "opening": (f"was AND {_OLD}", "1", "pp"),
    "closing": (f'"is" AND {_NEW}', "1", "np"),
    "entered": (
        f"{_NEW} AND (class = 'entered' OR {_BOTH} AND joined > 0)",
        "(class = 'entered')::int",
        "CASE WHEN class = 'entered' THEN np ELSE joined END",
    ),
    "left": (
        f"class = 'left' AND {_OLD} OR {_BOTH} AND gone > 0 AND {_NEW}",
        "(class = 'left')::int",
        "CASE WHEN class = 'left' THEN pp ELSE gone END",
    ),
    "moved_in": (f"class = 'moved' AND {_NEW}", "1", "pp"),
    "moved_out": (f"class = 'moved' AND {_OLD}", "1", "pp"),
    "corrected": (
        f"""class = 'dropped' AND {_OLD} OR class = 'added' AND {_NEW}
            OR class = 'shifted' AND ({_OLD} OR {_NEW})
            OR {_BOTH} AND {_REST} <> 0 AND {_NEW}""",
        f"""CASE class WHEN 'dropped' THEN -1 WHEN 'added' THEN 1 WHEN 'shifted'
            THEN ({_NEW})::int - ({_OLD})::int ELSE 0 END""",
        f"""CASE class WHEN 'dropped' THEN -pp WHEN 'added' THEN np WHEN 'shifted'
            THEN ({_NEW})::int * ({_REST} + pp) - ({_OLD})::int * pp
            ELSE {_REST} END""",
    ),
}


@dataclass(frozen=True, slots=True)
class BridgeRow:
    """One household in a cell; ``kind`` says what became of it in the month."""

    household_id: int
    old_village: str
    new_village: str
    kind: str
    households: int
    persons: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class BridgeRows:
    rows: list[BridgeRow]
    total: int
    households: int
    persons: int


def bridge_rows(
    month: Month, area: Area, group: str, part: str, *, offset: int, limit: int
) -> BridgeRows | None:
    """A page of the rows of a cell and what all of them add up to; None as
    ``bridge``."""
    values = parameters(month, area, [group])
    if values is None:
        return None
    condition, households, persons = _CELLS[part]
    statement = f"""{CLASSED},
cell AS (
    SELECT household_id, coalesce(old, '') AS old, coalesce(new, '') AS new, class,
           {households} AS households, {persons} AS persons, pp, np
      FROM classed WHERE {condition}),
sums AS (SELECT count(*), coalesce(sum(households), 0), coalesce(sum(persons), 0)
           FROM cell)
SELECT sums.*, page.* FROM sums LEFT JOIN (
    SELECT * FROM cell ORDER BY coalesce(nullif(new, ''), old), household_id
     LIMIT %(limit)s OFFSET %(offset)s) page ON true"""
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, "limit": limit, "offset": offset})
        found = cursor.fetchall()
    rows = [BridgeRow(*row[3:]) for row in found if row[3] is not None]
    return BridgeRows(rows, int(found[0][0]), int(found[0][1]), int(found[0][2]))
