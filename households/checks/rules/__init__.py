"""The rules of domain §7, by group. Importing this package declares them all."""

from households.checks.rules import not_monitored

__all__ = ["not_monitored"]
