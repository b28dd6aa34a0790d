"""Sending a file in: what is offered, what is refused with one sentence."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from accounts.models import AccessLog, Area, User
from exchange.models import ImportRun, Job
from tests.exchange.runs import make_run
from tests.exchange.workbooks import family, work, workbook

ClientOf = Callable[[User], Client]
URL = "/exchange/imports/new/"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture
def client(client_of: ClientOf, village: Area, township_staff: User) -> Client:
    return client_of(township_staff)


def upload(content: bytes, name: str = "名单.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def send(
    client: Client, content: bytes | None, name: str = "名单.xlsx", **data: Any
) -> Any:
    given: dict[str, Any] = {"roster": "monitoring", **data}
    if content is not None:
        given["file"] = upload(content, name)
    return client.post(URL, given)


def test_it_works(client: Client, township_staff: User) -> None:
    shown = client.get(URL).content.decode()
    assert "选择数据类型" in shown
    assert "最大 40 MB" in shown
    response = send(client, workbook(family()).getvalue())
    run = ImportRun.objects.get()
    assert response.status_code == 302
    assert response["Location"] == reverse("exchange:import-run", args=[run.pk])
    assert (run.owner, run.state) == (township_staff, "reading")


def test_the_chosen_kind_stands_in_the_address(client: Client) -> None:
    shown = client.get(URL, {"roster": "members"}).content.decode()
    assert 'name="roster" value="members"' in shown
    assert reverse("exchange:import-template", args=["members"]) in shown
    other = client.get(URL, {"roster": "nonsense"})
    assert other.status_code == 200


def test_recent_imports_are_at_hand(client: Client, township_staff: User) -> None:
    run = make_run(township_staff, "preview")
    shown = client.get(URL).content.decode()
    assert reverse("exchange:import-run", args=[run.pk]) in shown
    assert "待确认" in shown


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (None, "", "请先选择文件"),
        (b"", "空.xlsx", "文件"),
        (b"%PDF-1.7 nonsense", "名单.pdf", "xlsx"),
        (_OLE + bytes(2000), "旧表.xls", "xlsx"),
        (b"PK\x03\x04 cut off", "坏.xlsx", "xlsx"),
        (b"<html><table></table></html>", "网页.xls", "xlsx"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_in_a_sentence(
    client: Client, content: bytes | None, name: str, sentence: str
) -> None:
    response = send(client, content, name)
    shown = response.content.decode()
    assert response.status_code == 422
    assert sentence in shown
    assert "没有写入任何数据" in shown
    assert not ImportRun.objects.exists()
    assert not Job.objects.exists()


def test_a_file_with_a_password_is_refused(client: Client) -> None:
    locked = _OLE + bytes(512) + "EncryptedPackage".encode("utf-16-le") + bytes(2000)
    response = send(client, locked, "加密.xlsx")
    assert response.status_code == 422
    assert "密码" in response.content.decode()


def test_a_large_file_is_refused(client: Client, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    response = send(client, b"PK\x03\x04" + bytes(1024 * 1024))
    assert response.status_code == 422
    assert "超过 1 MB" in response.content.decode()
    assert not ImportRun.objects.exists()


def test_the_kind_stays_chosen_after_a_refusal(client: Client) -> None:
    shown = send(client, None, roster="members").content.decode()
    assert 'name="roster" value="members"' in shown


def test_the_wrong_sheet_is_refused_and_the_file_kept(
    client: Client, client_of: ClientOf, outsider: User
) -> None:
    wrong = workbook([("1", "2")], header=("商品", "价格"), above=())
    send(client, wrong.getvalue(), "价格表.xlsx")
    run = work(ImportRun.objects.get())
    assert run.state == "refused"
    shown = client.get(reverse("exchange:import-run", args=[run.pk])).content.decode()
    assert escape(run.message) in shown
    kept = reverse("exchange:import-file", args=[run.pk])
    assert kept in shown
    response = client.get(kept)
    assert b"".join(response) == wrong.getvalue()
    assert "attachment" in response["Content-Disposition"]
    assert AccessLog.objects.filter(kind="download", object_ids=[str(run.pk)]).exists()
    assert client_of(outsider).get(kept).status_code == 404


def test_a_kind_that_the_role_may_not_import_is_not_there(client: Client) -> None:
    assert (
        send(client, workbook(family()).getvalue(), roster="areas").status_code == 404
    )
    template = reverse("exchange:import-template", args=["areas"])
    assert client.get(template).status_code == 404


def test_the_template_holds_the_own_list_only(
    client: Client, township_staff: User
) -> None:
    response = client.get(reverse("exchange:import-template", args=["households"]))
    assert response.status_code == 200
    assert b"".join(response)[:2] == b"PK"
    assert "attachment" in response["Content-Disposition"]
    logged = AccessLog.objects.get(kind="download")
    assert (logged.user, logged.object_ids) == (township_staff, ["households"])


def test_roles_without_the_right_are_refused(
    client_of: ClientOf, leader: User, inspector: User
) -> None:
    for user in (leader, inspector):
        client = client_of(user)
        assert client.get(URL).status_code == 403
        assert send(client, workbook(family()).getvalue()).status_code == 403
    assert not ImportRun.objects.exists()


def test_a_department_sends_leads_and_nothing_else(
    client_of: ClientOf, department_staff: User
) -> None:
    client = client_of(department_staff)
    assert client.get(URL).status_code == 200
    assert send(client, workbook(family()).getvalue()).status_code == 404
    assert not ImportRun.objects.exists()


def test_a_stranger_is_asked_to_log_in() -> None:
    assert Client().get(URL).status_code == 302


def test_a_file_name_of_markup_is_shown_as_text(client: Client) -> None:
    send(client, workbook(family()).getvalue(), "<img src=x>.xlsx")
    run = work(ImportRun.objects.get())
    shown = client.get(reverse("exchange:import-run", args=[run.pk])).content.decode()
    assert "<img src=x>" not in shown


def test_a_name_without_letters_is_taken(client: Client) -> None:
    content = io.BytesIO(workbook(family()).getvalue())
    assert send(client, content.getvalue(), "2026.xlsx").status_code == 302


def test_an_administrator_imports_areas_and_nothing_else(
    client_of: ClientOf, administrator: User
) -> None:
    client = client_of(administrator)
    shown = client.get(URL).content.decode()
    assert 'name="roster" value="areas"' in shown
    assert "roster=households" not in shown
    assert send(client, workbook(family()).getvalue()).status_code == 404


def test_what_a_kind_needs_is_asked_and_named_when_missing(client: Client) -> None:
    shown = client.get(URL, {"roster": "visits"}).content.decode()
    assert 'name="month"' in shown
    content = workbook(family()).getvalue()
    response = send(client, content, roster="visits", month="2026-13")
    assert response.status_code == 422
    assert "没有写入任何数据" in response.content.decode()


def test_a_village_of_another_township_cannot_be_chosen(
    client: Client, village: Area, other_village: Area
) -> None:
    shown = client.get(URL, {"roster": "visits"}).content.decode()
    assert village.code in shown
    assert other_village.code not in shown
    content = workbook(family()).getvalue()
    response = send(client, content, roster="visits", village=other_village.code)
    assert response.status_code == 422
