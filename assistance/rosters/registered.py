"""Fills the registry with the ledgers, in the order of the upload page."""

from assistance.rosters.measures import MEASURE_ROSTERS
from assistance.rosters.subsidies import SUBSIDY_ROSTERS
from exchange.registry import register

register(*MEASURE_ROSTERS, *SUBSIDY_ROSTERS)
