"""Following an import while it is read or written: page, polling, stop, failure."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from exchange.models import ImportRun
from tests.exchange.runs import make_job, make_run, waiting_job

ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def client(client_of: ClientOf, township_staff: User) -> Client:
    return client_of(township_staff)


def page(run: ImportRun) -> str:
    return reverse("exchange:import-run", args=[run.pk])


def progress(run: ImportRun) -> str:
    return reverse("exchange:import-progress", args=[run.pk])


def test_it_works(client: Client, township_staff: User) -> None:
    job = make_job(township_staff, step="写入")
    run = make_run(township_staff, "applying", job=job)
    response = client.get(page(run))
    assert response.status_code == 200
    shown = response.content.decode()
    assert "写入数据" in shown
    assert "46.9%" in shown
    assert "184 / 392 行" in shown


def test_it_asks_again_every_second_while_it_runs(
    client: Client, township_staff: User
) -> None:
    run = make_run(township_staff, "applying", job=make_job(township_staff))
    part = client.get(progress(run), headers=HTMX).content.decode()
    assert 'hx-trigger="every 1s"' in part
    assert "<html" not in part


def test_it_reads_out_each_ten_per_cent_once(
    client: Client, township_staff: User
) -> None:
    run = make_run(township_staff, "applying", job=make_job(township_staff))
    first = client.get(progress(run), headers=HTMX).content.decode()
    again = client.get(progress(run) + "?said=40", headers=HTMX).content.decode()
    assert "hx-swap-oob" in first
    assert "hx-swap-oob" not in again


def test_a_failure_stops_the_asking_and_offers_another_try(
    client: Client, township_staff: User
) -> None:
    job = make_job(township_staff, "failed", message="数据库忙，请重试。")
    run = make_run(township_staff, "applying", job=job)
    part = client.get(progress(run), headers=HTMX).content.decode()
    assert "hx-trigger" not in part
    assert "数据库忙，请重试。" in part
    assert reverse("exchange:import-retry", args=[run.pk]) in part


def test_work_that_left_no_job_is_shown_as_failed(
    client: Client, township_staff: User
) -> None:
    run = make_run(township_staff, "reading", job=None)
    shown = client.get(page(run)).content.decode()
    assert "没有完成" in shown
    assert "hx-trigger" not in shown


def test_when_it_is_done_the_browser_goes_to_the_next_page(
    client: Client, township_staff: User
) -> None:
    run = make_run(township_staff, "preview", job=make_job(township_staff, "done"))
    response = client.get(progress(run), headers=HTMX)
    assert response.status_code == 204
    assert response["HX-Redirect"] == page(run)


def test_without_javascript_a_link_reloads_the_page(
    client: Client, township_staff: User
) -> None:
    run = make_run(township_staff, "reading", job=make_job(township_staff))
    assert "刷新看进度" in client.get(page(run)).content.decode()
    assert client.get(progress(run)).status_code == 302


def test_a_queue_that_is_down_is_explained(
    client: Client, township_staff: User
) -> None:
    fresh = make_run(township_staff, "reading", job=waiting_job(township_staff, 2))
    stuck = make_run(township_staff, "reading", job=waiting_job(township_staff, 60))
    assert "不用重新上传" not in client.get(page(fresh)).content.decode()
    assert "不用重新上传" in client.get(page(stuck)).content.decode()


@pytest.mark.parametrize("name", ["import-run", "import-progress"])
def test_another_persons_import_is_not_there(
    client_of: ClientOf, township_staff: User, outsider: User, name: str
) -> None:
    run = make_run(township_staff, "applying", job=make_job(township_staff))
    response = client_of(outsider).get(reverse(f"exchange:{name}", args=[run.pk]))
    assert response.status_code == 404
