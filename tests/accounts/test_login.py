"""The way in: log-in, lockout, limits of a session, and the way out."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import AccessLog, User
from tests.factories import UserFactory
from tests.factories.users import PASSWORD

LOGIN = "/accounts/login/"
Kind = AccessLog.Kind


def log_in(client: Client, user: User, password: str = PASSWORD, **extra: str) -> int:
    data = {"username": user.username, "password": password}
    return client.post(LOGIN, data, **extra).status_code  # type: ignore[arg-type]


def is_in(client: Client) -> bool:
    return client.get(reverse("accounts:password-change")).status_code == 200


def test_it_works(client: Client, township_staff: User) -> None:
    response = client.post(
        LOGIN, {"username": township_staff.username, "password": PASSWORD}
    )
    assert response.status_code == 302
    assert response["Location"] == reverse("home")
    assert is_in(client)


def test_a_wrong_password_is_said_in_one_sentence_and_the_name_is_kept(
    client: Client, township_staff: User
) -> None:
    response = client.post(
        LOGIN, {"username": township_staff.username, "password": "falsch"}
    )
    assert response.status_code == 422
    assert f'value="{township_staff.username}"' in response.content.decode()
    assert b"falsch" not in response.content


def test_a_disabled_account_is_told_the_same_as_a_wrong_password(
    client: Client, township_staff: User
) -> None:
    wrong = client.post(
        LOGIN, {"username": township_staff.username, "password": "falsch"}
    ).context["form"]
    township_staff.is_active = False
    township_staff.save()
    disabled = client.post(
        LOGIN, {"username": township_staff.username, "password": PASSWORD}
    ).context["form"]
    assert wrong.non_field_errors() == disabled.non_field_errors()


def test_the_session_id_changes_at_log_in(client: Client, township_staff: User) -> None:
    session = client.session
    session["before"] = True
    session.save()
    log_in(client, township_staff)
    assert client.session.session_key != session.session_key


def test_the_fifth_failure_locks_name_and_address_and_the_right_password_too(
    client: Client, township_staff: User
) -> None:
    statuses = [log_in(client, township_staff, "falsch") for _ in range(5)]
    assert statuses == [422, 422, 422, 422, 429]
    response = client.post(
        LOGIN, {"username": township_staff.username, "password": PASSWORD}
    )
    assert response.status_code == 429
    assert "15" in response.content.decode()
    assert not is_in(client)


def test_the_same_name_from_another_address_is_not_locked(
    client: Client, township_staff: User, outsider: User
) -> None:
    for _ in range(5):
        log_in(client, township_staff, "falsch")
    assert log_in(client, township_staff, REMOTE_ADDR="10.0.0.9") == 302
    assert log_in(Client(), outsider) == 302


def test_a_name_tried_from_many_addresses_is_locked_everywhere(
    client: Client, township_staff: User
) -> None:
    for number in range(settings.LOCKOUT_FAILURES_PER_NAME):
        log_in(client, township_staff, "falsch", REMOTE_ADDR=f"10.0.0.{number + 1}")
    assert log_in(client, township_staff, REMOTE_ADDR="10.0.1.1") == 429


def test_the_lock_ends_by_itself(client: Client, township_staff: User) -> None:
    for _ in range(5):
        log_in(client, township_staff, "falsch")
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=16)):
        assert log_in(client, township_staff) == 302


@pytest.mark.parametrize(
    "target",
    [
        "https://example.com/",
        "//example.com",
        "/\\example.com",
        "http:///example.com",
        "javascript:alert(1)",
        "\thttps://example.com",
        "https:example.com",
        "////example.com/%2e%2e",
        "http://testserver@example.com/",
        "\x00//example.com",
    ],
)
def test_next_never_leaves_the_host(
    client: Client, township_staff: User, target: str
) -> None:
    data = {"username": township_staff.username, "password": PASSWORD, "next": target}
    response = client.post(LOGIN, data)
    assert response["Location"] == reverse("home")


def test_next_leads_back_to_the_page(client: Client, township_staff: User) -> None:
    page = reverse("accounts:password-change") + "?x=1"
    asked = client.get(page)
    assert asked["Location"] == f"{LOGIN}?next=%2Faccounts%2Fpassword%2F%3Fx%3D1"
    data = {"username": township_staff.username, "password": PASSWORD, "next": page}
    assert client.post(LOGIN, data)["Location"] == page


def test_who_is_logged_in_is_sent_on(
    client_of: Callable[[User], Client], township_staff: User
) -> None:
    assert client_of(township_staff).get(LOGIN)["Location"] == reverse("home")


def test_log_out_ends_the_session_and_empties_the_browser(
    client: Client, township_staff: User
) -> None:
    log_in(client, township_staff)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    response = client.post(reverse("accounts:logout"))
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert not is_in(thief)


@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_log_out_is_not_a_link(
    client_of: Callable[[User], Client], township_staff: User, method: str
) -> None:
    client = client_of(township_staff)
    assert getattr(client, method)(reverse("accounts:logout")).status_code == 405
    assert is_in(client)


def test_a_second_log_out_is_no_error(client: Client, db: None) -> None:
    response = client.post(reverse("accounts:logout"))
    assert response["Location"] == LOGIN


def test_an_idle_session_ends(
    client_of: Callable[[User], Client], township_staff: User
) -> None:
    with time_machine.travel("2026-11-22 09:00 +08:00", tick=False) as clock:
        client = client_of(township_staff)
        assert is_in(client)
        clock.shift(settings.SESSION_IDLE_SECONDS - 1)
        assert is_in(client)
        clock.shift(settings.SESSION_IDLE_SECONDS + 1)
        response = client.get(reverse("accounts:password-change"))
        assert response["Location"].endswith("&ended=1")
        assert not is_in(client)


def test_a_session_ends_after_a_working_day_however_busy(
    client_of: Callable[[User], Client], township_staff: User
) -> None:
    with time_machine.travel("2026-11-22 07:00 +08:00", tick=False) as clock:
        client = client_of(township_staff)
        for _ in range(settings.SESSION_ABSOLUTE_SECONDS // 1200):
            assert is_in(client)
            clock.shift(1200)
        clock.shift(1)
        assert not is_in(client)


def test_a_partial_request_of_an_ended_session_leaves_for_log_in(
    client: Client, db: None
) -> None:
    response = client.get(
        reverse("accounts:users"),
        headers={
            "HX-Request": "true",
            "HX-Current-URL": "http://testserver/accounts/users/?page=2",
        },
    )
    assert response.status_code == 401
    target = "/accounts/login/?next=%2Faccounts%2Fusers%2F%3Fpage%3D2"
    assert response["HX-Redirect"] == target


def test_a_partial_request_never_brings_a_foreign_page_as_next(
    client: Client, db: None
) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "https://example.com/x"}
    response = client.get(reverse("accounts:users"), headers=headers)
    assert response["HX-Redirect"] == LOGIN


def test_a_script_is_told_401_and_keeps_what_it_has(client: Client, db: None) -> None:
    headers = {"Accept": "application/json"}
    response = client.get(reverse("accounts:users"), headers=headers)
    assert response.status_code == 401


def test_a_failed_log_in_and_a_good_one_are_in_the_log(
    client: Client, township_staff: User
) -> None:
    log_in(client, township_staff, "falsch")
    log_in(client, township_staff)
    client.post(reverse("accounts:logout"))
    entries = AccessLog.objects.order_by("id").values_list("kind", "user", "address")
    assert list(entries) == [
        (Kind.LOGIN_FAILED, township_staff.pk, "127.0.0.1"),
        (Kind.LOGIN, township_staff.pk, "127.0.0.1"),
        (Kind.LOGOUT, township_staff.pk, "127.0.0.1"),
    ]


def test_an_unknown_name_is_not_written_down_for_it_may_be_a_password(
    client: Client, db: None
) -> None:
    client.post(LOGIN, {"username": "Mein-Passwort-1", "password": "x"})
    entry = AccessLog.objects.get()
    assert entry.user is None
    assert "Mein-Passwort" not in f"{entry.detail}{entry.object_ids}{entry.reason}"


def test_hammering_at_a_locked_name_does_not_fill_the_log(
    client: Client, township_staff: User
) -> None:
    for _ in range(9):
        log_in(client, township_staff, "falsch")
    assert AccessLog.objects.filter(kind=Kind.LOGIN_FAILED).count() == 5


@pytest.mark.parametrize(
    "name", ["", "a" * 151, "名\x00字", "' OR 1=1 --", "<script>", "a" * 5000]
)
def test_no_name_breaks_the_page(client: Client, db: None, name: str) -> None:
    response = client.post(LOGIN, {"username": name, "password": "x"})
    assert response.status_code == 422
    assert b"<script>" not in response.content


def test_a_superuser_gets_nothing_beyond_the_role(db: None) -> None:
    user = UserFactory(role="administrator", is_superuser=True)
    assert not user.has_perm("households.view_household")
