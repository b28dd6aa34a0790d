"""Exit and rollback: conditions in words, tracking, a new episode."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Area, User
from core.months import Month
from households import choices
from households.choices import CaseResult, Step
from households.dossier import Dossier
from households.models import (
    Case,
    CaseAct,
    Deadline,
    Episode,
    EpisodeFinding,
    Household,
    HouseholdChange,
)
from households.procedures.tables import Level
from households.services.cases import (
    open_exit,
    roll_back,
)
from tests.factories import EpisodeFactory, UserFactory, VisitFactory
from tests.households.case_steps import (
    Walk,
    ago,
    monitored,
    set_line,
)


@pytest.fixture
def walk(village_worker: User, township_staff: User, bureau_official: User) -> Walk:
    set_line()
    return Walk(village_worker, township_staff, bureau_official)


@pytest.fixture
def checker(township: Area) -> User:
    return UserFactory(username="gaolei", full_name="高磊", area=township)


def no_risk(household: Household) -> None:
    month = Month.of(ago(0))
    VisitFactory(
        household=household,
        month=month.first_day,
        visited_on=max(month.first_day, ago(1)),
        conclusion=choices.Conclusion.NO_RISK,
    )


def snapshot() -> list[object]:
    return [
        list(Case.objects.values_list().order_by("pk")),
        list(CaseAct.objects.values_list().order_by("pk")),
        list(Episode.objects.values_list().order_by("pk")),
        list(Deadline.objects.values_list().order_by("pk")),
    ]


def refused(error: pytest.ExceptionInfo[ValidationError]) -> dict[str, list[str]]:
    return getattr(error.value, "message_dict", {"": error.value.messages})


_DATES = {"on", "published_from", "published_to"}


def test_it_works(walk: Walk, village: Area) -> None:
    household = monitored(village)
    no_risk(household)
    case = walk.exit(household)
    assert case.result == CaseResult.ELIMINATED
    episode = Episode.objects.get()
    assert (episode.eliminated_on, episode.elimination_mode) == (ago(6), "by_measures")
    assert (episode.contact_name, episode.contact_phone_mask[:3]) == ("白建平", "138")
    assert EpisodeFinding.objects.get().moment == "eliminated"
    household.refresh_from_db()
    assert household.monitoring_state == "eliminated"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        ({"wage": Decimal(1000), "operating": Decimal(0)}, "income"),
        ({"self_paid": Decimal(40_000)}, "burden"),
        ({"housing_problem": True}, "guarantees"),
    ],
)
def test_an_unmet_condition_blocks_and_says_what_is_missing(
    walk: Walk, village: Area, spoil: dict[str, object], said: str
) -> None:
    household = monitored(village)
    no_risk(household)
    case = walk.exit(household, until=Step.CONFIRM)
    with pytest.raises(ValidationError) as error:
        walk.step(case, **spoil)
    assert list(refused(error)) == ["conditions"]
    assert len(refused(error)["conditions"]) == 1, said


@pytest.mark.parametrize(
    ("household", "visits"),
    [
        ({"days": 100}, True),
        ({"measures": ["education", "employment"]}, True),
        ({"measures": ["health"]}, True),
        ({}, False),
    ],
)
def test_what_the_register_knows_blocks_as_well(
    walk: Walk, village: Area, household: dict[str, object], visits: bool
) -> None:
    row = monitored(village, **household)  # type: ignore[arg-type]
    if visits:
        no_risk(row)
    case = walk.exit(row, until=Step.CONFIRM)
    with pytest.raises(ValidationError) as error:
        walk.step(case)
    assert len(refused(error)["conditions"]) == 1


def test_a_natural_end_waives_time_and_measures(walk: Walk, village: Area) -> None:
    household = monitored(village, days=100, measures=[])
    no_risk(household)
    case = walk.exit(household, until=Step.CONFIRM)
    case = walk.step(case, elimination_mode="natural")
    assert walk.on(case).result == CaseResult.ELIMINATED


def test_a_household_without_labour_is_tracked(walk: Walk, village: Area) -> None:
    household = monitored(village, is_no_labour=True)
    no_risk(household)
    case = walk.exit(household)
    assert case.result == CaseResult.TRACKING
    episode = Episode.objects.get()
    assert episode.eliminated_on is None
    assert not EpisodeFinding.objects.exists()


def test_a_rollback_goes_on_with_a_new_episode(
    walk: Walk, village: Area, bureau_official: User
) -> None:
    household = monitored(village, eliminated_on=ago(60))
    old = Episode.objects.get()
    asked = {"episode": old, "by": bureau_official, "on": ago(3), "reason": "旧病复发"}
    new = roll_back(**asked)  # type: ignore[arg-type]
    assert roll_back(**asked) == new  # type: ignore[arg-type]
    old.refresh_from_db()
    assert (old.eliminated_on, old.rolled_back_on) == (ago(60), ago(3))
    assert (old.is_resumed, new.resumes, new.risks) == (True, old, ["illness"])
    household.refresh_from_db()
    assert household.monitoring_state == "monitoring"
    assert household.identified_on == ago(400), "the first identification stays"
    assert HouseholdChange.objects.get().kind == "rolled_back"
    for day, open_ones in [(61, [old.pk]), (30, []), (3, [new.pk])]:
        found = Episode.objects.open_on(ago(day))
        assert list(found.values_list("pk", flat=True)) == open_ones
    case = open_exit(household=household, by=walk.people[Level.VILLAGE], on=ago(1))
    assert case.episode == new


def test_the_household_goes_on_as_identified_at_first(
    village: Area, bureau_official: User
) -> None:
    """On its page, and in what national forms and checks ask its latest record for."""
    household = monitored(village, eliminated_on=ago(60))
    old = Episode.objects.get()
    moment = EpisodeFinding.Moment.IDENTIFIED
    EpisodeFinding.objects.create(episode=old, moment=moment, wage=9_000)
    new = roll_back(episode=old, by=bureau_official, on=ago(3), reason="旧病复发")
    assert new.findings.get().wage == 9_000
    household.refresh_from_db()
    dossier = Dossier(household, today=ago(0), line=None)
    assert dossier.episode == new
    assert dossier.identified_on == ago(400)
    titles = [str(event.title) for event in dossier.timeline]
    assert [title[:4] for title in titles] == ["风险消除", "风险已消", "纳入监测"]


def test_only_an_eliminated_household_is_rolled_back(
    village: Area, bureau_official: User, township_staff: User
) -> None:
    never = monitored(village).episodes.get()
    gone = monitored(village, eliminated_on=ago(60)).episodes.get()
    before = snapshot()
    for episode, on, reason, field in [
        (never, ago(3), "复发", ""),
        (gone, ago(61), "复发", "on"),
        (gone, ago(-1), "复发", "on"),
        (gone, ago(3), " ", "reason"),
    ]:
        with pytest.raises(ValidationError) as error:
            roll_back(episode=episode, by=bureau_official, on=on, reason=reason)
        assert list(refused(error)) == [field]
    with pytest.raises(PermissionDenied):
        roll_back(episode=gone, by=township_staff, on=ago(3), reason="复发")
    EpisodeFactory(household=gone.household, identified_on=ago(20))
    with pytest.raises(ValidationError):
        roll_back(episode=gone, by=bureau_official, on=ago(3), reason="复发")
    assert snapshot()[3] == before[3]
