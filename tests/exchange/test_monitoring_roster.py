"""The national system's export of monitored households, one row a person."""

import pytest

from accounts.models import Area, User
from households.models import (
    Episode,
    Household,
    IncomeStatement,
    Member,
    Responsibility,
)
from tests.exchange.workbooks import apply, counts, family, problems, receive, workbook


@pytest.fixture
def clerk(village: Area, other_village: Area, township_staff: User) -> User:
    return township_staff


def test_it_works(clerk: User) -> None:
    run = receive(workbook(family()), clerk)
    assert (run.state, counts(run), problems(run)) == ("preview", {"new": 2}, [])
    assert Household.objects.count() == 0

    run = apply(run)
    assert run.state == "applied"
    household = Household.objects.get()
    assert (household.household_no, household.village_id) == (
        "6100000001",
        "990981101201",
    )
    assert (household.head_name, household.persons) == ("赵德全", 2)
    assert household.reveal("phone") == "13800138000"
    head = Member.objects.get(name="赵德全")
    assert (head.sex, head.birth_date.isoformat()) == ("female", "1970-01-01")
    assert head.health == ["chronic", "disabled"]
    episode = Episode.objects.get()
    assert (episode.category, episode.risks) == ("unstable_exited", ["illness"])
    assert IncomeStatement.objects.get().persons == 2
    assert Responsibility.objects.get().person.name == "任晓燕"
