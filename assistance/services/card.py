"""Policy cards (明白卡): their lines are made anew from rules and ledgers, in one
statement, whenever either changes. Nobody else writes them."""

# ruff: noqa: S608 - constants of this project, no user text

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from assistance.entitlements import values_on
from assistance.services import card_lines

#: Key of the advisory lock: two refreshes, of which each sees half of what is new, must
#: not overwrite each other.
_LOCK = 20_612
_COLUMNS = ("rule", *card_lines.VALUES)
_SAME = """(t.household_id, coalesce(t.member_id, 0), t.benefit, t.period)
        = (s.household_id, coalesce(s.member_id, 0), s.benefit, s.period)"""
_OLD = ", ".join(f"t.{name}" for name in _COLUMNS)
_NEW = ", ".join(f"s.{name}" for name in _COLUMNS)

# Only what differs is written. A reason for no application that no line needs any
# more has lapsed.
_WRITE = f"""
WITH {{source}},
present AS (
    SELECT * FROM assistance_cardline WHERE {{only}}),
gone AS (
    DELETE FROM assistance_cardline d USING present t
     WHERE d.id = t.id AND NOT EXISTS (SELECT 1 FROM source s WHERE {_SAME})
    RETURNING 1),
changed AS (
    UPDATE assistance_cardline d
       SET ({", ".join(_COLUMNS)}, refreshed_on) = ROW({_NEW}, %(today)s::date)
      FROM present t JOIN source s ON {_SAME}
     WHERE d.id = t.id AND ({_OLD}) IS DISTINCT FROM ({_NEW})
    RETURNING 1),
added AS (
    INSERT INTO assistance_cardline
           (household_id, member_id, benefit, period, {", ".join(_COLUMNS)},
            refreshed_on)
    SELECT s.household_id, s.member_id, s.benefit, s.period, {_NEW}, %(today)s::date
      FROM source s LEFT JOIN present t ON {_SAME}
     WHERE t.id IS NULL
    RETURNING 1),
lapsed AS (
    UPDATE assistance_noapplication n
       SET lapsed_on = %(today)s::date, updated_at = now()
     WHERE withdrawn_on IS NULL AND lapsed_on IS NULL AND {{only}}
       AND NOT EXISTS (
           SELECT 1 FROM source s
            WHERE (s.household_id, coalesce(s.member_id, 0), s.benefit, s.state)
                = (n.household_id, coalesce(n.member_id, 0), n.benefit, 'declined'))
    RETURNING 1)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM changed)
       + (SELECT count(*) FROM added)
"""


@transaction.atomic
def refresh_cards(
    households: Collection[int] | None = None, *, today: dt.date | None = None
) -> int:
    """Bring the lines of cards up to date; returns how many were changed.

    ``households`` limits the work to some households; None means the whole register.
    """
    if households is not None and not households:
        return 0
    day = today or timezone.localdate()
    limited = households is not None
    statement = _WRITE.format(
        source=card_lines.source(limited=limited),
        only="household_id = ANY(%(households)s)" if limited else "true",
    )
    values: dict[str, Any] = {
        **values_on(day),
        "recent": dt.date(day.year - 1, 1, 1),
        "households": sorted(households) if households is not None else None,
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return int(row[0])
