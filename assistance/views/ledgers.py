"""All ledgers at a glance, and who keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from accounts.mixins import RoleRequiredMixin
from assistance.forms.ledger_keepers import KeepersForm
from assistance.ledgers import GROUPS, Ledger
from assistance.models import Measure
from assistance.scoping import kept_by
from assistance.services.ledger_keepers import keeper_names, set_keepers
from assistance.services.ledger_totals import (
    Totals,
    responsible_departments,
    totals,
)
from exchange.views.titles import roster_of


@dataclass(frozen=True, slots=True)
class Line:
    """A ledger on the overview."""

    ledger: Ledger
    totals: Totals
    keepers: str
    list_url: str
    export: str
    upload: bool


class LedgersView(RoleRequiredMixin, TemplateView):
    """The ledgers that an account has; home of a department's staff."""

    permission_required = "assistance.view_ledger"
    template_name = "assistance/ledgers/overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kept = kept_by(self.viewer)
        groups = [
            (label, [row for row in listed if kept is None or row.keeper_key in kept])
            for label, listed in GROUPS
        ]
        shown = [ledger for _label, listed in groups for ledger in listed]
        found = totals(self.viewer, shown)
        keepers = keeper_names()
        return super().get_context_data(
            groups=[
                (label, [self._line(row, found[row.key], keepers) for row in listed])
                for label, listed in groups
                if listed
            ],
            is_department=kept is not None,
            # They have pages of their own; every department sees its part.
            measures=Measure.objects.visible_to(self.viewer).count(),
            measure_keepers=responsible_departments(self.viewer),
            arrears=sum(each.arrears for each in found.values()),
            late=sum(each.late for each in found.values()),
            enters=self.viewer.may("assistance.enter_ledger"),
            **kwargs,
        )

    def _line(self, ledger: Ledger, found: Totals, keepers: dict[str, str]) -> Line:
        query = f"?{ledger.list_query}" if ledger.list_query else ""
        roster = roster_of(ledger.roster)
        return Line(
            ledger=ledger,
            totals=found,
            keepers=keepers.get(ledger.keeper_key, ""),
            list_url=reverse(ledger.list_name) + query,
            export=roster.key
            if roster and self.viewer.may(roster.export_permission)
            else "",
            upload=bool(roster and self.viewer.may(roster.permission)),
        )


class KeepersView(RoleRequiredMixin, View):
    """The administrator says which department keeps which ledger."""

    permission_required = "assistance.manage_keepers"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(KeepersForm(viewer=self.viewer))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = KeepersForm(request.POST, viewer=self.viewer)
        if not form.is_valid():
            return self._page(form, 422)
        changed = set_keepers(keepers=form.keepers)
        if changed:
            messages.success(request, _("The keepers are saved."))
        else:
            messages.info(request, _("Nothing has changed."))
        return redirect("assistance:keepers")

    def _page(self, form: KeepersForm, status: int = 200) -> HttpResponse:
        context = {"form": form}
        return render(
            self.request, "assistance/ledgers/keepers.html", context, status=status
        )
