"""One's own exports: state, size, how long they are kept, and nobody else's."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from exchange.models import Job
from tests.exchange.runs import make_job, waiting_job

ClientOf = Callable[[User], Client]
URL = "/exchange/exports/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def client(client_of: ClientOf, township_staff: User) -> Client:
    return client_of(township_staff)


def export(owner: User, state: str = "done", **values: Any) -> Job:
    given: dict[str, Any] = {
        "kind": Job.Kind.EXPORT,
        "parameters": {"roster": "households", "query": {}, "reveal": False},
        "result": {"rows": 486, "size": 90210} if state == "done" else {},
        **values,
    }
    return make_job(owner, state, **given)


def file_url(job: Job) -> str:
    return reverse("exchange:export-file", args=[job.pk])


def test_it_works(client: Client, township_staff: User) -> None:
    job = export(township_staff)
    shown = client.get(URL).content.decode()
    assert "农户基本信息" in shown
    assert "486" in shown
    assert "88.1" in shown
    assert file_url(job) in shown


def test_nothing_yet_says_how_to_get_one(client: Client) -> None:
    shown = client.get(URL).content.decode()
    assert "还没有导出" in shown


def test_it_asks_again_only_while_a_file_is_made(
    client: Client, township_staff: User
) -> None:
    export(township_staff)
    assert "every 1s" not in client.get(URL).content.decode()
    running = export(township_staff, "running", step="写文件")
    part = client.get(URL, headers=HTMX).content.decode()
    assert "every 1s" in part
    assert "<html" not in part
    assert "写文件 46.9%" in part
    running.state = Job.State.DONE
    running.save()
    assert "every 1s" not in client.get(URL, headers=HTMX).content.decode()


def test_an_old_file_is_shown_as_gone(client: Client, township_staff: User) -> None:
    job = export(township_staff, finished_at=timezone.now() - dt.timedelta(days=8))
    shown = client.get(URL).content.decode()
    assert "已过期" in shown
    assert file_url(job) not in shown


def test_a_failure_says_why_and_offers_another_try(
    client: Client, township_staff: User
) -> None:
    job = export(township_staff, "failed", message="磁盘已满，请告诉管理员。")
    shown = client.get(URL).content.decode()
    assert "磁盘已满，请告诉管理员。" in shown
    retry = reverse("exchange:export-retry", args=[job.pk])
    assert retry in shown
    client.post(retry)
    job.refresh_from_db()
    assert job.state == Job.State.QUEUED


def test_it_can_be_stopped(client: Client, township_staff: User) -> None:
    job = export(township_staff, "running")
    client.post(reverse("exchange:export-stop", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED


def test_a_queue_that_is_down_is_explained(
    client: Client, township_staff: User
) -> None:
    waiting_job(township_staff, 60, kind=Job.Kind.EXPORT)
    assert "不用重新提交" in client.get(URL).content.decode()


def test_other_peoples_exports_are_not_there(
    client_of: ClientOf, township_staff: User, outsider: User
) -> None:
    job = export(township_staff)
    client = client_of(outsider)
    assert file_url(job) not in client.get(URL).content.decode()
    assert client.get(file_url(job)).status_code == 404
    for name in ("export-retry", "export-stop"):
        url = reverse(f"exchange:{name}", args=[job.pk])
        assert client.post(url).status_code == 404


def test_a_job_of_another_kind_is_not_an_export(
    client: Client, township_staff: User
) -> None:
    job = make_job(township_staff, "done")
    assert client.get(file_url(job)).status_code == 404


def test_a_role_without_the_right_is_refused(client_of: ClientOf, leader: User) -> None:
    client = client_of(leader)
    assert client.get(URL).status_code == 403
    start = reverse("exchange:export-start")
    assert client.post(start, {"roster": "households"}).status_code == 403
