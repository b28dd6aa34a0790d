"""Keeping the filters of the roster under a name."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from accounts.mixins import RoleRequiredMixin
from core.htmx import redirect
from households.forms.saved_views import SavedViewForm
from households.models import SavedView
from households.services.saved_views import save_view


class SavedViewCreateView(RoleRequiredMixin, View):
    permission_required = "households.view_household"

    def post(self, request: HttpRequest) -> HttpResponse:
        return _save(request, self, None)


class SavedViewEditView(RoleRequiredMixin, View):
    """Rename, share or delete one's own view; another's is 404."""

    permission_required = "households.view_household"

    def _own(self, pk: int) -> SavedView:
        return get_object_or_404(SavedView, pk=pk, owner=self.viewer)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        view = self._own(pk)
        return _form_page(request, SavedViewForm(instance=view), view)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        view = self._own(pk)
        if "delete" in request.POST:
            view.delete()
            messages.success(request, _("The view is deleted."))
            return redirect(request, "households:list")
        return _save(request, self, view)


def _save(
    request: HttpRequest, owner_view: RoleRequiredMixin, view: SavedView | None
) -> HttpResponse:
    form = SavedViewForm(request.POST, instance=view)
    if form.is_valid():
        query = form.cleaned_data["query"] if view is None else view.query
        try:
            saved = save_view(
                owner=owner_view.viewer,
                name=form.cleaned_data["name"],
                query=query,
                is_shared=form.cleaned_data["is_shared"],
                view=view and SavedView.objects.get(pk=view.pk),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The view is saved."))
            return redirect(request, f"{reverse('households:list')}?{saved.query}")
    return _form_page(request, form, view, status=422)


def _form_page(
    request: HttpRequest,
    form: SavedViewForm,
    view: SavedView | None,
    *,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "saved": view}
    return render(request, "households/saved_view_form.html", context, status=status)
