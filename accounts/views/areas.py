"""The tree of areas and the departments. For the administrator."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import (
    CreateView,
    FormView,
    ListView,
    TemplateView,
    UpdateView,
)
from django.views.generic.base import TemplateResponseMixin
from django.views.generic.edit import ModelFormMixin

from accounts.forms.areas import AreaForm, AreaSearch, DepartmentForm, MergeForm
from accounts.history import history_of
from accounts.mixins import RoleRequiredMixin
from accounts.models import Area, Department


class AreaListView(RoleRequiredMixin, TemplateView):
    permission_required = "accounts.manage_areas"
    template_name = "accounts/areas.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        areas = Area.objects.managed_by(self.viewer)
        search = AreaSearch(self.request.GET)
        villages = {
            code: list(rows)
            for code, rows in groupby(
                search.villages(self.viewer), lambda row: row.parent_id
            )
        }
        is_filtered = any(self.request.GET.get(name) for name in search.fields)
        townships = [
            (township, villages.get(township.code, []))
            for township in areas.townships()
            if villages.get(township.code) or not is_filtered
        ]
        return super().get_context_data(
            search=search,
            is_filtered=is_filtered,
            counties=areas.filter(level=Area.Level.COUNTY),
            townships=townships,
            found=sum(len(rows) for rows in villages.values()),
            **kwargs,
        )


class AreaCreateView(RoleRequiredMixin, FormView[AreaForm]):
    permission_required = "accounts.manage_areas"
    template_name = "accounts/area_form.html"
    form_class = AreaForm

    def form_valid(self, form: AreaForm) -> HttpResponse:
        area = form.write()
        if area is None:
            return self.form_invalid(form)
        messages.success(self.request, _("%(name)s is saved.") % {"name": area.name})
        return redirect("accounts:areas")

    def form_invalid(self, form: AreaForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class AreaEditView(AreaCreateView):
    def get_form_kwargs(self) -> dict[str, Any]:
        areas = Area.objects.managed_by(self.viewer).select_related("parent")
        self.area = get_object_or_404(areas, code=self.kwargs["code"])
        return super().get_form_kwargs() | {"area": self.area}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {
            "area": self.area,
            "history": history_of(self.area, limit=20),
            "predecessors": self.area.predecessors.all(),
            "successors": self.area.successors.all(),
        }


class AreaMergeView(RoleRequiredMixin, FormView[MergeForm]):
    permission_required = "accounts.manage_areas"
    template_name = "accounts/area_merge.html"
    form_class = MergeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        townships = Area.objects.managed_by(self.viewer).townships()
        self.township = get_object_or_404(townships, code=self.kwargs["code"])
        return super().get_form_kwargs() | {"township": self.township}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"township": self.township}

    def form_valid(self, form: MergeForm) -> HttpResponse:
        successor = form.write()
        if successor is None:
            return self.form_invalid(form)
        messages.warning(
            self.request,
            _(
                "The villages are merged into %(name)s. Households and accounts stay "
                "at the old villages until they are moved."
            )
            % {"name": successor.name},
        )
        return redirect(reverse("accounts:areas") + "?state=all")

    def form_invalid(self, form: MergeForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class DepartmentListView(RoleRequiredMixin, ListView[Department]):
    permission_required = "accounts.manage_areas"
    template_name = "accounts/departments.html"

    def get_queryset(self) -> Any:
        return Department.objects.managed_by(self.viewer).with_staff_count()


class _DepartmentFormMixin(
    RoleRequiredMixin,
    TemplateResponseMixin,
    ModelFormMixin[Department, DepartmentForm],
):
    permission_required = "accounts.manage_areas"
    form_class = DepartmentForm
    success_url = reverse_lazy("accounts:departments")

    def get_queryset(self) -> Any:
        return Department.objects.managed_by(self.viewer)

    def form_valid(self, form: DepartmentForm) -> HttpResponse:
        messages.success(self.request, _("The department is saved."))
        return super().form_valid(form)

    def form_invalid(self, form: DepartmentForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class DepartmentCreateView(
    _DepartmentFormMixin, CreateView[Department, DepartmentForm]
):
    template_name = "accounts/department_form.html"


class DepartmentEditView(_DepartmentFormMixin, UpdateView[Department, DepartmentForm]):
    template_name = "accounts/department_form.html"


class DepartmentDeleteView(RoleRequiredMixin, View):
    permission_required = "accounts.manage_areas"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        departments = Department.objects.managed_by(self.viewer)
        department = get_object_or_404(departments, pk=pk)
        try:
            department.delete()
        except ProtectedError:
            messages.error(
                request, _("The department still has accounts; move them first.")
            )
        else:
            messages.success(request, _("The department is deleted."))
        return redirect("accounts:departments")
