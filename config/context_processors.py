from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from config.navigation import NAVIGATION
from config.navigation_entries import Entry
from core.months import Month
from households.badges import badges


def shell(request: HttpRequest) -> dict[str, Any]:
    """What every page's frame needs: names, navigation with counters, the month."""
    context: dict[str, Any] = {
        "city_name": settings.CITY_NAME,
        "bureau_name": settings.BUREAU_NAME,
        "this_month": Month.current(),
    }
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return context
    match = request.resolver_match
    current = match.view_name if match else ""
    groups = []
    for group in NAVIGATION:
        entries = [
            (entry, current == entry.url_name or current in entry.also)
            for entry in group.entries
            if _is_shown(entry, user)
        ]
        if entries:
            groups.append((group.label, entries))
    context["navigation"] = groups
    # Lazy: an answer to htmx has no navigation and pays nothing for its counters.
    context["badges"] = SimpleLazyObject(lambda: _badges(request, user))
    return context


def _is_shown(entry: Entry, user: User) -> bool:
    if not entry.permission or user.may(entry.permission):
        return True
    return bool(entry.either) and user.may(entry.either)


def _badges(request: HttpRequest, user: User) -> dict[str, str]:
    """Counted once a request, however many templates are rendered in it."""
    if not hasattr(request, "counted_badges"):
        request.counted_badges = badges(user, timezone.localdate())  # type: ignore[attr-defined]
    counted: dict[str, str] = request.counted_badges  # type: ignore[attr-defined]
    return counted
