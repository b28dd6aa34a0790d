from tests.factories.areas import AreaFactory, DepartmentFactory
from tests.factories.households import (
    EpisodeFactory,
    HouseholdFactory,
    IncomeStatementFactory,
    MemberFactory,
    ResponsibilityFactory,
    ResponsiblePersonFactory,
    VisitFactory,
    id_number,
)
from tests.factories.users import UserFactory

__all__ = [
    "AreaFactory",
    "DepartmentFactory",
    "EpisodeFactory",
    "HouseholdFactory",
    "IncomeStatementFactory",
    "MemberFactory",
    "ResponsibilityFactory",
    "ResponsiblePersonFactory",
    "UserFactory",
    "VisitFactory",
    "id_number",
]
