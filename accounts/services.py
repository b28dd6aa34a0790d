"""Writes to accounts and to the access log."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from accounts.models import AccessLog, User


def log_access(
    *,
    kind: AccessLog.Kind,
    user: User | AnonymousUser | None,
    request: HttpRequest | None = None,
    object_type: str = "",
    object_ids: Iterable[object] = (),
    reason: str = "",
    row_count: int | None = None,
    detail: dict[str, Any] | None = None,
) -> AccessLog:
    """Write one entry. Call it in the transaction that gives the data out."""
    return AccessLog.objects.create(
        kind=kind,
        user=user if isinstance(user, User) else None,
        address=request.META.get("REMOTE_ADDR", "") if request else "",
        object_type=object_type,
        object_ids=[str(item) for item in object_ids][:1000],
        reason=reason[:200],
        row_count=row_count,
        detail=detail or {},
    )
