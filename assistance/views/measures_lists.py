"""What is missing among the measures, and the catalogue they are chosen from."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView

from accounts.mixins import RoleRequiredMixin
from assistance import fit, measure_gaps
from assistance.forms.measures import KindForm
from assistance.models import Measure, MeasureKind
from assistance.registers.measures import CLASSES, COVERAGE, GAPS
from assistance.services import measures_catalogue as services
from core.htmx import redirect
from core.keyset import capped_counts
from core.listing import count_label
from core.ratios import Share
from exchange.views.register_page import RegisterPageView
from households.choices import MeasureCategory
from households.services.register import StaleRowError, fingerprint
from households.views.answers import conflict_page, refused_at_fields

_PLACES = ("township", "village")


class CoverageView(RegisterPageView):
    """Households under monitoring by what is missing, with counts that are lists."""

    register = COVERAGE
    template_name = "assistance/measures/coverage.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.template_name in self.get_template_names():
            rows, used = self.register.rows(self.viewer), self.filters.used()
            self.area = {name: used[name] for name in _PLACES if name in used}
            for name, value in self.area.items():
                rows = self.filters.NARROW[name](rows, value)
            context |= {
                "tabs": self._tabs(rows, used.get("gap", "")),
                "shares": self._shares(rows),
                "days": measure_gaps.days_allowed(timezone.localdate()),
            }
        return context

    def _tabs(self, rows: Any, chosen: str) -> list[dict[str, Any]]:
        tabs = [("", gettext_lazy("All")), *GAPS]
        counts = capped_counts(
            [measure_gaps.narrow(rows, gap) if gap else rows for gap, _label in tabs]
        )
        return [
            {
                "label": label,
                "query": urlencode({**self.area, **({"gap": gap} if gap else {})}),
                "count": count_label(count),
                "is_current": gap == chosen,
            }
            for (gap, label), count in zip(tabs, counts, strict=True)
        ]

    def _shares(self, rows: Any) -> dict[str, Any]:
        found = measure_gaps.shares(rows)
        total = sum(found[name] for name, _label in CLASSES)
        households = found["households"]
        return {
            **found,
            "measures": total,
            "covered": Share.of(found["helped"], households),
            "classes": [
                (name, label, found[name], Share.of(found[name], total))
                for name, label in CLASSES
            ],
            "area": urlencode({**self.area, "valid": "yes"}),
        }


class CatalogueView(RoleRequiredMixin, TemplateView):
    """The catalogue by category, and how often each sub-item is used in the area."""

    permission_required = "assistance.view_ledger"
    template_name = "assistance/measures/catalogue.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        used = Counter(
            Measure.objects.visible_to(self.viewer)
            .order_by()
            .values_list("kind", flat=True)
        )
        today = timezone.localdate()
        groups: dict[str, list[dict[str, Any]]] = {}
        for row in MeasureKind.objects.all():
            groups.setdefault(row.category, []).append(
                {
                    "kind": row,
                    "used": used[row.pk],
                    "is_over": row.valid_to is not None and row.valid_to < today,
                }
            )
        labels = dict(CLASSES)
        return super().get_context_data(
            **kwargs,
            may_manage=self.viewer.may("assistance.manage_catalogue"),
            groups=[
                (category, labels[fit.class_of(category)], groups[category])
                for category in MeasureCategory
                if category in groups
            ],
        )


class _KindView(RoleRequiredMixin, View):
    permission_required = "assistance.manage_catalogue"

    def page(self, form: KindForm, title: str, status: int) -> HttpResponse:
        context = {
            "form": form,
            "title": title,
            "back_url": reverse("assistance:catalogue"),
        }
        template = "assistance/measures/kind.html"
        return render(self.request, template, context, status=status)


class KindCreateView(_KindView):
    """A new sub-item."""

    def get(self, request: HttpRequest) -> HttpResponse:
        first = {"valid_from": timezone.localdate()}
        return self.page(KindForm(initial=first), _("Add a sub-item"), 200)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = KindForm(request.POST)
        if form.is_valid():
            try:
                services.add_kind(values=form.values())
            except ValidationError as error:
                refused_at_fields(form, error)
            else:
                messages.success(request, _("The sub-item is in the catalogue."))
                return redirect(request, "assistance:catalogue")
        return self.page(form, _("Add a sub-item"), 422)


class KindEditView(_KindView):
    """Correct a sub-item, or give it a last day."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self._kind(pk)
        form = KindForm(instance=row, initial={"seen": fingerprint(row)})
        return self.page(form, _("Edit the sub-item"), 200)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = KindForm(request.POST, instance=self._kind(pk))
        if form.is_valid():
            try:
                services.update_kind(
                    pk=pk, values=form.values(), seen=form.cleaned_data["seen"]
                )
            except StaleRowError as stale:
                back = reverse("assistance:catalogue")
                return conflict_page(request, form, stale.row, back_url=back)
            except ValidationError as error:
                refused_at_fields(form, error)
            else:
                messages.success(request, _("The sub-item is saved."))
                return redirect(request, "assistance:catalogue")
        return self.page(form, _("Edit the sub-item"), 422)

    def _kind(self, pk: int) -> MeasureKind:
        found: MeasureKind = get_object_or_404(MeasureKind.objects.all(), pk=pk)
        return found
