"""Which ledgers an account may enter, and what bounds its files."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from accounts.models import Area
from accounts.scoping import department_range, user_range
from assistance.models import LedgerKeeper
from households.workflow_querysets import department_of

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.models.areas import AreaQuerySet

Scope = Callable[["User"], tuple[str, str] | None]


def keeps(user: User, ledger: str) -> bool:
    """Whether the ledger is this account's to see and enter: an area has every ledger
    of its households, a department those that it keeps."""
    if department_of(user) is None:
        return user_range(user) is not None
    return ledger in LedgerKeeper.objects.ledgers_of(user)


def kept_by(user: User) -> set[str] | None:
    """Ledgers that a department keeps; None for an area, which has all of them."""
    if department_of(user) is None:
        return None if user_range(user) is not None else set()
    return set(LedgerKeeper.objects.ledgers_of(user))


def scope_of(*ledgers: str) -> Scope:
    """``Roster.scope`` of a ledger's files: the area, or the department's mark."""

    def scope(user: User) -> tuple[str, str] | None:
        if department_of(user) is None:
            return user_range(user)
        kept = LedgerKeeper.objects.ledgers_of(user)
        return department_range(user) if set(ledgers) & set(kept) else None

    return scope


def ledger_areas(user: User, ledger: str) -> AreaQuerySet:
    """Areas whose rows of a ledger an account may see: its own; for a department that
    keeps the ledger every one. Areas hold no personal data."""
    if department_of(user) is None:
        return Area.objects.visible_to(user)
    return Area.objects.all() if keeps(user, ledger) else Area.objects.none()
