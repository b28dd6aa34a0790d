"""Months are closed and reopened; nobody writes into a closed one."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import Area, Parameter, User
from accounts.roles import Role
from core.months import Month
from households.models import ReportingMonth
from households.services import months
from tests.factories import UserFactory

pytestmark = pytest.mark.usefixtures("late_november")

ClientOf = Callable[[User], Client]
NOVEMBER = Month(2026, 11)
URL = "/visits/months/2026-11/"


def test_it_works(bureau_official: User) -> None:
    assert not months.is_closed(NOVEMBER)
    row = months.close_month(month=NOVEMBER, by=bureau_official)
    assert months.is_closed(NOVEMBER)
    assert (row.revision, row.closed_by) == (1, bureau_official)
    assert not months.is_closed(NOVEMBER.previous)


def test_closing_twice_changes_nothing(bureau_official: User, leader: User) -> None:
    first = months.close_month(month=NOVEMBER, by=bureau_official)
    again = months.close_month(month=NOVEMBER, by=leader)
    assert (again.closed_by, again.closed_at) == (bureau_official, first.closed_at)


def test_reopening_starts_a_revision_and_keeps_the_reason(
    bureau_official: User,
) -> None:
    months.close_month(month=NOVEMBER, by=bureau_official)
    row = months.reopen_month(month=NOVEMBER, by=bureau_official, reason="补录 2 户")
    assert (row.revision, row.reopen_reason) == (2, "补录 2 户")
    assert row.state == ReportingMonth.State.OPEN
    states = row.events.order_by("pgh_id").values_list("state", flat=True)  # type: ignore[attr-defined]
    assert list(states) == ["open", "closed", "open"]


def test_reopening_needs_a_reason_and_a_closed_month(bureau_official: User) -> None:
    months.close_month(month=NOVEMBER, by=bureau_official)
    with pytest.raises(ValidationError):
        months.reopen_month(month=NOVEMBER, by=bureau_official, reason="  ")
    with pytest.raises(ValidationError):
        months.reopen_month(month=NOVEMBER.next, by=bureau_official, reason="补录")


@pytest.mark.parametrize(("value", "day"), [(None, 30), (25, 25), (31, 30), (0, 30)])
def test_the_deadline_is_the_set_day_or_the_last(
    db: None, value: int | None, day: int
) -> None:
    if value is not None:
        Parameter.objects.create(
            key=months.CLOSING_DAY.key,
            value=Decimal(value),
            valid_from=dt.date(2026, 1, 1),
        )
    assert months.deadline(NOVEMBER) == dt.date(2026, 11, day)


def test_the_bureau_closes_and_reopens_on_the_page(
    client_of: ClientOf, bureau_official: User
) -> None:
    client = client_of(bureau_official)
    assert 'id="closing"' in client.get("/visits/?month=2026-11").content.decode()

    client.post(URL, {"action": "close"})
    assert months.is_closed(NOVEMBER)
    page = client.get("/visits/?month=2026-11").content.decode()
    assert "周敏" in page

    client.post(URL, {"action": "reopen", "reason": ""})
    assert months.is_closed(NOVEMBER)
    client.post(URL, {"action": "reopen", "reason": "补录 2 户"})
    assert not months.is_closed(NOVEMBER)
    assert "补录 2 户" in client.get("/visits/?month=2026-11").content.decode()


def test_nobody_else_closes_a_month(
    client_of: ClientOf,
    township_staff: User,
    leader: User,
    administrator: User,
    township: Area,
) -> None:
    for user in (township_staff, leader, administrator):
        assert client_of(user).post(URL, {"action": "close"}).status_code == 403
    branch = UserFactory(role=Role.BUREAU_OFFICIAL, area=township)
    assert client_of(branch).post(URL, {"action": "close"}).status_code == 403
    assert 'id="closing"' not in client_of(branch).get("/visits/").content.decode()
    assert not months.is_closed(NOVEMBER)


def test_a_month_that_has_not_begun_is_not_closed(
    client_of: ClientOf, bureau_official: User
) -> None:
    url = "/visits/months/2026-12/"
    assert client_of(bureau_official).post(url, {"action": "close"}).status_code == 404
    assert client_of(bureau_official).get(URL).status_code == 405
