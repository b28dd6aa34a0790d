"""Assets of projects: ledger, of one project, handing over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from core.htmx import redirect
from exchange.views.register_page import RegisterPageView
from households.views.answers import refused_at_fields
from projects.forms.benefits import AssetForm, HandOverForm
from projects.models import Asset, Project
from projects.registers.benefits import ASSETS
from projects.services import assets as services
from projects.views.benefits import OfProjectView
from projects.views.entries import AddView, EntryMixin, RowView

MANAGE = "projects.decide_project"


class AssetsView(RegisterPageView):
    """The ledger of assets, with what it is made of; each number opens its rows."""

    register = ASSETS
    template_name = "projects/benefits/asset_list.html"
    partial_template_name = "projects/benefits/_asset_rows.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.filters.apply(self.register.rows(self.viewer))
        return super().get_context_data(sums=services.sums(rows), **kwargs)


class ProjectAssetsView(OfProjectView):
    """What a project has left behind."""

    template_name = "projects/benefits/assets_of.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Asset.objects.visible_to(self.viewer).filter(project=self.object)
        found = list(rows.select_related("area"))
        return super().get_context_data(
            rows=found,
            value=sum(row.value for row in found),
            unowned=sum(not row.owner for row in found),
            waiting=any(row.handed_over_on is None for row in found),
            may_manage=self.viewer.may(MANAGE),
            **kwargs,
        )


class AssetAddView(AddView):
    """``<project>/assets/new/``."""

    writes = MANAGE
    title = gettext_lazy("Asset of the project")

    def place(self, **where: Any) -> None:
        self.found = self.project(where["pk"])

    def form(self, row: Any, **kwargs: Any) -> AssetForm:
        first = {"area": self.found.area_id}
        return AssetForm(user=self.viewer, project=self.found, initial=first, **kwargs)

    def add(self, form: Any) -> None:
        services.add_asset(project=self.found, by=self.viewer, values=form.values())

    def home(self) -> str:
        return self.found.get_absolute_url()

    def about(self) -> str:
        return str(self.found)


class AssetView(RowView):
    """An asset."""

    writes = MANAGE
    title = gettext_lazy("Asset of the project")

    def row(self, pk: int) -> Any:
        rows = Asset.objects.visible_to(self.viewer)
        return get_object_or_404(rows.select_related("project__area"), pk=pk)

    def form(self, row: Any, **kwargs: Any) -> AssetForm:
        return AssetForm(instance=row, user=self.viewer, project=row.project, **kwargs)

    def row_url(self, pk: int) -> str:
        return reverse("projects:asset", args=[pk])

    def change(self, row: Any, form: Any) -> None:
        seen = form.cleaned_data["seen"]
        services.change_asset(pk=row.pk, values=form.values(), seen=seen)

    def remove(self, row: Any, seen: str) -> None:
        services.remove_asset(pk=row.pk, seen=seen)

    def home(self, row: Any) -> str:
        return str(row.project.get_absolute_url())

    def about(self, row: Any) -> str:
        return f"{row.name} · {row.project}"


class HandOverView(EntryMixin, View):
    """Assets of a project that go to one owner together."""

    permission_required = MANAGE
    writes = MANAGE
    title = gettext_lazy("Hand assets over")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        project = self.project(pk)
        return self._page(project, HandOverForm(rows=self._waiting(project)))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        project = self.project(pk)
        form = HandOverForm(request.POST, rows=self._waiting(project))
        if form.is_valid():
            given = dict(form.cleaned_data)
            chosen = [row.pk for row in given.pop("assets")]
            try:
                count = services.hand_over(
                    project=project,
                    assets=chosen,
                    on=given.pop("handed_over_on"),
                    **given,
                )
            except ValidationError as error:
                refused_at_fields(form, error)
            else:
                done = _("Handed over: %(count)d assets.") % {"count": count}
                messages.success(request, done)
                return redirect(request, self.back(project.get_absolute_url()))
        return self._page(project, form, 422)

    def _waiting(self, project: Project) -> QuerySet[Asset]:
        rows = Asset.objects.visible_to(self.viewer)
        return rows.filter(project=project, handed_over_on=None)

    def _page(
        self, project: Project, form: HandOverForm, status: int = 200
    ) -> HttpResponse:
        back = self.back(project.get_absolute_url())
        context = {
            "title": self.title,
            "project": project,
            "form": form,
            "back_url": back,
        }
        template = "projects/benefits/hand_over.html"
        return render(self.request, template, context, status=status)
