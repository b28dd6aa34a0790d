"""The rules of domain §7, by group. Importing this package declares them all."""

from households.checks.rules import (
    assistance,
    elimination,
    households_condition,
    households_income,
    identification,
    ledgers,
    measures,
    not_monitored,
    persons_condition,
    persons_family,
    persons_identity,
    persons_work,
)

__all__ = [
    "assistance",
    "elimination",
    "households_condition",
    "households_income",
    "identification",
    "ledgers",
    "measures",
    "not_monitored",
    "persons_condition",
    "persons_family",
    "persons_identity",
    "persons_work",
]
