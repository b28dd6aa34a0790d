"""Excel files as they come in, made for tests."""

import io
from collections.abc import Callable, Sequence
from typing import Any

from openpyxl import Workbook

from accounts.models import User
from exchange import jobs, services
from exchange.models import ImportRun
from households.rules import check_character

Row = Sequence[Any]

#: A national export: two title rows, the header on row 3.
TITLES: tuple[Row, ...] = (("防止返贫致贫监测对象信息",), ("导出时间：20261122",))
HEADER = (
    "县",
    "乡",
    "行政村",
    "户编号",
    "姓名",
    "证件号码",
    "与户主关系",
    "家庭人口数",
    "户类型",
    "监测对象类别",
    "识别监测时间",
    "致贫返贫风险1",
    "健康状况",
    "年度",
    "工资性收入",
    "帮扶责任人",
    "户联系电话",
)


def id_number(serial: int, born: str = "19700101") -> str:
    """A valid identity number of the city that does not exist."""
    first = f"990981{born}{serial % 1000:03d}"
    return first + check_character(first)


def person(
    number: str, name: str, serial: int, relation: str = "户主", **cells: Any
) -> Row:
    """A row of ``HEADER``, believable unless ``cells`` says otherwise."""
    values: dict[str, Any] = {
        "县": "安澜市",
        "乡": "石门镇",
        "行政村": "柳树沟村",
        "户编号": number,
        "姓名": name,
        "证件号码": id_number(serial),
        "与户主关系": relation,
        "家庭人口数": "2",
        "户类型": "脱贫户",
        "监测对象类别": "脱贫不稳定户",
        "识别监测时间": "202403",
        "致贫返贫风险1": "因病",
        "健康状况": "长期慢性病,残疾",
        "年度": "2026",
        "工资性收入": "12000.50",
        "帮扶责任人": "任晓燕",
        "户联系电话": "13800138000",
    }
    return [{**values, **cells}[heading] for heading in HEADER]


def family(number: str = "6100000001", serial: int = 1, **cells: Any) -> list[Row]:
    return [
        person(number, "赵德全", serial, **cells),
        person(number, "李秀英", serial + 1, "配偶", **cells),
    ]


def workbook(
    rows: Sequence[Row],
    *,
    header: Row = HEADER,
    above: Sequence[Row] = TITLES,
    change: Callable[[Any], None] | None = None,
) -> io.BytesIO:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (*above, header, *rows):
        sheet.append(list(row))
    if change:
        change(book)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def receive(
    content: io.BytesIO,
    owner: User,
    roster: str = "monitoring",
    *,
    name: str = "名单.xlsx",
    **context: str,
) -> ImportRun:
    """Send a file in and have it read, as upload and worker would."""
    run = services.receive_file(
        roster_key=roster, file_name=name, content=content, owner=owner, context=context
    )
    return work(run)


def apply(run: ImportRun, choices: dict[int, str] | None = None) -> ImportRun:
    services.apply_run(run=run, by=run.owner, choices=choices)
    return work(run)


def work(run: ImportRun) -> ImportRun:
    assert run.job is not None
    jobs.run(run.job.pk)
    run.refresh_from_db()
    run.job.refresh_from_db()
    assert run.job.state == "done", run.job.message
    return run


def counts(run: ImportRun) -> dict[str, int]:
    kinds = ("new", "changed", "unchanged", "conflict", "refused")
    found = {kind: getattr(run, f"rows_{kind}") for kind in kinds}
    return {kind: number for kind, number in found.items() if number}


def problems(run: ImportRun) -> list[tuple[int, str, str]]:
    return [
        (error.row, error.heading, error.message)
        for error in run.errors.filter(is_warning=False)
    ]
