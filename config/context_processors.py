from typing import Any

from django.conf import settings
from django.http import HttpRequest

from config.navigation import NAVIGATION
from core.months import Month


def shell(request: HttpRequest) -> dict[str, Any]:
    """What every page's frame needs: names, navigation by role, the month."""
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
            if not entry.permission or user.may(entry.permission)
        ]
        if entries:
            groups.append((group.label, entries))
    context["navigation"] = groups
    return context
