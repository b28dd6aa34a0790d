"""Measures and their records as files: in, out, and in step with the record."""

import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest

from accounts.models import User
from assistance.models import Measure, MeasureKind, MeasureRecord
from assistance.services.measures import record_measure
from exchange import services
from exchange.models import ImportRun
from households.models import Episode, Household, Member
from tests.assistance.test_subsidies import exported
from tests.exchange.workbooks import apply, counts, problems, receive, work, workbook
from tests.factories import DepartmentFactory, id_number
from tests.households.leading import today

HEADER = (
    "户主姓名",
    "身份证号",
    "措施子项",
    "受益人",
    "开始日期",
    "计划金额（元）",
    "责任部门",
    "实施状态",
    "结束日期",
)
RECORDS = ("户主姓名", "身份证号", "措施子项", "实施日期", "实施内容", "金额（元）")
Row = tuple[str, ...]


def row(kind: str = "医疗救助", *, person: str = "", **cells: str) -> Row:
    first = {
        "措施子项": kind,
        "受益人": person,
        "开始日期": today(9).isoformat(),
        "计划金额（元）": "3000",
        **cells,
    }
    who = {"户主姓名": "赵德全", "身份证号": id_number(1)}
    return tuple({**who, **first}.get(heading, "") for heading in HEADER)


def sent(
    owner: User, *rows: Row, header: Row = HEADER, key: str = "measures"
) -> tuple[ImportRun, dict[str, int], list[str]]:
    run = receive(workbook(rows, header=header, above=()), owner, key)
    found = counts(run), [message for _row, _heading, message in problems(run)]
    if run.rows_new or run.rows_changed:
        apply(run)
    return run, *found


def ticked(household: Household) -> tuple[list[str], str]:
    episode = Episode.objects.get(household=household)
    return episode.measures, episode.development_state


def test_it_works(township_staff: User, household: Household, daughter: Member) -> None:
    _run, found, wrong = sent(
        township_staff, row(), row("雨露计划", person="赵小云"), row("产业奖补")
    )
    assert (found, wrong) == ({"new": 3}, [])
    assert Measure.objects.get(kind__name="雨露计划").member == daughter
    assert Measure.objects.get(kind__name="医疗救助").state == "running"
    assert ticked(household) == (["industry", "health", "education"], "implemented")


@pytest.mark.usefixtures("household", "daughter")
def test_an_export_comes_back_unchanged(township_staff: User) -> None:
    department = DepartmentFactory(code="weijian", name="卫健局")
    sent(
        township_staff,
        row(责任部门=department.name),
        row("雨露计划", person="赵小云", 实施状态="已完成", 结束日期=f"{today(1)}"),
        row("雨露计划"),
    )  # fmt: skip
    assert Measure.objects.count() == 3
    file = exported(township_staff, "measures")
    run = receive(file, township_staff, "measures")
    assert (counts(run), problems(run)) == ({"unchanged": 3}, [])


@pytest.mark.usefixtures("household")
def test_an_emptied_department_in_an_export_is_cleared(township_staff: User) -> None:
    department = DepartmentFactory(code="weijian", name="卫健局")
    sent(township_staff, row(责任部门=department.name), row("雨露计划"))
    book = openpyxl.load_workbook(exported(township_staff, "measures"))
    sheet = book.worksheets[0]
    [heading] = [
        cell
        for line in sheet.iter_rows()
        for cell in line
        if cell.value and "责任部门" in str(cell.value)
    ]
    for line in sheet.iter_rows(min_row=heading.row + 1):
        line[heading.column - 1].value = None
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    run = receive(file, township_staff, "measures")
    assert (counts(run), problems(run)) == ({"changed": 1, "unchanged": 1}, [])
    apply(run)
    assert not Measure.objects.exclude(department=None).exists()


@pytest.mark.usefixtures("household")
def test_a_blank_department_in_another_file_changes_nothing(
    township_staff: User,
) -> None:
    department = DepartmentFactory(code="weijian", name="卫健局")
    sent(township_staff, row(责任部门=department.name))
    _run, found, wrong = sent(township_staff, row())
    assert (found, wrong) == ({"unchanged": 1}, [])
    assert Measure.objects.get().department == department


