"""Assets of a project: whose they are, who looks after them, and handing them over.

An asset without an owner is kept and told as a finding; it cannot be handed over.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.models import User
from projects.choices import AssetCare, AssetKind, AssetOwner
from projects.models import Asset, Project
from projects.services.benefits import is_ahead
from projects.services.entries import locked, tell, written

_BESIDE = {"_once": "name", "_has_owner": "owner"}


@dataclass(frozen=True, slots=True)
class AssetSum:
    """So many assets, worth so much (10,000 yuan); ``query`` opens them in the list."""

    label: str
    query: str
    count: int
    value: Decimal


@transaction.atomic
def add_asset(*, project: Project, by: User, values: Mapping[str, Any]) -> Asset:
    """Enter what a project has left behind. Raises ValidationError."""
    row = Asset(project=project, recorded_by=by)
    return _write(row, values)


@transaction.atomic
def change_asset(*, pk: int, values: Mapping[str, Any], seen: str) -> Asset:
    """Correct an asset, or say whose it is. Raises StaleRowError, ValidationError."""
    return _write(locked(Asset, pk, seen), values)


@transaction.atomic
def remove_asset(*, pk: int, seen: str) -> None:
    """Take out an asset entered by mistake. Raises StaleRowError, and ValidationError
    for one that was handed over."""
    row = locked(Asset, pk, seen)
    if row.handed_over_on is not None:
        raise ValidationError(_("It was handed over and is not removed."))
    project = row.project_id
    row.delete()
    tell(Asset, project)


@transaction.atomic
def hand_over(
    *,
    project: Project,
    assets: Collection[int],
    on: dt.date,
    owner_level: str,
    owner: str,
    keeper: str,
) -> int:
    """Hand several assets of a project over to one owner in one step; returns how many.
    Raises ValidationError: no asset, a day before the acceptance or in the future, or
    one that was handed over meanwhile."""
    rows = list(
        Asset.objects.select_for_update().filter(
            project=project, pk__in=assets, handed_over_on=None
        )
    )
    if not rows or len(rows) != len(set(assets)):
        raise ValidationError({"assets": _("Tick the assets that are handed over.")})
    _check_day(project, on)
    for row in rows:
        row.handed_over_on, row.owner_level, row.owner = on, owner_level, owner
        row.keeper = keeper or row.keeper
        row.registered_on = row.registered_on or on
        written(row, {}, _BESIDE)
    tell(Asset, project.pk)
    return len(rows)


def sums(rows: QuerySet[Asset]) -> dict[str, list[AssetSum]]:
    """What the list of assets is made of: by kind, by owner, by the four courses."""
    groups: dict[str, list[tuple[str, str, Q]]] = {
        "all": [
            (_("All assets"), "", Q()),
            (_("Without an owner"), "owned=no", Q(owner="")),
            (_("Not handed over"), "handed=no", Q(handed_over_on=None)),
            (_("Without one of the four courses"), "course=no", Q(care="")),
        ],
        "kinds": _by("kind", AssetKind.choices),
        "owners": _by("owner_level", AssetOwner.choices),
        "courses": _by("care", AssetCare.choices),
    }
    wanted = {
        f"{group}_{index}": among
        for group, listed in groups.items()
        for index, (_label, _query, among) in enumerate(listed)
    }
    counts = {f"n_{name}": Count("pk", filter=q) for name, q in wanted.items()}
    values = {f"v_{name}": Sum("value", filter=q) for name, q in wanted.items()}
    found = rows.order_by().aggregate(**counts, **values)
    return {
        group: [
            AssetSum(
                label,
                query,
                found[f"n_{group}_{index}"],
                found[f"v_{group}_{index}"] or Decimal(0),
            )
            for index, (label, query, _among) in enumerate(listed)
        ]
        for group, listed in groups.items()
    }


def _by(name: str, choices: Any) -> list[tuple[str, str, Q]]:
    return [
        (str(label), f"{name}={value}", Q(**{name: value})) for value, label in choices
    ]


def _write(row: Asset, values: Mapping[str, Any]) -> Asset:
    if is_ahead(values.get("registered_on")):
        raise ValidationError({"registered_on": _("The date is in the future.")})
    if bool(values.get("owner")) != bool(values.get("owner_level")):
        place = "owner_level" if values.get("owner") else "owner"
        raise ValidationError({place: _("An owner has a name and a level.")})
    if values.get("handed_over_on") is not None:
        _check_day(row.project, values["handed_over_on"])
    written(row, values, _BESIDE)
    tell(Asset, row.project_id)
    return row


def _check_day(project: Project, day: dt.date) -> None:
    """Assets are handed over after the project was accepted (domain §8.3)."""
    if is_ahead(day):
        raise ValidationError({"handed_over_on": _("The date is in the future.")})
    if project.accepted_on is None:
        message = _("The project is not accepted yet; assets are handed over after it.")
        raise ValidationError({"handed_over_on": message})
    if day < project.accepted_on:
        message = _("The project was accepted on %(day)s, after this day.")
        raise ValidationError(
            {"handed_over_on": message % {"day": project.accepted_on}}
        )
