"""A department pushes a file of its own columns and gets it back answered."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pghistory
import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import AccessLog, Area, User
from exchange import services
from exchange.errors import FileRefused
from exchange.models import ImportRun
from households import choices
from households.leads import workbook
from households.models import Deadline, Household, Lead, LeadBatch
from tests.exchange.workbooks import apply, counts, problems, receive, work
from tests.exchange.workbooks import workbook as make_workbook
from tests.factories import (
    DepartmentFactory,
    HouseholdFactory,
    MemberFactory,
    UserFactory,
    id_number,
)
from tests.households.leading import answer, today

HEADER = ("序号", "患者姓名", "身份证号码", "户籍地", "个人自付", "预警类别", "备注")
ROWS = (
    (1, "赵德全", id_number(7), "安澜市石门镇柳树沟村2组", 31000, "自付超限额", "急"),
    (2, "李秀芳", "", "石门镇柳树沟村", 22000, "自付超限额", ""),
    (3, "王远行", id_number(9), "外省某地", 8000, "自付超限额", ""),
    (4, "苏满仓", id_number(11), "高塬镇", 9000, "自付超限额", ""),
)


@pytest.fixture
def medical(
    village: Area, other_village: Area, township_staff: User, outsider: User
) -> User:
    """Somebody of the medical insurance bureau, without an area."""
    known: Household = HouseholdFactory(village=village, head_name="赵德全")
    MemberFactory(household=known, id_no=id_number(7))
    named: Household = HouseholdFactory(village=village, head_name="李秀芳")
    MemberFactory(household=named, id_no=id_number(21))
    made: User = UserFactory(
        username="yibao",
        full_name="钱医保",
        role="department_staff",
        area=None,
        department=DepartmentFactory(code="medical", name="市医保局"),
    )
    return made


def push(
    owner: User, rows: Any = ROWS, header: Any = HEADER, **context: str
) -> ImportRun:
    given = {
        "department": str(owner.department_id or ""),
        "received_on": today(3).isoformat(),
        "document_no": "",
        **context,
    }
    content = make_workbook(rows, header=header, above=[("医保局预警名单",)])
    return receive(content, owner, "lead-batch", name="医保11月预警.xlsx", **given)


def write(run: ImportRun) -> ImportRun:
    written = apply(run)
    assert written.state == ImportRun.State.APPLIED, written.message
    return written


def withdraw(run: ImportRun, by: User) -> ImportRun:
    services.undo_run(run=run, by=by)
    return work(run)


def pushed(owner: User, rows: Any = ROWS) -> LeadBatch:
    write(push(owner, rows))
    return LeadBatch.objects.latest("pk")


@pytest.mark.django_db
def test_it_works(medical: User, village: Area, other_township: Area) -> None:
    """Matched, split by place, dated: every row lands in a queue."""
    batch = pushed(medical)
    rows = {lead.person_name: lead for lead in batch.leads.select_related("area")}
    assert {name: lead.match for name, lead in rows.items()} == {
        "赵德全": "matched",
        "李秀芳": "probable",
        "王远行": "not_found",
        "苏满仓": "not_found",
    }
    assert rows["赵德全"].area == rows["李秀芳"].area == village
    assert rows["苏满仓"].area == other_township
    assert rows["王远行"].state == choices.LeadState.UNASSIGNED
    assert all(lead.due_on for lead in rows.values())
    clocks = Deadline.objects.running().filter(clock="lead_answer")
    assert clocks.count() == len(ROWS)


@pytest.mark.django_db
def test_the_same_file_twice_changes_nothing(medical: User) -> None:
    pushed(medical)
    again = push(medical, received_on=today().isoformat())
    assert counts(again) == {"unchanged": len(ROWS)}
    write(again)
    assert (Lead.objects.count(), LeadBatch.objects.count()) == (len(ROWS), 1)


@pytest.mark.django_db
def test_a_wrong_row_is_refused_and_the_good_ones_are_taken(medical: User) -> None:
    wrong = id_number(13)[:-1] + ("0" if id_number(13)[-1] != "0" else "1")
    run = push(medical, [*ROWS, (5, "曹凤霞", wrong, "石门镇", 1, "x", "")])
    assert counts(run) == {"new": len(ROWS), "refused": 1}
    assert [heading for _row, heading, _m in problems(run)] == ["身份证号码"]


@pytest.mark.django_db
def test_the_preview_tells_a_department_nothing_of_the_register(
    medical: User, client_of: Callable[[User], Client]
) -> None:
    run = push(medical)
    page = client_of(medical).get(reverse("exchange:import-run", args=[run.pk]))
    assert page.status_code == 200
    assert "疑似" not in page.content.decode()
    assert not any("register" in notice for notice in run.notices)


@pytest.mark.django_db
def test_undoing_takes_leads_clocks_and_batch_away(medical: User) -> None:
    batch = pushed(medical)
    run = ImportRun.objects.latest("pk")
    assert withdraw(run, medical).state == ImportRun.State.UNDONE
    assert not Lead.objects.exists()
    assert not LeadBatch.objects.filter(pk=batch.pk).exists()
    assert not Deadline.objects.filter(subject_kind="lead").exists()


@pytest.mark.django_db
def test_undoing_leaves_what_was_answered(medical: User, township_staff: User) -> None:
    batch = pushed(medical)
    lead = batch.leads.get(person_name="赵德全")
    with pghistory.context(user=township_staff.pk):
        answer(lead, township_staff)
    run = ImportRun.objects.latest("pk")
    withdraw(run, medical)
    assert list(batch.leads.all()) == [lead]


@pytest.mark.django_db
def test_a_department_pushes_for_itself_only(medical: User) -> None:
    other = DepartmentFactory(code="health", name="市卫健局")
    with pytest.raises(FileRefused):
        push(medical, department=str(other.pk))


@pytest.mark.django_db
def test_a_run_belongs_to_the_department_not_to_the_person(medical: User) -> None:
    run = push(medical)
    assert ImportRun.objects.visible_to(medical).filter(pk=run.pk).exists()
    medical.department = DepartmentFactory(code="health", name="市卫健局")
    medical.save()
    assert not ImportRun.objects.visible_to(medical).exists()


@pytest.mark.django_db
def test_the_workbook_comes_back_in_its_own_columns(
    medical: User, township_staff: User, client_of: Callable[[User], Client]
) -> None:
    batch = pushed(medical)
    answer(batch.leads.get(person_name="赵德全"), township_staff)
    client = client_of(medical)
    url = reverse("households:lead-batch-answers", args=[batch.pk])
    response: Any = client.get(url)
    content = b"".join(response.streaming_content)
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][0] == "医保局预警名单"
    assert rows[1] == (*HEADER, *workbook.ANSWER_HEADINGS)
    assert [row[:7] for row in rows[2:]] == [
        tuple(None if cell == "" else cell for cell in row) for row in ROWS
    ]
    told = {row[1]: row[7:] for row in rows[2:]}
    assert told["赵德全"][1:3] == ("已答复", "不属实")
    assert told["李秀芳"][1] == workbook.WAITING
    assert told["李秀芳"][2:7] == (None,) * 5
    assert AccessLog.objects.filter(object_type="lead batch").count() == 1


@pytest.mark.django_db
def test_the_outsider_sees_his_own_rows_of_the_batch_only(
    medical: User, outsider: User, client_of: Callable[[User], Client]
) -> None:
    batch = pushed(medical)
    page = client_of(outsider).get(batch.get_absolute_url()).content.decode()
    assert "苏满仓" in page
    assert "赵德全" not in page
    assert (
        client_of(outsider)
        .get(reverse("households:lead-batch-answers", args=[batch.pk]))
        .status_code
        == 403
    )


@pytest.mark.django_db
def test_another_department_finds_neither_batch_nor_leads(
    medical: User, department_staff: User, client_of: Callable[[User], Client]
) -> None:
    batch = pushed(medical)
    client = client_of(department_staff)
    assert client.get(batch.get_absolute_url()).status_code == 404
    for lead in batch.leads.all():
        assert client.get(lead.get_absolute_url()).status_code == 404
    assert (
        client.get(
            reverse("households:lead-batch-answers", args=[batch.pk])
        ).status_code
        == 404
    )


@pytest.mark.django_db
def test_a_department_is_not_told_whom_the_register_knows(
    medical: User, client_of: Callable[[User], Client]
) -> None:
    """Known and unknown rows look alike until somebody has answered."""
    batch = pushed(medical)
    client, pages = client_of(medical), []
    for name in ("赵德全", "王远行"):
        lead = batch.leads.get(person_name=name)
        page = client.get(lead.get_absolute_url()).content.decode()
        assert "核查中" in page or "Being verified" in page
        for telling in ("已匹配", "未找到", "待派发", "待核查", "柳树沟村</dd>"):
            assert telling not in page
        pages.append(page)
    listed = client.get(reverse("households:leads")).content.decode()
    for telling in ("已匹配", "未找到", "待派发", "待核查", "疑似匹配"):
        assert telling not in listed
