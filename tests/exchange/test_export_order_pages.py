"""Ordering an export from a list page, and fetching the file."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.template import engines
from django.test import Client, RequestFactory
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import AccessLog, Area, User
from exchange import jobs
from exchange.models import Job
from tests.exchange.workbooks import apply, family, id_number, receive, workbook

ClientOf = Callable[[User], Client]
START = "/exchange/exports/new/"


@pytest.fixture
def clerk(village: Area, other_village: Area, township_staff: User) -> User:
    apply(receive(workbook(family()), township_staff))
    return township_staff


@pytest.fixture
def client(client_of: ClientOf, clerk: User) -> Client:
    return client_of(clerk)


def order(client: Client, **values: Any) -> Any:
    given = {"roster": "households", "query": "state=all&page=3", **values}
    return client.post(START, given)


def fetch(client: Client) -> list[str]:
    job = Job.objects.get(kind=Job.Kind.EXPORT)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == "done", job.message
    response = client.get(reverse("exchange:export-file", args=[job.pk]))
    book = load_workbook(io.BytesIO(b"".join(response)))
    return [str(cell.value) for row in book.worksheets[0] for cell in row]


def test_it_works(client: Client, clerk: User) -> None:
    response = order(client)
    assert response["Location"] == reverse("exchange:exports")
    job = Job.objects.get(kind=Job.Kind.EXPORT)
    assert job.owner == clerk
    assert job.parameters["query"]["state"] == "all"
    cells = fetch(client)
    assert "6100000001" in cells
    assert id_number(1) not in cells
    kinds = set(AccessLog.objects.filter(user=clerk).values_list("kind", flat=True))
    assert {"export", "download"} <= kinds


def test_full_numbers_need_a_reason(client: Client) -> None:
    response = order(client, reveal="1")
    assert response.status_code == 422
    shown = response.content.decode()
    assert "写明用途" in shown
    assert 'value="state=all&amp;page=3"' in shown
    assert not Job.objects.filter(kind=Job.Kind.EXPORT).exists()


def test_full_numbers_come_with_a_reason(client: Client) -> None:
    order(client, reveal="1", reason="县医保局核对参保，任晓燕交李文娟")
    assert id_number(1) in fetch(client)
    logged = AccessLog.objects.get(kind="export")
    assert logged.reason == "县医保局核对参保，任晓燕交李文娟"
    assert "完整号码" in client.get(reverse("exchange:exports")).content.decode()


def test_full_numbers_need_the_right(client_of: ClientOf, inspector: User) -> None:
    response = order(client_of(inspector), reveal="1", reason="督导")
    assert response.status_code == 403
    assert not Job.objects.filter(kind=Job.Kind.EXPORT).exists()


def test_a_reason_that_is_too_long_is_kept_and_named(client: Client) -> None:
    response = order(client, reveal="1", reason="核" * 201)
    assert response.status_code == 422
    assert "核" * 201 in response.content.decode()


def test_an_unknown_kind_is_not_there(client: Client) -> None:
    assert order(client, roster="nonsense").status_code == 404
    assert client.get(START).status_code == 405


def test_an_outsiders_file_holds_none_of_the_rows(
    client_of: ClientOf, clerk: User, outsider: User
) -> None:
    client = client_of(outsider)
    order(client)
    assert "6100000001" not in fetch(client)


def test_a_file_is_refused_after_the_account_has_moved(
    client: Client, clerk: User, other_township: Area
) -> None:
    order(client)
    fetch(client)
    clerk.area = other_township
    clerk.save()
    job = Job.objects.get(kind=Job.Kind.EXPORT)
    url = reverse("exchange:export-file", args=[job.pk])
    response = client.get(url, follow=True)
    assert "note-b bad" in response.content.decode()


def test_a_list_page_includes_the_order(
    clerk: User, leader: User, inspector: User, rf: RequestFactory
) -> None:
    source = (
        '{% include "exchange/_export_form.html" with roster="households" count=486 %}'
    )
    template = engines["django"].from_string(source)

    def shown(user: User) -> str:
        request = rf.get("/households/", {"state": "all"})
        request.user = user
        return template.render({}, request)

    assert 'name="query" value="state=all"' in shown(clerk)
    assert "导出 486 行" in shown(clerk)
    assert 'name="reveal"' in shown(clerk)
    assert 'name="reveal"' not in shown(inspector)
    assert "form" not in shown(leader)
