"""What a file would change: tabs, errors by cell, decisions about conflicts."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from exchange.models import ImportRun
from tests.exchange.runs import make_error, make_run

ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def client(client_of: ClientOf, township_staff: User) -> Client:
    return client_of(township_staff)


@pytest.fixture
def run(township_staff: User) -> ImportRun:
    run = make_run(township_staff)
    make_error(run, 57, suggestion="99098119680305001X")
    return run


def page(run: ImportRun, query: str = "") -> str:
    return reverse("exchange:import-run", args=[run.pk]) + query


def test_it_works(client: Client, run: ImportRun) -> None:
    shown = client.get(page(run)).content.decode()
    assert "核对预览" in shown
    assert "写入 5 行" in shown
    assert "更新 3，新增 2" in shown
    assert "第 57 行 F 列" in shown
    assert "校验位不正确" in shown


def test_a_tab_comes_alone_for_htmx(client: Client, run: ImportRun) -> None:
    response = client.get(page(run, "?tab=errors"), headers=HTMX)
    part = response.content.decode()
    assert "<html" not in part
    assert "第 57 行 F 列" in part
    assert "HX-Request" in response["Vary"]


def test_a_tab_that_does_not_exist_shows_the_first_with_rows(
    client: Client, run: ImportRun
) -> None:
    response = client.get(page(run, "?tab=nonsense&after=-1"))
    assert response.status_code == 200
    assert "第 57 行 F 列" in response.content.decode()


def test_errors_are_paged_by_rows_of_the_sheet(
    client: Client, township_staff: User
) -> None:
    run = make_run(township_staff, rows_refused=60)
    for row in range(4, 64):
        make_error(run, row)
        make_error(run, row, column="G", heading="电话")
    first = client.get(page(run)).content.decode()
    assert "第 53 行 G 列" in first
    assert "第 54 行" not in first
    assert "after=53" in first
    second = client.get(page(run, "?tab=errors&after=53")).content.decode()
    assert "第 54 行 F 列" in second
    assert "第 53 行" not in second


def test_unusual_values_are_shown_apart(client: Client, run: ImportRun) -> None:
    make_error(run, 74, is_warning=True, message="比上年变动超过 50%，请核对")
    shown = client.get(page(run)).content.decode()
    assert "异常变动" in shown
    assert "第 74 行" not in shown
    warnings = client.get(page(run, "?tab=warnings")).content.decode()
    assert "比上年变动超过 50%，请核对" in warnings


def test_columns_say_what_they_were_read_as(client: Client, run: ImportRun) -> None:
    shown = client.get(page(run, "?tab=columns")).content.decode()
    assert "户编号" in shown
    assert "不读取" in shown


def test_nothing_to_write_offers_no_button(
    client: Client, township_staff: User
) -> None:
    run = make_run(township_staff, rows_changed=0, rows_new=0)
    shown = client.get(page(run, "?tab=errors")).content.decode()
    assert "没有要写入的内容" in shown
    assert reverse("exchange:import-apply", args=[run.pk]) not in shown


def test_a_cell_of_markup_is_shown_as_text(client: Client, run: ImportRun) -> None:
    make_error(run, 60, value="<script>alert(1)</script>")
    shown = client.get(page(run)).content.decode()
    assert "<script>alert" not in shown


def test_decisions_are_kept_while_paging(client: Client, township_staff: User) -> None:
    run = make_run(township_staff, rows_conflict=3)
    url = reverse("exchange:import-choices", args=[run.pk])
    client.post(url, {"choice-5": "mine", "choice-7": "theirs"})
    bar = client.post(url, {"choice-7": "", "choice-9": "theirs"}, headers=HTMX)
    part = bar.content.decode()
    assert "<html" not in part
    assert "以表中为准 1 行，以库中为准 1 行，未选的 1 行不写入" in part
    assert "写入 6 行" in part


def test_nonsense_among_the_decisions_is_set_aside(
    client: Client, township_staff: User
) -> None:
    run = make_run(township_staff, rows_conflict=3)
    url = reverse("exchange:import-choices", args=[run.pk])
    posted = {"choice-x": "mine", "choice-5": "both", "other": "mine"}
    part = client.post(url, posted, headers=HTMX).content.decode()
    assert "未选的 3 行不写入" in part


def test_another_persons_preview_is_not_there(
    client_of: ClientOf, outsider: User, run: ImportRun
) -> None:
    client = client_of(outsider)
    assert client.get(page(run)).status_code == 404
    for name in ("apply", "cancel", "choices", "retry", "undo"):
        url = reverse(f"exchange:import-{name}", args=[run.pk])
        assert client.post(url).status_code == 404
    fix = reverse("exchange:import-fix", args=[run.pk, run.errors.get().pk])
    assert client.post(fix).status_code == 404
    for name in ("errors", "file"):
        url = reverse(f"exchange:import-{name}", args=[run.pk])
        assert client.get(url).status_code == 404


def test_an_error_of_another_import_cannot_be_corrected(
    client: Client, township_staff: User, run: ImportRun
) -> None:
    other = make_run(township_staff)
    url = reverse("exchange:import-fix", args=[other.pk, run.errors.get().pk])
    assert client.post(url).status_code == 404


def test_a_role_without_the_right_is_refused(client_of: ClientOf, leader: User) -> None:
    run = make_run(leader)
    assert client_of(leader).get(page(run)).status_code == 403
