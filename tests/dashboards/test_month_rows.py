"""A month's rows tell how households stood on its last day, whenever computed."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Area, Parameter
from core.months import Month
from dashboards.models import HouseholdMonth
from dashboards.services.recompute import recompute_month
from households.choices import Category, LabourSkill, RegisterState, Relation
from households.models import Episode, Household
from tests.factories import (
    EpisodeFactory,
    HouseholdFactory,
    IncomeStatementFactory,
    MemberFactory,
    ResponsibilityFactory,
    VisitFactory,
)

NOVEMBER = Month(2026, 11)
pytestmark = pytest.mark.django_db


def row_of(household: Household, month: Month = NOVEMBER) -> HouseholdMonth:
    recompute_month(month)
    return HouseholdMonth.objects.get(household=household, month=month.first_day)


def test_it_works(village: Area) -> None:
    household = HouseholdFactory(village=village)
    EpisodeFactory(household=household, category=Category.MARGINAL)
    MemberFactory(household=household)
    VisitFactory(household=household)

    row = row_of(household)

    assert (row.monitoring_state, row.category) == ("monitoring", "marginal")
    assert (row.persons, row.labour) == (1, 1)
    assert row.visited_on == dt.date(2026, 11, 15)
    assert row.village_id == village.code


def test_twice_is_once(village: Area) -> None:
    EpisodeFactory(household=HouseholdFactory(village=village))
    first = recompute_month(NOVEMBER)
    before = list(HouseholdMonth.objects.values())

    second = recompute_month(NOVEMBER)

    assert (first.rows, second.rows, second.figures) == (1, 0, 0)
    assert list(HouseholdMonth.objects.values()) == before


def test_members_count_from_joining_to_leaving(village: Area) -> None:
    household = HouseholdFactory(village=village)
    MemberFactory(household=household)
    for facts in (
        {"joined_on": dt.date(2026, 12, 1)},
        {"birth_date": dt.date(2026, 12, 2)},
        {"left_on": dt.date(2026, 11, 30), "state": "left"},
        {
            "left_on": dt.date(2026, 12, 1),
            "state": "left",
            "labour_skill": LabourSkill.LOST,
        },
    ):
        MemberFactory(household=household, relation=Relation.SON, **facts)

    row = row_of(household)

    assert (row.persons, row.labour) == (2, 1)


def test_a_household_that_left_the_register_stays_in_the_months_before(
    village: Area,
) -> None:
    household = HouseholdFactory(village=village, state=RegisterState.EXTINCT)
    MemberFactory(household=household, left_on=dt.date(2026, 11, 12), state="left")

    recompute_month(NOVEMBER)
    recompute_month(NOVEMBER.previous)

    months = HouseholdMonth.objects.filter(household=household).values_list("month")
    assert list(months) == [(dt.date(2026, 10, 1),)]


def test_a_household_that_is_gone_leaves_the_open_month(village: Area) -> None:
    household = HouseholdFactory(village=village)
    recompute_month(NOVEMBER)
    household.state = RegisterState.WITHDRAWN
    household.save()

    changed = recompute_month(NOVEMBER)

    assert changed.rows == 1
    assert not HouseholdMonth.objects.exists()


def test_the_responsible_person_counts_on_the_last_day(village: Area) -> None:
    household = HouseholdFactory(village=village)
    ResponsibilityFactory(
        household=household,
        started_on=dt.date(2026, 3, 1),
        ended_on=dt.date(2026, 11, 10),
    )

    assert not row_of(household).has_responsible
    assert row_of(household, NOVEMBER.previous).has_responsible


def test_a_voided_visit_is_no_visit(village: Area) -> None:
    household = HouseholdFactory(village=village)
    VisitFactory(
        household=household, voided_at=dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
    )

    assert row_of(household).visited_on is None


@pytest.mark.parametrize(
    ("month", "year"),
    [(Month(2026, 8), 2025), (Month(2026, 9), 2026), (NOVEMBER, 2026)],
)
def test_the_income_is_that_of_the_last_complete_year(
    village: Area, month: Month, year: int
) -> None:
    household = HouseholdFactory(village=village)
    for each in (2025, 2026):
        IncomeStatementFactory(household=household, year=each, wage=Decimal(each))

    row = row_of(household, month)

    assert row.income_year == year
    assert row.net_income == Decimal(year) + 6_000 + 7_464 - 1_200


def test_another_period_is_not_the_years_income(village: Area) -> None:
    household = HouseholdFactory(village=village)
    IncomeStatementFactory(
        household=household,
        period_start=dt.date(2025, 5, 1),
        period_end=dt.date(2026, 4, 30),
    )

    assert row_of(household).net_income is None


def test_income_fell_is_told_a_head(village: Area) -> None:
    household = HouseholdFactory(village=village)
    IncomeStatementFactory(household=household, year=2025, persons=2, wage=20_000)
    IncomeStatementFactory(household=household, year=2026, persons=4, wage=30_000)

    assert row_of(household).income_fell is True


def test_the_line_of_the_months_last_day_counts(village: Area) -> None:
    household = HouseholdFactory(village=village)
    IncomeStatementFactory(household=household, persons=6)
    assert row_of(household).is_below_line is None

    Parameter.objects.create(
        key="monitoring_line", value=8_700, valid_from=dt.date(2026, 11, 30)
    )

    assert row_of(household).is_below_line is True
    assert row_of(household, NOVEMBER.previous).is_below_line is None


# --- the past month's truth, against a naive reference -------------------------------

DAYS = st.integers(0, 500).map(lambda n: dt.date(2025, 7, 1) + dt.timedelta(days=n))


@st.composite
def histories(draw: st.DrawFn) -> list[dict[str, dt.date | None]]:
    """Episodes as they can follow each other: each ended before the next begins."""
    days = sorted(draw(st.sets(DAYS, min_size=1, max_size=8)))
    episodes: list[dict[str, dt.date | None]] = []
    while days:
        episode: dict[str, dt.date | None] = {"identified_on": days.pop(0)}
        if days and draw(st.booleans()):
            episode["eliminated_on"] = days.pop(0)
            if days and draw(st.integers(0, 2)) == 0:
                episode["rolled_back_on"] = days.pop(0)
                if not days or draw(st.booleans()):
                    episodes.append(episode)
                    break
                episode["withdrawn_on"] = days.pop(0)
        elif days and draw(st.booleans()):
            episode["withdrawn_on"] = days.pop(0)
        else:
            episodes.append(episode)
            break
        episodes.append(episode)
    return episodes


def naive_state(episodes: list[dict[str, dt.date | None]], on: dt.date) -> str:
    """Replay the events day by day, as a clerk would with the paper file."""
    state = "none"
    for episode in episodes:
        identified = episode["identified_on"]
        assert identified is not None
        if identified > on:
            continue
        before, state = state, "monitoring"
        eliminated = episode.get("eliminated_on")
        if eliminated and eliminated <= on:
            state = "eliminated"
        rolled_back = episode.get("rolled_back_on")
        if rolled_back and rolled_back <= on:
            state = "monitoring"
        withdrawn = episode.get("withdrawn_on")
        if withdrawn and withdrawn <= on:
            state = before
    return state


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=histories(), month=st.integers(0, 16).map(Month(2025, 6).shift))
def test_a_past_month_keeps_its_truth(
    village: Area, history: list[dict[str, dt.date | None]], month: Month
) -> None:
    household = HouseholdFactory(village=village)
    for episode in history:
        EpisodeFactory(household=household, **episode)

    row = row_of(household, month)

    assert row.monitoring_state == naive_state(history, month.last_day)
    Episode.objects.filter(household=household).delete()
