"""Writes the rosters of the city as Excel files, without any database."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from openpyxl import Workbook

from dashboards.demo.cell_damage import spoiled_rows
from dashboards.demo.city import City
from dashboards.demo.damage import Fault, spoiled
from dashboards.demo.dice import Dice
from dashboards.demo.records import Household
from dashboards.demo.sheets import AREA_HEADINGS, area_rows, merger_rows, sheets

Row = Sequence[str | float]

#: Rows above the data: title, note, headings.
ROWS_ABOVE = 3


def write_rosters(
    city: City, folder: Path, faults: list[Fault] | None = None
) -> list[Path]:
    """Write all files and return them in the order in which they are to be imported.

    With a list, faults are put in and added to it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    day = city.wish.day
    files = []
    for number, (name, rows) in enumerate(
        (("行政区划代码", area_rows()), ("行政区划合并", merger_rows())), 1
    ):
        files.append(folder / file_name(number, name, day))
        write_book(files[-1], name, AREA_HEADINGS, rows, day)
    homes = list(_homes(city, faults))
    dice = Dice(f"{city.wish.seed}:cells")
    for number, sheet in enumerate(sheets(day), len(files) + 1):
        path = folder / file_name(number, sheet.name, day)
        cells: Iterable[Row] = sheet.rows(homes)
        if faults is not None:
            start = (path.name, ROWS_ABOVE + 1)
            cells = spoiled_rows(sheet, sheet.rows(homes), dice, start, faults)
        write_book(path, sheet.title, sheet.headings, cells, day)
        files.append(path)
    return files


def _homes(city: City, faults: list[Fault] | None) -> Iterator[Household]:
    if faults is None:
        return city.households()
    return spoiled(city.households(), Dice(f"{city.wish.seed}:damage"), faults)


def file_name(number: int, name: str, day: dt.date) -> str:
    """The exports carry the day; the number in front tells the order of importing."""
    return f"{number}_{name}_{day:%Y%m%d}.xlsx"


def write_book(
    path: Path,
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[str | float]],
    day: dt.date,
) -> None:
    """Title, note, headings on the third row, and every cell a text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sheet1")
    sheet.append([title])
    sheet.append([f"导出日期：{day.isoformat()}    示例数据，人员和住址均为虚构"])
    sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    book.save(path)
