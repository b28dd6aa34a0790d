"""What follows when a ledger's file has been written or withdrawn."""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from assistance.signals import ledgers_changed
from exchange.cells import Cell
from exchange.models import ImportRun
from exchange.roster import Target
from exchange.staging.outcome import outcome
from exchange.staging.stage import Stage
from households.signals import register_changed

#: Tables whose rows name their household through another.
_THROUGH = {
    "assistance.postwage": "SELECT p.household_id FROM assistance_publicpost p "
    "JOIN assistance_postwage w ON w.post_id = p.id WHERE w.id IN ({touched})",
    "assistance.measurerecord": "SELECT m.household_id FROM assistance_measure m "
    "JOIN assistance_measurerecord r ON r.measure_id = m.id WHERE r.id IN ({touched})",
    "households.workrecord": "SELECT m.household_id FROM households_member m "
    "JOIN households_workrecord w ON w.member_id = m.id WHERE w.id IN ({touched})",
}
#: Tables of villages and sites: no household hangs on them.
_OF_VILLAGES = {
    "assistance.dividend",
    "assistance.consumptionaid",
    "assistance.sitework",
}


def affected_households(run: ImportRun) -> list[int]:
    """Households of the rows that a run has written."""
    found: set[int] = set()
    labels = set(run.touched.values_list("model", flat=True).distinct())
    with connection.cursor() as cursor:
        for label in labels - _OF_VILLAGES:
            touched = (
                "SELECT object_id FROM exchange_touchedrow "
                "WHERE run_id = %s AND model = %s"
            )
            table = label.replace(".", "_")
            direct = f"SELECT household_id FROM {table} WHERE id IN ({touched})"
            sql = _THROUGH.get(label, direct).format(touched=touched)
            cursor.execute(sql, [run.pk, label])
            found |= {row[0] for row in cursor.fetchall()}
    return sorted(found)


def ledger_written(run: ImportRun, households: list[int]) -> None:
    """Cards at once, in the same transaction; figures by whoever listens."""
    ledgers_changed.send(sender=ImportRun, households=households)
    register_changed.send(sender=ImportRun, months=[])


def values(context: Mapping[str, Any]) -> dict[str, str]:
    """The owner of the run, for ``on_insert``."""
    owner = context.get("owner")
    return {"owner": str(int(owner)) if owner else "NULL"}


def refuse_future(stage: Stage, target: Target, *fields: str) -> None:
    """Days of what has been done are not in the future."""
    after = outcome(stage, target)
    for name in fields:
        stage.refuse(
            target,
            f"SELECT v.row, NULL::text FROM ({after}) v WHERE v.{name} > %s",
            [timezone.localdate()],
            message=_("The date is in the future."),
            field=name,
        )


#: Parts that the rosters of ledgers share.
LEDGER: dict[str, Any] = {
    "permission": "assistance.enter_ledger",
    "export_permission": "assistance.export_ledger",
    "ignored": ("序号", "省", "市", "县"),
    "whole_register": True,
    "affected": affected_households,
    "after": ledger_written,
    "values": values,
    "derived_headings": {"id": "对应"},
    "derived_cells": {"id": Cell()},
    "order": "household.village_code, household.id",
}
