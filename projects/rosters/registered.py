"""Fills the registry with the rosters of projects, in the order of the upload page."""

from exchange.registry import register
from projects.rosters.progress import PROGRESS_ROSTERS

register(*PROGRESS_ROSTERS)
