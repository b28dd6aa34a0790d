from dashboards.models.external import ExternalFigure
from dashboards.models.month_rows import HouseholdMonth, VillageMonth
from dashboards.models.monthly_figures import Computation, MonthlyFigure, StaleMonth
from dashboards.models.project_months import ProjectMonth

__all__ = [
    "Computation",
    "ExternalFigure",
    "HouseholdMonth",
    "MonthlyFigure",
    "ProjectMonth",
    "StaleMonth",
    "VillageMonth",
]
