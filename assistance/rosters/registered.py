"""Fills the registry with the ledgers, in the order of the upload page."""

from assistance.rosters.subsidies import SUBSIDY_ROSTERS
from exchange.registry import register

register(*SUBSIDY_ROSTERS)
