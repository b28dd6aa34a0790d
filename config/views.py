"""Pages that belong to no app: the way in, health, and refusals."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from config.navigation import NAVIGATION


def home(request: HttpRequest) -> HttpResponse:
    """The first page that the role may open; a plain welcome when there is none."""
    for group in NAVIGATION:
        for entry in group.entries:
            if entry.permission and request.user.may(entry.permission):  # type: ignore[union-attr]
                return redirect(entry.url_name)
    return render(request, "home.html")


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers; the queue may be down without losing work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    context = {
        "title": _("The page was open too long"),
        "message": _("Nothing was saved. Go back, reload the page and save again."),
    }
    return render(request, "403.html", context, status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "404.html", status=404)
