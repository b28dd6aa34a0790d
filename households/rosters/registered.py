"""Fills the registry, in the order of the upload page."""

from exchange.registry import register
from households.rosters.registers import EXITED, HOUSEHOLDS, MEMBERS, MONITORING

register(MONITORING, HOUSEHOLDS, MEMBERS, EXITED)
