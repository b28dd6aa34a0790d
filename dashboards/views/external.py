"""Published figures: typed in with source and date, listed, corrected."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from accounts.mixins import RoleRequiredMixin
from dashboards.forms import ExternalFigureForm
from dashboards.models import ExternalFigure


class ExternalFiguresView(RoleRequiredMixin, View):
    """The list with a form below; with a ``pk`` the form corrects that entry."""

    permission_required = "dashboards.enter_external_figures"

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        return self._page(ExternalFigureForm(instance=self._row(pk)))

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        form = ExternalFigureForm(request.POST, instance=self._row(pk))
        if not form.is_valid():
            return self._page(form, status=422)
        row = form.save(by=self.viewer)
        messages.success(request, _("Saved: %(figure)s.") % {"figure": row})
        return redirect("dashboards:external-figures")

    def _row(self, pk: int | None) -> ExternalFigure | None:
        return None if pk is None else get_object_or_404(ExternalFigure, pk=pk)

    def _page(self, form: ExternalFigureForm, status: int = 200) -> HttpResponse:
        figures = ExternalFigure.objects.select_related("entered_by")
        context: dict[str, Any] = {"form": form, "figures": figures}
        template = "dashboards/external_figures.html"
        return render(self.request, template, context, status=status)
