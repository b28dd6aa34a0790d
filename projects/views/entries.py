"""Rows that are added, shown, corrected and removed by one form each."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
)
from django.shortcuts import get_object_or_404, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views import View

from accounts.history import history_of
from accounts.mixins import ActionRefusedError
from core.htmx import redirect, safe_next
from exchange import attachments
from households.services.register import StaleRowError, fingerprint
from households.views.answers import GoneMixin, conflict_page, refused_at_fields
from projects.forms.benefits import EntryForm, facts_of
from projects.models import Project

_HISTORY = 20
#: Columns whose changes say nothing beside the others.
_HIDDEN = ("project", "household", "village", "recorded_by", "photo")


class EntryMixin(GoneMixin):
    """Base. Whoever sees projects reads the row; ``writes`` is needed to change it."""

    permission_required: Any = "projects.view_project"
    writes: ClassVar[str]
    request: HttpRequest
    #: What a row is called on its page.
    title: ClassVar[str | Promise]

    @property
    def may_write(self) -> bool:
        return self.viewer.may(self.writes)

    def must_write(self) -> None:
        if not self.may_write:
            raise ActionRefusedError((self.writes,))

    def back(self, default: str) -> str:
        """Where the person comes from, if that is here."""
        return safe_next(self.request, default)

    def form(self, row: Any, **kwargs: Any) -> Any:
        """The form of a row, with ``data`` where something was sent."""
        raise NotImplementedError

    def uploads(self) -> dict[str, Any]:
        """Arguments of a form that takes a file."""
        too_large = attachments.was_refused(self.request)
        return {"files": self.request.FILES, "too_large": too_large}

    def project(self, pk: int) -> Project:
        """A project that the account sees; others are 404."""
        rows = Project.objects.visible_to(self.viewer).select_related("area__parent")
        found: Project = get_object_or_404(rows, pk=pk)
        return found

    def page(self, form: EntryForm, status: int = 200, **context: Any) -> HttpResponse:
        context |= {
            "title": self.title,
            "form": form,
            "action": self.request.get_full_path(),
            "may_write": self.may_write,
        }
        template = "projects/benefits/row.html"
        return render(self.request, template, context, status=status)


class AddView(EntryMixin, View):
    """Base: a new row; subclasses say about what, and how it is written."""

    def get(self, request: HttpRequest, **where: Any) -> HttpResponse:
        self.place(**where)
        return self._page(self.form(None))

    def post(self, request: HttpRequest, **where: Any) -> HttpResponse:
        self.place(**where)
        form = self.form(None, data=request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        try:
            self.add(form)
        except ValidationError as error:
            refused_at_fields(form, error)
            return self._page(form, 422)
        messages.success(request, _("The row is entered."))
        return redirect(request, self.back(self.home()))

    def get_permission_required(self) -> tuple[str, ...]:
        return (self.writes,)

    def place(self, **where: Any) -> None:
        """Finds what the address names; most rows are about nothing else."""

    def add(self, form: Any) -> None:
        raise NotImplementedError

    def home(self) -> str:
        raise NotImplementedError

    def _page(self, form: EntryForm, status: int = 200) -> HttpResponse:
        back = self.back(self.home())
        return self.page(form, status, back_url=back, is_new=True, subject=self.about())

    def about(self) -> str:
        """Under the title: what the row is about."""
        return ""


class RowView(EntryMixin, View):
    """Base: a row to read, to change and, under ``remove/``, to take out."""

    #: Whether a POST takes the row out.
    removes: bool = False

    def get_permission_required(self) -> tuple[str, ...]:
        return (self.writes,) if self.removes else (self.permission_required,)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.removes:
            return HttpResponseNotAllowed(["POST"])
        row = self.row(pk)
        return self._page(row, self._form(row))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.must_write()
        row = self.row(pk)
        if self.removes:
            return self._remove(row)
        form = self._form(row, data=request.POST)
        if not form.is_valid():
            return self._page(row, form, 422)
        try:
            self.change(row, form)
        except StaleRowError as stale:
            back = self.back(self.home(row))
            return conflict_page(request, form, stale.row, back_url=back)
        except ValidationError as error:
            refused_at_fields(form, error)
            return self._page(row, form, 422)
        messages.success(request, _("The row is saved."))
        return redirect(request, self.back(self.home(row)))

    def row(self, pk: int) -> Any:
        raise NotImplementedError

    def row_url(self, pk: int) -> str:
        raise NotImplementedError

    def change(self, row: Any, form: Any) -> None:
        raise NotImplementedError

    def remove(self, row: Any, seen: str) -> None:
        raise NotImplementedError

    def home(self, row: Any) -> str:
        raise NotImplementedError

    def about(self, row: Any) -> str:
        raise NotImplementedError

    def _form(self, row: Any, **kwargs: Any) -> Any:
        return self.form(row, initial={"seen": fingerprint(row)}, **kwargs)

    def _remove(self, row: Any) -> HttpResponse:
        try:
            self.remove(row, self.request.POST.get("seen", ""))
        except StaleRowError:
            changed = _("Somebody has changed this row meanwhile. Look at it again.")
            messages.warning(self.request, changed)
            return redirect(self.request, self.row_url(row.pk))
        except ValidationError as error:
            messages.error(self.request, error.messages[0])
            return redirect(self.request, self.row_url(row.pk))
        messages.success(self.request, _("The row is removed."))
        return redirect(self.request, self.back(self.home(row)))

    def _page(self, row: Any, form: Any, status: int = 200) -> HttpResponse:
        return self.page(
            form,
            status,
            row=row,
            seen=fingerprint(row),
            facts=facts_of(form),
            entries=history_of(row, hidden=_HIDDEN, limit=_HISTORY),
            subject=self.about(row),
            back_url=self.back(self.home(row)),
            remove_url=f"{self.row_url(row.pk)}remove/",
        )
