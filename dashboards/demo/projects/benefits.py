"""Households that take part, and the assets that last year's projects left behind."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from accounts.models import User
from dashboards.demo.assistance.drawing import prepare, write
from dashboards.demo.projects.catalogue import LAST_YEAR
from dashboards.demo.projects.rows import Row
from projects.models import Asset

# As many households as a project names, of its town, families under
# monitoring first in three of ten places.
_LINKED = """
INSERT INTO projects_beneficiary
       (project_id, household_id, linkage, persons, since, agreed_amount, paid_amount,
        paid_on, note, recorded_by_id, updated_at)
SELECT %(project)s, id, CASE WHEN own < 0.5 THEN 'land_share'
       WHEN own < 0.8 THEN 'work' ELSE 'order' END, persons, %(since)s,
       600 + 200 * floor(own * 25),
       CASE WHEN is_paid THEN 300 + 100 * floor(own * 20) END,
       CASE WHEN is_paid THEN %(paid)s::date END, '', %(by)s, now()
  FROM (SELECT h.id, h.persons, d.own,
               d.own < 0.6 AND %(paid)s::date IS NOT NULL AS is_paid,
               row_number() OVER (ORDER BY
                 d.own - CASE WHEN h.monitoring_state <> 'none' THEN 0.3 ELSE 0 END,
                 h.id) AS place
          FROM households_household h
         CROSS JOIN LATERAL (SELECT pg_temp.drawn(%(code)s || h.id) AS own) d
         WHERE h.state = 'active'
           AND h.village_code BETWEEN %(low)s AND %(high)s) ranked
 WHERE place <= %(count)s
"""


def write_benefits(day: dt.date, rows: list[Row], seed: int, by: User) -> None:
    prepare(seed)
    for row in rows:
        if row.made.households and row.project.funded_on:
            _link(day, row, by)
    owners = {name: owner for name, *_rest, owner in LAST_YEAR}
    Asset.objects.bulk_create(
        Asset(
            project=row.project,
            name=row.made.name,
            kind="operating" if row.made.households else "public",
            area_id=row.project.area_id,
            value=Decimal(str(row.made.money)),
            owner_level="village" if owners[row.made.name] else "",
            owner=owners[row.made.name],
            keeper="村级管护员" if owners[row.made.name] else "",
            registered_on=row.project.accepted_on,
            handed_over_on=row.project.handed_over_on
            if owners[row.made.name]
            else None,
            care="consolidate",
            recorded_by=by,
        )
        for row in rows
        if row.made.name in owners
    )


def _link(day: dt.date, row: Row, by: User) -> None:
    town = row.project.area_id[:9]
    paid = row.project.finished_on or row.project.started_on
    write(
        _LINKED,
        {
            "project": row.project.pk,
            "since": row.project.started_on,
            "paid": min(paid + dt.timedelta(days=40), day) if paid else None,
            "code": row.project.code,
            "low": f"{town}000",
            "high": f"{town}999",
            "count": row.made.households,
            "by": by.pk,
        },
    )
