"""Households that take part in projects: list, of one project, of one household."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import DetailView

from accounts.mixins import RoleRequiredMixin
from core.htmx import redirect, safe_next
from core.views import PartialTemplateMixin
from exchange.views.register_page import RegisterPageView
from households.models import Household
from households.rules import looks_like_id_no
from households.views.answers import refused_at_fields
from projects.forms.benefits import BeneficiaryForm, NewBeneficiariesForm
from projects.models import Beneficiary, Project
from projects.registers.benefits import BENEFICIARIES
from projects.services import benefits as services
from projects.views.entries import RowView

RECORD = "projects.record_beneficiary"
_MOST_FOUND = 30
_SHOWN = 20


class BeneficiariesView(RegisterPageView):
    """The list, with the distinct households behind its rows."""

    register = BENEFICIARIES
    template_name = "projects/benefits/list.html"
    partial_template_name = "projects/benefits/_list_rows.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.filters.apply(self.register.rows(self.viewer))
        return super().get_context_data(
            reach=services.counted(rows),
            add_url=_add_url() if self.viewer.may(RECORD) else "",
            **kwargs,
        )


class OfProjectView(RoleRequiredMixin, DetailView[Project]):
    """Base: a page about one side of a project."""

    permission_required = "projects.view_project"

    def get_queryset(self) -> Any:
        rows = Project.objects.visible_to(self.viewer)
        return rows.select_related("area__parent")


class ProjectBeneficiariesView(OfProjectView):
    """Numbers for everybody who sees the project, households for their own area."""

    template_name = "projects/benefits/beneficiaries.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Beneficiary.objects.visible_to(self.viewer).filter(project=self.object)
        listed = rows.select_related("household__village").order_by(
            "household__village", "household__head_name", "id"
        )
        reach = services.reach_of(self.object)
        return super().get_context_data(
            rows=listed[:_SHOWN],
            total=rows.count(),
            reach=reach,
            declared=declared(self.object, reach),
            add_url=_add_url(self.object) if self.viewer.may(RECORD) else "",
            **kwargs,
        )


def declared(project: Project, reach: services.Reach) -> list[dict[str, Any]]:
    """What a paper declares beside what is counted; nothing where none declares."""
    pairs = (
        (_("declared households"), project.declared_households, reach.households),
        (_("declared persons"), project.declared_persons, reach.persons),
    )
    return [
        {"label": label, "said": said, "difference": counted - said}
        for label, said, counted in pairs
        if said is not None
    ]


class HouseholdProjectsView(
    RoleRequiredMixin, PartialTemplateMixin, DetailView[Household]
):
    """Projects in which a household takes part: a part of its page, or a page."""

    permission_required = "projects.view_project"
    template_name = "projects/benefits/of_household.html"
    partial_template_name = "projects/benefits/_of_household.html"

    def get_queryset(self) -> Any:
        rows = Household.objects.visible_to(self.viewer)
        return rows.select_related("village__parent")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Beneficiary.objects.visible_to(self.viewer).filter(household=self.object)
        listed = rows.select_related("project").order_by("-project__year", "id")
        seen = Project.objects.visible_to(self.viewer).filter(
            pk__in=rows.values("project")
        )
        return super().get_context_data(
            rows=listed, seen=set(seen.values_list("pk", flat=True)), **kwargs
        )


class BeneficiaryAddView(RoleRequiredMixin, View):
    """Households are searched, ticked, and recorded together. ``?project=`` says of
    what; without it the project is asked first."""

    permission_required = RECORD

    def get(self, request: HttpRequest) -> HttpResponse:
        if looks_like_id_no(request.GET.get("q", "")):
            # In the URL it would stay in the browser's history and in server logs.
            messages.warning(
                request,
                _("Search by name or household number, not by identity number."),
            )
            return redirect(request, _add_url(self._project()))
        return self._page(NewBeneficiariesForm(user=self.viewer))

    def post(self, request: HttpRequest) -> HttpResponse:
        project = self._project()
        if project is None:
            raise Http404
        form = NewBeneficiariesForm(request.POST, user=self.viewer)
        if form.is_valid():
            try:
                count = services.add_beneficiaries(
                    project=project,
                    households=list(form.cleaned_data["households"]),
                    by=self.viewer,
                    values=form.values(),
                )
            except ValidationError as error:
                refused_at_fields(form, error)
            else:
                done = _("Recorded: %(count)d households.") % {"count": count}
                messages.success(request, done)
                return redirect(request, self._back(project))
        return self._page(form, 422)

    def _project(self) -> Project | None:
        given = self.request.GET.get("project", "")
        if not given:
            return None
        if not given.isascii() or not given.isdecimal() or len(given) > 18:
            raise Http404
        rows = services.projects_for(self.viewer).select_related("area__parent")
        found: Project = get_object_or_404(rows, pk=int(given))
        return found

    def _back(self, project: Project | None) -> str:
        """The project's page, of who sees it; else its rows in the list."""
        listed = reverse("projects:beneficiaries")
        if project is None:
            return safe_next(self.request, listed)
        seen = Project.objects.visible_to(self.viewer).filter(pk=project.pk)
        page = project.get_absolute_url() if seen.exists() else ""
        return safe_next(self.request, page or f"{listed}?q={project.code}")

    def _page(self, form: NewBeneficiariesForm, status: int = 200) -> HttpResponse:
        project = self._project()
        text = "".join(self.request.GET.get("q", "").split())[:40]
        context: dict[str, Any] = {
            "form": form,
            "project": project,
            "q": text,
            "back_url": self._back(project),
            "action": self.request.get_full_path(),
        }
        if project is None:
            offered = services.projects_for(self.viewer).order_by("-year", "code")
            context["projects"] = offered.only("pk", "code", "name", "year")
        else:
            context["found"] = self._found(project, text, form)
        template = "projects/benefits/add.html"
        return render(self.request, template, context, status=status)

    def _found(
        self, project: Project, text: str, form: NewBeneficiariesForm
    ) -> list[Household]:
        """What the search finds, those of the project's place without one; what was
        ticked before stays ticked, and comes first."""
        rows = Household.objects.visible_to(self.viewer).active()
        if text:
            is_number = any(mark.isdigit() for mark in text)
            rows = rows.numbered(text) if is_number else rows.named(text)
        else:
            rows = rows.within(project.area)
        chosen = _ticked(form)
        first = Household.objects.visible_to(self.viewer).filter(pk__in=chosen)
        others = rows.exclude(pk__in=chosen).order_by("village", "id")
        listed = [*_listed(first), *_listed(others)[:_MOST_FOUND]]
        there = _ways(project, self.viewer)
        for row in listed:
            row.ways = there.get(row.pk, "")
            row.is_ticked = row.pk in chosen
        return listed


