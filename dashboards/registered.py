"""Fills the roster registry."""

from dashboards.rosters import FIGURE_ROWS
from exchange.registry import register

register(FIGURE_ROWS)
