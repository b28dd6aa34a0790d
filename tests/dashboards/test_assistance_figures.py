"""What the ledgers of assistance give to a month, by date, and the figures of it."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Area, Parameter, User
from assistance.models import (
    Allowance,
    ConsumptionAid,
    Dividend,
    Insurance,
    LabourEntry,
    Measure,
    MeasureKind,
    PostWage,
    PublicPost,
    Subsidy,
)
from core.months import Month
from dashboards.models import HouseholdMonth, MonthlyFigure, VillageMonth
from dashboards.readings import Reading, Readings
from dashboards.rosters import chosen_villages
from dashboards.services.recompute import recompute_month
from exchange import jobs
from exchange.models import Job
from households.models import Household, Member, WorkRecord
from households.services.months import close_month
from tests.factories import EpisodeFactory, HouseholdFactory, MemberFactory

pytestmark = pytest.mark.django_db
DAY = dt.date
NOVEMBER = Month(2026, 11)
ClientOf = Callable[[User], Client]


@pytest.fixture
def home(village: Area) -> Household:
    """Identified in March: a father of 46, a mother of 44, a son in school."""
    row: Household = HouseholdFactory(village=village, household_type="exited")
    EpisodeFactory(
        household=row,
        category="unstable_exited",
        identified_on=DAY(2026, 3, 1),
        measures=[],
    )
    MemberFactory(household=row, birth_date=DAY(1980, 5, 1))
    MemberFactory(household=row, relation="spouse", birth_date=DAY(1982, 5, 1))
    MemberFactory(
        household=row,
        relation="son",
        birth_date=DAY(2012, 5, 1),
        labour_skill="none",
        student_status="grade8",
    )
    Member.objects.update(medical_resident=None, pension_resident=None)
    return row


@pytest.fixture
def father(home: Household) -> Member:
    return home.members.get(relation="head")


@pytest.fixture
def mother(home: Household) -> Member:
    return home.members.get(relation="spouse")


def row_of(home: Household, month: Month = NOVEMBER) -> HouseholdMonth:
    recompute_month(month)
    return HouseholdMonth.objects.get(household=home, month=month.first_day)


def read(key: str, month: Month = NOVEMBER, area: str = "990981000000") -> Reading:
    readings = Readings.load(
        MonthlyFigure.objects.all(), months=[month], areas=[area], keys=[key]
    )
    return readings.get(key, month, area)


def measure(home: Household, item: str, **values: Any) -> Measure:
    given = {"started_on": DAY(2026, 3, 8), "state": "running", **values}
    row: Measure = Measure.objects.create(
        household=home, kind=MeasureKind.objects.get(name=item), **given
    )
    return row


def post(member: Member, **values: Any) -> PublicPost:
    given = {
        "name": "护林员",
        "post_type": "forest_ranger",
        "employer": "镇政府",
        "started_on": DAY(2026, 9, 1),
        "monthly_wage": 600,
        **values,
    }
    row: PublicPost = PublicPost.objects.create(
        household=member.household, member=member, **given
    )
    return row


def spell(member: Member, **values: Any) -> WorkRecord:
    given = {"started_on": DAY(2026, 2, 1), "work_area": "outside", **values}
    row: WorkRecord = WorkRecord.objects.create(member=member, **given)
    return row


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


def test_a_village_sells_and_shares_out(village: Area, other_village: Area) -> None:
    for day, amount in ((DAY(2026, 5, 1), 4_000), (DAY(2025, 12, 31), 9_000)):
        ConsumptionAid.objects.create(
            village=village,
            buyer="市委办",
            product="苹果",
            amount=amount,
            bought_on=day,
        )
    Dividend.objects.create(
        village=village,
        collective="股份社",
        year=2025,
        total_amount=8_000,
        paid_amount=8_000,
        paid_on=DAY(2026, 1, 20),
    )
    Dividend.objects.create(
        village=other_village,
        collective="股份社",
        year=2025,
        total_amount=5_000,
    )

    recompute_month(NOVEMBER)

    assert read("consumption-aid").part == 4_000
    assert read("dividend-villages").share.percent == 50
    assert read("dividend-arrears-villages").part == 1
    assert read("dividend-arrears-yuan", area=other_village.code).part == 5_000
    stored = MonthlyFigure.objects.filter(figure="consumption-aid")
    assert not stored.exclude(category="").exists()
    assert recompute_month(NOVEMBER).figures == 0


def test_the_year_before_stands_beside(home: Household, father: Member) -> None:
    spell(father, started_on=DAY(2025, 1, 1))
    recompute_month(NOVEMBER.year_before)
    spell(home.members.get(relation="spouse"))
    recompute_month(NOVEMBER)

    reading = read("employed-exited-change")

    assert reading.before is not None
    assert (reading.part, reading.before.part, reading.value) == (2, 1, 100)
    assert "现 2，上年同期 1" in reading.sentence
    assert read("employed-exited-change", NOVEMBER.previous).value is None


def test_a_closed_month_that_never_counted_them_says_nothing(
    home: Household, bureau_official: User
) -> None:
    october = NOVEMBER.previous
    recompute_month(october)
    close_month(month=october, by=bureau_official)
    MonthlyFigure.objects.filter(figure="unpaid-posts").delete()
    assert read("unpaid-posts", october).shown == "—"


def test_the_overview_leads_to_the_unpaid_post(
    client_of: ClientOf, township_staff: User, outsider: User, father: Member
) -> None:
    post(father)
    recompute_month(NOVEMBER)
    page = client_of(township_staff).get(
        reverse("dashboards:overview"), {"month": "2026-11"}
    )
    tile = page.context["board"].tiles["unpaid-posts"]
    assert tile.value == 1

    rows = client_of(township_staff).get(tile.part_url)
    other = client_of(outsider).get(tile.part_url)

    assert [row["household_id"] for row in rows.context["rows"]] == [
        father.household_id
    ]
    assert rows.context["rows"][0]["url"].endswith("#policy-card")
    assert rows.context["totals"]["unpaid_wages"] == 600
    assert reverse("assistance:post-look-back") in rows.content.decode()
    assert other.status_code == 404


def test_villages_are_listed_and_go_out_as_a_file(
    client_of: ClientOf,
    township_staff: User,
    outsider: User,
    village: Area,
    other_village: Area,
) -> None:
    HouseholdFactory(village=village)
    recompute_month(NOVEMBER)
    client = client_of(township_staff)
    url = reverse("dashboards:figure-rows", args=["dividend-villages"])

    page = client.get(url, {"month": "2026-11", "part": "0"})

    assert [row["village_id"] for row in page.context["rows"]] == [village.code]
    assert page.context["totals"]["villages"] == 1
    order = {"roster": "figure-villages", "query": page.context["export_query"]}
    client.post(reverse("exchange:export-start"), order)
    job = Job.objects.get(kind=Job.Kind.EXPORT)
    assert jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result["rows"]) == (Job.State.DONE, 1)
    query = {"figure": "dividend-villages", "month": "2026-11"}
    query["area"] = other_village.parent_id
    listed = chosen_villages(outsider, query)
    assert [row.village_id for row in listed] == [other_village.code]


def test_a_village_outside_is_not_seen(village: Area, outsider: User) -> None:
    recompute_month(NOVEMBER)
    assert VillageMonth.objects.filter(village=village).exists()
    assert not VillageMonth.objects.visible_to(outsider).filter(village=village)


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
