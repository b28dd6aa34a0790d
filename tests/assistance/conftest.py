"""A family that the ledgers speak of, and a department that keeps some of them."""

import pytest

from accounts.models import Area, Department, User
from accounts.roles import Role
from assistance.models import LedgerKeeper
from households.models import Household, Member
from tests.factories import (
    DepartmentFactory,
    EpisodeFactory,
    HouseholdFactory,
    MemberFactory,
    UserFactory,
    id_number,
)


@pytest.fixture
def household(village: Area) -> Household:
    """Under monitoring, with a head and a daughter in school."""
    row: Household = HouseholdFactory(village=village, household_no="6100000001")
    MemberFactory(household=row, name="赵德全", id_no=id_number(1))
    MemberFactory(household=row, name="赵小云", relation="daughter", id_no=id_number(2))
    EpisodeFactory(household=row)
    return row


@pytest.fixture
def head(household: Household) -> Member:
    return household.members.get(name="赵德全")


@pytest.fixture
def daughter(household: Household) -> Member:
    return household.members.get(name="赵小云")


@pytest.fixture
def neighbours(other_village: Area) -> Household:
    """The same in the next township."""
    row: Household = HouseholdFactory(village=other_village, household_no="6100000002")
    MemberFactory(household=row, name="钱有余", id_no=id_number(3))
    EpisodeFactory(household=row)
    return row


@pytest.fixture
def education() -> Department:
    """The department that keeps 雨露计划 and 教育资助."""
    row: Department = DepartmentFactory(code="jiaoyu", name="教育局")
    for ledger in ("yulu", "education"):
        LedgerKeeper.objects.create(department=row, ledger=ledger)
    return row


@pytest.fixture
def education_staff(education: Department) -> User:
    row: User = UserFactory(role=Role.DEPARTMENT_STAFF, area=None, department=education)
    return row
