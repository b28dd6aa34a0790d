"""Numbered pages of a person's own imports and exports, as the pager wants them."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest
from django.utils.translation import gettext as _


def pager(request: HttpRequest, page: Page[Any]) -> dict[str, Any]:
    """Context of ``components/_pager.html``."""
    summary = _("%(first)s to %(last)s of %(all)s") % {
        "first": f"{page.start_index():,}",
        "last": f"{page.end_index():,}",
        "all": f"{page.paginator.count:,}",
    }
    return {
        "summary": summary,
        "previous_url": _url(request, page.previous_page_number())
        if page.has_previous()
        else "",
        "next_url": _url(request, page.next_page_number()) if page.has_next() else "",
    }


def _url(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"
