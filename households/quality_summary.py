"""How many hits there are: by rule, by severity, by area."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import Left

from accounts.models import Area, User
from exchange.models import Job
from households.checks.declare import Check, Group, all_checks
from households.choices import HitState, Severity
from households.models import QualityHit, QualityRun

#: Open hits as a share of the worst area's, from which a cell is tinted.
_TINTS = ((0.67, "h3"), (0.34, "h2"), (0.0, "h1"))
#: Digits of an area code that tell a township, and a village.
_TOWNSHIP, _VILLAGE = 9, 12


def running_job() -> Job | None:
    """The run under way, whoever asked for it: it is everybody's."""
    jobs = Job.objects.unfinished().filter(kind=Job.Kind.CHECK_QUALITY)
    return jobs.order_by("pk").first()


def last_run() -> QualityRun | None:
    """The latest finished run of all rules; one of a single rule is not meant."""
    whole = QualityRun.objects.filter(finished_at__isnull=False, scope_low="")
    return whole.filter(rules__gt=1).first()


@dataclass(slots=True)
class RuleCount:
    """A rule and its hits by state, inside somebody's area."""

    check: Check
    states: dict[str, int] = field(default_factory=dict)

    @property
    def open(self) -> int:
        return self.states.get(HitState.OPEN, 0)

    @property
    def exempt(self) -> int:
        return self.states.get(HitState.EXEMPT, 0)

    @property
    def fixed(self) -> int:
        return self.states.get(HitState.FIXED, 0)


@dataclass(frozen=True, slots=True)
class AreaCount:
    """Open hits of an area by severity, with the tint of each cell."""

    area: Area
    total: int
    cells: list[tuple[str, int, str]]


def rule_counts(user: User) -> list[RuleCount]:
    """Every active rule with its hits in the account's area, in one query."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    rows = QualityHit.objects.visible_to(user).order_by().values("rule", "state")
    for row in rows.annotate(hits=Count("pk")):
        found[row["rule"]][row["state"]] = row["hits"]
    return [RuleCount(check, found[check.key]) for check in all_checks()]


def by_group(counts: list[RuleCount]) -> list[tuple[str, list[RuleCount]]]:
    """The rules under the headings of their groups."""
    groups: dict[Group, list[RuleCount]] = defaultdict(list)
    for count in counts:
        groups[count.check.group].append(count)
    return [(str(group.label), rows) for group, rows in groups.items()]


def by_severity(counts: list[RuleCount]) -> dict[str, int]:
    """Open hits by severity."""
    totals = dict.fromkeys(Severity.values, 0)
    for count in counts:
        totals[count.check.severity] += count.open
    return totals


def area_counts(user: User) -> list[AreaCount]:
    """Open hits of the townships, or of one township's villages, worst first."""
    area = user.area
    if area is None or area.level == Area.Level.VILLAGE:
        return []
    digits = _VILLAGE if area.level == Area.Level.TOWNSHIP else _TOWNSHIP
    rows: Any = (
        QualityHit.objects.visible_to(user)
        .open()
        .order_by()
        .annotate(part=Left("village_id", digits))
        .values("part")
        .annotate(
            **{s.value: Count("pk", filter=Q(severity=s.value)) for s in Severity}
        )
    )
    found = {row["part"].ljust(_VILLAGE, "0"): row for row in rows}
    areas = Area.objects.filter(code__in=found).in_bulk(field_name="code")
    most = {
        s: max((row[s] for row in found.values()), default=0) for s in Severity.values
    }
    listed = [
        AreaCount(
            areas[code],
            sum(row[s] for s in Severity.values),
            [(s, row[s], _tint(s, row[s], most[s])) for s in Severity.values],
        )
        for code, row in found.items()
        if code in areas
    ]
    return sorted(listed, key=lambda one: (-one.cells[0][1], -one.total))


def _tint(severity: str, count: int, most: int) -> str:
    """Reminders are no alarm and stay plain."""
    if not count or severity == Severity.REMINDER:
        return ""
    return next(css for share, css in _TINTS if count / most >= share)
