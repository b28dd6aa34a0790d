"""The rules of domain §7, by group. Importing this package declares them all."""

from households.checks.rules import (
    assistance,
    elimination,
    identification,
    ledgers,
    measures,
    not_monitored,
)

__all__ = [
    "assistance",
    "elimination",
    "identification",
    "ledgers",
    "measures",
    "not_monitored",
]
