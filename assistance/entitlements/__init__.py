"""What the rules entitle a family to, as declared data (domain §5.4)."""

from assistance.entitlements import rules
from assistance.entitlements.declare import (
    Entitlement,
    all_entitlements,
    entitlement_for,
    statement,
    values_on,
)

__all__ = [
    "Entitlement",
    "all_entitlements",
    "entitlement_for",
    "rules",
    "statement",
    "values_on",
]
