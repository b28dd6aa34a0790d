"""Households that take part, and the assets that last year's projects left behind."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from accounts.models import User
from dashboards.demo.assistance.drawing import SUPPORTED, prepare, write
from dashboards.demo.projects.catalogue import LAST_YEAR
from dashboards.demo.projects.rows import Row
from projects.models import Asset

# As many households as a project names, of its town: families under monitoring a
# little more often than others that policies are for.
_LINKED = f"""
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
                 d.own - CASE WHEN h.monitoring_state <> 'none' THEN 0.1 ELSE 0 END,
                 h.id) AS place
          FROM households_household h
         CROSS JOIN LATERAL (SELECT pg_temp.drawn(%(code)s || h.id) AS own) d
         WHERE h.state = 'active' AND {SUPPORTED}
           AND h.village_code BETWEEN %(low)s AND %(high)s) ranked
 WHERE place <= %(count)s
"""  # noqa: S608 - constants of this project


_OWNERS = {name: owner for name, *_rest, owner in LAST_YEAR}
#: Accepted, and no asset recorded.
FORGOTTEN = ("安置小区屋面防水修缮", "肉牛养殖小区粪污处理")


def write_benefits(day: dt.date, rows: list[Row], seed: int, by: User) -> None:
    prepare(seed)
    for row in rows:
        if row.made.households and row.project.funded_on:
            _link(day, row, by)
    Asset.objects.bulk_create(
        _asset(row, by)
        for row in rows
        if _leaves_asset(row) and row.project.accepted_on
    )


def _leaves_asset(row: Row) -> bool:
    """What was built; two of this year's have not been recorded yet."""
    built = row.project.category in {"industry", "construction", "relocation"}
    return built and row.made.name not in FORGOTTEN


def _asset(row: Row, by: User) -> Asset:
    made, project = row.made, row.project
    owner = _OWNERS.get(made.name, f"{made.town}人民政府")
    return Asset(
        project=project,
        name=made.name,
        kind="operating" if made.households else "public",
        area_id=project.area_id,
        value=Decimal(str(made.money)),
        owner_level=("village" if "合作社" in owner else "township") if owner else "",
        owner=owner,
        keeper="村级管护员" if owner else "",
        registered_on=project.accepted_on,
        handed_over_on=project.handed_over_on if owner else None,
        care="consolidate",
        recorded_by=by,
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