def test_the_next_township_writes_nothing(
    outsider: User, household: Household, neighbours: Household
) -> None:
    _run, found, wrong = sent(outsider, row())
    assert (found, wrong) == ({"refused": 1}, ["您的范围内没有这个身份证号的人。"])
    assert ticked(household) == ([], "")


def test_a_withdrawn_file_unticks_what_it_ticked(
    township_staff: User, household: Household
) -> None:
    run, _found, _wrong = sent(township_staff, row(), row("产业奖补"))
    assert ticked(household)[0] == ["industry", "health"]
    run.refresh_from_db()
    services.undo_run(run=run, by=township_staff)
    work(run)
    assert not Measure.objects.exists()
    assert ticked(household) == ([], "")


@pytest.mark.usefixtures("household")
@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (row("没有的子项"), "目录中没有这个子项"),
        (row(person="赵无名"), "该户没有这个姓名的成员"),
        (row(责任部门="没有的局"), "没有这个部门"),
        (row(实施状态="已完成"), "请填写完成日期"),
        (row(实施状态="已终止", 结束日期=today(1).isoformat()), "请写明终止的原因"),
        (row(开始日期=today(-3).isoformat(), 实施状态="实施中"), "状态应为“未实施”"),
        (row(结束日期=today(20).isoformat()), "结束日期"),
    ],
)
def test_what_cannot_be_is_refused(
    township_staff: User, given: Row, sentence: str
) -> None:
    _run, found, wrong = sent(township_staff, given)
    assert found == {"refused": 1}
    assert any(sentence in message for message in wrong), wrong


def test_a_department_enters_its_own_and_changes_no_other(
    township_staff: User, department_staff: User, household: Household
) -> None:
    other = DepartmentFactory(code="zhujian", name="住建局")
    sent(township_staff, row("危房改造", 责任部门=other.name))
    _run, found, wrong = sent(
        department_staff,
        row(),
        row("危房改造", **{"计划金额（元）": "9"}),
        row("临时救助", 责任部门=other.name),
    )
    assert found == {"new": 1, "refused": 2}
    assert set(wrong) == {
        "这项措施由其他部门负责。",
        "部门只登记本部门负责的措施。",
    }
    own = Measure.objects.get(kind__name="医疗救助")
    assert own.department == department_staff.department
    assert Measure.objects.get(kind__name="危房改造").planned_amount == 3000


def record(day: dt.date, content: str, amount: str = "") -> Row:
    return ("赵德全", id_number(1), "医疗救助", day.isoformat(), content, amount)


def test_records_go_in_and_come_out(township_staff: User, household: Household) -> None:
    measure = record_measure(
        household=household, by=township_staff,
        values={"kind": MeasureKind.objects.get(name="医疗救助"),
                "started_on": today(9), "state": "planned",
                "planned_amount": Decimal(3000)},
    )  # fmt: skip
    assert ticked(household)[0] == []
    rows = (record(today(3), "第一次", "1000"), record(today(2), "第二次", "500"))
    _run, found, wrong = sent(
        township_staff, *rows, header=RECORDS, key="measure-records"
    )
    assert (found, wrong) == ({"new": 2}, [])
    measure.refresh_from_db()
    assert measure.state == "running"
    assert ticked(household)[0] == ["health"]
    file: io.BytesIO = exported(township_staff, "measure-records")
    run = receive(file, township_staff, "measure-records")
    assert (counts(run), problems(run)) == ({"unchanged": 2}, [])


def test_records_that_cannot_be_are_refused(
    township_staff: User, household: Household
) -> None:
    sent(township_staff, row())
    header = (*RECORDS, "超额原因")
    rows = (
        (*record(today(-1), "明天"), ""),
        (*record(today(30), "上月"), ""),
        (*record(today(3), "第一次", "2000"), ""),
        (*record(today(2), "第二次", "2000"), "二次住院"),
        ("赵德全", id_number(1), "雨露计划", today(1).isoformat(), "无", "", ""),
    )
    _run, found, wrong = sent(
        township_staff, *rows, header=header, key="measure-records"
    )
    assert found == {"new": 1, "refused": 4}
    assert any("超过计划金额" in message for message in wrong)
    assert any("不在措施的起止时间内" in message for message in wrong)
    assert any("日期在今天之后" in message for message in wrong)
    assert any("这户没有这项措施" in message for message in wrong)
    assert MeasureRecord.objects.get().over_reason == "二次住院"
