"""The tree of areas: entered by hand, ended, merged. Rosters bring most of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Area
from accounts.services.mergers import NEW_VILLAGE, settle_mergers

#: Digits of a code that name the area above, by level.
_ABOVE = {Area.Level.TOWNSHIP: 6, Area.Level.VILLAGE: 9}


def level_of(code: str) -> Area.Level:
    """``990981000000`` is a county, ``990981101000`` a township, the rest villages."""
    if code.endswith("000000"):
        return Area.Level.COUNTY
    return Area.Level.TOWNSHIP if code.endswith("000") else Area.Level.VILLAGE


@transaction.atomic
def create_area(
    *,
    code: str,
    name: str,
    aliases: Sequence[str] = (),
    valid_from: dt.date | None = None,
) -> Area:
    """A new area below the one that its code names. Raises ValidationError by field."""
    level = level_of(code)
    area = Area(code=code, name=name, aliases=list(aliases), level=level)
    if valid_from:
        area.valid_from = valid_from
    if level != Area.Level.COUNTY:
        above = code[: _ABOVE[level]].ljust(12, "0")
        area.parent = Area.objects.filter(code=above).first()
        if area.parent is None:
            sentence = _("There is no area %(code)s above it yet; create that first.")
            raise ValidationError({"code": sentence % {"code": above}})
    return _save(area)


@transaction.atomic
def change_area(
    *,
    area: Area,
    name: str,
    aliases: Sequence[str],
    valid_from: dt.date,
    valid_to: dt.date | None,
) -> Area:
    """Rename or date an area. Its code never changes: rows refer to it."""
    area = Area.objects.select_for_update().get(pk=area.pk)
    successor = area.successors.first()
    if successor is not None and area.valid_to is not None and valid_to is None:
        sentence = _("This area went on as %(name)s. Undo the merger instead.")
        raise ValidationError({"valid_to": sentence % {"name": successor.name}})
    area.name, area.aliases = name, list(aliases)
    area.valid_from, area.valid_to = valid_from, valid_to
    return _save(area)


@transaction.atomic
def merge_villages(
    *,
    villages: Sequence[Area],
    merged_on: dt.date,
    successor: Area | None = None,
    code: str = "",
    name: str = "",
) -> Area:
    """End villages on the day before ``merged_on`` in favour of one that exists or of
    a new one (``code`` and ``name``); the ended ones become its predecessors.

    Households, accounts and whatever else stands at the ended villages move at once,
    or by the nightly task when the day is still to come. Raises ValidationError by
    field.
    """
    origin = "page"
    if successor is None:
        successor = create_area(code=code, name=name, valid_from=merged_on)
        origin = NEW_VILLAGE
    ending = [village for village in villages if village.pk != successor.pk]
    if not ending:
        raise ValidationError({"villages": _("Choose a village that ends.")})
    for village in ending:
        if village.parent_id != successor.parent_id:
            raise ValidationError(
                {"successor": _("The villages belong to different townships.")}
            )
        village.valid_to = merged_on - dt.timedelta(days=1)
        _save(village)
    successor.predecessors.add(*ending)
    settle_mergers(origin=origin)
    return successor


def _save(area: Area) -> Area:
    namesakes = Area.objects.current().filter(parent=area.parent, name=area.name)
    if area.valid_to is None and namesakes.exclude(pk=area.pk).exists():
        raise ValidationError(
            {"name": _("There is already an area of this name in the same place.")}
        )
    area.full_clean()
    area.save()
    return area
