"""Many rows marked as paid in one step, after a look at the sum."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Area, User
from assistance.models import Allowance, Dividend, Subsidy
from core.months import Month
from households.models import Household, Member

ClientOf = Callable[[User], Client]
PAY = reverse("assistance:pay", args=["yulu"])
PAID_ON = "2026-11-20"


def grant(member: Member, period: str = "2026春", **values: Any) -> Subsidy:
    given = {"due_amount": Decimal(1500), "approved_on": dt.date(2026, 1, 20)}
    return Subsidy.objects.create(
        household=member.household,
        member=member,
        kind="yulu",
        period=period,
        **{**given, **values},
    )


def shown(answer: Any) -> str:
    return str(answer.context["amount"])


def pay(client: Client, address: str = PAY, **chosen: Any) -> Any:
    """Choose, look at the sum, confirm it."""
    looked = client.post(address, {"paid_on": PAID_ON, **chosen})
    assert looked.status_code == 200
    sure = {"paid_on": PAID_ON, "shown": shown(looked), "confirmed": "1"}
    return client.post(address, {**sure, **chosen})


def test_it_works(client_of: ClientOf, township_staff: User, daughter: Member) -> None:
    rows = [grant(daughter, period) for period in ("2025秋", "2026春", "2026秋")]
    client = client_of(township_staff)
    assert client.get(PAY).context["total"].yuan == Decimal(4500)
    looked = client.post(PAY, {"paid_on": PAID_ON, "id": [rows[0].pk, rows[1].pk]})
    assert "3,000.00" in looked.content.decode()
    assert not Subsidy.objects.exclude(paid_on=None).exists()
    pay(client, id=[rows[0].pk, rows[1].pk])
    states = Subsidy.objects.order_by("pk").values_list("state", "paid_amount")
    assert list(states) == [
        ("paid", Decimal(1500)),
        ("paid", Decimal(1500)),
        ("approved", None),
    ]


def test_all_that_fit_the_conditions_are_paid_at_once(
    client_of: ClientOf, township_staff: User, daughter: Member
) -> None:
    for period in ("2025秋", "2026春"):
        grant(daughter, period)
    pay(client_of(township_staff), f"{PAY}?period=2026春", all="1")
    paid = Subsidy.objects.exclude(paid_on=None)
    assert [row.period for row in paid] == ["2026春"]


def test_of_a_part_that_was_paid_the_rest_is_due(
    client_of: ClientOf, township_staff: User, daughter: Member
) -> None:
    row = grant(daughter, paid_amount=500, paid_on=dt.date(2026, 5, 1))
    client = client_of(township_staff)
    assert client.get(PAY).context["total"].yuan == Decimal(1000)
    pay(client, id=[row.pk])
    row.refresh_from_db()
    assert (row.paid_amount, row.state) == (Decimal(1500), "paid")


def test_a_sum_that_has_changed_is_shown_again_and_nothing_written(
    client_of: ClientOf, township_staff: User, daughter: Member
) -> None:
    row = grant(daughter)
    stale = {"paid_on": PAID_ON, "shown": "1:9.00", "confirmed": "1", "id": [row.pk]}
    answer = client_of(township_staff).post(PAY, stale)
    assert answer.status_code == 409
    row.refresh_from_db()
    assert row.paid_on is None


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"paid_on": "2027-01-01"}, "日期在今天之后。"),
        ({"paid_on": ""}, ""),
        ({"id": []}, "请勾选已发放的行。"),
    ],
)
def test_what_cannot_be_is_refused(
    client_of: ClientOf,
    township_staff: User,
    daughter: Member,
    values: dict[str, Any],
    sentence: str,
) -> None:
    row = grant(daughter)
    given = {"paid_on": PAID_ON, "id": [row.pk], "confirmed": "1", "shown": "1:1500.00"}
    answer = client_of(township_staff).post(PAY, {**given, **values})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Subsidy.objects.exclude(paid_on=None).exists()


def test_nothing_is_paid_before_it_was_approved(
    client_of: ClientOf, township_staff: User, daughter: Member
) -> None:
    row = grant(daughter, approved_on=timezone.localdate())
    looked = {"paid_on": "2026-01-05", "id": [row.pk], "shown": "1:1500.00"}
    answer = client_of(township_staff).post(PAY, looked | {"confirmed": "1"})
    assert answer.status_code == 422
    assert "有 1 行的审核日期晚于发放日期。" in answer.content.decode()


def test_what_is_only_applied_for_is_not_offered(
    client_of: ClientOf, township_staff: User, daughter: Member
) -> None:
    grant(daughter, approved_on=None, applied_on=dt.date(2026, 3, 1))
    grant(daughter, "2025秋", approved_on=None)
    grant(daughter, "2026秋", approved_on=None, due_on=dt.date(2026, 12, 31))
    page = client_of(township_staff).get(PAY)
    assert (page.context["total"].rows, page.context["waiting"]) == (1, 2)
    pay(client_of(township_staff), all="1")
    paid = Subsidy.objects.exclude(paid_on=None)
    assert [row.period for row in paid] == ["2026秋"]


@pytest.mark.parametrize("confirmed", [{}, {"confirmed": "1", "shown": "1:1500.00"}])
def test_a_forged_row_that_is_only_applied_for_is_refused(
    client_of: ClientOf,
    township_staff: User,
    daughter: Member,
    confirmed: dict[str, str],
) -> None:
    row = grant(daughter, approved_on=None, applied_on=dt.date(2026, 3, 1))
    given = {"paid_on": PAID_ON, "id": [row.pk], **confirmed}
    answer = client_of(township_staff).post(PAY, given)
    assert answer.status_code == 422
    assert "勾选的行中有 1 行只是已申请" in answer.content.decode()
    row.refresh_from_db()
    assert row.paid_on is None


def test_an_allowance_waits_for_its_approval(
    client_of: ClientOf, township_staff: User, head: Member
) -> None:
    row = Allowance.objects.create(
        household=head.household,
        member=head,
        kind="dibao",
        monthly_amount=Decimal(400),
        started_on=Month.current().shift(-2).first_day,
        applied_on=dt.date(2026, 8, 1),
    )
    client = client_of(township_staff)
    address = reverse("assistance:pay", args=["dibao"])
    assert client.get(address).context["waiting"] == 1
    row.approved_on = dt.date(2026, 9, 1)
    row.save()
    assert client.get(address).context["total"].rows == 1


def test_a_dividend_waits_for_its_decision_until_its_year_is_over(
    client_of: ClientOf, township_staff: User, village: Area
) -> None:
    for year in (2025, 2026):
        Dividend.objects.create(
            village=village, collective="合作社", year=year, total_amount=Decimal(60000)
        )
    client = client_of(township_staff)
    address = reverse("assistance:pay", args=["dividends"])
    assert client.get(address).context["total"].rows == 1
    Dividend.objects.filter(year=2026).update(decided_on=dt.date(2026, 11, 1))
    assert client.get(address).context["total"].rows == 2


def test_the_next_township_pays_nothing(
    client_of: ClientOf, outsider: User, daughter: Member
) -> None:
    row = grant(daughter)
    given = {"paid_on": PAID_ON, "shown": "1:1500.00", "confirmed": "1"}
    answer = client_of(outsider).post(PAY, {**given, "id": [row.pk]})
    assert answer.status_code == 422
    row.refresh_from_db()
    assert row.paid_on is None


def test_what_is_paid_every_month_is_paid_up_to_a_month(
    client_of: ClientOf, township_staff: User, head: Member
) -> None:
    last = Month.current().previous
    row = Allowance.objects.create(
        household=head.household,
        member=head,
        kind="dibao",
        monthly_amount=Decimal(400),
        started_on=dt.date(2020, 1, 1),
        paid_to=last.shift(-3).first_day,
    )
    client = client_of(township_staff)
    address = reverse("assistance:pay", args=["dibao"])
    assert client.get(address).context["total"].yuan == Decimal(1200)
    earlier = f"{address}?month={last.previous}"
    assert client.get(earlier).context["total"].yuan == Decimal(800)
    pay(client, address, id=[row.pk])
    row.refresh_from_db()
    assert (row.paid_to, row.last_paid_on) == (last.first_day, dt.date(2026, 11, 20))
    assert client.get(address).context["total"].rows == 0


@pytest.mark.parametrize("month", ["2099-12", "1800-01", "x"])
def test_a_month_that_cannot_be_is_left_out(
    client_of: ClientOf, township_staff: User, head: Member, month: str
) -> None:
    last = Month.current().previous
    Allowance.objects.create(
        household=head.household,
        member=head,
        kind="dibao",
        monthly_amount=Decimal(400),
        started_on=last.first_day,
        # Before the start: months without the allowance are not paid.
        paid_to=last.shift(-3).first_day,
    )
    address = reverse("assistance:pay", args=["dibao"]) + f"?month={month}"
    page = client_of(township_staff).get(address)
    assert (page.status_code, page.context["up_to"]) == (200, last)
    assert page.context["total"].yuan == Decimal(400)
    assert page.context["filters"].ignored == ["已发至"]


@pytest.mark.parametrize(("day", "months"), [(1, 2), (2, 3)])
def test_an_allowance_that_has_ended_is_paid_to_its_last_month(
    client_of: ClientOf, township_staff: User, head: Member, day: int, months: int
) -> None:
    """A month counts that went on after its first day."""
    ended = Month.current().shift(-2)
    before = ended.shift(-3)
    row = Allowance.objects.create(
        household=head.household,
        member=head,
        kind="dibao",
        monthly_amount=Decimal(400),
        started_on=dt.date(2020, 1, 1),
        ended_on=ended.first_day.replace(day=day),
        paid_to=before.first_day,
    )
    client = client_of(township_staff)
    address = reverse("assistance:pay", args=["dibao"])
    assert client.get(address).context["total"].yuan == months * Decimal(400)
    pay(client, address, all="1")
    row.refresh_from_db()
    assert row.paid_to == before.shift(months).first_day


def test_dividends_are_paid_by_village(
    client_of: ClientOf, township_staff: User, village: Area, other_village: Area
) -> None:
    for place in (village, other_village):
        Dividend.objects.create(
            village=place, collective="合作社", year=2025, total_amount=Decimal(60000)
        )
    client = client_of(township_staff)
    address = reverse("assistance:pay", args=["dividends"])
    assert client.get(address).context["total"].rows == 1
    pay(client, f"{address}?period=2025", all="1")
    paid = Dividend.objects.exclude(paid_on=None)
    assert [row.village for row in paid] == [village]


def test_ledgers_without_payments_have_no_such_page(
    client_of: ClientOf, township_staff: User, household: Household
) -> None:
    client = client_of(township_staff)
    for ledger in ("loans", "medical", "posts", "nonsense"):
        address = reverse("assistance:pay", args=[ledger])
        assert client.get(address).status_code == 404