def _listed(rows: Any) -> Any:
    return rows.select_related("village").only(
        "pk",
        "head_name",
        "household_no",
        "persons",
        "household_type",
        "monitoring_state",
        "state",
        "village__name",
        "village__code",
    )


def _ticked(form: NewBeneficiariesForm) -> set[int]:
    given = form.data.getlist("households") if form.is_bound else []  # type: ignore[attr-defined]
    return {int(pk) for pk in given if pk.isascii() and pk.isdecimal() and len(pk) < 19}


def _ways(project: Project, user: Any) -> dict[int, str]:
    """In which ways households of the account's area take part already."""
    found: dict[int, list[str]] = {}
    for row in Beneficiary.objects.visible_to(user).filter(project=project):
        found.setdefault(row.household_id, []).append(str(row.get_linkage_display()))
    return {pk: "、".join(ways) for pk, ways in found.items()}


def _add_url(project: Project | None = None) -> str:
    address = reverse("projects:beneficiary-add")
    return f"{address}?project={project.pk}" if project else address


class BeneficiaryView(RowView):
    """How a household takes part in a project."""

    writes = RECORD
    title = gettext_lazy("Beneficiary household")

    def row(self, pk: int) -> Any:
        rows = Beneficiary.objects.visible_to(self.viewer)
        return get_object_or_404(
            rows.select_related("project", "household__village"), pk=pk
        )

    def form(self, row: Any, **kwargs: Any) -> BeneficiaryForm:
        return BeneficiaryForm(instance=row, **kwargs)

    def row_url(self, pk: int) -> str:
        return reverse("projects:beneficiary", args=[pk])

    def change(self, row: Any, form: Any) -> None:
        seen = form.cleaned_data["seen"]
        services.change_beneficiary(pk=row.pk, values=form.values(), seen=seen)

    def remove(self, row: Any, seen: str) -> None:
        services.remove_beneficiary(pk=row.pk, seen=seen)

    def home(self, row: Any) -> str:
        return f"{reverse('projects:beneficiaries')}?q={row.project.code}"

    def about(self, row: Any) -> str:
        return f"{row.household.head_name} · {row.household.village} · {row.project}"
