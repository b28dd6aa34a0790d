"""From the preview to the result and back, through the pages and the real engine."""

import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import AccessLog, Area, User
from exchange.models import ImportRun, Job
from households.models import Household, Member
from tests.exchange.workbooks import family, id_number, receive, work, workbook

ClientOf = Callable[[User], Client]


@pytest.fixture
def clerk(village: Area, other_village: Area, township_staff: User) -> User:
    return township_staff


@pytest.fixture
def client(client_of: ClientOf, clerk: User) -> Client:
    return client_of(clerk)


@pytest.fixture
def run(clerk: User) -> ImportRun:
    """Two good rows and one of a village that is not the clerk's."""
    rows = [*family(), *family("6100000009", 7, 乡="高塬镇", 行政村="塬畔村")[:1]]
    return receive(workbook(rows), clerk)


def url(run: ImportRun, name: str = "run") -> str:
    return reverse(f"exchange:import-{name}", args=[run.pk])


def test_it_works(client: Client, run: ImportRun) -> None:
    preview = client.get(url(run) + "?tab=new").content.decode()
    assert "赵德全" in preview
    assert "写入 2 行" in preview
    client.post(url(run, "apply"))
    run.refresh_from_db()
    work(run)
    result = client.get(url(run)).content.decode()
    assert "已写入 2 行" in result
    assert "1 行未写入" in result
    assert Household.objects.get().head_name == "赵德全"


def test_identity_numbers_are_masked_in_the_preview(
    client: Client, run: ImportRun
) -> None:
    preview = client.get(url(run) + "?tab=new").content.decode()
    assert "990*************" in preview
    assert "99098119700101" not in preview


def test_nothing_is_written_before_the_button(client: Client, run: ImportRun) -> None:
    client.get(url(run))
    assert not Household.objects.exists()


def test_a_double_click_is_one_job(client: Client, run: ImportRun) -> None:
    first = client.post(url(run, "apply"))
    second = client.post(url(run, "apply"), follow=True)
    assert first["Location"] == url(run)
    assert Job.objects.filter(kind=Job.Kind.APPLY_ROSTER).count() == 1
    assert "note-b bad" not in second.content.decode()


def test_a_cancelled_import_writes_nothing(client: Client, run: ImportRun) -> None:
    client.post(url(run, "cancel"))
    shown = client.get(url(run)).content.decode()
    assert "本次导入已取消" in shown
    response = client.post(url(run, "apply"), follow=True)
    assert "note-b bad" in response.content.decode()
    assert not Household.objects.exists()
    assert not Job.objects.filter(kind=Job.Kind.APPLY_ROSTER).exists()


def test_a_stopped_writing_leads_back_to_the_preview(
    client: Client, run: ImportRun
) -> None:
    client.post(url(run, "apply"))
    client.post(url(run, "cancel"))
    shown = client.get(url(run)).content.decode()
    assert "写入 2 行" in shown


def test_the_error_table_goes_to_its_owner(
    client: Client, client_of: ClientOf, outsider: User, run: ImportRun
) -> None:
    response = client.get(url(run, "errors"))
    book = load_workbook(io.BytesIO(b"".join(response)))
    cells = [str(cell.value) for row in book.worksheets[0] for cell in row]
    assert "错误说明" in cells
    assert "6100000009" in cells
    assert "6100000001" not in cells
    assert AccessLog.objects.filter(kind="download", row_count=1).exists()
    assert client_of(outsider).get(url(run, "errors")).status_code == 404


def test_a_suggestion_is_taken_over_with_one_click(client: Client, clerk: User) -> None:
    right = id_number(1)
    wrong = right[:-1] + ("1" if right[-1] != "1" else "2")
    run = receive(workbook(family(证件号码=wrong)[:1]), clerk)
    error = run.errors.get()
    assert run.rows_refused == 1
    shown = client.get(url(run)).content.decode()
    assert f"改为 {error.suggestion}" in shown
    client.post(reverse("exchange:import-fix", args=[run.pk, error.pk]))
    run.refresh_from_db()
    work(run)
    assert run.rows_refused == 0


def test_the_rows_it_wrote_are_listed(client: Client, run: ImportRun) -> None:
    client.post(url(run, "apply"))
    run.refresh_from_db()
    work(run)
    shown = client.get(url(run, "rows")).content.decode()
    household = Household.objects.get()
    assert "李秀英" in shown
    assert reverse("households:household", args=[household.pk]) in shown


def test_undoing_asks_first_and_takes_all_back(client: Client, run: ImportRun) -> None:
    client.post(url(run, "apply"))
    run.refresh_from_db()
    work(run)
    asked = client.get(url(run, "undo")).content.decode()
    assert "保留导入" in asked
    assert Member.objects.count() == 2
    client.post(url(run, "undo"))
    client.post(url(run, "undo"))
    run.refresh_from_db()
    work(run)
    assert not Member.objects.exists()
    assert "已恢复到本次导入之前" in client.get(url(run)).content.decode()
    assert Job.objects.filter(kind=Job.Kind.UNDO_ROSTER).count() == 1


def test_an_import_that_is_not_written_cannot_be_undone(
    client: Client, run: ImportRun
) -> None:
    assert client.get(url(run, "undo")).status_code == 302
    client.post(url(run, "undo"))
    assert not Job.objects.filter(kind=Job.Kind.UNDO_ROSTER).exists()


def test_the_same_file_again_has_nothing_to_write(
    client: Client, clerk: User, run: ImportRun
) -> None:
    client.post(url(run, "apply"))
    run.refresh_from_db()
    work(run)
    again = receive(workbook(family()), clerk)
    shown = client.get(url(again)).content.decode()
    assert again.rows_unchanged == 2
    assert "没有要写入的内容" in shown


def test_a_household_without_responsible_person_is_written(
    client: Client, clerk: User
) -> None:
    header = ("户编号", "户主姓名", "行政村", "家庭人口数", "帮扶责任人")
    rows = [
        ("6100000001", "赵德全", "柳树沟村", "2", "任晓燕"),
        ("6100000002", "李秀芳", "柳树沟村", "3", ""),
    ]
    file = workbook(rows, header=header, above=())
    run = receive(file, clerk, "households")
    client.post(url(run, "apply"))
    run.refresh_from_db()
    work(run)
    assert "已写入" in client.get(url(run)).content.decode()
