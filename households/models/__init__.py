from households.models.cases import Case, CaseAct, CasePaper
from households.models.changes import HouseholdChange
from households.models.conditions import HouseholdConditions
from households.models.deadlines import Deadline
from households.models.episodes import Episode, EpisodeFinding
from households.models.household import Household, ResettlementSite, SavedView
from households.models.income import IncomeItem, IncomeStatement
from households.models.leads import Lead, LeadBatch
from households.models.members import Member, WorkRecord
from households.models.months import ReportingMonth
from households.models.pauses import DeadlinePause
from households.models.quality import NumberReading, QualityHit, QualityRun
from households.models.responsibility import Responsibility, ResponsiblePerson
from households.models.screening import (
    ScreeningHousehold,
    ScreeningResult,
    ScreeningRound,
    ScreeningVillage,
)
from households.models.visits import Visit

__all__ = [
    "Case",
    "CaseAct",
    "CasePaper",
    "Deadline",
    "DeadlinePause",
    "Episode",
    "EpisodeFinding",
    "Household",
    "HouseholdChange",
    "HouseholdConditions",
    "IncomeItem",
    "IncomeStatement",
    "Lead",
    "LeadBatch",
    "Member",
    "NumberReading",
    "QualityHit",
    "QualityRun",
    "ReportingMonth",
    "ResettlementSite",
    "Responsibility",
    "ResponsiblePerson",
    "SavedView",
    "ScreeningHousehold",
    "ScreeningResult",
    "ScreeningRound",
    "ScreeningVillage",
    "Visit",
    "WorkRecord",
]
