"""Rural construction: the year by township, demonstration villages, village plans."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.mixins import RoleRequiredMixin
from core.ratios import Share
from exchange.views.register_page import RegisterPageView
from projects.forms.benefits import DemonstrationVillageForm, VillagePlanForm
from projects.models import DemonstrationVillage, VillagePlan
from projects.registers.parts import years
from projects.registers.rural import DEMONSTRATION, VILLAGE_PLANS
from projects.services import rural as services
from projects.services.rural_figures import rural_projects, rural_year
from projects.views.entries import AddView, EntryMixin, RowView

RECORD = "projects.record_village"
_SHOWN = 20


class RuralView(RoleRequiredMixin, TemplateView):
    """``?year=`` is the year of implementation; without it, this one."""

    permission_required = "projects.view_project"
    template_name = "projects/rural/page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today, year = timezone.localdate(), chosen_year(self.request)
        projects = rural_projects(self.viewer, year).standing_on(today)
        found = rural_year(self.viewer, year, today)
        total = found.total
        return super().get_context_data(
            year=year,
            years=[int(value) for value, _label in years()],
            total=total,
            towns=found.towns,
            projects=projects.select_related("area__parent").order_by(
                "trouble", "-budget", "code"
            )[:_SHOWN],
            by_number=Share.of(total.finished, total.projects),
            by_money=Share.of(total.finished_budget, total.budget),
            paid=Share.of(total.paid, total.allocated),
            **kwargs,
        )


def chosen_year(request: HttpRequest) -> int:
    """A year that is offered; this one for anything else."""
    given = request.GET.get("year", "")
    offered = {value for value, _label in years()}
    return int(given) if given in offered else timezone.localdate().year


class VillageListView(RegisterPageView):
    """A list with the way to a new row."""

    template_name = "projects/rural/list.html"
    #: Register → the address of its new row.
    ADD: ClassVar[dict[str, str]] = {
        DEMONSTRATION.key: "projects:demonstration-village-add",
        VILLAGE_PLANS.key: "projects:village-plan-add",
    }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may = self.viewer.may(RECORD)
        add = reverse(self.ADD[self.register.key]) if may else ""
        return super().get_context_data(add_url=add, **kwargs)


class _Demonstration(EntryMixin):
    writes = RECORD
    title = gettext_lazy("Demonstration village")
    model: Any = DemonstrationVillage
    form_class: Any = DemonstrationVillageForm
    names = ("projects:demonstration-villages", "projects:demonstration-village")

    def visible(self) -> Any:
        return DemonstrationVillage.objects.visible_to(self.viewer)


class _Plan(EntryMixin):
    writes = RECORD
    title = gettext_lazy("Plan of a village")
    model: Any = VillagePlan
    form_class: Any = VillagePlanForm
    names = ("projects:village-plans", "projects:village-plan")

    def visible(self) -> Any:
        return VillagePlan.objects.visible_to(self.viewer)


class _VillageAddView(AddView):
    model: Any
    form_class: Any
    names: tuple[str, str]

    def form(self, row: Any, **kwargs: Any) -> Any:
        return self.form_class(user=self.viewer, **kwargs)

    def add(self, form: Any) -> None:
        services.add_row(model=self.model, by=self.viewer, values=form.values())

    def home(self) -> str:
        return reverse(self.names[0])


class _VillageRowView(RowView):
    model: Any
    form_class: Any
    names: tuple[str, str]

    def visible(self) -> Any:
        raise NotImplementedError

    def row(self, pk: int) -> Any:
        rows = self.visible()
        return get_object_or_404(rows.select_related("village__parent"), pk=pk)

    def form(self, row: Any, **kwargs: Any) -> Any:
        return self.form_class(instance=row, user=self.viewer, **kwargs)

    def row_url(self, pk: int) -> str:
        return reverse(self.names[1], args=[pk])

    def change(self, row: Any, form: Any) -> None:
        services.change_row(
            model=self.model,
            pk=row.pk,
            values=form.values(),
            seen=form.cleaned_data["seen"],
        )

    def remove(self, row: Any, seen: str) -> None:
        services.remove_row(model=self.model, pk=row.pk, seen=seen)

    def home(self, row: Any) -> str:
        return reverse(self.names[0])

    def about(self, row: Any) -> str:
        return f"{row.village.parent} {row.village}"


class DemonstrationAddView(_Demonstration, _VillageAddView):
    """A village that was named."""


class DemonstrationView(_Demonstration, _VillageRowView):
    """A demonstration village."""


class PlanAddView(_Plan, _VillageAddView):
    """A plan of a village."""


class PlanView(_Plan, _VillageRowView):
    """A plan of a village."""
