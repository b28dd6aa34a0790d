"""The forced change of a first password, and what a change ends."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.contrib.auth.hashers import get_hasher
from django.test import Client, override_settings
from django.urls import reverse

from accounts.hashers import LightArgon2PasswordHasher
from accounts.models import AccessLog, User
from tests.factories.users import PASSWORD

URL = "/accounts/password/"
NEW = "Neue-Wege-2027"

ClientOf = Callable[[User], Client]


def change(client: Client, new: str = NEW, again: str = "", old: str = PASSWORD) -> int:
    data = {
        "old_password": old,
        "new_password1": new,
        "new_password2": again or new,
    }
    return client.post(URL, data).status_code


def test_it_works(client_of: ClientOf, township_staff: User) -> None:
    client = client_of(township_staff)
    assert change(client) == 302
    township_staff.refresh_from_db()
    assert township_staff.check_password(NEW)
    assert client.get(URL).status_code == 200


def test_a_first_password_is_good_for_changing_it_only(
    client_of: ClientOf, administrator: User
) -> None:
    administrator.must_change_password = True
    administrator.save()
    client = client_of(administrator)
    assert client.get(reverse("accounts:users"))["Location"] == URL
    assert client.post(reverse("accounts:user-create"))["Location"] == URL
    change(client)
    assert client.get(reverse("accounts:users")).status_code == 200


def test_a_partial_request_is_led_to_the_change_too(
    client_of: ClientOf, administrator: User
) -> None:
    administrator.must_change_password = True
    administrator.save()
    headers = {"HX-Request": "true"}
    response = client_of(administrator).get(reverse("accounts:users"), headers=headers)
    assert response["HX-Redirect"] == URL


def test_an_old_password_must_be_changed(
    client_of: ClientOf, administrator: User
) -> None:
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=181)):
        response = client_of(administrator).get(reverse("accounts:users"))
    assert response["Location"] == URL


@override_settings(PASSWORD_MAX_AGE_DAYS=0)
def test_the_age_limit_can_be_turned_off(
    client_of: ClientOf, administrator: User
) -> None:
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=999)):
        response = client_of(administrator).get(reverse("accounts:users"))
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("new", "again", "old"),
    [
        (NEW, "Anders-2027", PASSWORD),
        (NEW, "", "falsch"),
        (PASSWORD, "", PASSWORD),
        ("Kurz-1", "", PASSWORD),
        ("nurkleinebuchstaben", "", PASSWORD),
        ("1234567890", "", PASSWORD),
        ("Renxiaoyan-2026", "", PASSWORD),
    ],
)
def test_a_poor_password_is_refused_at_its_field(
    client_of: ClientOf, township_staff: User, new: str, again: str, old: str
) -> None:
    assert change(client_of(township_staff), new, again, old) == 422
    township_staff.refresh_from_db()
    assert township_staff.check_password(PASSWORD)


def test_other_sessions_end_with_the_old_password(
    client_of: ClientOf, township_staff: User
) -> None:
    here, elsewhere = client_of(township_staff), client_of(township_staff)
    change(here)
    assert here.get(URL).status_code == 200
    assert elsewhere.get(URL).status_code == 302


def test_the_change_is_in_the_log_without_the_password(
    client_of: ClientOf, township_staff: User
) -> None:
    change(client_of(township_staff))
    entry = AccessLog.objects.get(kind=AccessLog.Kind.ACCOUNT)
    assert entry.detail["action"] == "change_password"
    assert NEW not in str(entry.detail)


def test_passwords_are_kept_by_argon2id_with_light_memory() -> None:
    hasher = LightArgon2PasswordHasher()
    encoded = hasher.encode("geheim", hasher.salt())
    assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert hasher.verify("geheim", encoded)


def test_the_first_hasher_of_the_installation_is_ours() -> None:
    from config import settings  # noqa: PLC0415 - the test settings replace it

    with override_settings(PASSWORD_HASHERS=settings.PASSWORD_HASHERS):
        assert isinstance(get_hasher("default"), LightArgon2PasswordHasher)
