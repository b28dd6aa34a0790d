"""A village's project, one of the next township, and the department of the first."""

import pytest

from accounts.models import Area, Department, User
from accounts.roles import Role
from projects.models import Project
from tests.factories import DepartmentFactory, UserFactory
from tests.factories.projects import make_project


@pytest.fixture
def agriculture() -> Department:
    row: Department = DepartmentFactory(code="nongye", name="农业农村局")
    return row


@pytest.fixture
def agriculture_staff(agriculture: Department) -> User:
    row: User = UserFactory(
        role=Role.DEPARTMENT_STAFF, area=None, department=agriculture
    )
    return row


@pytest.fixture
def project(village: Area, agriculture: Department) -> Project:
    """A processing plant: begun on time, without money or reports yet."""
    return make_project(village, department=agriculture)


@pytest.fixture
def neighbours(other_village: Area) -> Project:
    """The same in the next township, of no department."""
    return make_project(other_village, code="2026-013", name="高塬村花椒烘干中心")
