"""The department's own workbook, answered: its columns in its order, and ours behind.

Rows that are still open are marked by colour and in words; a row that was not accepted
says so. When the file itself is gone, the columns come from the leads.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill

from exchange import files
from exchange.books import as_sent
from exchange.errors import FileRefused
from exchange.reading import check_upload, open_source
from exchange.registry import roster_for
from exchange.staging.intake import HeaderFinder
from households.leads.states import OPEN
from households.models import Lead, LeadBatch

_ROSTER = "lead-batch"
_HEAD = PatternFill("solid", fgColor="E8EEF5")
_OURS = PatternFill("solid", fgColor="E3F0E6")
_OPEN = PatternFill("solid", fgColor="FDF1D3")
_LATE = PatternFill("solid", fgColor="F9D5D0")
ANSWER_HEADINGS = (
    "系统编号",
    "状态",
    "核查结果",
    "核查日期",
    "核查人",
    "核查情况",
    "答复日期",
    "答复期限",
)
_OWN_HEADINGS = ("线索编号", "姓名", "身份证号", "地址", "预警类型", "内容", "金额")
NOT_TAKEN, WAITING, OVERDUE = "未接收", "核查中，尚未答复", "核查中，已超期限"


def answered_workbook(batch: LeadBatch) -> Path:
    """Write the workbook; returns its path below the exports."""
    leads = {lead.pk: lead for lead in _leads(batch)}
    book = Workbook(write_only=True)
    sheet = book.create_sheet("答复")
    try:
        _as_it_came(sheet, batch, leads)
    except FileRefused:
        _from_leads(sheet, list(leads.values()))
    path = files.new_path("exports", ".xlsx")
    book.save(path)
    return path


def _leads(batch: LeadBatch) -> Any:
    known = {int(key) for key in batch.rows.values()} | set(
        batch.leads.values_list("pk", flat=True)
    )
    rows = Lead.objects.filter(pk__in=known, department=batch.department)
    return rows.order_by("pk")


def _as_it_came(sheet: Any, batch: LeadBatch, leads: dict[int, Lead]) -> None:
    path = files.stored(batch.stored_name) if batch.stored_name else None
    if path is None:
        raise FileRefused("")
    kind = check_upload(path, batch.file_name)
    with open_source(path, kind, HeaderFinder(roster_for(_ROSTER))) as source:
        for row in source.above:
            sheet.append([as_sent(sheet, cell) for cell in row])
        sheet.append(_headings(sheet, list(source.header)))
        number, width = source.header_row, len(source.header)
        for rows in source.batches:
            for row in rows:
                number += 1
                own = [as_sent(sheet, cell) for cell in row[:width]]
                own += [as_sent(sheet, None)] * (width - len(own))
                if any(cell.value is not None for cell in own):
                    lead = leads.get(batch.rows.get(str(number), 0))
                    sheet.append([*own, *_answer(sheet, lead)])


def _from_leads(sheet: Any, leads: list[Lead]) -> None:
    sheet.append(_headings(sheet, list(_OWN_HEADINGS)))
    for lead in leads:
        own = (
            lead.external_no,
            lead.person_name,
            lead.id_no_mask,
            lead.place,
            lead.alert_kind,
            lead.content,
            None if lead.amount is None else float(lead.amount),
        )
        cells = [as_sent(sheet, value) for value in own]
        sheet.append([*cells, *_answer(sheet, lead)])


def _headings(sheet: Any, own: list[str]) -> list[Any]:
    cells = []
    for heading, fill in [
        *((text, _HEAD) for text in own),
        *((text, _OURS) for text in ANSWER_HEADINGS),
    ]:
        cell = as_sent(sheet, heading)
        cell.font, cell.fill = Font(bold=True), fill
        cells.append(cell)
    return cells


def _answer(sheet: Any, lead: Lead | None) -> Iterator[Any]:
    """The cells of our columns; of an open lead nothing but that it is open."""
    if lead is None:
        values: list[Any] = ["", NOT_TAKEN, *[""] * 6]
        fill = _OPEN
    elif lead.state in OPEN:
        late = lead.due_on is not None and lead.due_on < timezone.localdate()
        state = OVERDUE if late else WAITING
        values = [lead.number, state, *[""] * 5, lead.due_on]
        fill = _LATE if late else _OPEN
    else:
        values = [
            lead.number,
            lead.get_state_display(),
            lead.get_outcome_display(),
            lead.verified_on,
            lead.verifiers,
            lead.fact,
            lead.answered_on,
            lead.due_on,
        ]
        fill = None
    for value in values:
        cell = as_sent(sheet, value) if isinstance(value, str) else _dated(sheet, value)
        if fill is not None:
            cell.fill = fill
        yield cell


def _dated(sheet: Any, value: Any) -> Any:
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = "yyyy-mm-dd"
    return cell
