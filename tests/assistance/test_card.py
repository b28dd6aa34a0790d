"""The lines of a policy card: what rules entitle to and what the ledgers say."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import User
from assistance.card_page import cards_of
from assistance.models import (
    Allowance,
    CardLine,
    Insurance,
    PostWage,
    PublicPost,
    Subsidy,
)
from assistance.services.card import refresh_cards
from assistance.signals import ledgers_changed
from households.models import Household, Member, WorkRecord
from households.services.summaries import refresh_summaries
from tests.factories import MemberFactory

DAY = dt.date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _under_monitoring(household: Household, neighbours: Household) -> None:
    refresh_summaries(Household.objects.all())


@pytest.fixture
def lines(household: Household) -> Callable[..., dict[str, CardLine]]:
    """Lines of the household after a refresh, by benefit and beneficiary; without
    those of insurance, which everybody has."""

    def refreshed(day: dt.date = DAY) -> dict[str, CardLine]:
        refresh_cards([household.pk], today=day)
        rows = CardLine.objects.filter(household=household)
        told = rows.exclude(benefit__in=["medical", "old_age"]).select_related("member")
        return {
            f"{row.benefit} {row.member.name if row.member else ''}".strip(): row
            for row in told
        }

    return refreshed


Lines = Callable[..., dict[str, CardLine]]


def yulu(member: Member, **values: Any) -> Subsidy:
    given = {"kind": "yulu", "period": "2026秋", "due_amount": 1500, **values}
    row: Subsidy = Subsidy.objects.create(
        household=member.household, member=member, **given
    )
    return row


def studies(member: Member, status: str = "vocational2") -> None:
    Member.objects.filter(pk=member.pk).update(student_status=status, education="")


def test_it_works(daughter: Member, lines: Lines) -> None:
    studies(daughter)
    line = lines()["yulu 赵小云"]
    assert (line.state, line.rule, line.period) == ("not_applied", "yulu", "2026秋")
    yulu(daughter, applied_on=dt.date(2026, 10, 8))
    line = lines()["yulu 赵小云"]
    assert (line.state, line.rule) == ("applied", "yulu")
    assert line.applied_on == dt.date(2026, 10, 8)


def test_a_subsidy_goes_from_applied_to_paid(daughter: Member, lines: Lines) -> None:
    row = yulu(daughter, applied_on=dt.date(2026, 9, 8))
    for values, state in (
        ({}, "applied"),
        ({"approved_on": dt.date(2026, 10, 30)}, "approved"),
        ({"paid_amount": 500, "paid_on": dt.date(2026, 11, 2)}, "approved"),
        ({"paid_amount": 1500}, "current"),
    ):
        Subsidy.objects.filter(pk=row.pk).update(**values)
        assert lines()["yulu 赵小云"].state == state
    line = lines()["yulu 赵小云"]
    assert (line.due_amount, line.paid_amount, line.arrears) == (1500, 1500, 0)
    assert line.paid_on == dt.date(2026, 11, 2)
    assert line.rule == ""


def test_what_is_late_says_how_much_and_since_when(
    daughter: Member, lines: Lines
) -> None:
    yulu(
        daughter,
        approved_on=dt.date(2026, 9, 20),
        due_on=dt.date(2026, 9, 30),
        paid_on=dt.date(2026, 10, 1),
        paid_amount=500,
    )
    line = lines()["yulu 赵小云"]
    assert (line.state, line.arrears) == ("late", Decimal(1000))
    assert line.due_on == dt.date(2026, 9, 30)
    assert lines(dt.date(2026, 10, 30))["yulu 赵小云"].state == "approved"


def test_a_returned_payment_is_told_as_returned(daughter: Member, lines: Lines) -> None:
    yulu(
        daughter,
        due_on=dt.date(2026, 9, 1),
        returned_on=dt.date(2026, 10, 1),
        return_reason="账号有误",
    )
    line = lines()["yulu 赵小云"]
    assert (line.state, line.arrears) == ("returned", 0)


def test_the_wage_of_a_post_is_paid_to_the_month_before_the_first_gap(
    head: Member, lines: Lines
) -> None:
    post = PublicPost.objects.create(
        household=head.household,
        member=head,
        name="护林员",
        post_type="forest_ranger",
        employer="石门镇人民政府",
        started_on=dt.date(2026, 6, 1),
        monthly_wage=600,
    )
    for month in (6, 7, 9):
        PostWage.objects.create(
            post=post,
            month=dt.date(2026, month, 1),
            due_amount=600,
            paid_amount=600,
            paid_on=dt.date(2026, month, 28),
        )
    line = lines()["post_wage 赵德全"]
    assert (line.state, line.arrears) == ("late", 600)
    assert (line.paid_to, line.due_on) == (dt.date(2026, 7, 31), dt.date(2026, 8, 31))
    assert line.paid_on == dt.date(2026, 9, 28)
    PostWage.objects.create(
        post=post,
        month=dt.date(2026, 8, 1),
        due_amount=600,
        paid_amount=600,
        paid_on=dt.date(2026, 10, 8),
    )
    line = lines()["post_wage 赵德全"]
    assert (line.state, line.paid_to) == ("current", dt.date(2026, 9, 30))


def test_a_monthly_allowance_is_current_late_and_ended(
    head: Member, lines: Lines
) -> None:
    Member.objects.filter(pk=head.pk).update(is_dibao=True)
    assert lines()["dibao"].state == "not_applied"
    row = Allowance.objects.create(
        household=head.household,
        member=head,
        kind="dibao",
        monthly_amount=1320,
        persons=2,
        started_on=dt.date(2024, 1, 1),
        paid_to=dt.date(2026, 10, 1),
        last_paid_on=dt.date(2026, 10, 12),
    )
    found = lines()
    # One allowance answers for the household, whoever of it draws it.
    assert "dibao" not in found
    assert found["dibao 赵德全"].state == "current"
    assert found["dibao 赵德全"].rule == "dibao"
    assert found["dibao 赵德全"].paid_to == dt.date(2026, 10, 31)
    late = lines(dt.date(2027, 1, 15))["dibao 赵德全"]
    assert (late.state, late.arrears) == ("late", 1320)
    Allowance.objects.filter(pk=row.pk).update(ended_on=dt.date(2026, 11, 1))
    found = lines()
    # Ended, and yet entitled: a new application is missing.
    assert found["dibao 赵德全"].state == "ended"
    assert found["dibao"].state == "not_applied"


def test_a_disability_entitles_by_its_grade(head: Member, lines: Lines) -> None:
    Member.objects.filter(pk=head.pk).update(disability_grade="two", is_dibao=True)
    assert set(lines()) == {"dibao", "nursing 赵德全", "living 赵德全"}
    Member.objects.filter(pk=head.pk).update(disability_grade="three")
    assert set(lines()) == {"dibao"}


def test_work_in_another_province_entitles_to_the_travel_subsidy(
    head: Member, lines: Lines
) -> None:
    record = WorkRecord.objects.create(
        member=head, work_area="outside", started_on=dt.date(2026, 2, 20)
    )
    assert lines()["travel 赵德全"].period == "2026"
    record.ended_on = dt.date(2025, 12, 1)
    record.started_on = dt.date(2025, 2, 1)
    record.save()
    assert lines() == {}


def test_a_row_of_another_period_answers_when_it_was_touched_in_time(
    daughter: Member, lines: Lines
) -> None:
    studies(daughter)
    row = yulu(daughter, period="第一学期", applied_on=dt.date(2026, 3, 5))
    lines()
    told = CardLine.objects.filter(benefit="yulu").values_list("state", "period")
    assert set(told) == {("applied", "第一学期"), ("not_applied", "2026秋")}
    Subsidy.objects.filter(pk=row.pk).update(applied_on=dt.date(2026, 9, 5))
    assert [line.rule for line in lines().values()] == ["yulu"]


def test_an_ordinary_household_has_what_its_ledgers_say(
    household: Household, daughter: Member, lines: Lines
) -> None:
    Household.objects.filter(pk=household.pk).update(monitoring_state="none")
    studies(daughter)
    assert lines() == {}
    yulu(daughter, applied_on=dt.date(2026, 9, 8))
    assert lines()["yulu 赵小云"].rule == ""


def test_insurance_is_told_by_the_ledger_of_the_year_else_by_the_register(
    household: Household, head: Member, daughter: Member, lines: Lines
) -> None:
    Member.objects.filter(pk=daughter.pk).update(medical_resident=False)

    def states() -> dict[str, str]:
        lines()
        rows = CardLine.objects.filter(household=household, benefit="medical")
        return {row.member.name: row.state for row in rows if row.member}

    assert states() == {"赵德全": "current", "赵小云": "not_applied"}
    given = {"household": household, "kind": "medical", "year": 2026}
    Insurance.objects.create(member=head, **given)
    Insurance.objects.create(member=daughter, exemption="soldier", **given)
    assert states() == {"赵德全": "not_applied"}


def test_the_pension_is_for_who_has_left_school(
    household: Household, head: Member, daughter: Member, lines: Lines
) -> None:
    studies(daughter)
    lines()
    rows = CardLine.objects.filter(household=household, benefit="old_age")
    assert [row.member for row in rows] == [head]


def test_a_household_that_left_the_register_has_no_card(
    household: Household, daughter: Member, lines: Lines
) -> None:
    yulu(daughter, applied_on=dt.date(2026, 9, 8))
    assert lines()
    Household.objects.filter(pk=household.pk).update(state="moved_out")
    assert lines() == {}
    assert not CardLine.objects.exists()


def test_a_refresh_leaves_what_did_not_change(
    household: Household, neighbours: Household, daughter: Member
) -> None:
    yulu(daughter, applied_on=dt.date(2026, 9, 8))
    assert refresh_cards(today=DAY) > 0
    before = set(CardLine.objects.values_list("pk", flat=True))
    assert refresh_cards(today=DAY) == 0
    assert refresh_cards([household.pk], today=DAY) == 0
    assert set(CardLine.objects.values_list("pk", flat=True)) == before
    assert refresh_cards([], today=DAY) == 0
    assert CardLine.objects.filter(household=neighbours).exists()


def test_the_card_follows_a_saved_household_and_a_written_ledger(
    household: Household,
    daughter: Member,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    studies(daughter)
    with django_capture_on_commit_callbacks(execute=True):
        refresh_summaries(Household.objects.filter(pk=household.pk))
    line = CardLine.objects.get(benefit="yulu")
    assert line.state == "not_applied"
    yulu(daughter, period=line.period, applied_on=line.refreshed_on)
    ledgers_changed.send(sender=None, households=[household.pk])
    line.refresh_from_db()
    assert line.state == "applied"


def test_two_people_of_one_name_have_a_row_each(
    household: Household, daughter: Member, township_staff: User
) -> None:
    MemberFactory(household=household, name=daughter.name, relation="daughter")
    refresh_summaries(Household.objects.filter(pk=household.pk))
    refresh_cards()
    (card,) = cards_of([household], township_staff, DAY)
    assert [row.name for row in card.insured].count(daughter.name) == 2
