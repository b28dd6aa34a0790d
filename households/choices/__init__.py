"""Code lists. The identifiers are ours and stay; the labels are the words of the field.

The labels stand here in Chinese and are not translated: they are what staff read on
screen and what Excel files carry in both directions (domain §2.6, §4.5).
"""

from households.choices.categories import (
    Category,
    HouseholdType,
    MonitoringState,
    PovertyAttribute,
    RegisterState,
)
from households.choices.conditions import (
    DangerGrade,
    Fuel,
    RoadKind,
)
from households.choices.episodes import (
    DEVELOPMENT_MEASURES,
    DevelopmentState,
    DisasterKind,
    EliminationMode,
    MeasureCategory,
    Risk,
)
from households.choices.incomes import (
    IncomeGroup,
)
from households.choices.membership import (
    BY_OWN_ACT,
    JoinReason,
    LeaveReason,
    MemberState,
    open_reasons,
)
from households.choices.persons import (
    Ethnicity,
    IdType,
    Politics,
    Relation,
    Sex,
)
from households.choices.visits import (
    Conclusion,
    EntryChannel,
    MetWith,
    Signal,
    VisitMode,
)
from households.choices.welfare import (
    MEDICAL_INSURANCE,
    UNINSURED,
    DisabilityGrade,
    DisabilityKind,
    DropoutReason,
    Education,
    Health,
    StudentStatus,
)
from households.choices.work import (
    LABOUR_CAPABLE,
    JobChannel,
    LabourSkill,
    PublicPost,
    WorkArea,
)
from households.choices.workflow import (
    CaseKind,
    CaseResult,
    ChangeKind,
    Decision,
    HitState,
    LeadMatch,
    LeadOutcome,
    LeadSource,
    LeadState,
    MustVisit,
    PaperKind,
    Population,
    ScreeningOutcome,
    Severity,
    Step,
)

__all__ = [
    "BY_OWN_ACT",
    "DEVELOPMENT_MEASURES",
    "LABOUR_CAPABLE",
    "MEDICAL_INSURANCE",
    "UNINSURED",
    "CaseKind",
    "CaseResult",
    "Category",
    "ChangeKind",
    "Conclusion",
    "DangerGrade",
    "Decision",
    "DevelopmentState",
    "DisabilityGrade",
    "DisabilityKind",
    "DisasterKind",
    "DropoutReason",
    "Education",
    "EliminationMode",
    "EntryChannel",
    "Ethnicity",
    "Fuel",
    "Health",
    "HitState",
    "HouseholdType",
    "IdType",
    "IncomeGroup",
    "JobChannel",
    "JoinReason",
    "LabourSkill",
    "LeadMatch",
    "LeadOutcome",
    "LeadSource",
    "LeadState",
    "LeaveReason",
    "MeasureCategory",
    "MemberState",
    "MetWith",
    "MonitoringState",
    "MustVisit",
    "PaperKind",
    "Politics",
    "Population",
    "PovertyAttribute",
    "PublicPost",
    "RegisterState",
    "Relation",
    "Risk",
    "RoadKind",
    "ScreeningOutcome",
    "Severity",
    "Sex",
    "Signal",
    "Step",
    "StudentStatus",
    "VisitMode",
    "WorkArea",
    "open_reasons",
]
