"""Whether a file of payments or contracts can still be withdrawn.

What it has changed would get its earlier amount again, and money may have been paid
since: the sums are asked as they would stand, before anything is taken back.
"""

# ruff: noqa: S608 - names come from our own models, values go as parameters

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from exchange.errors import FileRefused
from exchange.models import ImportRun
from projects.models import Allocation, Contract, Payment

_PAYMENT, _CONTRACT = Payment._meta.db_table, Contract._meta.db_table
_ALLOCATION = Allocation._meta.db_table


def _earlier(model: Any) -> str:
    """SQL: the values (``y``) that the rows changed by a run had before it; with the
    parameters run (as text), run and label."""
    events = model.pgh_event_model._meta.db_table
    return f"""
        SELECT DISTINCT ON (y.pgh_obj_id) y.pgh_obj_id AS row_id, y.*
          FROM exchange_touchedrow r
          JOIN {events} own ON own.pgh_obj_id = r.object_id
           AND own.pgh_context ->> 'run' = %s
          JOIN {events} y ON y.pgh_obj_id = r.object_id AND y.pgh_id < own.pgh_id
         WHERE r.run_id = %s AND r.model = %s AND NOT r.is_new
         ORDER BY y.pgh_obj_id, y.pgh_id DESC"""


def payments_go_back(run: ImportRun) -> None:
    """``Roster.before_undo`` of payments. Raises FileRefused."""
    label = Payment._meta.label_lower
    found = _any(
        f"""WITH back AS ({_earlier(Payment)}),
        after AS (
            SELECT p.project_id, coalesce(b.batch_id, p.batch_id) AS batch_id,
                   CASE WHEN b.row_id IS NULL THEN p.contract_id
                        ELSE b.contract_id END AS contract_id,
                   coalesce(b.amount, p.amount) AS amount
              FROM {_PAYMENT} p LEFT JOIN back b ON b.row_id = p.id
             WHERE p.id NOT IN (
                   SELECT object_id FROM exchange_touchedrow
                    WHERE run_id = %s AND model = %s AND is_new))
        SELECT 1 FROM (
            SELECT project_id, batch_id, sum(amount) AS paid
              FROM after GROUP BY project_id, batch_id) t
         WHERE t.paid > (SELECT coalesce(sum(a.amount), 0) FROM {_ALLOCATION} a
                          WHERE a.project_id = t.project_id
                            AND a.batch_id = t.batch_id)
        UNION ALL
        SELECT 1 FROM (
            SELECT contract_id, sum(amount) AS paid FROM after GROUP BY contract_id) t
          JOIN {_CONTRACT} c ON c.id = t.contract_id WHERE t.paid > c.amount""",
        [str(run.pk), run.pk, label, run.pk, label],
    )
    if found:
        raise FileRefused(
            _(
                "Money was paid or taken back since, and the earlier amounts no longer "
                "fit. Correct the payments one by one instead."
            )
        )


def contracts_go_back(run: ImportRun) -> None:
    """``Roster.before_undo`` of contracts. Raises FileRefused."""
    found = _any(
        f"""SELECT 1 FROM ({_earlier(Contract)}) b
         WHERE b.amount < (SELECT coalesce(sum(p.amount), 0) FROM {_PAYMENT} p
                            WHERE p.contract_id = b.row_id)""",
        [str(run.pk), run.pk, Contract._meta.label_lower],
    )
    if found:
        raise FileRefused(
            _(
                "More is paid on a contract than its earlier amount. Correct the "
                "contracts one by one instead."
            )
        )


def _any(sql: str, params: list[Any]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS ({sql})", params)
        return bool(cursor.fetchone()[0])
