"""Session limits, the way to log-in, the forced password change, and who is behind
each write."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pghistory
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth import middleware as auth_middleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect as plain_redirect
from django.urls import reverse

from core.htmx import redirect

GetResponse = Callable[[HttpRequest], HttpResponseBase]

STARTED, SEEN = "started_at", "seen_at"
#: Seconds between two notes of «still here»: spares a write per request.
_NOTE_EVERY = 60


class SessionLimitsMiddleware:
    """Ends a session that was idle too long or has lasted a working day."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            now = int(time.time())
            started = request.session.setdefault(STARTED, now)
            seen = request.session.setdefault(SEEN, now)
            if (
                now - seen > settings.SESSION_IDLE_SECONDS
                or now - started > settings.SESSION_ABSOLUTE_SECONDS
            ):
                logout(request)
                request.session_ended = True  # type: ignore[attr-defined]
            elif now - seen >= _NOTE_EVERY:
                request.session[SEEN] = now
        return self.get_response(request)


class LoginRequiredMiddleware(auth_middleware.LoginRequiredMiddleware):
    """To log-in, and back to the page afterwards: also from a partial request.

    htmx would swap a redirected log-in page into the region, so it is told to leave
    the page; a script that asks for JSON is told 401 and keeps what it has.
    """

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponse:
        if not request.accepts("text/html"):
            return HttpResponse(status=401)
        details = getattr(request, "htmx", None)
        page = request.get_full_path() if request.method in {"GET", "HEAD"} else ""
        if details:
            page = details.current_url_abs_path or ""
        query = {"next": page} if page else {}
        if getattr(request, "session_ended", False):
            query["ended"] = "1"
        url = f"{reverse(settings.LOGIN_URL)}?{urlencode(query)}".rstrip("?")
        if details:
            return HttpResponse(status=401, headers={"HX-Redirect": url})
        return plain_redirect(url)


class PasswordChangeMiddleware:
    """A first or an old password is good for one thing: changing it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if user.is_authenticated and user.password_is_due:
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
