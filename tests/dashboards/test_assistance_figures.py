"""What the ledgers of assistance give to a month, by date, and the figures of it."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Area, Parameter
from assistance.models import (
    Allowance,
    Insurance,
    LabourEntry,
    PostWage,
    PublicPost,
    Subsidy,
)
from core.months import Month
from dashboards.models import HouseholdMonth
from dashboards.services.recompute import recompute_month
from households.models import Household, Member
from tests.dashboards.ledger_rows import (
    NOVEMBER,
    measure,
    post,
    read,
    row_of,
    spell,
)
from tests.factories import HouseholdFactory, MemberFactory

pytestmark = pytest.mark.django_db
DAY = dt.date


def test_it_works(home: Household, father: Member) -> None:
    measure(home, "产业奖补")
    spell(father)

    row = row_of(home)

    assert (row.measures, row.development, row.helped_in_time) == (1, 1, True)
    assert (row.labour_force, row.employed, row.outside) == (2, 1, 1)
    assert read("measure-rate").value == 100
    assert read("employment-monitored").shown == "50.0%"


def test_only_valid_measures_count(home: Household) -> None:
    measure(home, "产业奖补", state="planned")
    measure(home, "临时救助", state="stopped", ended_on=DAY(2026, 4, 1))
    measure(
        home, "医疗救助", state="done", started_on=DAY(2025, 1, 1),
        ended_on=DAY(2025, 6, 1),
    )  # fmt: skip
    measure(home, "技能培训", started_on=DAY(2026, 6, 1))

    row = row_of(home)

    assert (row.measures, row.development, row.helped_in_time) == (1, 0, False)
    assert read("development-rate").shown == "0.0%"


def test_what_is_ticked_counts_where_the_ledger_is_empty(home: Household) -> None:
    home.episodes.update(measures=["industry", "safety_net"])

    row = row_of(home)

    assert (row.measures, row.development, row.helped_in_time) == (2, 1, None)
    assert read("measures-in-time").share.whole == 0


def test_a_household_has_ten_days(home: Household) -> None:
    home.episodes.update(identified_on=DAY(2026, 11, 15))
    assert row_of(home).helped_in_time is None
    home.episodes.update(identified_on=DAY(2026, 11, 5))
    assert row_of(home).helped_in_time is False


def test_work_is_told_by_dates(home: Household, father: Member) -> None:
    record = spell(father, ended_on=DAY(2026, 10, 15), is_working=False)
    assert row_of(home, NOVEMBER.previous).employed == 0
    assert row_of(home, Month(2026, 9)).employed == 1
    record.ended_on, record.is_working = None, True
    record.save()
    assert row_of(home).employed == 1


def test_the_roster_speaks_where_no_ledger_does(
    home: Household, father: Member
) -> None:
    Member.objects.filter(pk=father.pk).update(
        work_area="province", job_channel="workshop"
    )
    row = row_of(home)
    assert (row.employed, row.in_province, row.in_workshop) == (1, 1, 1)

    spell(father, ended_on=DAY(2026, 6, 1))

    assert row_of(home).employed == 0


def test_a_post_is_work_in_the_township_at_any_age(
    home: Household, father: Member, mother: Member
) -> None:
    Member.objects.filter(pk=mother.pk).update(birth_date=DAY(1960, 1, 1))
    post(father)
    post(mother)

    row = row_of(home)

    assert (row.in_post, row.labour_force, row.employed) == (2, 1, 1)
    assert row.in_township == 1


def test_the_ages_of_labour_are_dated(home: Household) -> None:
    Parameter.objects.create(key="labour_oldest", value=45, valid_from=DAY(2026, 11, 1))
    assert row_of(home).labour_force == 1
    assert row_of(home, NOVEMBER.previous).labour_force == 2


def test_a_household_in_which_nobody_works(
    home: Household, father: Member, mother: Member
) -> None:
    row_of(home)
    assert (read("zero-employed").part, read("zero-employed").whole) == (1, 1)
    for member in (father, mother):
        LabourEntry.objects.create(
            household=home,
            member=member,
            status="unwilling",
            checked_on=DAY(2026, 5, 1),
        )
    assert row_of(home).willing == 0
    assert read("zero-employed").whole == 0


def test_insurance_is_that_of_the_year(
    home: Household, father: Member, mother: Member
) -> None:
    Member.objects.filter(pk=mother.pk).update(medical_resident=True)
    for year, day in ((2026, DAY(2025, 11, 3)), (2025, None)):
        Insurance.objects.create(
            household=home,
            member=father,
            kind="medical",
            year=year,
            scheme="resident" if day else "",
            insured_on=day,
        )
    Insurance.objects.create(
        household=home,
        member=father,
        kind="pension",
        year=2026,
        exemption="soldier",
    )
    Insurance.objects.create(
        household=home, member=mother, kind="pension", year=2026, is_receiving=True
    )

    row = row_of(home)

    # The son in school needs no pension; the soldier neither.
    assert (row.to_insure, row.insured) == (3, 2)
    assert (row.to_pension, row.pensioned) == (1, 1)
    assert row_of(home, Month(2025, 12)).insured == 1


def test_arrears_are_those_of_today(
    home: Household, father: Member, mother: Member
) -> None:
    """The 22nd of November: September is late, October is not yet."""
    post(father)
    Subsidy.objects.create(
        household=home,
        kind="industry",
        period="2026",
        due_amount=900,
        due_on=DAY(2026, 9, 1),
        paid_amount=400,
        paid_on=DAY(2026, 9, 2),
    )
    Allowance.objects.create(
        household=home,
        member=mother,
        kind="dibao",
        monthly_amount=300,
        started_on=DAY(2026, 9, 1),
    )

    row = row_of(home)

    assert (row.unpaid_posts, row.unpaid_wages) == (1, 600)
    assert (row.owed_persons, row.owed) == (3, 600 + 500 + 300)
    assert row_of(home, Month(2026, 9)).owed_persons == 0


def test_a_payment_takes_the_post_off_the_figure(
    home: Household, father: Member
) -> None:
    row = post(father)
    recompute_month(NOVEMBER)
    assert read("unpaid-posts").part == 1
    PostWage.objects.create(
        post=row,
        month=DAY(2026, 9, 1),
        due_amount=600,
        paid_amount=600,
        paid_on=DAY(2026, 11, 20),
    )

    recompute_month(NOVEMBER, households=[home.pk])

    assert read("unpaid-posts").part == 0
    assert read("arrears-yuan").part == 0


def test_one_household_is_counted_as_in_the_whole_month(
    home: Household, father: Member, mother: Member, other_village: Area
) -> None:
    other = HouseholdFactory(village=other_village, household_type="exited")
    post(MemberFactory(household=other))
    recompute_month(NOVEMBER)
    spell(father)
    post(mother)
    measure(home, "产业奖补")

    recompute_month(NOVEMBER, households=[home.pk])
    few = list(HouseholdMonth.objects.order_by("household").values())

    assert recompute_month(NOVEMBER).rows == 0
    assert list(HouseholdMonth.objects.order_by("household").values()) == few


_DAYS = st.integers(0, 400).map(lambda n: DAY(2025, 10, 1) + dt.timedelta(days=n))


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    started=_DAYS,
    length=st.none() | st.integers(0, 300),
    paid=st.dictionaries(st.integers(0, 11), st.integers(0, 90), max_size=6),
)
def test_unpaid_wages_are_those_by_hand(
    home: Household,
    father: Member,
    started: dt.date,
    length: int | None,
    paid: dict[int, int],
) -> None:
    """Months of the last year, by loops: due at the month's end, late 31 days on."""
    PublicPost.objects.all().delete()
    ended = None if length is None else started + dt.timedelta(days=length)
    row = post(father, started_on=started, ended_on=ended)
    today = DAY(2026, 11, 22)
    late = Decimal(0)
    for back in range(12, 0, -1):
        month = NOVEMBER.shift(-back)
        runs = started <= month.last_day and (ended is None or ended > month.first_day)
        days = paid.get(back)
        on = month.last_day + dt.timedelta(days=days or 0)
        if runs and days is not None and on <= today:
            PostWage.objects.create(
                post=row,
                month=month.first_day,
                due_amount=600,
                paid_amount=600,
                paid_on=on,
            )
        elif runs and month.last_day + dt.timedelta(days=31) <= today:
            late += 600

    found = row_of(home)

    assert (found.unpaid_wages, found.unpaid_posts) == (late, int(late > 0))
