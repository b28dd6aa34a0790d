"""Name and days of a round that is announced or running."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from accounts.mixins import RoleRequiredMixin
from core.htmx import redirect
from households.forms.screening import RoundDatesForm
from households.models import ScreeningRound
from households.services.screening_rounds import change_round, manages
from households.views.screening import round_of, state_of


class RoundEditView(RoleRequiredMixin, View):
    """``/screening/<round>/edit/``; a closed one says how it is opened again."""

    permission_required = "households.manage_screening"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        round_ = self._round(pk)
        names = ("name", "starts_on", "ends_on")
        initial = {name: getattr(round_, name) for name in names}
        return self._page(round_, RoundDatesForm(initial=initial))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        round_ = self._round(pk)
        form = RoundDatesForm(request.POST)
        if not form.is_valid():
            return self._page(round_, form, 422)
        try:
            change_round(round_=round_, by=self.viewer, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            return self._page(round_, form, 422)
        messages.success(request, _("The round is changed; its deadlines follow."))
        return redirect(request, "households:screening-round", pk)

    def _round(self, pk: int) -> ScreeningRound:
        if not manages(self.viewer):
            raise PermissionDenied
        return round_of(self.viewer, pk)

    def _page(
        self, round_: ScreeningRound, form: RoundDatesForm, status: int = 200
    ) -> HttpResponse:
        context = {
            "form": form,
            "round": round_,
            "state": state_of(round_, timezone.localdate()),
        }
        name = "households/screening/round_edit.html"
        return render(self.request, name, context, status=status)
