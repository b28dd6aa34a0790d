"""Workbooks for people to fill in or to correct, made with openpyxl: they are small and
need drop-downs, comments and colours."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from accounts.models import User
from exchange import files
from exchange.cells import DATE_MARK, Day, Raw
from exchange.exporting import Selection
from exchange.models import ImportRun, RowError
from exchange.reading import check_upload, open_source
from exchange.registry import roster_for
from exchange.roster import Column, Roster
from exchange.staging.intake import HeaderFinder
from exchange.tokens import token

_HEAD = PatternFill("solid", fgColor="E8EEF5")
_NEEDED = PatternFill("solid", fgColor="FDF1D3")
_BAD = PatternFill("solid", fgColor="F9D5D0")
#: Rows that a template's drop-downs and text formats reach.
_ROOM = 2000
_LIST_LIMIT = 250
#: Comments cost much; beyond this many the column 错误说明 must do.
_MOST_COMMENTS = 3000
EXPLANATION = "错误说明"
GUIDE = "填写说明"


def template_workbook(roster: Roster, user: User, query: dict[str, str]) -> Path:
    """Headings, help, drop-downs; with the account's own rows where the roster says."""
    columns = [c for c in roster.columns if c.templated]
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - for the type checker
    sheet.title = roster.label[:31]
    lists = book.create_sheet("_lists")
    lists.sheet_state = "hidden"
    for number, column in enumerate(columns, 1):
        _head(sheet, number, column)
        _format(sheet, lists, number, column, roster)
    sheet.freeze_panes = "A2"
    if roster.prefilled and roster.rows is not None:
        _prefill(sheet, roster, user, query, columns)
        # So that what changes in the register meanwhile is noticed at the upload.
        export = book.create_sheet("_export")
        export.sheet_state = "hidden"
        export.append([token(roster, timezone.now().isoformat())])
    _guide(book, roster, columns)
    path = files.new_path("templates", ".xlsx")
    book.save(path)
    return path


def _head(sheet: Any, number: int, column: Column) -> None:
    cell = sheet.cell(1, number, column.heading)
    cell.font = Font(bold=True)
    cell.fill = _NEEDED if column.required else _HEAD
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    help_text = "；".join(
        filter(None, ["必填" if column.required else "", column.help])
    )
    if help_text:
        cell.comment = Comment(help_text, GUIDE)
    width = max(10, 2 * len(column.heading) + 4)
    sheet.column_dimensions[get_column_letter(number)].width = min(width, 40)


def _format(
    sheet: Any, lists: Any, number: int, column: Column, roster: Roster
) -> None:
    cell = roster.cell(column)
    letter = get_column_letter(number)
    if cell.excel_format:
        sheet.column_dimensions[letter].number_format = cell.excel_format
        for row in range(2, _ROOM + 1):
            sheet.cell(row, number).number_format = cell.excel_format
    if not cell.labels:
        return
    formula = '"' + ",".join(cell.labels) + '"'
    if len(formula) > _LIST_LIMIT:
        listed = get_column_letter(number)
        for row, label in enumerate(cell.labels, 1):
            lists.cell(row, number, label)
        formula = f"_lists!${listed}$1:${listed}${len(cell.labels)}"
    validation = DataValidation(type="list", formula1=formula, allow_blank=True)
    validation.error = "请从下拉列表中选择"
    validation.showErrorMessage = True
    sheet.add_data_validation(validation)
    validation.add(f"{letter}2:{letter}{_ROOM}")


def _prefill(
    sheet: Any, roster: Roster, user: User, query: dict[str, str], columns: list[Column]
) -> None:
    selection = Selection(roster, user, query, templated=True)
    position = {id(column): number for number, column in enumerate(columns, 1)}
    at = [(position[id(c)], roster.cell(c)) for c in selection.columns]
    row = 1
    for batch in selection.batches():
        for values in batch:
            row += 1
            for (number, cell), value in zip(at, values, strict=True):
                _put(sheet.cell(row, number), cell.render(value), cell)


