"""Villages by code or by their names, inside the owner's area only (domain §4.7).

A village that was merged is understood and lands in its successor, with a notice.
"""

import difflib
import re
from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Area
from accounts.successions import heirs, links
from exchange.cells import Cell, squeeze
from exchange.staging.batch import Batch
from exchange.staging.stage import Stage

VILLAGE_END = re.compile(r"(村民委员会|社区居委会|居民委员会|村委会|居委会|社区|村)$")
TOWN_END = re.compile(r"(街道办事处|\(办\)|\(镇\)|\(乡\)|办事处|街道办|街道|镇|乡|办)$")


def short(name: str, end: re.Pattern[str]) -> str:
    """A name without its suffix, which rosters write or leave out."""
    squeezed = squeeze(name)
    return end.sub("", squeezed) or squeezed


class VillageName(Cell):
    """Shows the name of a village code."""

    def shown(self, value: Any) -> str:
        area = Area.objects.filter(code=value).first()
        return area.name if area else str(value)


class Villages:
    """The villages that a run may name."""

    def __init__(self, low: str, high: str) -> None:
        areas = list(Area.objects.in_range(low, high).current())
        towns = {area.code: area for area in areas if area.level == Area.Level.TOWNSHIP}
        self.by_code = {a.code for a in areas if a.level == Area.Level.VILLAGE}
        self.by_name: dict[str, set[str]] = defaultdict(set)
        self.names: dict[str, str] = {}
        self.town_of: dict[str, set[str]] = defaultdict(set)
        parents = set(
            Area.objects.filter(code__in={c[:9] + "000" for c in self.by_code})
        )
        for town in {*towns.values(), *parents}:
            for name in (town.name, *town.aliases):
                self.town_of[short(name, TOWN_END)].add(town.code[:9])
        for area in areas:
            if area.level == Area.Level.VILLAGE:
                self.names[area.code] = area.name
                for name in (area.name, *area.aliases):
                    self.by_name[short(name, VILLAGE_END)].add(area.code)
        self._add_former()
        self._found: dict[tuple[Any, ...], tuple[str | None, str, str]] = {}

    def _add_former(self) -> None:
        """Ended villages that go on inside the area: code, and names not taken."""
        known = links()
        #: Code of an ended village → codes of those that it goes on as.
        self.former: dict[str, set[str]] = {}
        self.former_names: dict[str, set[str]] = defaultdict(set)
        for area in Area.objects.villages().filter(code__in=known):
            after = heirs(area.code, known)
            if area.code in self.by_code or not after & self.by_code:
                continue
            self.former[area.code] = after
            for name in (area.name, *area.aliases):
                self.former_names[short(name, VILLAGE_END)].add(area.code)

    def find(self, code: Any, town: Any, name: Any) -> tuple[str | None, str, str]:
        """(code, problem, suggestion) of a village written in up to three cells."""
        key = (code, town, name)
        if key not in self._found:
            self._found[key] = self._find(code, town, name)
        return self._found[key]

    def _find(self, code: Any, town: Any, name: Any) -> tuple[str | None, str, str]:
        given = code or (name if name in self.by_code else None)
        if given:
            return self._coded(given)
        if not name:
            return None, "", ""
        codes = self._named(town, name)
        if len(codes) == 1:
            return codes.pop(), "", ""
        if codes:
            return None, _("Several villages have this name. Give the township."), ""
        former = self._inside(town, self.former_names.get(short(name, VILLAGE_END)))
        return self._heir(former) if former else self._nearest(name)

    def _coded(self, code: Any) -> tuple[str | None, str, str]:
        if code in self.by_code:
            return code, "", ""
        if code in self.former:
            return self._heir({code})
        return None, _("There is no village with this code in your area."), ""

    def _nearest(self, name: Any) -> tuple[None, str, str]:
        near = difflib.get_close_matches(squeeze(name), self.names.values(), 1, 0.5)
        problem = _("There is no such village in your area.")
        return None, problem, near[0] if near else ""

    def _named(self, town: Any, name: Any) -> set[str]:
        return self._inside(town, self.by_name.get(short(name, VILLAGE_END)))

    def _heir(self, former: set[str]) -> tuple[str | None, str, str]:
        """The one village that ended ones go on as; divided ones have no answer."""
        codes = set().union(*(self.former[code] for code in former))
        if len(codes) == 1 and codes <= self.by_code:
            return codes.pop(), "", ""
        names = "、".join(self.names.get(code, code) for code in sorted(codes))
        sentence = _("This village was divided among %(names)s. Give the new village.")
        return None, sentence % {"names": names}, ""

    def moved(self, code: Any, name: Any, found: str) -> str:
        """A notice when the cells name an ended village; empty otherwise."""
        given = code or name
        if given == found or (not code and found in self._current(name)):
            return ""
        sentence = _("This village has gone on as %(name)s; the row goes there.")
        return sentence % {"name": self.names[found]}

    def _current(self, name: Any) -> set[str]:
        return self.by_name.get(short(str(name), VILLAGE_END), set())

    def _inside(self, town: Any, named: set[str] | None) -> set[str]:
        codes = set(named or ())
        if not town:
            return codes
        inside = self.town_of.get(short(town, TOWN_END), set())
        return {code for code in codes if code[:9] in inside}


def villages_of(stage: Stage) -> Villages:
    if "villages" not in stage.cache:
        stage.cache["villages"] = Villages(stage.low, stage.high)
    villages: Villages = stage.cache["villages"]
    return villages


def resolve_village(batch: Batch) -> None:
    """Fill ``household.village`` from the columns that name it."""
    if not (batch.has("~village") or batch.has("~village_code")):
        return
    villages = villages_of(batch.stage)
    found: list[str | None] = []
    path = "~village" if batch.has("~village") else "~village_code"
    cells = zip(
        batch.get("~village_code"),
        batch.get("~town"),
        batch.get("~village"),
        strict=True,
    )
    for index, (code, town, name) in enumerate(cells):
        village, problem, near = villages.find(code, town, name)
        if problem:
            batch.refuse(index, path, problem, near)
        elif village and (notice := villages.moved(code, name, village)):
            batch.refuse(index, path, notice, warning=True)
        found.append(village)
    batch.values["household.village"] = found
