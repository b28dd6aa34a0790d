"""What an import is called on screen: its kind of data and what it is about."""

from __future__ import annotations

from collections.abc import Iterable

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
    return titles([run], viewer)[run.pk]


def titles(runs: Iterable[ImportRun], viewer: User) -> dict[int, str]:
    """Titles by run; the villages of all of them are named in one query."""
    listed = list(runs)
    codes = {run.context.get("village") for run in listed} - {None, ""}
    names: dict[str, str] = {}
    if codes:
        areas = Area.objects.visible_to(viewer).filter(code__in=codes)
        names = dict(areas.values_list("code", "name"))
    return {run.pk: _title(run, names) for run in listed}


def _title(run: ImportRun, villages: dict[str, str]) -> str:
    roster = roster_of(run.roster)
    parts = [str(roster.label) if roster else _("Former kind of data")]
    village = villages.get(run.context.get("village", ""))
    if village:
        parts.append(village)
    parts.append(_month(run.context.get("month", "")) or run.context.get("year", ""))
    return " ".join(part for part in parts if part)


def _month(text: str) -> str:
    try:
        return Month.parse(text).label
    except ValueError:
        return ""
