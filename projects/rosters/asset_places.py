"""Where an asset stands: a village, a township, or the county as a whole."""

# ruff: noqa: S608 - names come from declarations

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Area
from exchange.roster import Column
from exchange.staging.batch import Batch
from households.rosters.places import TOWN_END, short, villages_of
from projects.models import Project

_AREA = Area._meta.db_table
_TOWN_OF = f"(SELECT CASE WHEN a.level = 'village' THEN t.name ELSE a.name END \
FROM {_AREA} a LEFT JOIN {_AREA} t ON t.code = substr(a.code, 1, 9) || '000' \
WHERE a.code = asset.area_code)"
_VILLAGE_OF = f"(SELECT a.name FROM {_AREA} a WHERE a.code = asset.area_code \
AND a.level = 'village')"


def place_columns() -> tuple[Column, ...]:
    """Township (or county) and village; both empty: where the project is."""
    return (
        Column(
            "所在镇（办）",
            "~town",
            aliases=("镇（办）", "镇", "乡镇"),
            source=_TOWN_OF,
            help="与所在村都不填，就是项目所在地",
        ),
        Column(
            "所在村",
            "~village",
            aliases=("行政村", "村", "村（社区）"),
            source=_VILLAGE_OF,
        ),
    )


def find_places(batch: Batch) -> None:
    """A ``derive`` function that fills ``asset.area``; projects are found before."""
    villages = villages_of(batch.stage)
    own = _places(batch)
    found: list[str | None] = []
    cells = zip(
        batch.get("~town"), batch.get("~village"), batch.get("project.id"), strict=True
    )
    for index, (town, village, project) in enumerate(cells):
        if village:
            code, problem, near = villages.find(None, town, village)
            if code is None:
                message = problem or _("Name the village.")
                batch.refuse(index, "~village", message, near)
        elif town:
            code = _above(batch).get(short(town, TOWN_END))
            if code is None:
                message = _("There is no township of this name in your area.")
                batch.refuse(index, "~town", message)
        else:
            code = own.get(project)
        found.append(code)
    batch.values["asset.area"] = found


def _places(batch: Batch) -> dict[int | None, str]:
    projects = {pk for pk in batch.get("project.id") if pk}
    rows = Project.objects.filter(pk__in=projects).values_list("pk", "area_id")
    return dict(rows)


def _above(batch: Batch) -> dict[str, str]:
    """Townships and the county by their short names."""
    cache: dict[str, Any] = batch.stage.cache
    if "places_above" not in cache:
        rows = Area.objects.in_range(batch.stage.low, batch.stage.high).current()
        cache["places_above"] = {
            short(name, TOWN_END): area.code
            for area in rows.exclude(level=Area.Level.VILLAGE)
            for name in (area.name, *area.aliases)
        }
    above: dict[str, str] = cache["places_above"]
    return above
