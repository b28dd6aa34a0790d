"""The annual plan in its two versions, and the repository for next year."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from accounts.models import User
from dashboards.demo.projects.rows import Row
from projects.models import Allocation, PlanItem, PlanVersion

#: Came in with the adjustment in July.
ADDED = "安置小区屋面防水修缮"


def write_plans(day: dt.date, rows: list[Row], by: User) -> None:
    _plan(day.year - 1, dt.date(day.year - 1, 1, 15), 1, "", rows, by)
    first = [row for row in rows if row.made.name != ADDED]
    _plan(day.year, dt.date(day.year, 1, 15), 1, "", first, by)
    adjusted = dt.date(day.year, 7, 10)
    if adjusted <= day:
        reason = "增补安置小区屋面防水修缮项目"
        _plan(day.year, adjusted, 2, reason, rows, by)
    stored = [row for row in rows if row.project.stored_on]
    begun = dt.date(day.year, 10, 25)
    if begun <= day:
        _repository(day.year + 1, stored, by)


def _plan(
    year: int, approved: dt.date, number: int, reason: str, rows: list[Row], by: User
) -> None:
    version = PlanVersion.objects.create(
        kind="annual", year=year, number=number, reason=reason, created_by=by
    )
    _fill(version, year, rows)
    version.state, version.approved_on = "approved", approved
    version.approved_by = by
    version.document_no = f"安振组发〔{year}〕{number + 2}号"
    version.save()


def _repository(year: int, rows: list[Row], by: User) -> None:
    """Still being put together."""
    version = PlanVersion.objects.create(
        kind="repository", year=year, number=1, created_by=by
    )
    _fill(version, year, rows)


def _fill(version: PlanVersion, year: int, rows: list[Row]) -> None:
    by_tier = _allocated()
    PlanItem.objects.bulk_create(
        PlanItem(
            version=version,
            project=row.project,
            amount=row.project.budget,
            **by_tier.get(row.project.pk, _wished(row)),
        )
        for row in rows
        if row.year == year
    )


def _allocated() -> dict[int, dict[str, Decimal]]:
    """What each project got, by tier: the plan had said the same."""
    found: dict[int, dict[str, Decimal]] = {}
    rows = Allocation.objects.values_list("project", "batch__tier", "amount")
    for project, tier, amount in rows:
        of_it = found.setdefault(project, {})
        of_it[tier] = of_it.get(tier, Decimal(0)) + amount
    return found


def _wished(row: Row) -> dict[str, Decimal]:
    """Of the repository: industry from the central fund, the rest from the province."""
    is_industry = row.project.category == "industry"
    return {"central" if is_industry else "province": row.project.budget}
