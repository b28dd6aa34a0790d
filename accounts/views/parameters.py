"""Declared parameters and their dated values. For the administrator."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from accounts import parameters
from accounts.forms.parameters import ParameterForm
from accounts.history import history_of
from accounts.mixins import RoleRequiredMixin
from accounts.models import Parameter


class ParameterListView(RoleRequiredMixin, TemplateView):
    permission_required = "accounts.manage_parameters"
    template_name = "accounts/parameters.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        valid = Parameter.objects.managed_by(self.viewer).all_valid_on(today)
        stored = {row.key: row for row in valid}
        rows: dict[str, list[tuple[parameters.Declared, Parameter | None, Any]]] = {}
        for item in parameters.declared():
            row = stored.get(item.key)
            shown = item.shown(row.value if row else item.default)
            rows.setdefault(str(item.group), []).append((item, row, shown))
        return super().get_context_data(groups=sorted(rows.items()), **kwargs)


class ParameterView(RoleRequiredMixin, FormView[ParameterForm]):
    """One key: its values by date, and a form for a new value."""

    permission_required = "accounts.manage_parameters"
    template_name = "accounts/parameter.html"
    form_class = ParameterForm

    @cached_property
    def declared(self) -> parameters.Declared:
        for item in parameters.declared():
            if item.key == self.kwargs["key"]:
                return item
        raise Http404

    def get_instance(self) -> Parameter:
        return Parameter(key=self.declared.key)

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = {"instance": self.get_instance(), "declared": self.declared}
        return super().get_form_kwargs() | kwargs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        values = Parameter.objects.managed_by(self.viewer)
        values = values.filter(key=self.declared.key)
        return super().get_context_data(
            declared=self.declared,
            values=[(row, self.declared.shown(row.value)) for row in values],
            default=self.declared.shown(self.declared.default),
            **kwargs,
        )

    def form_valid(self, form: ParameterForm) -> HttpResponse:
        if form.write() is None:
            return self.form_invalid(form)
        messages.success(
            self.request, _("%(label)s is saved.") % {"label": self.declared.label}
        )
        return redirect("accounts:parameter", key=self.declared.key)

    def form_invalid(self, form: ParameterForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ParameterEditView(ParameterView):
    """The correction of a value that was entered wrongly."""

    def get_instance(self) -> Parameter:
        values = Parameter.objects.managed_by(self.viewer)
        key, pk = self.declared.key, self.kwargs["pk"]
        return get_object_or_404(values, pk=pk, key=key)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stored = self.get_instance()
        return super().get_context_data(**kwargs) | {
            "editing": stored,
            "history": history_of(stored, limit=20),
        }
