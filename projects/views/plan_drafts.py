"""A draft of the repository or the annual plan: begun, put together, approved."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from core.htmx import redirect
from households.services.register import StaleRowError, fingerprint
from households.views.answers import GoneMixin, conflict_page, refused_at_fields
from projects.choices import PlanKind, PlanState
from projects.forms.plans import ApprovalForm, ItemForm, StartForm
from projects.models import PlanItem, PlanVersion, Project
from projects.plan_pages import VersionPage
from projects.procedure import DECIDE
from projects.services import plans as services
from projects.views.plans import PlanMixin, address
from projects.views.project_forms import refusal

_MOST_CHOSEN = 1000
#: A longer number is no key of a row.
_KEY_DIGITS = 18


class _DraftView(GoneMixin, PlanMixin, View):
    """Works on the version in the address."""

    permission_required = DECIDE

    def back(self, version: PlanVersion) -> HttpResponse:
        return redirect(self.request, address(version))

    def refused(self, version: PlanVersion, sentence: str) -> HttpResponse:
        messages.error(self.request, sentence)
        return self.back(version)


class PlanStartView(_DraftView):
    """Begin a draft of the list and year in the form."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        form = StartForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Give the year with four digits."))
            return redirect(request, "projects:plan")
        given = form.cleaned_data
        try:
            version = services.start_version(by=self.viewer, **given)
        except ValidationError as error:
            newest = PlanVersion.objects.visible_to(self.viewer).newest(
                given["kind"], given["year"]
            )
            messages.error(request, error.messages[0])
            to = address(newest) if newest else "projects:plan"
            return redirect(request, to)
        messages.success(request, _("The draft is begun."))
        return self.back(version)


class PlanDiscardView(_DraftView):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        version = self.version(pk)
        to = address(version).partition("&")[0]
        seen = request.POST.get("seen", "")
        if sentence := refusal(lambda: services.discard_version(pk=pk, seen=seen)):
            return self.refused(version, sentence)
        messages.success(request, _("The draft is thrown away."))
        return redirect(request, to)


class PlanAddView(_DraftView):
    """Choose among the projects that may enter a draft."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        version = self.version(pk)
        if version.state != PlanState.DRAFT:
            return self.back(version)
        return self._page(version, 200)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        version = self.version(pk)
        given = request.POST.getlist("project")[:_MOST_CHOSEN]
        keys = [one for one in given if one.isascii() and one.isdecimal()]
        seen = Project.objects.visible_to(self.viewer).filter(
            pk__in=[int(key) for key in keys if len(key) <= _KEY_DIGITS]
        )
        chosen = list(seen.values_list("pk", flat=True))
        try:
            count = services.add_projects(pk=pk, projects=chosen)
        except ValidationError as error:
            if version.state != PlanState.DRAFT:
                return self.refused(version, error.messages[0])
            return self._page(version, 422, error.messages[0])
        said = ngettext(
            "%(count)s project was put in.", "%(count)s projects were put in.", count
        )
        messages.success(request, said % {"count": count})
        return self.back(version)

    def _page(
        self, version: PlanVersion, status: int, problem: str = ""
    ) -> HttpResponse:
        rows = services.candidates(version).filter(
            pk__in=Project.objects.visible_to(self.viewer).values("pk")
        )
        context = {
            "version": version,
            "rows": rows.select_related("area__parent", "department").order_by(
                "category", "code"
            ),
            "back_url": address(version),
            "problem": problem,
        }
        template = "projects/plans/add.html"
        return render(self.request, template, context, status=status)


class PlanItemView(_DraftView):
    """Amount and sources of a project in a draft."""

    def get(self, request: HttpRequest, pk: int, item: int) -> HttpResponse:
        row = self._item(pk, item)
        if row.version.state != PlanState.DRAFT:
            return self.back(row.version)
        return self._page(row, self._form(row), 200)

    def post(self, request: HttpRequest, pk: int, item: int) -> HttpResponse:
        row = self._item(pk, item)
        form = self._form(row, request.POST)
        if form.is_valid():
            seen = form.cleaned_data["seen"] or "-"
            try:
                services.change_item(pk=row.pk, values=form.values(), seen=seen)
            except StaleRowError as stale:
                return conflict_page(request, form, stale.row)
            except ValidationError as error:
                refused_at_fields(form, error)
            else:
                messages.success(request, _("The plan of the project is saved."))
                return self.back(row.version)
        return self._page(row, form, 422)

    def _item(self, pk: int, item: int) -> PlanItem:
        rows = PlanItem.objects.visible_to(self.viewer)
        found: PlanItem = get_object_or_404(
            rows.select_related("version", "project__area"), pk=item, version=pk
        )
        return found

    def _form(self, row: PlanItem, data: Any = None) -> ItemForm:
        known = {"seen": fingerprint(row)} | {
            name: getattr(row, name) or None for name in services.TIERS
        }
        return ItemForm(data, instance=row, initial=known)

    def _page(self, row: PlanItem, form: ItemForm, status: int) -> HttpResponse:
        context = {
            "item": row,
            "version": row.version,
            "form": form,
            "back_url": address(row.version),
        }
        template = "projects/plans/item.html"
        return render(self.request, template, context, status=status)


class PlanItemRemoveView(PlanItemView):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, item: int) -> HttpResponse:
        row = self._item(pk, item)
        seen = request.POST.get("seen", "")
        if sentence := refusal(lambda: services.remove_item(pk=row.pk, seen=seen)):
            return self.refused(row.version, sentence)
        said = _("«%(name)s» is taken out of the draft.")
        messages.success(request, said % {"name": row.project.name})
        return self.back(row.version)


class PlanApproveView(_DraftView):
    """Bring a draft into force."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        version = self.version(pk)
        if version.state != PlanState.DRAFT:
            return self.back(version)
        first = {"seen": services.draft_mark(version)}
        form = ApprovalForm(version=version, initial=first)
        return self._page(version, form, 200)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        version = self.version(pk)
        form = ApprovalForm(request.POST, version=version)
        if form.is_valid():
            try:
                services.approve_version(
                    pk=pk,
                    by=self.viewer,
                    approval=form.approval(),
                    seen=form.cleaned_data["seen"] or "-",
                )
            except StaleRowError:
                return self._stale(version, form)
            except ValidationError as error:
                refused_at_fields(form, error)
            else:
                messages.success(request, _("The version is approved."))
                return self.back(version)
        return self._page(version, form, 422)

    def _stale(self, version: PlanVersion, form: ApprovalForm) -> HttpResponse:
        data = cast(QueryDict, form.data).copy()
        data["seen"] = services.draft_mark(version)
        form.data = data
        form.add_error(
            None,
            _(
                "The draft was changed since you opened it. Nothing is approved yet; "
                "look at the sums again and approve once more."
            ),
        )
        return self._page(version, form, 409)

    def _page(
        self, version: PlanVersion, form: ApprovalForm, status: int
    ) -> HttpResponse:
        context = {
            "version": version,
            "page": VersionPage(version, self.viewer),
            "form": form,
            "is_annual": version.kind == PlanKind.ANNUAL,
            "back_url": address(version),
        }
        template = "projects/plans/approve.html"
        return render(self.request, template, context, status=status)
