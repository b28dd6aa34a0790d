"""The measures of a household under monitoring, typed on a page of its own."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Area, User
from accounts.roles import Role
from households.models import Deadline, Episode, Household
from households.services import clocks, register
from households.services.summaries import refresh_summaries
from tests.factories import EpisodeFactory, HouseholdFactory
from tests.households.leading import today

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


@pytest.fixture
def episode(village: Area) -> Episode:
    household = HouseholdFactory(village=village)
    row: Episode = EpisodeFactory(
        household=household, identified_on=today(3), measures=[], development_state=""
    )
    refresh_summaries(Household.objects.filter(pk=household.pk))
    return row


def page(household: Household) -> str:
    return reverse("households:measures", args=[household.pk])


def typed(episode: Episode, **values: object) -> dict[str, object]:
    episode.refresh_from_db()
    return {"seen": register.fingerprint(episode), **values}


def test_it_works(client_of: ClientOf, township_staff: User, episode: Episode) -> None:
    clocks.start_clock(
        clock="measures",
        subject_kind="household",
        subject_id=episode.household_id,
        title="落实帮扶措施",
        area=episode.household.village,
        holder=Role.TOWNSHIP_STAFF,
        started_on=today(3),
    )
    client = client_of(township_staff)
    assert client.get(page(episode.household)).status_code == 200
    given = typed(
        episode, measures=["employment", "health"], development_state="implemented"
    )
    assert client.post(page(episode.household), given).status_code == 302
    episode.refresh_from_db()
    assert episode.measures == ["employment", "health"]
    assert not Deadline.objects.running().exists()


def test_development_without_a_measure_of_development_is_refused(
    client_of: ClientOf, township_staff: User, episode: Episode
) -> None:
    given = typed(episode, measures=["health"], development_state="implemented")
    answer = client_of(township_staff).post(page(episode.household), given)
    assert answer.status_code == 422
    assert "没有勾选开发式帮扶措施" in answer.content.decode()
    episode.refresh_from_db()
    assert episode.measures == []


def test_two_people_get_both_versions(
    client_of: ClientOf, township_staff: User, episode: Episode
) -> None:
    given = typed(episode, measures=["health"])
    Episode.objects.filter(pk=episode.pk).update(measures=["industry"])
    answer = client_of(township_staff).post(page(episode.household), given)
    assert answer.status_code == 409
    episode.refresh_from_db()
    assert episode.measures == ["industry"]


def test_the_outsider_and_an_unmonitored_household_are_not_found(
    client_of: ClientOf,
    outsider: User,
    township_staff: User,
    village: Area,
    episode: Episode,
) -> None:
    assert client_of(outsider).get(page(episode.household)).status_code == 404
    free = HouseholdFactory(village=village)
    assert client_of(township_staff).get(page(free)).status_code == 404
