"""Two people saved the same visit: both versions side by side, a choice per field."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.templatetags.ui import number
from households import choices
from households.forms.visits import VisitForm
from households.models import Visit
from households.services.visits import AMOUNTS, COMPARED, VisitData

MINE, THEIRS = "mine", "theirs"

#: Fields that only make sense together, under the first one's name.
_TOGETHER = {"met": ("met", "met_names")}
_FOLLOWERS = {"met_names"}

#: What the later visitor saw counts for signals and safeguards; amounts that somebody
#: has already corrected are the better default for money.
_THEIRS_FIRST = frozenset({*AMOUNTS, "change_reason", "visited_on", "mode", "visitors"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs, as both read it."""

    name: str
    label: str
    mine: str
    theirs: str
    choice: str


def differences(data: VisitData, current: Visit, form: VisitForm) -> list[Difference]:
    found = []
    for name in COMPARED:
        names = _TOGETHER.get(name, (name,))
        if name in _FOLLOWERS or all(
            getattr(data, part) == getattr(current, part) for part in names
        ):
            continue
        found.append(
            Difference(
                name=name,
                label=str(form.fields["met_who" if name == "met" else name].label),
                mine=shown(name, data),
                theirs=shown(name, current),
                choice=THEIRS if name in _THEIRS_FIRST else MINE,
            )
        )
    return found


def merge(data: VisitData, current: Visit, chosen: Mapping[str, Any]) -> VisitData:
    """My version with the fields in which the other's was chosen."""
    taken: dict[str, Any] = {}
    for name in COMPARED:
        if name not in _FOLLOWERS and chosen.get(f"choice_{name}") == THEIRS:
            for part in _TOGETHER.get(name, (name,)):
                taken[part] = getattr(current, part)
    return dataclasses.replace(data, **taken)


def shown(name: str, visit: Visit | VisitData) -> str:
    """A value as a person reads it."""
    value = getattr(visit, name)
    if name == "met":
        return visit.met_names or choices.MetWith(visit.met).label
    if name == "signals":
        return "、".join(choices.Signal(code).label for code in value) or _("none")
    if name == "visited_on":
        return str(date_format(value, "n月j日"))
    if isinstance(value, bool):
        return _("has a problem") if value else _("assured")
    if isinstance(value, Decimal):
        return _("%(amount)s yuan") % {"amount": number(value, 2 if value % 1 else 0)}
    return _coded(name, value)


def _coded(name: str, value: Any) -> str:
    lists = {"mode": choices.VisitMode, "conclusion": choices.Conclusion}
    if name in lists and value:
        return str(lists[name](value).label)
    return str(value) if value not in (None, "") else "—"
