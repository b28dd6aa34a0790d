"""The area that a department's words for a place mean (domain §4.7).

Departments write a township and a village, or an address with both in it. Areas hold no
personal data, so the whole city is looked through whoever pushes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from accounts.models import Area
from exchange.cells import squeeze
from households.rosters.places import TOWN_END, VILLAGE_END, short


@dataclass(frozen=True, slots=True)
class _Named:
    """Names of areas, the longest first: 石门镇 is found before 石门."""

    by_name: list[tuple[str, str]] = field(default_factory=list)

    def inside(self, text: str, prefix: str = "") -> list[str]:
        """Codes of the longest name that the text has; several when it is shared."""
        found: list[str] = []
        length = 0
        for name, code in self.by_name:
            if len(name) < length:
                break
            if name in text and code.startswith(prefix):
                found.append(code)
                length = len(name)
        return found


class Places:
    """Finds the village, else the township, else the county of what a row says."""

    def __init__(self) -> None:
        areas = list(Area.objects.current())
        level = Area.Level
        self._towns = _named([a for a in areas if a.level == level.TOWNSHIP], TOWN_END)
        villages = [a for a in areas if a.level == level.VILLAGE]
        self._villages = _named(villages, VILLAGE_END)
        self.county = next(a.code for a in areas if a.level == level.COUNTY)
        self._found: dict[tuple[Any, ...], str] = {}

    def find(self, town: Any, village: Any, address: Any) -> str:
        key = (town, village, address)
        if key not in self._found:
            words = squeeze("".join(str(part) for part in key if part))
            self._found[key] = self._find(words)
        return self._found[key]

    def _find(self, words: str) -> str:
        towns = self._towns.inside(words)
        if len(towns) == 1:
            inside = self._villages.inside(words, towns[0][:9])
            return inside[0] if len(inside) == 1 else towns[0]
        if towns:
            return self.county
        everywhere = self._villages.inside(words)
        return everywhere[0] if len(everywhere) == 1 else self.county


def _named(areas: list[Area], end: Any) -> _Named:
    names = {
        (name, area.code)
        for area in areas
        for full in (area.name, *area.aliases)
        for name in (squeeze(full), short(full, end))
        if len(name) > 1
    }
    return _Named(sorted(names, key=lambda pair: (-len(pair[0]), pair)))
