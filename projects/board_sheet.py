"""The progress sheet of a year's projects (资金项目进度表) as a workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill

from exchange import files
from projects.board_lines import Line

_HEAD = PatternFill("solid", fgColor="E8EEF5")
#: Heading and width in characters, as the sheet is handed round in the county.
_COLUMNS: tuple[tuple[str, int], ...] = (
    ("序号", 6),
    ("项目编号", 14),
    ("项目名称", 32),
    ("项目类型", 16),
    ("镇（办）", 12),
    ("村", 12),
    ("实施单位", 22),
    ("安排资金（万元）", 12),
    ("已支出（万元）", 12),
    ("支付率（%）", 10),
    ("形象进度（%）", 10),
    ("计划形象进度（%）", 10),
    ("状态", 12),
    ("问题", 26),
    ("计划开工", 12),
    ("计划完工", 12),
    ("带动农户（户）", 10),
)
_AMOUNT, _RATE, _DAY = "#,##0.0#####", "0.0", "yyyy-mm-dd"


def sheet_name(year: int, today: dt.date) -> str:
    return f"{year}年衔接资金项目进度表_{today:%Y%m%d}.xlsx"


def sheet(
    lines: Sequence[Line], totals: dict[str, Any], year: int, today: dt.date
) -> Path:
    """Write the workbook and return its path. Amounts in 10,000 yuan."""
    book = Workbook(write_only=True)
    page = book.create_sheet(f"{year}年")
    for number, (_heading, width) in enumerate(_COLUMNS):
        page.column_dimensions[chr(ord("A") + number)].width = width
    page.freeze_panes = "D4"
    page.append([_cell(page, f"{year}年衔接资金项目进度表", bold=True)])
    page.append([_cell(page, f"截至 {today:%Y-%m-%d}，金额单位：万元")])
    page.append([_cell(page, h, bold=True, fill=_HEAD) for h, _width in _COLUMNS])
    for number, line in enumerate(lines, 1):
        page.append(_row(page, number, line))
    page.append(_total(page, totals))
    path = files.new_path("exports", ".xlsx")
    book.save(path)
    path.chmod(0o600)
    return path


def _row(page: Any, number: int, line: Line) -> list[Any]:
    row = line.row
    values: list[tuple[Any, str]] = [
        (number, ""),
        (row["code"], "@"),
        (row["name"], ""),
        (line.category, ""),
        (line.town, ""),
        (line.village, ""),
        (row["builder"], ""),
        (row["allocated"], _AMOUNT),
        (row["paid"], _AMOUNT),
        (row["paid_rate"], _RATE),
        (row["works"], _RATE),
        (row["planned"], _RATE),
        (line.stage, ""),
        ("；".join(alert.text for alert in line.alerts), ""),
        (row["planned_start"], _DAY),
        (row["planned_end"], _DAY),
        (row["households"], ""),
    ]
    return [_cell(page, value, form=form) for value, form in values]


def _total(page: Any, totals: dict[str, Any]) -> list[Any]:
    known = {
        2: (f"合计 {totals['count']} 项", ""),
        7: (totals["allocated"], _AMOUNT),
        8: (totals["paid"], _AMOUNT),
        9: (totals["paid_rate"], _RATE),
        12: (f"完工 {totals['finished']} 项", ""),
        16: (totals["households"], ""),
    }
    cells = (known.get(place, (None, "")) for place in range(len(_COLUMNS)))
    return [_cell(page, value, bold=True, form=form) for value, form in cells]


def _cell(
    page: Any,
    value: Any,
    *,
    bold: bool = False,
    fill: PatternFill | None = None,
    form: str = "",
) -> Any:
    cell = WriteOnlyCell(page)
    cell.value = float(value) if isinstance(value, Decimal) else value
    if isinstance(value, str):
        # Never a formula, whatever it starts with.
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    if fill is not None:
        cell.fill = fill
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    if form:
        cell.number_format = form
    return cell
