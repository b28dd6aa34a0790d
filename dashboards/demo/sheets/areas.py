"""The list of areas of the city, mergers included (domain §4.7)."""

from collections.abc import Iterator

from dashboards.demo.places import (
    COUNTY_CODE,
    COUNTY_NAME,
    FORMER_VILLAGES,
    TOWNSHIPS,
    VILLAGES,
    Village,
)

AREA_HEADINGS = (
    "区划代码",
    "名称",
    "级别",
    "上级代码",
    "别名",
    "启用日期",
    "停用日期",
    "原代码",
)


def area_rows() -> Iterator[list[str]]:
    """The county, its towns and villages, those of the past among them."""
    since = "2000-01-01"
    yield [COUNTY_CODE, COUNTY_NAME, "县级", "", "", since, "", ""]
    for town in TOWNSHIPS:
        yield [town.code, town.name, "乡级", COUNTY_CODE, "", since, "", ""]
    for village in (*FORMER_VILLAGES, *VILLAGES):
        yield _village_row(village, "")


def merger_rows() -> Iterator[list[str]]:
    """Merged villages, on a row for each predecessor; they must be listed before."""
    for village in VILLAGES:
        for before in village.predecessors:
            yield _village_row(village, before)


def _village_row(village: Village, before: str) -> list[str]:
    return [
        village.code,
        village.name,
        "村级",
        village.township,
        ",".join(village.aliases),
        village.valid_from.isoformat(),
        village.valid_to.isoformat() if village.valid_to else "",
        before,
    ]
