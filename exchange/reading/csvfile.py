"""CSV as Excel, WPS and Windows write it: UTF-8, UTF-16 or GB18030."""

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from exchange.cells import Raw
from exchange.errors import FileRefused

_CHUNK = 1 << 20
#: Lines looked at for the separator; titles have none.
_LINES = 10


def read_csv(path: Path) -> Iterator[list[Raw]]:
    """Rows of text. Raises FileRefused for what is not a table of text."""
    encoding = _encoding(path)
    csv.field_size_limit(100_000)
    with path.open(encoding=encoding, newline="") as file:
        try:
            first = [file.readline() for _line in range(_LINES)]
            file.seek(0)
            separator = max(",\t;", key="".join(first).count)
            for row in csv.reader(file, delimiter=separator):
                yield [_unquoted(cell) for cell in row]
        except (csv.Error, UnicodeError):
            raise FileRefused(_("The CSV file is damaged.")) from None


def _unquoted(cell: str) -> str:
    """Our exports put ' before text that Excel would take for a formula."""
    if len(cell) > 1 and cell[0] == "'" and cell[1] in "=+-@\t\r":
        return cell[1:]
    return cell


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding in ("utf-8-sig", "gb18030"):
        if _decodes(path, encoding):
            return encoding
    raise FileRefused(
        _("The characters of this CSV file cannot be read. Save it as .xlsx.")
    )


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                if "\0" in decoder.decode(chunk):
                    raise FileRefused(_("The CSV file is damaged."))
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
