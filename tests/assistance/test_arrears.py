"""What counts as due, paid and late on a day."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from accounts.models import Area, Parameter
from assistance.arrears import IS_LATE, due_dividends, due_parts
from assistance.models import (
    Allowance,
    CardLine,
    Dividend,
    PostWage,
    PublicPost,
    Subsidy,
)
from assistance.services.card import refresh_cards
from households.models import Household, Member

DAY = dt.date(2026, 11, 22)


def selected(sql: str, day: dt.date) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"day": day})
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def late(day: dt.date = DAY) -> dict[str, Decimal]:
    """Benefit and period of what is in arrears on a day, with its yuan."""
    day_sql = "%(day)s::date"
    sql = f"""SELECT * FROM ({due_parts(day_sql)}) part
               WHERE {IS_LATE.format(day=day_sql)}
               ORDER BY part.benefit, part.period"""  # noqa: S608 - no user text
    return {
        f"{row['benefit']} {row['period']}": row["due_amount"] - row["paid_amount"]
        for row in selected(sql, day)
    }


@pytest.fixture
def post(head: Member) -> PublicPost:
    row: PublicPost = PublicPost.objects.create(
        household=head.household,
        member=head,
        name="护林员",
        post_type="forest_ranger",
        employer="石门镇人民政府",
        started_on=dt.date(2026, 7, 10),
        monthly_wage=600,
    )
    return row


def pay(post: PublicPost, month: int, amount: int, on: dt.date) -> None:
    PostWage.objects.create(
        post=post,
        month=dt.date(2026, month, 1),
        due_amount=600,
        paid_amount=amount,
        paid_on=on,
    )


def subsidy(member: Member, **values: Any) -> Subsidy:
    row: Subsidy = Subsidy.objects.create(
        household=member.household,
        member=member,
        **{"kind": "yulu", "period": "2026春", "due_amount": 1500, **values},
    )
    return row


def allowance(member: Member, **values: Any) -> Allowance:
    given = {"kind": "dibao", "monthly_amount": 500, "started_on": dt.date(2024, 1, 1)}
    row: Allowance = Allowance.objects.create(
        household=member.household, member=member, **{**given, **values}
    )
    return row


def test_it_works(post: PublicPost) -> None:
    pay(post, 7, 600, dt.date(2026, 8, 5))
    pay(post, 8, 200, dt.date(2026, 9, 5))
    # October is over since 22 days only; November is not over.
    assert late() == {"post_wage 202608": 400, "post_wage 202609": 600}


def test_a_month_that_nobody_entered_is_due_at_the_wage_of_the_post(
    post: PublicPost,
) -> None:
    assert list(late()) == [f"post_wage 2026{month}" for month in ("07", "08", "09")]


def test_a_post_is_asked_about_twelve_months_back(post: PublicPost) -> None:
    post.started_on = dt.date(2019, 1, 1)
    post.save()
    assert min(late()) == "post_wage 202511"
    assert len(late()) == 11


def test_a_post_that_was_left_is_due_to_its_last_month(post: PublicPost) -> None:
    post.ended_on = dt.date(2026, 9, 1)
    post.save()
    assert list(late()) == ["post_wage 202607", "post_wage 202608"]


def test_a_payment_counts_from_its_day(post: PublicPost) -> None:
    pay(post, 7, 600, dt.date(2026, 9, 10))
    assert late(dt.date(2026, 8, 30)) == {}
    assert late(dt.date(2026, 8, 31)) == {"post_wage 202607": 600}
    assert late(dt.date(2026, 9, 10)) == {}


def test_a_subsidy_is_late_after_its_day_and_the_days_of_grace(
    daughter: Member,
) -> None:
    subsidy(daughter, due_on=dt.date(2026, 6, 30))
    assert late(dt.date(2026, 7, 30)) == {}
    assert late(dt.date(2026, 7, 31)) == {"yulu 2026春": 1500}


def test_a_subsidy_without_a_day_is_due_on_its_approval(daughter: Member) -> None:
    subsidy(daughter, applied_on=dt.date(2026, 1, 5))
    assert late() == {}
    Subsidy.objects.update(approved_on=dt.date(2026, 5, 1))
    assert late() == {"yulu 2026春": 1500}


def test_what_was_returned_is_not_in_arrears(daughter: Member) -> None:
    subsidy(
        daughter,
        due_on=dt.date(2026, 6, 30),
        returned_on=dt.date(2026, 9, 1),
        return_reason="账号有误",
    )
    assert late() == {}
    assert late(dt.date(2026, 8, 31)) == {"yulu 2026春": 1500}


def test_an_allowance_is_late_from_the_month_after_the_last_paid_one(
    head: Member,
) -> None:
    allowance(head, paid_to=dt.date(2026, 7, 1), last_paid_on=dt.date(2026, 7, 15))
    assert late() == {"dibao 202608": 500, "dibao 202609": 500}
    # The day before that payment the month itself was open.
    assert late(dt.date(2026, 7, 14)) == {}
    assert late(dt.date(2026, 10, 1)) == {"dibao 202608": 500}


def test_an_allowance_that_ended_is_due_to_its_end(head: Member) -> None:
    allowance(head, paid_to=dt.date(2026, 7, 1), ended_on=dt.date(2026, 9, 1))
    assert late() == {"dibao 202608": 500}


def test_an_allowance_that_was_never_paid_is_asked_about_so_far_back(
    head: Member,
) -> None:
    Parameter.objects.create(
        key="arrears_look_back", value=3, valid_from=dt.date(2026, 1, 1)
    )
    allowance(head)
    assert list(late()) == ["dibao 202608", "dibao 202609"]


def test_the_days_of_grace_are_a_dated_parameter(post: PublicPost) -> None:
    Parameter.objects.create(
        key="arrears_grace_wages", value=5, valid_from=dt.date(2026, 11, 1)
    )
    assert "post_wage 202610" in late()
    assert "post_wage 202609" not in late(dt.date(2026, 10, 30))


def test_what_is_paid_early_is_told_too(post: PublicPost, household: Household) -> None:
    pay(post, 11, 600, dt.date(2026, 11, 20))
    rows = selected(due_parts("%(day)s::date"), DAY)
    row = next(row for row in rows if row["period"] == "202611")
    assert (row["household_id"], row["paid_amount"]) == (household.pk, 600)
    assert row["due_on"] == dt.date(2026, 11, 30)


def test_a_dividend_without_a_day_is_due_at_the_end_of_its_year(village: Area) -> None:
    Dividend.objects.create(
        village=village, collective="柳树沟股份合作社", year=2025, total_amount=80_000
    )
    [row] = selected(due_dividends("%(day)s::date"), DAY)
    assert row["due_on"] == dt.date(2025, 12, 31)
    assert row["late_on"] == dt.date(2026, 1, 31)
    assert row["paid_amount"] == 0


def test_amounts_that_fill_their_columns_have_a_sum(head: Member) -> None:
    """A number typed into the wrong field: the card says it, nothing breaks."""
    allowance(head, monthly_amount=Decimal("9999999999.99"))
    refresh_cards()
    assert CardLine.objects.get(state="late").arrears > Decimal(10) ** 11