def _put(target: Any, value: Any, cell: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, Decimal):
        value = float(value)
    target.value = value
    if isinstance(value, str):
        # Never a formula, whatever it starts with.
        target.data_type = "s"
    if cell.excel_format:
        target.number_format = cell.excel_format
    elif isinstance(cell, Day):
        target.number_format = "yyyy-mm-dd"


def _guide(book: Workbook, roster: Roster, columns: list[Column]) -> None:
    sheet = book.create_sheet(GUIDE)
    rows: list[list[str]] = [
        [roster.label],
        [str(roster.description)],
        ["底色为黄的列必填；空单元格表示不改动原有内容；证件号码、户编号须为文本格式"],
        [],
        ["列名", "必填", "可选值", "说明", "也可写作"],
    ]
    for column in columns:
        labels = roster.cell(column).labels
        rows.append(
            [
                column.heading,
                "是" if column.required else "",
                "、".join(labels[:30]),
                column.help,
                "、".join(column.aliases[:6]),
            ]
        )
    for values in rows:
        sheet.append(values)
    for letter, width in zip("ABCDE", (26, 8, 60, 40, 40), strict=True):
        sheet.column_dimensions[letter].width = width


def error_workbook(run: ImportRun) -> Path:
    """Title rows, headings and refused rows as sent in, with what is wrong."""
    path = files.stored(run.stored_name)
    kind = check_upload(path, run.file_name)
    problems: dict[int, list[RowError]] = defaultdict(list)
    for error in run.errors.filter(is_warning=False):
        problems[error.row].append(error)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(run.sheet[:31] or "Sheet1")
    with open_source(path, kind, HeaderFinder(roster_for(run.roster))) as source:
        for row in source.above:
            sheet.append([as_sent(sheet, cell) for cell in row])
        known = [h for h in source.header if h != EXPLANATION]
        sheet.append([_heading(sheet, h) for h in [*known, EXPLANATION]])
        comments = 0
        number = source.header_row
        for batch in source.batches:
            for row in batch:
                number += 1
                if number in problems:
                    found = problems[number]
                    noted = comments < _MOST_COMMENTS
                    sheet.append(_bad_row(sheet, row, len(known), found, noted=noted))
                    comments += len(found)
    made = files.new_path("errors", ".xlsx")
    book.save(made)
    return made


def _bad_row(
    sheet: Any, row: list[Raw], width: int, problems: list[RowError], *, noted: bool
) -> list[Any]:
    cells = [as_sent(sheet, cell) for cell in row[:width]]
    cells += [as_sent(sheet, None) for _missing in range(width - len(cells))]
    by_letter: dict[str, list[str]] = defaultdict(list)
    for problem in problems:
        by_letter[problem.column].append(problem.message)
    for index, cell in enumerate(cells):
        messages = by_letter.get(get_column_letter(index + 1))
        if messages:
            cell.fill = _BAD
            if noted:
                cell.comment = Comment("；".join(messages), EXPLANATION)
    told = "；".join(
        f"{problem.heading}：{problem.message}" if problem.heading else problem.message
        for problem in problems
    )
    cells.append(as_sent(sheet, told))
    return cells


def _heading(sheet: Any, heading: str) -> Any:
    cell = as_sent(sheet, heading)
    cell.font = Font(bold=True)
    cell.fill = _HEAD
    return cell


def as_sent(sheet: Any, raw: Raw) -> Any:
    """A cell of the kind that it was; text stays text, also when it looks like a
    formula."""
    cell = WriteOnlyCell(sheet)
    if raw is None or raw == "":
        return cell
    if isinstance(raw, str) and raw.startswith(DATE_MARK):
        moment = dt.datetime.fromisoformat(raw.removeprefix(DATE_MARK))
        cell.value = moment.date() if moment.time() == dt.time() else moment
        cell.number_format = "yyyy-mm-dd"
        return cell
    cell.value = raw
    if isinstance(raw, str):
        cell.data_type = "s"
        cell.number_format = "@"
    return cell
