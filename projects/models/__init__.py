from projects.models.benefits import Asset, Beneficiary, PublicNotice
from projects.models.funds import Allocation, Checkpoint, FundBatch
from projects.models.kinds import ProjectKind
from projects.models.money import Contract, Payment
from projects.models.papers import ProjectPaper, ProjectStep
from projects.models.plans import PlanItem, PlanVersion
from projects.models.progress import Milestone, ProgressReport
from projects.models.project import Project
from projects.models.rural import DemonstrationVillage, VillagePlan

__all__ = [
    "Allocation",
    "Asset",
    "Beneficiary",
    "Checkpoint",
    "Contract",
    "DemonstrationVillage",
    "FundBatch",
    "Milestone",
    "Payment",
    "PlanItem",
    "PlanVersion",
    "ProgressReport",
    "Project",
    "ProjectKind",
    "ProjectPaper",
    "ProjectStep",
    "PublicNotice",
    "VillagePlan",
]
