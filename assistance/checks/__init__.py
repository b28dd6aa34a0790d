"""Data quality of measures and ledgers (domain §7.4–7.6): facts and rules.

Rules of the register stand in ``households.checks``; those that a ledger decides stand
here and bring facts of their own. Importing this package declares them all.
"""

from assistance.checks import facts, measures, payments, persons

__all__ = ["facts", "measures", "payments", "persons"]
