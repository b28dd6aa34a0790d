"""The derived columns follow the rows that they sum up."""

import datetime as dt
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Area
from households import choices
from households.models import Household
from households.services.summaries import refresh_summaries
from tests.factories import (
    EpisodeFactory,
    HouseholdFactory,
    IncomeStatementFactory,
    MemberFactory,
    ResponsibilityFactory,
    VisitFactory,
)


@pytest.fixture
def household(village: Area) -> Household:
    return HouseholdFactory(village=village, head_name="", persons=0)


def test_it_works(household: Household) -> None:
    MemberFactory(household=household, name="赵德全")
    MemberFactory(
        household=household,
        name="李秀芳",
        relation=choices.Relation.SPOUSE,
        labour_skill=choices.LabourSkill.LOST,
    )
    EpisodeFactory(household=household)
    IncomeStatementFactory(household=household, year=2026, persons=2)
    IncomeStatementFactory(household=household, year=2025, persons=2, wage=20_000)
    VisitFactory(household=household)
    ResponsibilityFactory(household=household, person__name="张桂兰")

    assert refresh_summaries() == 1

    household.refresh_from_db()
    assert household.head_name == "赵德全"
    assert (household.persons, household.labour) == (2, 1)
    assert household.category == choices.Category.MARGINAL
    assert household.monitoring_state == choices.MonitoringState.MONITORING
    assert household.main_risk == choices.Risk.ILLNESS
    assert household.income_year == 2026
    assert household.per_capita_net == Decimal("21732.00")
    assert household.per_capita_before == Decimal("16132.00")
    assert household.last_visited_on == dt.date(2026, 11, 15)
    assert household.responsible_name == "张桂兰"


def test_a_second_run_changes_nothing(household: Household) -> None:
    MemberFactory(household=household, name="赵德全")
    refresh_summaries()
    assert refresh_summaries() == 0


def test_who_left_no_longer_counts(household: Household) -> None:
    MemberFactory(household=household, name="赵德全")
    MemberFactory(
        household=household,
        name="赵磊",
        relation=choices.Relation.SON,
        state=choices.MemberState.LEFT,
        left_on=dt.date(2026, 5, 1),
    )
    refresh_summaries()
    household.refresh_from_db()
    assert household.persons == 1


def test_a_dead_head_still_names_the_household(household: Household) -> None:
    MemberFactory(
        household=household,
        name="赵德全",
        state=choices.MemberState.LEFT,
        left_on=dt.date(2026, 5, 1),
    )
    refresh_summaries()
    household.refresh_from_db()
    assert (household.head_name, household.persons) == ("赵德全", 0)


def test_the_latest_episode_that_was_not_withdrawn_counts(household: Household) -> None:
    EpisodeFactory(
        household=household,
        identified_on=dt.date(2022, 1, 5),
        eliminated_on=dt.date(2023, 2, 1),
    )
    EpisodeFactory(
        household=household,
        identified_on=dt.date(2025, 1, 5),
        withdrawn_on=dt.date(2025, 2, 1),
    )
    refresh_summaries()
    household.refresh_from_db()
    assert household.monitoring_state == choices.MonitoringState.ELIMINATED
    assert household.eliminated_on == dt.date(2023, 2, 1)


def test_a_rolled_back_elimination_is_none(household: Household) -> None:
    EpisodeFactory(
        household=household,
        identified_on=dt.date(2024, 1, 5),
        eliminated_on=dt.date(2025, 2, 1),
        rolled_back_on=dt.date(2025, 6, 1),
    )
    refresh_summaries()
    household.refresh_from_db()
    assert household.monitoring_state == choices.MonitoringState.MONITORING
    assert household.eliminated_on is None


def test_a_gap_of_a_year_leaves_no_year_before(household: Household) -> None:
    IncomeStatementFactory(household=household, year=2026)
    IncomeStatementFactory(household=household, year=2024)
    refresh_summaries()
    household.refresh_from_db()
    assert household.income_year == 2026
    assert household.per_capita_before is None


def test_a_quarter_is_not_a_year(household: Household) -> None:
    IncomeStatementFactory(
        household=household,
        period_start=dt.date(2025, 10, 1),
        period_end=dt.date(2025, 12, 31),
    )
    refresh_summaries()
    household.refresh_from_db()
    assert household.income_year is None


def test_a_voided_visit_is_no_visit(household: Household) -> None:
    VisitFactory(
        household=household, voided_at=dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
    )
    refresh_summaries()
    household.refresh_from_db()
    assert household.last_visited_on is None


def test_only_the_given_households_change(
    household: Household, other_village: Area
) -> None:
    other = HouseholdFactory(village=other_village, head_name="")
    MemberFactory(household=household, name="赵德全")
    MemberFactory(household=other, name="蔡国栋")

    assert refresh_summaries(Household.objects.filter(pk=household.pk)) == 1
    other.refresh_from_db()
    assert other.head_name == ""
    assert refresh_summaries(Household.objects.none()) == 0


def test_one_statement_for_any_number(village: Area) -> None:
    for household in HouseholdFactory.create_batch(5, village=village):
        MemberFactory(household=household)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        refresh_summaries()
    updates = [q for q in queries if "UPDATE households_household" in q["sql"]]
    assert len(updates) == 1


def test_the_history_does_not_follow_derived_columns(household: Household) -> None:
    events = apps.get_model("households", "HouseholdEvent")._default_manager
    before = events.count()
    MemberFactory(household=household)
    refresh_summaries()
    assert events.count() == before
