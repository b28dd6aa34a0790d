"""Pages on which a project is entered, corrected, adjusted and deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from accounts.mixins import RoleRequiredMixin
from core.htmx import redirect
from core.months import Month
from households.services.register import StaleRowError, fingerprint
from households.views.answers import GoneMixin, conflict_page, refused_at_fields
from projects.forms.project import AdjustmentForm, ProjectForm
from projects.models import Project
from projects.procedure import DECIDE, DECLARE
from projects.services import projects as services
from projects.views.plans import whole

_FORM = "projects/forms/project.html"


class ProjectOfViewer(GoneMixin):
    """The project in the address, if the account sees it."""

    def project(self, pk: int) -> Project:
        rows = Project.objects.visible_to(self.viewer)
        related = rows.select_related("area__parent", "department", "kind")
        found: Project = get_object_or_404(related, pk=pk)
        return found


class ProjectAddView(RoleRequiredMixin, View):
    """A new project; ``?year=`` is the repository it is for, next year's by itself."""

    permission_required = DECLARE

    def get(self, request: HttpRequest) -> HttpResponse:
        year = whole(request.GET.get("year", ""), 0)
        first = {"planning_year": year or Month.current().year + 1}
        return self._page(ProjectForm(user=self.viewer, initial=first), 200)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ProjectForm(request.POST, user=self.viewer)
        if form.is_valid():
            day = timezone.localdate() if "declare" in request.POST else None
            try:
                row = services.add_project(
                    by=self.viewer, values=form.values(), declared_on=day
                )
            except ValidationError as error:
                refused_at_fields(form, error)
            else:
                said = _("The project is declared.") if day else _("The draft is kept.")
                messages.success(request, said)
                return redirect(request, row)
        return self._page(form, 422)

    def _page(self, form: ProjectForm, status: int) -> HttpResponse:
        context = {
            "title": _("Enter a project"),
            "form": form,
            "is_new": True,
            "back_url": reverse("projects:projects"),
        }
        return render(self.request, _FORM, context, status=status)


class _ChangeView(ProjectOfViewer, View):
    """Corrects a row: what was typed stays, and nobody is overwritten unseen."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.project(pk)
        return self.elsewhere(row) or self.page(row, self.form(row), 200)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.project(pk)
        if elsewhere := self.elsewhere(row):
            return elsewhere
        form = self.form(row, request.POST)
        if form.is_valid():
            try:
                self.write(row, form)
            except StaleRowError as stale:
                back = row.get_absolute_url()
                return conflict_page(request, form, stale.row, back_url=back)
            except ValidationError as error:
                refused_at_fields(form, error)
            else:
                messages.success(request, _("The project is saved."))
                return redirect(request, row)
        return self.page(row, form, 422)

    def elsewhere(self, row: Project) -> HttpResponse | None:
        """Another page, where this is not the one for the project."""
        return None

    def form(self, row: Project, data: Any = None) -> Any:
        raise NotImplementedError

    def write(self, row: Project, form: Any) -> None:
        raise NotImplementedError

    def page(self, row: Project, form: Any, status: int) -> HttpResponse:
        raise NotImplementedError


class ProjectEditView(_ChangeView):
    """All of it before it is approved, then whom to call."""

    permission_required = DECLARE

    def form(self, row: Project, data: Any = None) -> ProjectForm:
        first = {"seen": fingerprint(row)}
        return ProjectForm(data, instance=row, user=self.viewer, initial=first)

    def write(self, row: Project, form: ProjectForm) -> None:
        seen = form.cleaned_data["seen"] or "-"
        services.update_project(
            pk=row.pk, by=self.viewer, values=form.values(), seen=seen
        )

    def page(self, row: Project, form: Any, status: int) -> HttpResponse:
        context = {
            "title": _("Edit the project"),
            "form": form,
            "project": row,
            "back_url": row.get_absolute_url(),
            "is_approved": services.is_approved(row),
        }
        return render(self.request, _FORM, context, status=status)


class ProjectAdjustView(_ChangeView):
    """What was approved changes here, with reason and document."""

    permission_required = DECIDE

    def elsewhere(self, row: Project) -> HttpResponse | None:
        if services.is_approved(row):
            return None
        messages.info(self.request, _("It is not approved yet: change it directly."))
        return redirect(self.request, "projects:project-edit", row.pk)

    def form(self, row: Project, data: Any = None) -> AdjustmentForm:
        first = {"seen": fingerprint(row)}
        return AdjustmentForm(data, instance=row, user=self.viewer, initial=first)

    def write(self, row: Project, form: AdjustmentForm) -> None:
        given = form.cleaned_data
        services.adjust_project(
            pk=row.pk,
            by=self.viewer,
            values=form.values(),
            on=given["on"],
            reason=given["reason"],
            document_no=given["document_no"],
            seen=given["seen"] or "-",
        )

    def page(self, row: Project, form: Any, status: int) -> HttpResponse:
        context = {
            "title": _("Adjust the approved project"),
            "form": form,
            "project": row,
            "back_url": row.get_absolute_url(),
            "is_adjustment": True,
        }
        return render(self.request, _FORM, context, status=status)


class ProjectDeleteView(ProjectOfViewer, View):
    """Take out a draft that was entered by mistake."""

    permission_required = DECLARE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.project(pk)
        seen = request.POST.get("seen", "") or "-"
        refused = refusal(lambda: services.delete_project(pk=pk, seen=seen))
        if refused:
            messages.error(request, refused)
            return redirect(request, "projects:project-edit", row.pk)
        messages.success(request, _("The draft is deleted."))
        return redirect(request, "projects:projects")


def refusal(act: Callable[[], object]) -> str:
    """The sentence of what a service refuses; empty when it was done."""
    try:
        act()
    except StaleRowError:
        return _(
            "Somebody else has saved this row since you opened it. Nothing of yours is "
            "written yet; this is how it stands now."
        )
    except ValidationError as error:
        return str(error.messages[0])
    return ""
