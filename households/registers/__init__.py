"""The list pages of the register, declared (see ``exchange.registers``)."""

from households.registers.incomes import INCOMES
from households.registers.members import MEMBERS
from households.registers.parts import number_search
from households.registers.quality import HITS
from households.registers.visits import VISITS

__all__ = ["HITS", "INCOMES", "MEMBERS", "VISITS", "number_search"]
