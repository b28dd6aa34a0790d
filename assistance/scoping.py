"""Which ledgers an account may enter, and what bounds its files."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from accounts.scoping import department_range, user_range
from assistance.models import LedgerKeeper
from households.workflow_querysets import department_of

if TYPE_CHECKING:
    from accounts.models import User

Scope = Callable[["User"], tuple[str, str] | None]


def keeps(user: User, ledger: str) -> bool:
    """Whether the ledger is this account's to see and enter: an area has every ledger
    of its households, a department those that it keeps."""
    if department_of(user) is None:
        return user_range(user) is not None
    return ledger in LedgerKeeper.objects.ledgers_of(user)


def scope_of(*ledgers: str) -> Scope:
    """``Roster.scope`` of a ledger's files: the area, or the department's mark."""

    def scope(user: User) -> tuple[str, str] | None:
        if department_of(user) is None:
            return user_range(user)
        kept = LedgerKeeper.objects.ledgers_of(user)
        return department_range(user) if set(ledgers) & set(kept) else None

    return scope
