"""Pages that enter, correct or take out one row of the fund."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View
from django_stubs_ext import StrOrPromise

from core.htmx import redirect
from households.services.register import StaleRowError, fingerprint
from households.views.answers import GoneMixin, conflict_page, refused_at_fields


class _RowView(GoneMixin, View):
    title: StrOrPromise = ""
    done: StrOrPromise = ""


class WriteView(_RowView):
    """A form whose values a service writes. ``load`` finds what the address names and
    raises 404 for what the account does not see."""

    template_name = "projects/funds/form.html"

    def load(self, **kwargs: Any) -> None:
        """Nothing is named by the address."""

    def make_form(self, data: Any = None) -> Any:
        raise NotImplementedError

    def save(self, form: Any) -> None:
        raise NotImplementedError

    def back_url(self) -> str:
        """Where one came from, and goes when it is saved."""
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        """What the page shows beside the form."""
        return {}

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.load(**kwargs)
        return self.page(self.make_form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.load(**kwargs)
        form = self.make_form(request.POST)
        if form.is_valid():
            try:
                self.save(form)
            except StaleRowError as stale:
                back = self.back_url()
                return conflict_page(request, form, stale.row, back_url=back)
            except ValidationError as error:
                refused_at_fields(form, error)
            else:
                messages.success(request, str(self.done))
                return redirect(request, self.back_url())
        return self.page(form, 422)

    def page(self, form: forms.BaseForm, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "title": self.title,
            "back_url": self.back_url(),
            "action": self.request.get_full_path(),
            **self.context(),
        }
        return render(self.request, self.template_name, context, status=status)


class RemoveView(_RowView):
    """Asks before a row is taken out that was entered by mistake."""

    template_name = "projects/funds/remove.html"

    def load(self, **kwargs: Any) -> Any:
        raise NotImplementedError

    def remove(self, row: Any, seen: str) -> None:
        raise NotImplementedError

    def facts(self, row: Any) -> list[tuple[StrOrPromise, Any]]:
        """What is taken out, in words."""
        raise NotImplementedError

    def urls(self, row: Any) -> tuple[str, str]:
        """Where one came from, and where one goes when it is gone."""
        raise NotImplementedError

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._page(self.load(**kwargs), [])

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.load(**kwargs)
        _back, gone = self.urls(row)
        try:
            self.remove(row, request.POST.get("seen", "") or "-")
        except StaleRowError as stale:
            return self._page(stale.row, [], is_stale=True)
        except ValidationError as error:
            return self._page(row, error.messages)
        messages.success(request, str(self.done))
        return redirect(request, gone)

    def _page(
        self, row: Any, refusals: list[str], *, is_stale: bool = False
    ) -> HttpResponse:
        context = {
            "title": self.title,
            "facts": self.facts(row),
            "seen": fingerprint(row),
            "refusals": refusals,
            "is_stale": is_stale,
            "back_url": self.urls(row)[0],
            "action": self.request.path,
        }
        status = 409 if is_stale else 422 if refusals else 200
        return render(self.request, self.template_name, context, status=status)
