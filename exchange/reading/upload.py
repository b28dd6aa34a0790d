"""The cheap look at an upload: what kind of file it is, and whether it is a trap."""

import re
import zipfile
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from exchange.errors import FileRefused
from exchange.reading import limits

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
#: Cells right of column GR (200) or below row 999,999, which stop a reader.
_FAR_CELL = re.compile(rb' r="((?:G[S-Z]|[H-Z][A-Z]|[A-Z]{3,})\d+|[A-Z]+\d{7,})"')
_ROW = re.compile(rb'<row [^>]*?r="(\d{1,12})"')
_CHUNK = 1 << 20


def check_upload(path: Path, file_name: str) -> str:
    """Return ``xlsx`` or ``csv``, or raise FileRefused with the way out."""
    if path.stat().st_size == 0:
        raise FileRefused(_("The file is empty."))
    with path.open("rb") as file:
        start = file.read(2048)
    suffix = Path(file_name).suffix.lower()
    if start.startswith(_OLE):
        raise FileRefused(_ole_message(path))
    if start.startswith(_ZIP):
        if suffix == ".xlsm":
            raise FileRefused(_macro_message())
        _check_package(path)
        return "xlsx"
    if suffix in {".csv", ".txt"} and not _is_markup(start):
        return "csv"
    raise FileRefused(
        _("This is not a workbook. Save it as Excel workbook (.xlsx) or .csv.")
    )


def check_sheets(path: Path) -> None:
    """Stream the XML of a workbook for what would exhaust a reader."""
    with _opened(path) as package:
        for member in package.infolist():
            if member.filename.endswith((".xml", ".rels")):
                with package.open(member) as part:
                    _check_part(part, is_sheet=bool(_SHEET.fullmatch(member.filename)))


def _check_package(path: Path) -> None:
    with _opened(path) as package:
        members = package.infolist()
        names = {member.filename for member in members}
        if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
            raise FileRefused(
                _("This is not an Excel workbook. Open it in Excel, save it as .xlsx.")
            )
        if any(member.flag_bits & 1 for member in members):
            raise FileRefused(_locked_message())
        _check_names(names)
        _check_sizes(members)


def _check_names(names: set[str]) -> None:
    lowered = {name.lower() for name in names}
    if any(name.endswith("vbaproject.bin") for name in lowered):
        raise FileRefused(_macro_message())
    if any(name.startswith("xl/externallinks/") for name in lowered):
        raise FileRefused(
            _("The file refers to other workbooks. Paste it as values into a new one.")
        )
    if any(
        name.endswith((".zip", ".xlsx", ".xlsm", ".7z", ".rar")) for name in lowered
    ):
        raise FileRefused(_("The file has other files packed inside it."))


def _check_sizes(members: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    too_dense = (
        unpacked > limits.RATIO_FROM_BYTES and unpacked / packed > limits.MAX_RATIO
    )
    if len(members) > limits.MAX_MEMBERS or unpacked > limits.MAX_UNPACKED_BYTES:
        raise FileRefused(_("The file unpacks to too much. Split it."))
    if too_dense:
        raise FileRefused(_("The file is packed abnormally. Save it anew in Excel."))


def _check_part(part: IO[bytes], *, is_sheet: bool) -> None:
    tail = b""
    try:
        while chunk := part.read(_CHUNK):
            text = tail + chunk
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise FileRefused(_("The file contains what no Excel file contains."))
            if is_sheet:
                _check_extent(text)
            tail = chunk[-200:]
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError):
        raise FileRefused(_broken_message()) from None


def _check_extent(text: bytes) -> None:
    far = _FAR_CELL.search(text)
    if far:
        raise FileRefused(
            _(
                "Cell %(cell)s lies far outside the table. Delete the empty rows and "
                "columns behind the data, save, and send the file again."
            )
            % {"cell": far[1].decode("ascii", "replace")[:20]}
        )
    last = _ROW.match(text, max(0, text.rfind(b"<row ")))
    if last and int(last[1]) > limits.MAX_ROWS + limits.MAX_HEADER_ROWS:
        raise FileRefused(too_many_rows())


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise FileRefused(_broken_message()) from None


def _is_markup(start: bytes) -> bool:
    return start.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<", b"{\\rtf"))


def _ole_message(path: Path) -> str:
    with path.open("rb") as file:
        inside = file.read(512 * 1024)
    if "EncryptedPackage".encode("utf-16-le") in inside:
        return _locked_message()
    return _("This is the old .xls format. Open it in Excel or WPS, save it as .xlsx.")


def _locked_message() -> str:
    return _("The file has a password. Save it without one and send it again.")


def _macro_message() -> str:
    return _("The file contains macros. Save it as Excel workbook (.xlsx).")


def _broken_message() -> str:
    return _("The file is damaged. Open it in Excel, save it anew, send it again.")


def too_many_rows() -> str:
    return _("The file has more than %(most)d rows. Split it by township.") % {
        "most": limits.MAX_ROWS
    }
