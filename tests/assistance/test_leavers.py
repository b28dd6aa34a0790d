"""Who died or left is due nothing from then on, though nobody ended the row."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import Parameter, User
from assistance.ledgers import LEDGERS
from assistance.models import Allowance, CardLine, PostWage, PublicPost
from assistance.services.card import refresh_cards
from assistance.services.ledger_payments import mark_paid, open_rows
from assistance.services.ledger_totals import totals
from assistance.services.wages import WageEntry, record
from assistance.wage_items import months_of, totals_by_place
from core.months import Month
from dashboards.models import HouseholdMonth
from dashboards.services.recompute import recompute_month
from households.models import Household, Member
from tests.assistance.test_arrears import allowance, late, pay, post

__all__ = ["post"]

ClientOf = Callable[[User], Client]
DIED = dt.date(2026, 8, 20)


def dies(member: Member, on: dt.date = DIED) -> None:
    Member.objects.filter(pk=member.pk).update(
        state="left", left_on=on, leave_reason="death"
    )


def test_it_works(head: Member, post: PublicPost) -> None:
    dies(head)
    # July was due and stays so; of August a part was worked.
    assert list(late()) == ["post_wage 202607", "post_wage 202608"]


def test_who_left_on_the_first_of_a_month_is_not_due_that_month(
    head: Member, post: PublicPost
) -> None:
    dies(head, dt.date(2026, 8, 1))
    assert list(late()) == ["post_wage 202607"]


def test_an_allowance_stops_with_its_person(head: Member) -> None:
    allowance(head, paid_to=dt.date(2026, 7, 1), last_paid_on=dt.date(2026, 7, 15))
    dies(head)
    assert late() == {"dibao 202608": 500}


def test_a_wage_typed_ahead_is_not_owed_to_the_dead(
    head: Member, post: PublicPost
) -> None:
    for month in (7, 8):
        pay(post, month, 600, dt.date(2026, 9, 5))
    PostWage.objects.create(post=post, month=dt.date(2026, 9, 1), due_amount=600)
    assert list(late()) == ["post_wage 202609"]
    dies(head)
    assert late() == {}


def test_what_is_only_applied_for_is_not_owed(head: Member) -> None:
    row = allowance(head, applied_on=dt.date(2026, 5, 1))
    assert late() == {}
    row.approved_on = dt.date(2026, 6, 1)
    row.save()
    assert "dibao 202609" in late()


def test_the_months_of_the_post_end_as_well(
    head: Member, post: PublicPost, household: Household
) -> None:
    dies(head)
    post.refresh_from_db()
    months = [str(item.month) for item in months_of(post)]
    assert months == ["2026-08", "2026-07"]
    rows = PublicPost.objects.all()
    assert totals_by_place(rows, Month(2026, 9), level="village") == []
    assert rows.counting_in(Month(2026, 8)).count() == 1
    assert rows.held_on(dt.date(2026, 8, 19)).exists()
    assert not rows.held_on(DIED).exists()


def test_no_wage_is_entered_after_the_death(head: Member, post: PublicPost) -> None:
    dies(head)
    entry = WageEntry(post=post, month=Month(2026, 9), due_amount=Decimal(600))
    [failure] = record(entries=[entry])
    assert isinstance(failure, ValidationError)
    assert not PostWage.objects.exists()


def test_the_card_says_that_it_has_ended(
    head: Member, post: PublicPost, household: Household
) -> None:
    pay(post, 7, 600, dt.date(2026, 8, 5))
    dies(head)
    refresh_cards()
    line = CardLine.objects.get(benefit="post_wage")
    assert (line.state, line.arrears) == ("late", 600)
    pay(post, 8, 600, dt.date(2026, 9, 5))
    refresh_cards()
    line.refresh_from_db()
    assert (line.state, line.arrears) == ("ended", 0)


def test_figures_and_lists_agree(
    client_of: ClientOf, township_staff: User, head: Member, post: PublicPost
) -> None:
    allowance(head)
    dies(head)
    refresh_cards()
    recompute_month(Month(2026, 11))
    owed = sum(late().values())
    figure = HouseholdMonth.objects.get(household=head.household)
    listed = sum(CardLine.objects.late().values_list("arrears", flat=True))
    kept = totals(township_staff, [LEDGERS["dibao"], LEDGERS["post_wages"]])
    overview = sum(total.arrears for total in kept.values())
    assert (figure.owed, listed, overview) == (owed, owed, owed)
    client = client_of(township_staff)
    held = client.get(reverse("assistance:posts"), {"held": "yes"})
    running = client.get(reverse("assistance:allowances"), {"running": "yes"})
    for answer in (held, running):
        assert "赵德全" not in answer.content.decode()


def test_a_look_back_of_a_thousand_years_is_one_of_ten(
    client_of: ClientOf, township_staff: User, head: Member, post: PublicPost
) -> None:
    """Written before the form refused it, or by hand."""
    Parameter.objects.create(
        key="arrears_look_back", value=999_999_999, valid_from=dt.date(2020, 1, 1)
    )
    allowance(head, started_on=dt.date(1990, 1, 1))
    assert len([key for key in late() if key.startswith("dibao")]) == 119
    client = client_of(township_staff)
    for url in (
        reverse("assistance:post", args=[post.pk]),
        reverse("assistance:pay", args=["dibao"]),
        reverse("assistance:ledgers"),
    ):
        assert client.get(url).status_code == 200


def test_an_allowance_is_paid_up_to_the_leaving_at_most(head: Member) -> None:
    row = allowance(head, paid_to=dt.date(2026, 6, 1))
    dies(head)
    ledger = LEDGERS["dibao"]
    found: Any = open_rows(ledger, ledger.rows).get()
    assert found.open_months == 2
    mark_paid(
        ledger=ledger,
        rows=ledger.rows.filter(pk=row.pk),
        paid_on=dt.date(2026, 11, 20),
        shown="1:1000.00",
    )
    row.refresh_from_db()
    assert row.paid_to == dt.date(2026, 8, 1)
    assert not open_rows(ledger, Allowance.objects.all()).exists()


@pytest.mark.parametrize(("reason", "state"), [("moved_out", "moved_out")])
def test_a_household_that_moved_out_is_due_nothing_more(
    head: Member, post: PublicPost, reason: str, state: str
) -> None:
    Member.objects.update(state="left", left_on=DIED, leave_reason=reason)
    Household.objects.update(state=state)
    assert list(late()) == ["post_wage 202607", "post_wage 202608"]
