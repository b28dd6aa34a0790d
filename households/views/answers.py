"""What a form answers when a service refuses, or somebody else has written."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import (
    NON_FIELD_ERRORS,
    ObjectDoesNotExist,
    ValidationError,
)
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render

from accounts.mixins import RoleRequiredMixin
from households.forms.household import RegisterForm, said_value
from households.services.register import fingerprint


class GoneMixin(RoleRequiredMixin):
    """A row that somebody removes between finding and locking it is not found."""

    def dispatch(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(*args, **kwargs)
        except ObjectDoesNotExist:
            raise Http404 from None


def refused_at_fields(form: Any, error: ValidationError) -> None:
    """The service's sentences beside the fields they belong to."""
    by_field = (
        error.error_dict
        if hasattr(error, "error_dict")
        else {NON_FIELD_ERRORS: error.error_list}
    )
    for name, sentences in by_field.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)


def conflict_page(
    request: HttpRequest, form: RegisterForm, row: Any, **context: Any
) -> HttpResponse:
    """Both versions, nothing written; saving again means this one."""
    mine = type(row)()
    for name, value in form.values().items():
        setattr(mine, name, value)
    pairs = [
        (str(form.fields[name].label), ours, theirs)
        for name in form.values()
        if (ours := said_value(form, name, mine))
        != (theirs := said_value(form, name, row))
    ]
    data = cast(QueryDict, form.data).copy()
    data["seen"] = fingerprint(row)
    form.data = data
    context |= {"form": form, "pairs": pairs, "row": row, "action": request.path}
    return render(request, "households/conflict.html", context, status=409)
