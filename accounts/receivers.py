"""Log-ins, log-outs and failures go into the access log."""

from typing import Any

from django.contrib.auth.signals import (
    user_logged_in,
    user_logged_out,
    user_login_failed,
)
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.middleware import SEEN, STARTED
from accounts.models import AccessLog, User
from accounts.services import log_access


@receiver(user_logged_in)
def log_login(*, request: HttpRequest, user: User, **kwargs: Any) -> None:
    # The limits of the session count from here, whoever used the browser before.
    for key in (STARTED, SEEN):
        request.session.pop(key, None)
    log_access(kind=AccessLog.Kind.LOGIN, user=user, request=request)


@receiver(user_logged_out)
def log_logout(*, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        log_access(kind=AccessLog.Kind.LOGOUT, user=user, request=request)


@receiver(user_login_failed)
def log_failure(
    *,
    credentials: dict[str, Any],
    request: HttpRequest | None = None,
    **kwargs: Any,
) -> None:
    """One entry a failure. Attempts on a locked name add nothing: whoever hammers at
    it must not fill the log. An unknown name is not written: it may be a password
    typed into the wrong field."""
    if request is None or getattr(request, "axes_locked_out", False):
        return
    name = str(credentials.get("username", ""))
    user = User.objects.filter(username=name).first()
    log_access(
        kind=AccessLog.Kind.LOGIN_FAILED,
        user=user,
        request=request,
        object_type="account",
        object_ids=[user.pk] if user else [],
        detail={} if user else {"unknown_name": True},
    )
