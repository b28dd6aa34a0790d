"""The money of a year at a glance, its batches, and one of them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import Count, DecimalField, OuterRef, Subquery, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView

from accounts.mixins import RoleRequiredMixin
from core.ratios import Share
from exchange.views.register_page import RegisterPageView
from projects.models import Allocation, FundBatch, Payment
from projects.registers.funds import ALLOCATIONS, BATCHES
from projects.registers.parts import years
from projects.repository_rule import RepositoryRule
from projects.rule_lines import rule_lines
from projects.services.fund_rules import (
    checkpoints,
    idle,
    industry_shares,
    paces,
)
from projects.services.fund_sums import YearMoney
from projects.views.fund_forms import MANAGE

_WAN: DecimalField[Any, Any] = DecimalField(max_digits=18, decimal_places=6)


class FundsView(RoleRequiredMixin, TemplateView):
    """«资金»: sums of a year that open their rows, and what the rules say of them."""

    permission_required = "projects.view_project"
    template_name = "projects/funds/overview.html"

    @cached_property
    def year(self) -> int:
        offered = dict(years())
        given = self.request.GET.get("year", "")
        return int(given) if given in offered else timezone.localdate().year

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today, year = timezone.localdate(), self.year
        day = min(today, today.replace(year=year, month=12, day=31))
        money = YearMoney(self.viewer, year)
        groups = (
            (_("By tier"), _("Tier"), money.tiers()),
            (
                _("By category of projects"),
                _("Category of projects"),
                money.categories(),
            ),
            (_("By township"), _("Township"), money.townships()),
            (_("By stage of projects"), _("Stage"), money.stages()),
        )
        return super().get_context_data(
            **kwargs,
            year=year,
            years=[value for value, _label in years()],
            total=money.total(),
            groups=groups,
            idle=idle(self.viewer, year),
            shares=industry_shares(money, day),
            paces=paces(money, day),
            checkpoints=checkpoints(self.viewer, year, today),
            rule=RepositoryRule(year, today),
            lines=rule_lines(self.viewer, year, today),
            may_manage=self.viewer.may(MANAGE),
        )


class BatchesView(RegisterPageView):
    register = BATCHES
    template_name = "projects/funds/batches.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        manages = self.viewer.may(MANAGE)
        return super().get_context_data(may_manage=manages, **kwargs)


class AllocationsView(RegisterPageView):
    """Allocations, and what those that fit the conditions come to."""

    register = ALLOCATIONS
    template_name = "projects/funds/allocations.html"
    partial_template_name = "projects/funds/_allocation_rows.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.filters.apply(self.register.rows(self.viewer))
        found = rows.order_by().aggregate(
            sum=Sum("amount"), projects=Count("project", distinct=True)
        )
        return super().get_context_data(**found, **kwargs)


class BatchView(RoleRequiredMixin, View):
    """A batch: its document, what is left of it, and who got the rest."""

    permission_required = "projects.view_project"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = FundBatch.objects.visible_to(self.viewer).with_sums()
        batch: Any = get_object_or_404(rows, pk=pk)
        given = list(self._allocations(batch))
        shown = sum(row.amount for row in given)
        context = {
            "batch": batch,
            "rate": Share.of(batch.paid, batch.allocated),
            "allocations": given,
            "shown": shown,
            "elsewhere": batch.allocated - shown,
            "may_manage": self.viewer.may(MANAGE),
        }
        return render(request, "projects/funds/batch.html", context)

    def _allocations(self, batch: FundBatch) -> Any:
        """Those the account sees, each with what its project has paid of the batch."""
        paid = Payment.objects.visible_to(self.viewer).filter(
            batch=batch, project=OuterRef("project")
        )
        total = paid.order_by().values("project").annotate(total=Sum("amount"))
        return (
            Allocation.objects.visible_to(self.viewer)
            .filter(batch=batch)
            .select_related("project__area__parent")
            .annotate(paid=Subquery(total.values("total"), output_field=_WAN))
            .order_by("project__area", "project__code", "allocated_on")
        )
