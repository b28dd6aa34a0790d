"""Published figures: typed in with source and date, listed, corrected; the rates of
rural construction among them, beside what is counted there."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from accounts.mixins import RoleRequiredMixin
from core.views import PartialTemplateMixin
from dashboards.choices import RURAL_RATES
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


class RuralRatesView(RoleRequiredMixin, PartialTemplateMixin, TemplateView):
    """Toilets, sewage, garbage as last published (domain §6.9): a part of the page of
    rural construction, or a page."""

    permission_required = "projects.view_project"
    template_name = "dashboards/rural_rates.html"
    partial_template_name = "dashboards/_rural_rates.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        newest: dict[str, ExternalFigure] = {}
        for row in ExternalFigure.objects.all():
            best = newest.get(row.key)
            if best is None or _age(row) > _age(best):
                newest[row.key] = row
        rates = [(key.label, newest.get(key.value)) for key in RURAL_RATES]
        may_enter = self.viewer.may("dashboards.enter_external_figures")
        return super().get_context_data(rates=rates, may_enter=may_enter, **kwargs)


def _age(row: ExternalFigure) -> tuple[int, int]:
    return row.year, row.period_rank
