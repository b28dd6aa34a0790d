"""The tree of areas and the departments. For the administrator."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
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
from accounts.models.areas import AreaMerger
from accounts.services.mergers import preview, undo_merger


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
            "mergers": AreaMerger.objects.managed_by(self.viewer)
            .of(self.area)
            .select_related("predecessor", "successor"),
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
        moving = preview([area.code for area in form.ending])
        is_preview = self.request.POST.get("confirmed") != form.signature
        with transaction.atomic():
            successor = form.write()
            # A preview is the merger itself, taken back: it finds every objection.
            transaction.set_rollback(is_preview)
        if successor is None:
            return self.form_invalid(form)
        if is_preview:
            return self.render_to_response(
                self.get_context_data(form=form, moving=moving, is_preview=True)
            )
        sentence = _("The villages are merged into %(name)s.")
        if moving and form.cleaned_data["merged_on"] <= timezone.localdate():
            sentence = _("The villages are merged into %(name)s. Moved: %(moving)s.")
        elif moving:
            sentence = _(
                "%(moving)s move to %(name)s in the night to the day of the merger."
            )
        messages.success(
            self.request, sentence % {"name": successor.name, "moving": moving}
        )
        return redirect(reverse("accounts:areas") + "?state=all")

    def form_invalid(self, form: MergeForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class AreaUndoMergerView(RoleRequiredMixin, View):
    """By the code of the ended area. A GET shows the area instead."""

    permission_required = "accounts.manage_areas"

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return redirect("accounts:area-edit", code=self._merger().successor.code)

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        merger = self._merger()
        name = merger.predecessor.name
        try:
            undo_merger(merger=merger)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("accounts:area-edit", code=merger.successor.code)
        messages.success(
            request,
            _("%(name)s exists again, and what had moved with it is back there.")
            % {"name": name},
        )
        return redirect("accounts:area-edit", code=code)

    def _merger(self) -> AreaMerger:
        mergers = AreaMerger.objects.managed_by(self.viewer)
        return get_object_or_404(
            mergers.select_related("predecessor", "successor"),
            predecessor__code=self.kwargs["code"],
        )


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
