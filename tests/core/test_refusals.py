"""Pages that say no: what happened, what is safe, where to go on."""

from collections.abc import Callable

import pytest
from django.test import Client, RequestFactory, override_settings
from django.views.defaults import server_error

from accounts.models import User
from core.middleware import ClientAddressMiddleware

ClientOf = Callable[[User], Client]


def test_a_missing_page_is_said_inside_the_frame(
    client_of: ClientOf, township_staff: User
) -> None:
    response = client_of(township_staff).get("/nothing/here/")
    page = response.content.decode()
    assert response.status_code == 404
    assert township_staff.full_name in page
    assert "石门镇" in page


def test_a_missing_page_tells_a_stranger_nothing(client: Client, db: None) -> None:
    page = client.get("/nothing/here/").content.decode()
    assert "石门镇" not in page
    assert 'class="gate"' in page


def test_a_form_without_a_token_is_refused_with_a_sentence(
    township_staff: User,
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(township_staff, "accounts.backends.RoleBackend")
    response = client.post("/accounts/password/", {})
    assert response.status_code == 403
    assert "页面打开时间过长" in response.content.decode()


def test_log_in_without_a_token_is_refused(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/accounts/login/", {"username": "a", "password": "b"})
    assert response.status_code == 403


def test_the_page_of_a_fault_needs_no_database(rf: RequestFactory) -> None:
    response = server_error(rf.get("/"))
    assert response.status_code == 500
    assert "系统出错了" in response.content.decode()


@pytest.mark.parametrize("path", ["/accounts/users/?q=%00", "/f/%00/", "/%00"])
def test_a_nul_in_an_address_is_a_bad_request(
    client_of: ClientOf, administrator: User, path: str
) -> None:
    assert client_of(administrator).get(path).status_code == 400


def test_who_has_no_work_yet_is_greeted(
    client_of: ClientOf, department_staff: User
) -> None:
    response = client_of(department_staff).get("/", follow=True)
    assert response.status_code == 200
    assert department_staff.full_name in response.content.decode()


def test_everybodys_first_page_is_what_waits_for_them(
    client_of: ClientOf, township_staff: User, administrator: User
) -> None:
    for user in (township_staff, administrator):
        assert client_of(user).get("/")["Location"] == "/todo/"


def test_health_is_open_and_short(client: Client, db: None) -> None:
    response = client.get("/healthz")
    assert response.content == b"ok\n"


@override_settings(BEHIND_PROXY=True)
@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("10.1.2.3", "10.1.2.3"),
        ("6.6.6.6, 10.1.2.3", "10.1.2.3"),
        ("", "127.0.0.1"),
        ("x" * 500, "x" * 45),
    ],
)
def test_the_address_is_the_one_that_the_proxy_wrote(
    rf: RequestFactory, forwarded: str, address: str
) -> None:
    request = rf.get("/", headers={"X-Forwarded-For": forwarded})
    ClientAddressMiddleware(lambda request: None)(request)  # type: ignore[arg-type, return-value]
    assert request.META["REMOTE_ADDR"] == address
