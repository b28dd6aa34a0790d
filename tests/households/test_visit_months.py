"""Months are closed and reopened; nobody writes into a closed one."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Parameter, User
from core.months import Month
from households.models import ReportingMonth
from households.services import months

NOVEMBER = Month(2026, 11)


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
