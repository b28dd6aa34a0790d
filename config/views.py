"""Pages that belong to no app: the way in, health, and refusals."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from accounts.mixins import ActionRefusedError
from accounts.models import AccessLog
from accounts.roles import holders
from accounts.services import log_access


def home(request: HttpRequest) -> HttpResponse:
    """Everybody's day begins with what waits for them."""
    return redirect("households:todo")


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers; the queue may be down without losing work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403: which roles have the right. The attempt goes into the access log."""
    roles: list[str] = []
    if isinstance(exception, ActionRefusedError):
        for permission in exception.permissions:
            roles += [label for label in holders(permission) if label not in roles]
    _log_refusal(request, exception)
    context = {
        "title": _("Your role may not do this"),
        "message": _("This page or action is not among the tasks of your role."),
        "holders": roles,
    }
    return render(request, "403.html", context, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    context = {
        "title": _("The page was open too long"),
        "message": _("Nothing was saved. Go back, reload the page and save again."),
    }
    return render(request, "403.html", context, status=403)


def _log_refusal(request: HttpRequest, exception: Any) -> None:
    log_access(
        kind=AccessLog.Kind.DENIED,
        user=request.user if request.user.is_authenticated else None,
        request=request,
        object_type="page",
        object_ids=[request.path[:200]],
        detail={"permissions": list(getattr(exception, "permissions", ()))},
    )
