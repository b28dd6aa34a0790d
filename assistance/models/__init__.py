from assistance.models.card import CardLine, NoApplication
from assistance.models.insurance import Insurance
from assistance.models.keepers import LedgerKeeper
from assistance.models.measures import (
    Measure,
    MeasureEvidence,
    MeasureKind,
    MeasureRecord,
)
from assistance.models.money import Allowance, Loan, Subsidy
from assistance.models.villages import ConsumptionAid, Dividend, SiteWork
from assistance.models.work import (
    Employment,
    JobDemand,
    LabourEntry,
    PostWage,
    PublicPost,
    Training,
)

__all__ = [
    "Allowance",
    "CardLine",
    "ConsumptionAid",
    "Dividend",
    "Employment",
    "Insurance",
    "JobDemand",
    "LabourEntry",
    "LedgerKeeper",
    "Loan",
    "Measure",
    "MeasureEvidence",
    "MeasureKind",
    "MeasureRecord",
    "NoApplication",
    "PostWage",
    "PublicPost",
    "SiteWork",
    "Subsidy",
    "Training",
]
