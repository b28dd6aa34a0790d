"""What of an account bounds its files about projects, and whose projects it sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.scoping import department_range, user_range

if TYPE_CHECKING:
    from accounts.models import User


def scope(user: User) -> tuple[str, str] | None:
    """``Roster.scope``: the area, or the department's mark. Which projects a file may
    name is decided by ``Project.objects.visible_to(owner)``."""
    return department_range(user) or user_range(user)
