"""Out to Excel and back without loss: an export read again changes nothing."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from accounts.models import Area, User
from core.months import Month
from exchange import jobs, services
from exchange.models import Job
from households.models import Household, Member
from tests.exchange.workbooks import apply, counts, family, problems, receive, workbook

REGISTER = (
    "monitoring",
    "households",
    "members",
    "exited",
    "incomes",
    "responsibilities",
)


@pytest.fixture
def clerk(village: Area, township_staff: User) -> User:
    return township_staff


def exported(key: str, owner: User, **options: Any) -> Path:
    job = services.start_export(roster_key=key, owner=owner, query={}, **options)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.message
    return services.export_file(job=job, user=owner)[0]


def sheet_of(path: Path) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))


def edited(path: Path, cells: dict[tuple[int, str], Any]) -> io.BytesIO:
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    for (row, heading), value in cells.items():
        sheet.cell(row, headings.index(heading) + 1).value = value
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


@pytest.mark.parametrize("reveal", [False, True])
@pytest.mark.parametrize("key", REGISTER)
def test_it_works(clerk: User, key: str, reveal: bool) -> None:
    rows = family() + family("6100000002", 11, 风险是否已消除="", 户类型="脱贫户")
    apply(receive(workbook(rows), clerk))
    path = exported(key, clerk, reveal=reveal, reason="核对")
    assert len(sheet_of(path)) > 2
    run = receive(io.BytesIO(path.read_bytes()), clerk, key)
    assert (set(counts(run)), problems(run)) == ({"unchanged"}, [])


def test_visits_go_out_and_back(clerk: User) -> None:
    apply(receive(workbook(family()), clerk))
    month = str(Month.current())
    template = services.template_workbook(
        roster_key="visits", user=clerk, context={"month": month}
    )
    rows = sheet_of(template)
    assert rows[1][0] == "6100000001"
    day = Month.current().first_day.isoformat()
    filled = edited(
        template,
        {(2, "走访日期"): day, (2, "走访方式"): "入户", (2, "走访人"): "任晓燕",
         (2, "见到谁"): "户主"},
    )  # fmt: skip
    run = apply(receive(filled, clerk, "visits", month=month))
    assert counts(run) == {"new": 1}
    household = Household.objects.get()
    assert str(household.last_visited_on) == day

    job = services.start_export(
        roster_key="visits", owner=clerk, query={"month": month}
    )
    jobs.run(job.pk)
    job.refresh_from_db()
    path, _name = services.export_file(job=job, user=clerk)
    again = receive(io.BytesIO(path.read_bytes()), clerk, "visits", month=month)
    assert counts(again) == {"unchanged": 1}


@pytest.mark.parametrize("key", ["monitoring", "visits"])
def test_our_own_hidden_sheets_are_no_news(clerk: User, key: str) -> None:
    apply(receive(workbook(family()), clerk))
    month = {"month": str(Month.current())} if key == "visits" else {}
    template = services.template_workbook(roster_key=key, user=clerk, context=month)
    book = openpyxl.load_workbook(template)
    assert {"_lists"} <= set(book.sheetnames)
    content = io.BytesIO(template.read_bytes())
    if key == "monitoring":
        values = {"户编号": "6100000001", "行政村": "柳树沟村", "姓名": "赵德全"}
        content = edited(template, {(2, name): it for name, it in values.items()})
    run = receive(content, clerk, key, **month)
    assert not [n for n in run.notices if "_lists" in n or "_export" in n]


def test_an_emptied_cell_of_an_export_clears_the_value(clerk: User) -> None:
    apply(receive(workbook(family()), clerk))
    path = exported("members", clerk)
    run = receive(edited(path, {(2, "健康状况"): None}), clerk, "members")
    assert counts(run) == {"changed": 1, "unchanged": 1}
    apply(run)
    assert sorted(len(member.health) for member in Member.objects.all()) == [0, 2]


def test_a_masked_number_that_is_not_the_one_on_record_is_refused(clerk: User) -> None:
    apply(receive(workbook(family()), clerk))
    path = exported("members", clerk)
    changed = {(2, "证件号码"): "990*************00"}
    run = receive(edited(path, changed), clerk, "members")
    assert counts(run) == {"refused": 1, "unchanged": 1}


@pytest.mark.parametrize("choice", ["mine", "theirs", None])
@pytest.mark.django_db(transaction=True)
def test_what_both_sides_changed_is_decided_by_the_user(
    clerk: User, choice: str | None
) -> None:
    apply(receive(workbook(family()), clerk))
    path = exported("members", clerk)
    Member.objects.filter(name="赵德全").update(education="junior", industry="建筑业")
    rows = sheet_of(path)
    at = next(n for n, row in enumerate(rows, 1) if "赵德全" in row)
    mine = {(at, "文化程度"): "小学", (at, "务工企业名称"): "本县企业"}
    run = receive(edited(path, mine), clerk, "members")
    assert counts(run) == {"conflict": 1, "unchanged": 1}
    [row] = services.preview_rows(run=run, kind="conflict")
    assert {(c.heading, c.old, c.new) for c in row.changes} == {
        ("文化程度", "初中", "小学"),
        ("务工企业名称", "", "本县企业"),
    }
    apply(run, {at: choice} if choice else {})
    member = Member.objects.get(name="赵德全")
    # What only the register changed stays in any case.
    assert member.industry == "建筑业"
    expected = {
        "mine": ("primary", "本县企业"),
        "theirs": ("junior", "本县企业"),
        None: ("junior", ""),
    }
    assert (member.education, member.employer) == expected[choice]
