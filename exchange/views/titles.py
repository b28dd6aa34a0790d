"""What imports and exports are called on screen: kind of data and what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Area, User
from core.months import Month
from exchange.models import ImportRun
from exchange.registry import roster_for
from exchange.roster import Roster


def roster_of(key: str) -> Roster | None:
    """The roster, or None for one that a later version no longer has."""
    try:
        return roster_for(key)
    except KeyError:
        return None


def title_of(run: ImportRun, viewer: User) -> str:
    return titles([(run.roster, run.context)], viewer)[0]


def titles(about: Iterable[tuple[str, Mapping[str, Any]]], viewer: User) -> list[str]:
    """Titles from roster key and context; all villages are named in one query."""
    listed = list(about)
    codes = {str(context.get("village") or "") for _key, context in listed} - {""}
    names: dict[str, str] = {}
    if codes:
        areas = Area.objects.visible_to(viewer).filter(code__in=codes)
        names = dict(areas.values_list("code", "name"))
    return [_title(key, context, names) for key, context in listed]


def _title(key: str, context: Mapping[str, Any], villages: dict[str, str]) -> str:
    roster = roster_of(key)
    parts = [
        str(roster.label) if roster else _("Former kind of data"),
        villages.get(str(context.get("village") or ""), ""),
        _month(str(context.get("month") or "")) or str(context.get("year") or ""),
    ]
    return " ".join(part for part in parts if part)


def _month(text: str) -> str:
    try:
        return Month.parse(text).label
    except ValueError:
        return ""
