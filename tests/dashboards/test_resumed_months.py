"""A rolled back elimination: the months say monitored, and identify nobody twice."""

import datetime as dt

import pytest

from accounts.models import Area, User
from core.months import Month
from dashboards.models import HouseholdMonth
from dashboards.services.recompute import recompute_month
from households.models import Episode, Household
from households.services.cases import roll_back
from households.services.summaries import refresh_summaries
from tests.factories import EpisodeFactory, HouseholdFactory, MemberFactory

STARTED, ENDED = dt.date(2025, 3, 18), dt.date(2025, 11, 20)


@pytest.fixture
def household(village: Area, bureau_official: User) -> Household:
    row: Household = HouseholdFactory(village=village)
    MemberFactory(household=row)
    episode = EpisodeFactory(household=row, identified_on=STARTED, eliminated_on=ENDED)
    roll_back(
        episode=episode, by=bureau_official, on=dt.date(2026, 3, 5), reason="旧病复发"
    )
    return row


def standing(household: Household, month: Month) -> tuple[str, dt.date | None, bool]:
    recompute_month(month)
    row = HouseholdMonth.objects.get(household=household, month=month.first_day)
    return row.monitoring_state, row.identified_on, row.is_new


def test_it_works(household: Household) -> None:
    assert standing(household, Month(2025, 3)) == ("monitoring", STARTED, True)
    assert standing(household, Month(2025, 12)) == ("eliminated", STARTED, False)
    assert standing(household, Month(2026, 2)) == ("eliminated", STARTED, False)
    assert standing(household, Month(2026, 3)) == ("monitoring", STARTED, False)


def test_the_first_identification_stays_after_a_second_rollback(
    household: Household, bureau_official: User
) -> None:
    second = Episode.objects.get(resumes__isnull=False)
    second.eliminated_on = dt.date(2026, 6, 1)
    second.save()
    roll_back(
        episode=second, by=bureau_official, on=dt.date(2026, 8, 1), reason="再次复发"
    )
    refresh_summaries()
    household.refresh_from_db()
    assert (household.identified_on, household.monitoring_state) == (
        STARTED,
        "monitoring",
    )
    assert standing(household, Month(2026, 8)) == ("monitoring", STARTED, False)


def test_a_new_event_is_a_new_identification(household: Household) -> None:
    resumed = Episode.objects.get(resumes__isnull=False)
    resumed.eliminated_on = dt.date(2026, 6, 1)
    resumed.save()
    again = dt.date(2026, 9, 9)
    EpisodeFactory(household=household, identified_on=again)
    refresh_summaries()
    household.refresh_from_db()
    assert household.identified_on == again
    assert standing(household, Month(2026, 9)) == ("monitoring", again, True)


def test_identified_and_rolled_back_in_one_month_is_new_once(
    village: Area, bureau_official: User
) -> None:
    row = HouseholdFactory(village=village)
    MemberFactory(household=row)
    first = dt.date(2026, 5, 2)
    episode = EpisodeFactory(
        household=row, identified_on=first, eliminated_on=dt.date(2026, 5, 10)
    )
    roll_back(
        episode=episode, by=bureau_official, on=dt.date(2026, 5, 20), reason="误判"
    )
    assert standing(row, Month(2026, 5)) == ("monitoring", first, True)
