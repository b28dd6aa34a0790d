"""What the pages of the repository and the annual plan show of a version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import Count, Sum

from accounts.models import User
from households.services.register import fingerprint
from projects.choices import Category, PlanKind, PlanState
from projects.models import PlanItem, PlanVersion
from projects.models.plans import SOURCES

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Group:
    """The projects of a category, with what they come to."""

    category: Category
    items: list[PlanItem]

    @property
    def total(self) -> Decimal:
        return sum((item.amount for item in self.items), _ZERO)

    @property
    def sources(self) -> list[Decimal]:
        return _by_source(self.items)


class VersionPage:
    """A version as an account sees it: the sums are public, its projects bounded."""

    def __init__(self, version: PlanVersion, viewer: User) -> None:
        self.version, self.viewer = version, viewer

    @property
    def is_draft(self) -> bool:
        return bool(self.version.state == PlanState.DRAFT)

    @property
    def is_annual(self) -> bool:
        return bool(self.version.kind == PlanKind.ANNUAL)

    @cached_property
    def items(self) -> list[PlanItem]:
        """By category, then number; of a draft with what its forms remember."""
        rows = PlanItem.objects.visible_to(self.viewer).filter(version=self.version)
        related = ("project__area__parent", "project__department", "project__kind")
        listed = list(rows.select_related(*related))
        order = list(Category.values)
        if self.is_draft:
            for item in listed:
                item.seen = fingerprint(item)
        return sorted(
            listed,
            key=lambda item: (order.index(item.project.category), item.project.code),
        )

    @cached_property
    def groups(self) -> list[Group]:
        return [
            Group(Category(category), list(items))
            for category, items in groupby(
                self.items, key=lambda item: item.project.category
            )
        ]

    @cached_property
    def whole(self) -> dict[str, Any]:
        """Count and sum of the whole county."""
        found = self.version.items.aggregate(count=Count("pk"), total=Sum("amount"))
        return {"count": found["count"], "total": found["total"] or _ZERO}

    @property
    def total(self) -> Decimal:
        return sum((item.amount for item in self.items), _ZERO)

    @property
    def sources(self) -> list[Decimal]:
        return _by_source(self.items)

    @property
    def is_part(self) -> bool:
        """The account sees some of the projects only."""
        return bool(len(self.items) < self.whole["count"])

    @property
    def without_sources(self) -> int:
        return sum(1 for item in self.items if not item.source_total)


def _by_source(items: Iterable[PlanItem]) -> list[Decimal]:
    rows = [[amount for _tier, amount in item.sources] for item in items]
    return [sum(column, _ZERO) for column in zip(*rows, strict=True)] or [
        _ZERO for _source in SOURCES
    ]


@dataclass(frozen=True, slots=True)
class Changed:
    """A project whose money differs between two versions."""

    before: PlanItem
    after: PlanItem

    @property
    def difference(self) -> Decimal:
        return self.after.amount - self.before.amount

    @property
    def sources(self) -> list[tuple[str, Decimal, Decimal]]:
        """Sources that differ: name, before, after."""
        both = zip(self.before.sources, self.after.sources, strict=True)
        return [(tier, old, new) for (tier, old), (_same, new) in both if old != new]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a version has that another had not, and the other way round."""

    added: list[PlanItem]
    removed: list[PlanItem]
    changed: list[Changed]
    same: int

    @classmethod
    def between(cls, before: VersionPage, after: VersionPage) -> Difference:
        old = {item.project_id: item for item in before.items}
        new = {item.project_id: item for item in after.items}
        both = [Changed(old[pk], item) for pk, item in new.items() if pk in old]
        changed = [pair for pair in both if pair.difference or pair.sources]
        return cls(
            added=[item for pk, item in new.items() if pk not in old],
            removed=[item for pk, item in old.items() if pk not in new],
            changed=changed,
            same=len(both) - len(changed),
        )

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed or self.changed)

    @property
    def total(self) -> Decimal:
        """By how much the whole changes."""
        rise = sum((item.amount for item in self.added), _ZERO)
        fall = sum((item.amount for item in self.removed), _ZERO)
        return rise - fall + sum((pair.difference for pair in self.changed), _ZERO)
