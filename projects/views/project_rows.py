"""Rows about a project, of any declared kind: entered, corrected, taken out.

``views.payments`` and ``views.progress`` declare their kinds; the forms check what is
typed, the services write.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from django_stubs_ext import StrOrPromise

from accounts.history import history_of
from core.htmx import redirect, safe_next
from households.forms.household import RegisterForm, said_value
from households.services.register import StaleRowError, fingerprint
from households.views.answers import GoneMixin, conflict_page, refused_at_fields
from projects.amounts import wan
from projects.models import Project
from projects.views.project import ProjectMixin

_HISTORY = 20
_HIDDEN = ("project", "recorded_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowKind:
    """What the pages of a kind of row are made from; ``key`` begins the names of their
    addresses, ``home`` is the project's page that lists the rows."""

    key: str
    model: type[models.Model]
    form: type[RegisterForm]
    permission: str
    home: str
    add: Callable[..., Any]
    change: Callable[..., Any]
    remove: Callable[..., None]
    add_title: StrOrPromise
    edit_title: StrOrPromise
    remove_title: StrOrPromise
    remove_note: StrOrPromise
    saved: StrOrPromise
    removed: StrOrPromise


class _KindView(GoneMixin, ProjectMixin, View):
    # as_view takes only what the class has already.
    kind: RowKind = None  # type: ignore[assignment]
    request: HttpRequest
    about: Project

    def get_permission_required(self) -> tuple[str]:
        return (self.kind.permission,)

    @property
    def back_url(self) -> str:
        """Where the clerk comes from, if that is here; else the project's page."""
        return safe_next(self.request, self.about.get_absolute_url())

    def page(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        context |= {
            "kind": self.kind,
            "project": self.about,
            "action": self.request.path,
            "back_url": self.back_url,
            "home_url": reverse(self.kind.home, args=[self.about.pk]),
        }
        return render(self.request, template, context, status=status)


class RowAddView(_KindView):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.about = self.project(pk)
        return self._page(self.kind.form(project=self.about))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.about = self.project(pk)
        form = self.kind.form(request.POST, project=self.about)
        if not form.is_valid():
            return self._page(form, 422)
        try:
            self.kind.add(project=pk, by=self.viewer, values=form.values())
        except ValidationError as error:
            refused_at_fields(form, error)
            return self._page(form, 422)
        messages.success(request, str(self.kind.saved))
        return redirect(request, self.back_url)

    def _page(self, form: RegisterForm, status: int = 200) -> HttpResponse:
        title = self.kind.add_title
        return self.page("projects/rows/form.html", status, form=form, title=title)


class _RowView(_KindView):
    """A row of a project inside the person's reach, else 404."""

    row: Any

    def load(self, pk: int) -> None:
        manager: Any = self.kind.model._default_manager  # noqa: SLF001 - documented API
        self.row = get_object_or_404(manager.visible_to(self.viewer), pk=pk)
        self.about = self.project(self.row.project_id)


class RowEditView(_RowView):
    #: Another form than that of the kind, for a part of the row.
    form: type[RegisterForm] | None = None
    title: StrOrPromise = ""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.load(pk)
        return self._page(self._form())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.load(pk)
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        seen = form.cleaned_data["seen"]
        try:
            self.kind.change(pk=pk, by=self.viewer, values=form.values(), seen=seen)
        except StaleRowError as stale:
            return conflict_page(request, form, stale.row)
        except ValidationError as error:
            refused_at_fields(form, error)
            return self._page(form, 422)
        messages.success(request, str(self.kind.saved))
        return redirect(request, self.back_url)

    def _form(self, data: Any = None) -> RegisterForm:
        made = self.form or self.kind.form
        seen = {"seen": fingerprint(self.row)}
        return made(data, project=self.about, instance=self.row, initial=seen)

    def _page(self, form: RegisterForm, status: int = 200) -> HttpResponse:
        context: dict[str, Any] = {
            "form": form,
            "row": self.row,
            "title": self.title or self.kind.edit_title,
            "entries": history_of(self.row, hidden=_HIDDEN, limit=_HISTORY),
            "remove_url": reverse(
                f"projects:{self.kind.key}-remove", args=[self.row.pk]
            ),
        }
        return self.page("projects/rows/form.html", status, **context)


class RowRemoveView(_RowView):
    """Asks before a row that was entered by mistake is taken out."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.load(pk)
        return self._page()

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.load(pk)
        if "seen" not in request.POST:
            return self._page(422)
        try:
            self.kind.remove(pk=pk, seen=request.POST["seen"])
        except StaleRowError:
            changed = _("Somebody has changed this row meanwhile. Look at it again.")
            messages.warning(request, changed)
            return redirect(request, f"projects:{self.kind.key}-edit", pk)
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect(request, self.back_url)
        messages.success(request, str(self.kind.removed))
        return redirect(request, self.back_url)

    def _page(self, status: int = 200) -> HttpResponse:
        form = self.kind.form(project=self.about, instance=self.row)
        told = [
            (str(form.fields[name].label), _said(form, name, self.row))
            for name in form._meta.fields or ()
        ]
        return self.page(
            "projects/rows/remove.html",
            status,
            row=self.row,
            title=self.kind.remove_title,
            facts=[(label, value) for label, value in told if value],
            seen=fingerprint(self.row),
            edit_url=reverse(f"projects:{self.kind.key}-edit", args=[self.row.pk]),
        )


def _said(form: RegisterForm, name: str, row: models.Model) -> str:
    """A field of a row in words; amounts without needless zeros."""
    value = getattr(row, name)
    return wan(value) if isinstance(value, Decimal) else said_value(form, name, row)
