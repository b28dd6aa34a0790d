"""The access log: append-only, chained, read by those who may."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test import Client
from django.urls import reverse

from accounts.models import AccessLog, Area, User
from accounts.services import log_access, verify_chain

ClientOf = Callable[[User], Client]
URL = "/accounts/access-log/"
Kind = AccessLog.Kind


def fill(user: User, count: int = 5) -> list[AccessLog]:
    return [
        log_access(
            kind=Kind.REVEAL,
            user=user,
            object_type="household",
            object_ids=[number],
            reason="核对",
            row_count=1,
        )
        for number in range(count)
    ]


def alter(statement: str, *values: object) -> None:
    """As somebody with the table owner's rights would, behind the triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE accounts_accesslog DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        cursor.execute("ALTER TABLE accounts_accesslog ENABLE TRIGGER USER")


def test_it_works(township_staff: User) -> None:
    entries = fill(township_staff)
    report = verify_chain()
    assert report.entries == 5
    assert report.first_altered is None
    assert [entry.pk for entry in entries] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "change",
    [lambda rows: rows.update(reason="anders"), lambda rows: rows.delete()],
    ids=["update", "delete"],
)
def test_the_database_refuses_changes(
    township_staff: User, change: Callable[[Any], Any]
) -> None:
    fill(township_staff, 1)
    with pytest.raises(ProgrammingError), transaction.atomic():
        change(AccessLog.objects.all())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_accesslog SET reason = 'anders' WHERE id = 3",
        "UPDATE accounts_accesslog SET user_id = NULL WHERE id = 3",
        "UPDATE accounts_accesslog SET at = at - interval '1 second' WHERE id = 3",
        "UPDATE accounts_accesslog SET object_ids = '[99]' WHERE id = 3",
        "UPDATE accounts_accesslog SET detail = '{\"a\": 1}' WHERE id = 3",
    ],
)
def test_an_entry_altered_behind_the_trigger_is_named(
    township_staff: User, statement: str
) -> None:
    fill(township_staff)
    alter(statement)
    assert verify_chain().first_altered == 3


def test_a_removed_entry_is_missed(township_staff: User) -> None:
    fill(township_staff)
    alter("DELETE FROM accounts_accesslog WHERE id = 3")
    assert verify_chain().first_altered == 4


def test_the_command_names_the_altered_entry(
    township_staff: User, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(township_staff)
    call_command("verify_access_log")
    assert "5 entries unaltered" in capsys.readouterr().out
    alter("UPDATE accounts_accesslog SET reason = 'anders' WHERE id = 2")
    with pytest.raises(CommandError, match="entry 2"):
        call_command("verify_access_log")


def test_the_button_tells_the_same(client_of: ClientOf, administrator: User) -> None:
    client = client_of(administrator)
    fill(administrator)
    verify = reverse("accounts:access-log-verify")
    assert client.get(verify).status_code == 405
    page = client.post(verify, follow=True)
    assert [message.level_tag for message in page.context["messages"]] == ["success"]
    alter("UPDATE accounts_accesslog SET reason = 'anders' WHERE id = 2")
    page = client.post(verify, follow=True)
    assert [message.level_tag for message in page.context["messages"]] == ["error"]


def test_a_refusal_is_logged_and_names_the_roles_that_have_the_right(
    client_of: ClientOf, inspector: User
) -> None:
    response = client_of(inspector).get(reverse("accounts:users"))
    assert response.status_code == 403
    assert "系统管理员" in response.content.decode()
    entry = AccessLog.objects.get(kind=Kind.DENIED)
    assert entry.user == inspector
    assert entry.object_ids == ["/accounts/users/"]
    assert entry.detail == {"permissions": ["accounts.manage_accounts"]}


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 12),
        ("q=晓燕", 6),
        ("kind=reveal", 11),
        ("kind=login", 1),
        ("first=2999-12-31", 0),
        ("last=1900-01-01", 0),
        ("first=0001-01-01&last=9999-12-31", 12),
        ("first=gestern&kind=nonsense&after=x~y&before=~~", 12),
        ("after=~99999999999999999999", 12),
        ("after=3~3", 2),
    ],
)
def test_the_log_is_searched(
    client_of: ClientOf,
    administrator: User,
    township_staff: User,
    outsider: User,
    query: str,
    count: int,
) -> None:
    client = client_of(administrator)
    fill(township_staff, 6)
    fill(outsider, 5)
    response = client.get(f"{URL}?{query}")
    assert response.status_code == 200
    assert len(response.context["entries"]) == count


def test_pages_follow_one_another_without_repeating(
    client_of: ClientOf, administrator: User, township_staff: User
) -> None:
    client = client_of(administrator)
    fill(township_staff, 120)
    seen: list[int] = []
    url = URL
    while url:
        page = client.get(url).context["page"]
        seen += [row["pk"] for row in page.rows]
        url = f"{URL}?after={page.after}" if page.after else ""
    assert seen == list(range(121, 0, -1))


def test_only_those_who_may_read_it_see_the_log(
    client_of: ClientOf,
    bureau_official: User,
    township_staff: User,
    leader: User,
    county: Area,
) -> None:
    assert client_of(bureau_official).get(URL).status_code == 200
    for user in (township_staff, leader):
        assert client_of(user).get(URL).status_code == 403
        assert not AccessLog.objects.visible_to(user).exists()
