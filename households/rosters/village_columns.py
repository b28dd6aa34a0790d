"""Which village or resettlement site a row of a ledger is about.

Villages are found by code or by their names, as in the files of households; a
department names villages of the whole county.
"""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Area
from exchange.cells import CodeText
from exchange.roster import Column
from exchange.staging.batch import Batch
from households.models import ResettlementSite
from households.rosters.places import villages_of

_AREA = Area._meta.db_table


def village_columns(code: str) -> tuple[Column, ...]:
    """Township, village and code; ``code`` is the SQL of the village's code."""
    return (
        Column(
            "镇（办）",
            "~town",
            aliases=("镇", "乡镇", "镇办"),
            source=f"(SELECT name FROM {_AREA} a "  # noqa: S608 - declared names
            f"WHERE a.code = substr({code}, 1, 9) || '000')",
        ),
        Column(
            "行政村",
            "~village",
            aliases=("村", "村名", "村（社区）"),
            source=f"(SELECT name FROM {_AREA} a "  # noqa: S608 - declared names
            f"WHERE a.code = {code})",
            help="与行政村代码填一个即可",
        ),
        Column(
            "行政村代码",
            "~village_code",
            aliases=("村代码", "行政区划代码"),
            cell=CodeText(12),
            source=code,
            templated=False,
        ),
    )


def find_village(path: str) -> Callable[[Batch], None]:
    """A ``derive`` function that fills ``path`` with the code of the village."""

    def find(batch: Batch) -> None:
        villages = villages_of(batch.stage)
        codes, names = batch.get("~village_code"), batch.get("~village")
        found: list[str | None] = []
        cells = zip(codes, batch.get("~town"), names, strict=True)
        for index, (code, town, name) in enumerate(cells):
            village, problem, near = villages.find(code, town, name)
            if village is None:
                message = problem or _("Name the village.")
                batch.refuse(index, "~village", message, near)
            elif notice := villages.moved(code, name, village):
                batch.refuse(index, "~village", notice, warning=True)
            found.append(village)
        batch.values[path] = found

    return find


def find_site(batch: Batch) -> None:
    """A ``derive`` function that fills ``site.id`` by the site's name."""
    names = batch.get("~site")
    known = _sites(batch)
    found = [known.get(name or "") for name in names]
    for index, pk in enumerate(found):
        if pk is None:
            message = _("There is no resettlement site of this name in your area.")
            batch.refuse(index, "~site", message)
    batch.values["site.id"] = found


def _sites(batch: Batch) -> dict[str, int]:
    cache: dict[str, Any] = batch.stage.cache
    if "sites" not in cache:
        reach = ResettlementSite.objects.in_range(batch.stage.low, batch.stage.high)
        cache["sites"] = dict(reach.values_list("name", "pk"))
    sites: dict[str, int] = cache["sites"]
    return sites
