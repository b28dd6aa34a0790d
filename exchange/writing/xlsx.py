"""A streaming .xlsx writer: rows go into the compressed file as they come.

Every text is an inline string, which a spreadsheet never takes for a formula; text that
looks like one is marked with ``quotePrefix`` so that it stays text when it is edited.
Memory does not depend on the number of rows (docs/decisions/0009).
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from exchange.cells import Amount, Cell, Choice, Choices, Day, Words, YesNo

Encode = Callable[[Any], str]

_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile(r"[&<>\x00-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_EPOCH = dt.date(1899, 12, 30)
_PLAIN, _HEAD, _TEXT, _DATE, _QUOTED = range(5)
_EMPTY = "<c/>"
_COMPRESSION = 4
_CONTENT = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'

_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>'
    + "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" '
        f'ContentType="{_KIND}.worksheet+xml"/>'
        for n in (1, 2)
    )
    + "</Types>"
)
_ROOT_RELATIONS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_RELATED}/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>"
)
_BOOK_RELATIONS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    + "".join(
        f'<Relationship Id="r{n}" Type="{_RELATED}/worksheet" '
        f'Target="worksheets/sheet{n}.xml"/>'
        for n in (1, 2)
    )
    + f'<Relationship Id="r3" Type="{_RELATED}/styles" Target="styles.xml"/>'
    "</Relationships>"
)
_BORDER = "<border><left/><right/><top/><bottom/><diagonal/></border>"
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_CONTENT}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFE8EEF5"/></patternFill>'
    f'</fill></fills><borders count="1">{_BORDER}</borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    '</cellStyleXfs><cellXfs count="5">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0"'
    ' applyNumberFormat="1" applyFont="1" applyFill="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0"'
    ' applyNumberFormat="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0"'
    ' applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0"'
    ' applyNumberFormat="1" quotePrefix="1"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
    "</cellStyles></styleSheet>"
)


class _Memo(dict[Any, str]):
    """Remembers what a repeated value looks like in XML."""

    def __init__(self, encode: Encode) -> None:
        super().__init__()
        self._encode = encode

    def __missing__(self, value: Any) -> str:
        encoded = self._encode(value)
        if len(self) < 50_000:
            self[value] = encoded
        return encoded


def text(value: Any, style: int = _PLAIN) -> str:
    """A text cell; None and empty text are an empty cell."""
    if value is None or value == "":
        return _EMPTY if style == _PLAIN else f'<c s="{style}"/>'
    content = str(value)
    if content.startswith(_FORMULA):
        style = _QUOTED
    if _SPECIAL.search(content):
        content = _ILLEGAL.sub("", content)
        content = (
            content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        )
    keep = (
        ' xml:space="preserve"'
        if content[:1].isspace() or content[-1:].isspace()
        else ""
    )
    mark = f' s="{style}"' if style else ""
    return f'<c{mark} t="inlineStr"><is><t{keep}>{content}</t></is></c>'


def code(value: Any) -> str:
    return text(value, _TEXT)


def number(value: Any) -> str:
    return _EMPTY if value is None else f"<c><v>{value}</v></c>"


def date(value: dt.date | None) -> str:
    """A real date; those before 1900, which Excel does not know, as text."""
    if value is None:
        return _EMPTY
    serial = (value - _EPOCH).days
    if serial < 61:
        return text(value.isoformat())
    return f'<c s="{_DATE}"><v>{serial}</v></c>'


def encoder(cell: Cell) -> Encode:
    """How the values of a column become XML."""
    if isinstance(cell, Choices | Words):
        return lambda value: text(cell.render(value))
    if isinstance(cell, Choice | YesNo):
        return _Memo(lambda value: text(cell.render(value))).__getitem__
    if isinstance(cell, Day):
        return _Memo(date).__getitem__
    if isinstance(cell, Amount):
        return number
    if cell.excel_format == "@":
        return code
    return _Memo(text).__getitem__ if cell.repeats else text


class XlsxWriter:
    """One visible sheet, and a hidden one that names the export."""

    def __init__(
        self,
        path: Path,
        *,
        headings: Sequence[str],
        cells: Sequence[Cell],
        sheet: str,
        about: Sequence[str] = (),
    ) -> None:
        self._headings = headings
        self._encoders = [encoder(cell) for cell in cells]
        self._formats = [cell.excel_format for cell in cells]
        self._name, self._about = sheet, about
        self._package = zipfile.ZipFile(
            path, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION
        )
        self._rows = 0

    def __enter__(self) -> Self:
        package = self._package
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("_rels/.rels", _ROOT_RELATIONS)
        package.writestr("xl/workbook.xml", self._workbook())
        package.writestr("xl/_rels/workbook.xml.rels", _BOOK_RELATIONS)
        package.writestr("xl/styles.xml", _STYLES)
        about = "".join(text(item, _TEXT) for item in self._about)
        package.writestr(
            "xl/worksheets/sheet2.xml",
            f'{_XML}<worksheet xmlns="{_CONTENT}"><sheetData><row r="1">{about}</row>'
            "</sheetData></worksheet>",
        )
        self._sheet = package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True)
        self._sheet.write(self._top().encode())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        last = f"A1:{_letters(len(self._headings))}{self._rows + 1}"
        self._sheet.write(
            f'</sheetData><autoFilter ref="{last}"/></worksheet>'.encode()
        )
        self._sheet.close()
        self._package.close()

    def write(self, rows: Iterable[Sequence[Any]]) -> None:
        """Some rows, column by column: repeated values are encoded once."""
        columns = zip(*rows, strict=True)
        encoded = [
            list(map(encode, column))
            for encode, column in zip(self._encoders, columns, strict=True)
        ]
        lines = []
        for row in zip(*encoded, strict=True):
            self._rows += 1
            lines.append(f'<row r="{self._rows + 1}">{"".join(row)}</row>')
        self._sheet.write("".join(lines).encode("utf-8", "replace"))

    def _workbook(self) -> str:
        name = text(self._name).partition("<t>")[2].partition("</t>")[0]
        return (
            f'{_XML}<workbook xmlns="{_CONTENT}" xmlns:r="{_RELATED}"><sheets>'
            f'<sheet name="{name[:31]}" sheetId="1" r:id="r1"/>'
            '<sheet name="_export" sheetId="2" state="hidden" r:id="r2"/>'
            "</sheets></workbook>"
        )

    def _top(self) -> str:
        columns = "".join(
            _column(number, heading, form)
            for number, (heading, form) in enumerate(
                zip(self._headings, self._formats, strict=True), 1
            )
        )
        head = "".join(text(heading, _HEAD) for heading in self._headings)
        return (
            f'{_XML}<worksheet xmlns="{_CONTENT}"><sheetViews><sheetView '
            'workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
            'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
            f'<cols>{columns}</cols><sheetData><row r="1">{head}</row>'
        )


def _column(number: int, heading: str, form: str) -> str:
    width = max(10, 2 * len(heading) + 4)
    style = f' style="{_TEXT}"' if form else ""
    return (
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"{style}/>'
    )


def _letters(count: int) -> str:
    letters = ""
    while count:
        count, rest = divmod(count - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
