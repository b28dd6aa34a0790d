"""Exports: inside the area, masked, without live formulas, for their owner only."""

import zipfile
from pathlib import Path

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AccessLog, Area, User
from exchange import jobs, services
from exchange.errors import FileRefused
from exchange.models import Job
from households.models import Household, Member
from tests.exchange.test_roundtrip import exported, sheet_of
from tests.exchange.workbooks import apply, family, id_number, receive, workbook

PAYLOADS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "==1+1",
    "\t=1",
    "=cmd|' /C calc'!A0",
    '<b>&"',
)


@pytest.fixture
def registered(
    village: Area, other_village: Area, township_staff: User, outsider: User
) -> None:
    apply(receive(workbook(family()), township_staff))
    place = {"乡": "高塬镇", "行政村": "塬畔村", "户联系电话": "13911112222"}
    apply(receive(workbook(family("6100000777", 77, **place)), outsider))


def text_of(path: Path) -> str:
    with zipfile.ZipFile(path) as package:
        return "".join(package.read(name).decode() for name in package.namelist())


def test_it_works(registered: None, township_staff: User) -> None:
    path = exported("monitoring", township_staff)
    rows = sheet_of(path)
    assert len(rows) == 3
    text = text_of(path)
    assert id_number(1) not in text
    assert "13800138000" not in text
    assert "990*************" in text
    entry = AccessLog.objects.filter(kind="export").get()
    assert (entry.user, entry.row_count) == (township_staff, 2)
    assert AccessLog.objects.filter(kind="download").count() == 1


def test_nothing_of_another_township_is_in_it(
    registered: None, bureau_official: User, township_staff: User, outsider: User
) -> None:
    for key in ("monitoring", "households", "members", "incomes"):
        assert "6100000777" not in text_of(exported(key, township_staff))
        assert "6100000001" not in text_of(exported(key, outsider))
    assert len(sheet_of(exported("monitoring", bureau_official))) == 5


def test_whole_numbers_need_the_right_and_a_reason(
    registered: None, township_staff: User, inspector: User
) -> None:
    text = text_of(exported("monitoring", township_staff, reveal=True, reason="核对"))
    assert id_number(1) in text
    assert "13800138000" in text
    with pytest.raises(FileRefused):
        exported("monitoring", township_staff, reveal=True)
    with pytest.raises(PermissionDenied):
        exported("monitoring", inspector, reveal=True, reason="核对")


def test_roles_without_the_right_get_none(
    registered: None, administrator: User, leader: User, department_staff: User
) -> None:
    for user in (administrator, leader, department_staff):
        with pytest.raises(PermissionDenied):
            exported("monitoring", user)


def test_a_moved_account_gets_neither_the_making_nor_the_file(
    registered: None, township_staff: User, other_township: Area
) -> None:
    made = services.start_export(roster_key="members", owner=township_staff, query={})
    waiting = services.start_export(
        roster_key="members", owner=township_staff, query={}
    )
    jobs.run(made.pk)
    made.refresh_from_db()
    township_staff.area = other_township
    township_staff.save()
    with pytest.raises(FileRefused):
        services.export_file(job=made, user=township_staff)
    jobs.run(waiting.pk)
    waiting.refresh_from_db()
    assert waiting.state == Job.State.FAILED


def test_a_file_is_its_owners(
    registered: None, township_staff: User, outsider: User
) -> None:
    job = services.start_export(roster_key="members", owner=township_staff, query={})
    jobs.run(job.pk)
    job.refresh_from_db()
    with pytest.raises(FileRefused):
        services.export_file(job=job, user=outsider)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_that_looks_like_a_formula_stays_text(
    registered: None, township_staff: User, payload: str
) -> None:
    Household.objects.update(remark=payload)
    path = exported("households", township_staff)
    assert "<f>" not in text_of(path)
    rows = sheet_of(path)
    assert rows[1][rows[0].index("备注")] == payload
    sheet = openpyxl.load_workbook(path).worksheets[0]
    cell = sheet.cell(2, rows[0].index("备注") + 1)
    assert cell.data_type in {"s", "inlineStr"}

    job = services.start_export(
        roster_key="households", owner=township_staff, query={"format": "csv"}
    )
    jobs.run(job.pk)
    job.refresh_from_db()
    content = services.export_file(job=job, user=township_staff)[0].read_text(
        "utf-8-sig"
    )
    assert f",{payload}" not in content or not payload.startswith(
        ("=", "+", "-", "@", "\t")
    )


def test_the_filters_of_the_list_page_choose_the_rows(
    registered: None, bureau_official: User
) -> None:
    job = services.start_export(
        roster_key="households",
        owner=bureau_official,
        query={"village": "990981105201"},
    )
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.result["rows"] == 1


def test_memory_and_marks_survive_odd_characters(
    registered: None, township_staff: User
) -> None:
    Member.objects.update(employer=" 甲\x0b乙&<丙> ")
    rows = sheet_of(exported("members", township_staff))
    assert rows[1][rows[0].index("务工企业名称")] == " 甲乙&<丙> "
