"""Fills the roster registry."""

from dashboards.rosters import FIGURE_PROJECTS, FIGURE_ROWS, FIGURE_VILLAGES
from exchange.registry import register

register(FIGURE_ROWS, FIGURE_VILLAGES, FIGURE_PROJECTS)
