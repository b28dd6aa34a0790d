"""The only place that knows htmx's response headers."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def is_htmx(request: HttpRequest) -> bool:
    """True for a partial request; a boosted or restored page wants the whole."""
    details: Any = getattr(request, "htmx", None)
    return bool(details) and not details.history_restore_request


def redirect(request: HttpRequest, to: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    """A redirect that also works inside htmx, which would swap a 302's page in."""
    url = resolve_url(to, *args, **kwargs)
    if is_htmx(request):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = url
        return response
    return HttpResponseRedirect(url)


def trigger(response: HttpResponse, event: str, detail: object = True) -> HttpResponse:
    response["HX-Trigger"] = json.dumps({event: detail})
    return response


def safe_next(request: HttpRequest, default: str) -> str:
    """The ``next`` parameter if it stays on this host, else ``default``."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(
        target, {request.get_host()}, require_https=request.is_secure()
    ):
        return target
    return resolve_url(default)
