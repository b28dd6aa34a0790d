"""The command line: the first administrator, and what runs at night."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.tasks import clear_expired_sessions


def test_it_works(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("create_administrator", "wuguanli", "吴管理")
    name, password = capsys.readouterr().out.split()[:2]
    account = User.objects.get(username=name)
    assert account.check_password(password)
    assert account.must_change_password
    assert account.may("accounts.manage_accounts")


def test_a_name_that_exists_is_refused(administrator: User) -> None:
    with pytest.raises(CommandError):
        call_command("create_administrator", administrator.username, "吴管理")


def test_ended_sessions_are_cleared_twice_as_once(db: None) -> None:
    ended, running = SessionStore(), SessionStore()
    for session, seconds in ((ended, -1), (running, 600)):
        session["x"] = 1
        session.set_expiry(seconds)
        session.save()
    for _ in range(2):
        clear_expired_sessions()
        assert list(Session.objects.values_list("pk", flat=True)) == [
            running.session_key
        ]
