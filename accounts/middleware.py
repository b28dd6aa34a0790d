"""Session limits, the forced password change, and who is behind each write."""

import time
from collections.abc import Callable

import pghistory
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from core.htmx import redirect

GetResponse = Callable[[HttpRequest], HttpResponseBase]

_STARTED, _SEEN = "started_at", "seen_at"


class SessionLimitsMiddleware:
    """Ends a session that was idle too long or has lasted a working day."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            now = int(time.time())
            started = request.session.setdefault(_STARTED, now)
            seen = request.session.setdefault(_SEEN, now)
            if (
                now - seen > settings.SESSION_IDLE_SECONDS
                or now - started > settings.SESSION_ABSOLUTE_SECONDS
            ):
                logout(request)
            elif now - seen >= 60:
                # Once a minute is enough and spares a write per request.
                request.session[_SEEN] = now
        return self.get_response(request)


class PasswordChangeMiddleware:
    """A first password, given by somebody else, is good for one thing: changing it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if user.is_authenticated and user.must_change_password:
            target = reverse("accounts:password-change")
            allowed = {target, reverse("accounts:logout"), reverse("healthz")}
            if request.path not in allowed:
                return redirect(request, target)
        return self.get_response(request)


class HistoryContextMiddleware:
    """Puts person, address and page beside every row that a request changes."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return self.get_response(request)
        user = request.user
        with pghistory.context(
            user=user.pk,
            by=user.full_name if user.is_authenticated else "",
            url=request.path,
            address=request.META.get("REMOTE_ADDR", ""),
            via="web",
        ):
            return self.get_response(request)
