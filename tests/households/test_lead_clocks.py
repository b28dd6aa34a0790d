"""Clocks follow the work, and the work's lists follow the clocks."""

import datetime as dt

import pytest

from accounts.models import Area, User
from households.models import Deadline, Household
from households.services import clocks
from households.services.summaries import refresh_summaries
from tests.factories import EpisodeFactory, HouseholdFactory
from tests.households.leading import make_lead, today

pytestmark = pytest.mark.django_db


def test_a_pause_moves_the_day_on_the_lead_too(
    village: Area, township_staff: User
) -> None:
    lead = make_lead(village, township_staff)
    lead.refresh_from_db()
    before = lead.due_on
    deadline = Deadline.objects.running().get(clock="lead_answer")
    clocks.pause_clock(
        deadline=deadline, by=township_staff, reason="当事人住院", on=today(5)
    )
    clocks.resume_clock(deadline=deadline, by=township_staff, on=today(2))
    lead.refresh_from_db()
    assert before is not None
    assert lead.due_on == before + dt.timedelta(days=3)


def test_the_time_for_measures_ends_with_the_first_one(village: Area) -> None:
    household = HouseholdFactory(village=village)
    episode = EpisodeFactory(household=household, identified_on=today(3), measures=[])
    clocks.start_clock(
        clock="measures",
        subject_kind="household",
        subject_id=household.pk,
        title="落实帮扶措施",
        area=village,
        holder="township_staff",
        started_on=today(3),
    )
    one = Household.objects.filter(pk=household.pk)
    refresh_summaries(one)
    assert Deadline.objects.running().count() == 1
    episode.measures = ["employment"]
    episode.save()
    refresh_summaries(one)
    assert not Deadline.objects.running().exists()
