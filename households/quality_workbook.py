"""The result sheets of the rules: a summary, then one sheet a rule (domain §7).

By township and village, as township staff pass them on to the villages.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from accounts.scoping import ScopedQuerySet
from exchange import files
from exchange.progress import Tell
from households.checks import telling
from households.checks.declare import check_for
from households.models import QualityHit

SUMMARY = "汇总"
_SUMMARY_HEADINGS = ("规则编号", "规则", "严重程度", "条数", "如何处理")
#: The last two are filled in and imported again (households.rosters.quality).
HEADINGS = (
    "规则编号", "记录编号", "镇（办）", "村", "组", "户编号", "户主姓名", "成员姓名",
    "问题", "严重程度", "状态", "首次发现", "处理结果", "说明",
)  # fmt: skip
_WIDTHS = (10, 14, 12, 14, 8, 18, 12, 12, 60, 10, 10, 12, 12, 30)
_HEAD = PatternFill("solid", fgColor="E8EEF5")
_BATCH = 2000


def result_workbook(rows: ScopedQuerySet[Any], tell: Tell) -> tuple[Path, int]:
    """Write the workbook of some hits; returns its path and how many hits it holds."""
    ordered = rows.order_by("rule", "village", "household__group_no", "id")
    hits = ordered.select_related("household", "member", "village__parent")
    book = Workbook(write_only=True)
    # Write-only sheets cannot be moved, so the counts are asked for first.
    counts = dict(_counts(rows))
    _summary(book, counts)
    total, expected = 0, sum(counts.values())
    found = hits.iterator(chunk_size=_BATCH)
    for rule, group in groupby(found, key=lambda hit: hit.rule):
        sheet = _sheet(book, rule, HEADINGS, _WIDTHS)
        for hit in group:
            sheet.append([_plain(sheet, value) for value in _row(hit)])
            total += 1
        tell(total, expected, _("Writing the file"))
    path = files.new_path("exports", ".xlsx")
    book.save(path)
    path.chmod(0o600)
    return path, total


def _counts(rows: ScopedQuerySet[Any]) -> list[tuple[str, int]]:
    keys = rows.order_by("rule").values_list("rule", flat=True)
    return [(rule, sum(1 for _hit in group)) for rule, group in groupby(keys)]


def _summary(book: Workbook, counts: dict[str, int]) -> None:
    sheet = _sheet(book, SUMMARY, _SUMMARY_HEADINGS, (10, 44, 10, 8, 60))
    for rule, count in counts.items():
        try:
            check = check_for(rule)
        except KeyError:
            sheet.append([rule, "", "", count, ""])
            continue
        sheet.append([rule, check.title, check.severity.label, count, check.fix])


def _sheet(
    book: Workbook, title: str, headings: Sequence[str], widths: Sequence[int]
) -> Any:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_heading(sheet, text) for text in headings])
    return sheet


def _heading(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    cell.fill = _HEAD
    return cell


def _plain(sheet: Any, value: str) -> Any:
    """Text that stays text, whatever it starts with: no formula, no number."""
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = "@"
    cell.data_type = "s"
    return cell


def _row(hit: QualityHit) -> list[str]:
    home, village = hit.household, hit.village
    is_village = village.level == village.Level.VILLAGE
    township = village.parent if is_village else village
    return [
        hit.rule,
        hit.key,
        township.name if township else "",
        village.name if is_village else "",
        home.group_label if home else "",
        home.household_no if home else "",
        home.head_name if home else "",
        hit.member.name if hit.member else "",
        telling.sentence_of(hit),
        hit.get_severity_display(),
        hit.get_state_display(),
        timezone.localdate(hit.first_seen_at).isoformat(),
        hit.get_state_display() if hit.exempt_reason else "",
        hit.exempt_reason,
    ]
