"""Township and village as conditions of a list, inside the account's own area."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, User
from accounts.scoping import (
    ScopedQuerySet,
    code_range,
    department_range,
    user_range,
)
from accounts.successions import happened, heirs
from core.listing import ListFilters, offered

RowsT = TypeVar("RowsT", bound=ScopedQuerySet[Any])

#: More villages than these are offered only when a township has been chosen.
_MOST_VILLAGES = 40


@dataclass(frozen=True, slots=True)
class AreaRow:
    """What a list needs of an area: 150 of them are read for every page."""

    code: str
    name: str
    level: str


def area_rows(user: User) -> list[AreaRow]:
    """Townships and villages of the account's area, and the township it lies in.

    A department has no area and works in every village: areas are no personal data.
    """
    if department_range(user) is not None:
        everywhere = Area.objects.current().exclude(level=Area.Level.COUNTY)
        return [
            AreaRow(*row) for row in everywhere.values_list("code", "name", "level")
        ]
    if user_range(user) is None:
        return []
    visible = Area.objects.current().visible_to(user)
    above = Area.objects.containing(user)
    found = (visible | above).exclude(level=Area.Level.COUNTY)
    return [AreaRow(*row) for row in found.values_list("code", "name", "level")]


def in_area(rows: RowsT, code: str) -> RowsT:
    """Rows of a township or of a village, told apart by their codes."""
    level = Area.Level.TOWNSHIP if code.endswith("000") else Area.Level.VILLAGE
    return rows.in_range(*code_range(code, level))


def _followed(data: QueryDict, areas: list[AreaRow]) -> QueryDict:
    """The conditions with an ended area replaced by the one it goes on as: a saved view
    and a sent link outlive a merger. One that was divided stays, and holds nothing."""
    offered_codes = {area.code for area in areas}
    given = {name: data.get(name, "") for name in ("township", "village")}
    unknown = {n: code for n, code in given.items() if code not in {"", *offered_codes}}
    if not unknown:
        return data
    known = happened(timezone.localdate())
    copy = data.copy()
    for name, code in unknown.items():
        found = heirs(code, known)
        if len(found) == 1 and found <= offered_codes:
            copy[name] = found.pop()
    return copy


class AreaFilters(ListFilters):
    township = forms.ChoiceField(label=_("Township"), required=False)
    village = forms.ChoiceField(label=_("Village"), required=False)

    def __init__(self, data: QueryDict, *, areas: list[AreaRow], **kwargs: Any) -> None:
        data = _followed(data, areas)
        super().__init__(data, **kwargs)
        self.areas = areas
        chosen = data.get("township", "")
        townships = [a for a in areas if a.level == Area.Level.TOWNSHIP]
        villages = [a for a in areas if a.level == Area.Level.VILLAGE]
        shown = [a for a in villages if not chosen or a.code[:9] == chosen[:9]]
        self._offer("township", townships)
        # All villages are accepted, those of the chosen township are offered.
        self._offer("village", villages)
        some = bool(chosen) or len(villages) <= _MOST_VILLAGES
        self.offered_villages = shown if some else []
        # Nobody asks whether a list is valid: what is, holds.
        self.full_clean()

    def _offer(self, name: str, areas: list[AreaRow]) -> None:
        field = cast(forms.ChoiceField | None, self.fields.get(name))
        if field is not None:
            field.choices = offered([(a.code, a.name) for a in areas], _("All"))
