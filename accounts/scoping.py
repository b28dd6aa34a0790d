"""Which rows an account may touch. Every read of rows starts here, and fails closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.db import models

from accounts.roles import AREA_ROLES, Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import Area, User

RowT = TypeVar("RowT", bound=models.Model)

#: Significant digits of a 12-digit area code by level.
PREFIX_LENGTH = {"county": 6, "township": 9, "village": 12}


def code_range(code: str, level: str) -> tuple[str, str]:
    """Lowest and highest code inside an area; a range works on any index and server."""
    prefix = code[: PREFIX_LENGTH[level]]
    return prefix.ljust(12, "0"), prefix.ljust(12, "9")


def user_range(user: User | AnonymousUser) -> tuple[str, str] | None:
    """The code range whose household rows this account may touch, None for none.

    Inactive, not logged in, without an area, or in a role that reads no household
    rows: none.
    """
    if not user.is_authenticated or not user.is_active or user.area is None:
        return None
    if user.role not in AREA_ROLES:
        return None
    return code_range(user.area.code, user.area.level)


def department_range(user: User | AnonymousUser) -> tuple[str, str] | None:
    """The same for who works for a department: a mark in place of codes, which holds
    no area and tells one department's work from another's. None for everybody else."""
    if not user.is_authenticated or not user.is_active or user.area is not None:
        return None
    if user.role != Role.DEPARTMENT_STAFF or user.department_id is None:
        return None
    mark = f"D{user.department_id:011d}"
    return mark, mark


class ScopedQuerySet(models.QuerySet[RowT]):
    """Rows that belong to an area. ``area_path`` leads to a village code column."""

    area_path: ClassVar[str] = "village"

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Rows inside the account's area; none when that cannot be established."""
        limits = user_range(user)
        return self.none() if limits is None else self.in_range(*limits)

    def within(self, area: Area) -> Self:
        return self.in_range(*code_range(area.code, area.level))

    def in_range(self, low: str, high: str) -> Self:
        path = self.area_path
        conditions: dict[str, Any] = {f"{path}__gte": low, f"{path}__lte": high}
        return self.filter(**conditions)
