"""A family for the figures that ledgers decide."""

import datetime as dt

import pytest

from accounts.models import Area
from households.models import Household, Member
from tests.dashboards.project_fund import Fund, make_fund
from tests.factories import EpisodeFactory, HouseholdFactory, MemberFactory

DAY = dt.date


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


@pytest.fixture
def money(county: Area, township: Area, village: Area, other_village: Area) -> Fund:
    """Four projects of this year's plan and two of next year's repository."""
    return make_fund(county, township, village, other_village)
