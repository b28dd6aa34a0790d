"""The history of one's own imports: search, filters, paging."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.exchange.runs import make_job, make_run

ClientOf = Callable[[User], Client]
URL = "/exchange/imports/"


@pytest.fixture
def client(client_of: ClientOf, township_staff: User) -> Client:
    return client_of(township_staff)


def test_it_works(client: Client, township_staff: User) -> None:
    run = make_run(township_staff, "applied")
    shown = client.get(URL).content.decode()
    assert f"#{run.pk}" in shown
    assert "石门镇11月走访.xlsx" in shown
    assert "已写入" in shown


def test_other_peoples_imports_are_not_listed(
    client_of: ClientOf, township_staff: User, outsider: User
) -> None:
    make_run(township_staff, "applied")
    shown = client_of(outsider).get(URL).content.decode()
    assert "石门镇11月走访.xlsx" not in shown
    assert "还没有导入记录" in shown


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=12月", ["12月.xlsx"]),
        ("q=%E6%B2%A1%E6%9C%89", []),
        ("state=applied", ["11月.xlsx"]),
        ("state=preview", ["12月.xlsx"]),
        ("state=nonsense", ["11月.xlsx", "12月.xlsx"]),
        ("roster=nonsense", ["11月.xlsx", "12月.xlsx"]),
        ("page=999", ["11月.xlsx", "12月.xlsx"]),
    ],
)
def test_it_is_searched_by_name_and_state(
    client: Client, township_staff: User, query: str, found: list[str]
) -> None:
    make_run(township_staff, "applied", file_name="11月.xlsx")
    make_run(township_staff, "preview", file_name="12月.xlsx")
    shown = client.get(f"{URL}?{query}").content.decode()
    listed = [name for name in ("11月.xlsx", "12月.xlsx") if name in shown]
    assert listed == found


def test_it_is_searched_by_number(client: Client, township_staff: User) -> None:
    first = make_run(township_staff, file_name="一.xlsx")
    make_run(township_staff, file_name="二.xlsx")
    shown = client.get(URL, {"q": f"#{first.pk}"}).content.decode()
    assert "一.xlsx" in shown
    assert "二.xlsx" not in shown
    assert client.get(URL, {"q": "9" * 30}).status_code == 200


def test_a_search_without_result_offers_to_clear_it(client: Client) -> None:
    shown = client.get(URL, {"q": "没有这个文件"}).content.decode()
    assert "没有符合条件的导入记录" in shown
    assert "清除条件" in shown


def test_twenty_are_on_a_page_and_htmx_gets_the_table(
    client: Client, township_staff: User
) -> None:
    for number in range(21):
        make_run(township_staff, file_name=f"第{number}次.xlsx")
    first = client.get(URL).content.decode()
    assert "第20次.xlsx" in first
    assert "第0次.xlsx" not in first
    part = client.get(URL, {"page": 2}, headers={"HX-Request": "true"})
    shown = part.content.decode()
    assert "第0次.xlsx" in shown
    assert "<html" not in shown


def test_failed_work_shows_in_the_state(client: Client, township_staff: User) -> None:
    make_run(township_staff, "applying", job=make_job(township_staff, "failed"))
    assert "未完成" in client.get(URL).content.decode()


def test_the_list_costs_the_same_for_many(
    client: Client, township_staff: User, django_assert_max_num_queries: object
) -> None:
    for _number in range(20):
        make_run(township_staff, job=make_job(township_staff, "done"))
    client.get(URL)  # the counts of the navigation are kept in the session
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        client.get(URL)


def test_a_role_without_the_right_is_refused(client_of: ClientOf, leader: User) -> None:
    assert client_of(leader).get(URL).status_code == 403
    assert Client().get(URL).status_code == 302
    assert reverse("exchange:import-list") == URL
