"""Fills the registry with the rosters of projects, in the order of the upload page."""

from exchange.registry import register
from projects.rosters.benefits import BENEFIT_ROSTERS
from projects.rosters.funds import FUND_ROSTERS
from projects.rosters.payments import PAYMENT_ROSTERS
from projects.rosters.plans import PLAN_ROSTERS
from projects.rosters.progress import PROGRESS_ROSTERS
from projects.rosters.projects import PROJECT_ROSTERS
from projects.rosters.rural import RURAL_ROSTERS

register(*PROJECT_ROSTERS, *PLAN_ROSTERS)
register(*PROGRESS_ROSTERS)
register(*FUND_ROSTERS)
register(*BENEFIT_ROSTERS, *RURAL_ROSTERS)
register(*PAYMENT_ROSTERS)
