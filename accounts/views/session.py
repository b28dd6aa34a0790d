from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(
    request: HttpRequest, original_response: Any = None, credentials: Any = None
) -> HttpResponse:
    """Shown after too many wrong passwords from one address for one name."""
    return render(request, "accounts/locked.html", status=429)
