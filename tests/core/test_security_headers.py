"""What every answer carries, and what a production start insists on."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests.architecture.source import ROOT
from tests.factories.users import PASSWORD

KEY = base64.b64encode(bytes(range(32))).decode()
PRODUCTION = {
    "DEBUG": "off",
    "DATABASE_URL": "postgres://user:word@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "FIELD_KEYS": f"1:{KEY}",
    "INDEX_KEY": KEY,
    "ALLOWED_HOSTS": "monitor.example.org",
}
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def start(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A fresh Python with nothing but the given settings in its environment."""
    clean = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings"}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=clean | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/",
        "/accounts/password/",
        "/accounts/users/",
        "/accounts/access-log/",
        "/households/",
        "/nothing/here/",
        "/accounts/users/?q=%00",
    ],
)
def test_every_answer_carries_the_policy(
    client_of: Callable[[User], Client], administrator: User, path: str
) -> None:
    response = client_of(administrator).get(path)
    policy = dict(
        part.strip().partition(" ")[::2]
        for part in response["Content-Security-Policy"].split(";")
    )
    assert policy | POLICY == policy
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    if response.status_code < 400 or path == "/households/":
        assert response["X-Frame-Options"] == "DENY"
        assert "no-store" in response["Cache-Control"]


def test_cookies_are_out_of_reach_of_scripts(
    client: Client, township_staff: User
) -> None:
    data = {"username": township_staff.username, "password": PASSWORD}
    client.get("/accounts/login/")
    client.post("/accounts/login/", data)
    assert len(client.cookies) == 2
    for cookie in client.cookies.values():
        assert cookie["samesite"] == "Lax"
        assert cookie["httponly"]


def test_production_settings_protect_cookies_and_transport() -> None:
    code = """
import json
from django.conf import settings
names = '''SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE
CSRF_COOKIE_SECURE SESSION_COOKIE_HTTPONLY CSRF_COOKIE_HTTPONLY SECURE_SSL_REDIRECT
SECURE_HSTS_SECONDS SECURE_HSTS_INCLUDE_SUBDOMAINS DEBUG SECURE_PROXY_SSL_HEADER
PASSWORD_HASHERS'''.split()
print(json.dumps({name: getattr(settings, name) for name in names}))
"""
    result = start(code, **PRODUCTION)
    found: dict[str, Any] = json.loads(result.stdout)
    hashers = found.pop("PASSWORD_HASHERS")
    assert hashers[0] == "accounts.hashers.LightArgon2PasswordHasher"
    assert found == {
        "SESSION_COOKIE_NAME": "__Host-sid",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 365 * 24 * 3600,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "DEBUG": False,
        "SECURE_PROXY_SSL_HEADER": None,
    }


def test_a_proxy_is_believed_only_when_it_is_named() -> None:
    code = "from django.conf import settings; print(settings.SECURE_PROXY_SSL_HEADER)"
    result = start(code, **PRODUCTION, BEHIND_PROXY="true")
    assert "HTTP_X_FORWARDED_PROTO" in result.stdout


@pytest.mark.parametrize("name", sorted(PRODUCTION.keys() - {"DEBUG"}))
def test_production_does_not_start_with_a_value_missing(name: str) -> None:
    without = {key: value for key, value in PRODUCTION.items() if key != name}
    result = start("from django.conf import settings; settings.DEBUG", **without)
    assert result.returncode != 0
    assert name in result.stderr


def test_an_unusable_key_is_found_at_the_start() -> None:
    code = """
import django; django.setup()
from django.core.management import call_command
call_command("check")
"""
    result = start(code, **(PRODUCTION | {"FIELD_KEYS": "1:c2hvcnQ="}))
    assert "core.E001" in result.stderr
