from households.models.conditions import HouseholdConditions
from households.models.episodes import Episode, EpisodeFinding
from households.models.household import Household, ResettlementSite, SavedView
from households.models.income import IncomeItem, IncomeStatement
from households.models.members import Member, WorkRecord
from households.models.months import ReportingMonth
from households.models.responsibility import Responsibility, ResponsiblePerson
from households.models.visits import Visit

__all__ = [
    "Episode",
    "EpisodeFinding",
    "Household",
    "HouseholdConditions",
    "IncomeItem",
    "IncomeStatement",
    "Member",
    "ReportingMonth",
    "ResettlementSite",
    "Responsibility",
    "ResponsiblePerson",
    "SavedView",
    "Visit",
    "WorkRecord",
]
