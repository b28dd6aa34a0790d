from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest, MiddlewareNotUsed
from django.http import HttpRequest, HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class ClientAddressMiddleware:
    """Behind our proxy: the address that it wrote down, not its own.

    The last entry is the proxy's; whatever stands before it, the client may have
    made up. Lockout and the access log depend on this address.
    """

    def __init__(self, get_response: GetResponse) -> None:
        if not settings.BEHIND_PROXY:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
        if address := forwarded.rpartition(",")[2].strip():
            request.META["REMOTE_ADDR"] = address[:45]
        return self.get_response(request)


class NoNulMiddleware:
    """No address of ours holds a NUL, and PostgreSQL takes none: 400 instead of 500."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the address")
        return self.get_response(request)


class NoStoreMiddleware:
    """Pages of a logged-in person stay out of every cache: phones are shared."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response
