"""Files that nobody vouches for: each gets a sentence, none a crash."""

import io
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile

from accounts.models import Area, User
from exchange import services
from exchange.errors import FileRefused
from exchange.models import ImportRun
from households.models import Household
from tests.exchange.workbooks import (
    HEADER,
    TITLES,
    counts,
    family,
    receive,
    work,
    workbook,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def clerk(village: Area, township_staff: User) -> User:
    return township_staff


def repacked(change: Callable[[dict[str, bytes]], None]) -> bytes:
    """A good workbook with its parts changed."""
    with zipfile.ZipFile(workbook(family())) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def replaced(part: str, old: bytes, new: bytes) -> bytes:
    def change(parts: dict[str, bytes]) -> None:
        assert old in parts[part]
        parts[part] = parts[part].replace(old, new, 1)

    return repacked(change)


def added(name: str, content: bytes = b"x") -> bytes:
    return repacked(lambda parts: parts.update({name: content}))


REFUSED = {
    "empty": b"",
    "old-xls": OLE + b"\0" * 2000,
    "password": OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 2000,
    "html-named-xlsx": b"<html><table><tr><td>1</td></tr></table></html>",
    "picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 500,
    "no-zip-inside": b"PK\x03\x04" + b"\0" * 500,
    "not-a-workbook": repacked(lambda parts: parts.pop("xl/workbook.xml")),
    "macros": added("xl/vbaProject.bin"),
    "other-workbooks": added("xl/externalLinks/externalLink1.xml"),
    "packed-inside": added("xl/more.zip"),
    "many-members": repacked(
        lambda parts: parts.update({f"x{n}.bin": b"" for n in range(250)})
    ),
    "zip-bomb": added("xl/media/a.bin", b"\0" * 60_000_000),
    "entities": replaced(
        SHEET, b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet'
    ),
    "far-column": replaced(SHEET, b'r="A1"', b'r="XFD1"'),
    "far-row": replaced(SHEET, b'r="A1"', b'r="A1048576"'),
    "impossible-cell": replaced(SHEET, b'r="A1"', b'r="ZZZZ99999999"'),
    "truncated": workbook(family()).getvalue()[:-400],
    "broken-sheet": replaced(SHEET, b"<sheetData>", b"<sheetData"),
    "headings-of-something-else": workbook(
        [], header=("项目", "金额"), above=()
    ).getvalue(),
    "only-a-header": workbook([]).getvalue(),
    "no-such-text": replaced(
        SHEET,
        b"</sheetData>",
        b'<row r="9"><c t="s"><v>99999</v></c></row></sheetData>',
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_with_a_sentence(clerk: User, case: str) -> None:
    try:
        run = services.receive_file(
            roster_key="monitoring",
            file_name="名单.xlsx",
            content=ContentFile(REFUSED[case]),
            owner=clerk,
            context={},
        )
    except FileRefused as refusal:
        message = str(refusal)
        assert not ImportRun.objects.exists()
    else:
        run = work(run)
        assert run.state == "refused"
        message = run.message
    assert len(message) > 5
    assert "Error" not in message
    assert not Household.objects.exists()


def as_csv(encoding: str, separator: str = ",") -> io.BytesIO:
    rows = [*TITLES, HEADER, *family(姓名="𠮷䶮")]
    quoted = [separator.join(f'"{cell}"' for cell in row) for row in rows]
    return io.BytesIO("\r\n".join(quoted).encode(encoding))


@pytest.mark.parametrize(
    ("encoding", "separator"),
    [("utf-8-sig", ","), ("utf-8", ","), ("gb18030", ","), ("utf-16", "\t")],
)
def test_csv_of_every_office_is_read(
    clerk: User, encoding: str, separator: str
) -> None:
    run = receive(as_csv(encoding, separator), clerk, name="名单.csv")
    assert counts(run) == {"new": 2}
    [first, _second] = services.preview_rows(run=run, kind="new")
    assert first.title.startswith("𠮷䶮")


@pytest.mark.parametrize("content", [b"a,b\0c\n", b"\xff\xfe\xfa\xd8\x81,\xff"])
def test_csv_that_is_no_text_is_refused(clerk: User, content: bytes) -> None:
    run = services.receive_file(
        roster_key="monitoring",
        file_name="a.csv",
        content=ContentFile(content),
        owner=clerk,
        context={},
    )
    assert work(run).state == "refused"


def test_columns_left_empty_before_the_table_do_no_harm(clerk: User) -> None:
    rows = [(None, None, *row) for row in family()]
    header = (None, None, *HEADER)
    run = receive(workbook(rows, header=header, above=()), clerk)
    assert counts(run) == {"new": 2}


def test_the_right_sheet_is_found_behind_a_cover(clerk: User) -> None:
    def change(book: object) -> None:
        cover = book.create_sheet("封面", 0)  # type: ignore[attr-defined]
        cover["A1"] = "姓名"

    run = receive(workbook(family(), change=change), clerk)
    assert (run.sheet, counts(run)) == ("Sheet", {"new": 2})


def test_missing_columns_are_named(clerk: User) -> None:
    header = [h for h in HEADER if h != "户编号"]
    rows = [
        [c for c, h in zip(row, HEADER, strict=True) if h != "户编号"]
        for row in family()
    ]
    run = receive(workbook(rows, header=header), clerk)
    assert run.state == "refused"
    assert "户编号" in run.message


def test_sum_rows_and_blank_rows_are_left_out(clerk: User) -> None:
    rows = [*family(), [None] * len(HEADER), ["合计", *[None] * (len(HEADER) - 1)]]
    assert counts(receive(workbook(rows), clerk)) == {"new": 2}
