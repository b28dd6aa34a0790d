"""Giving projects their money: a batch to several, batches to one, and corrections."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import DecimalField, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View
from django_stubs_ext import StrOrPromise

from core.characters import has_characters
from core.htmx import is_htmx, redirect
from households.services.register import fingerprint
from households.views.answers import GoneMixin
from projects.amounts import wan
from projects.choices import ENDED_STAGES, REPOSITORY_STAGES
from projects.forms.funds import AllocateForm, AllocationForm, ProjectAllocateForm
from projects.models import Allocation, FundBatch, Payment, Project
from projects.services import funds
from projects.views.fund_entries import RemoveView, WriteView
from projects.views.fund_forms import MANAGE

#: Projects that one page offers; more are found by search.
SHOWN = 200
_WAN: DecimalField[Any, Any] = DecimalField(max_digits=18, decimal_places=6)


def _sum_of(rows: Any, **where: Any) -> Coalesce:
    mine = rows.filter(**where).order_by().values(*where)
    return Coalesce(
        Subquery(mine.annotate(total=Sum("amount")).values("total"), output_field=_WAN),
        Value(0),
        output_field=_WAN,
    )


class BatchAllocateView(WriteView):
    """A batch given to several projects in one step, all or none. Offered are those of
    the plan of its year; a search finds those of other years."""

    permission_required = MANAGE
    title = _("Allocate the batch")
    done = _("The allocations are recorded.")
    template_name = "projects/funds/allocate.html"

    def load(self, **kwargs: Any) -> None:
        rows = FundBatch.objects.visible_to(self.viewer).with_sums()
        self.batch: Any = get_object_or_404(rows, pk=kwargs["pk"])

    def make_form(self, data: Any = None) -> AllocateForm:
        return AllocateForm(data, candidates=self._candidates())

    def save(self, form: AllocateForm) -> None:
        funds.allocate(
            batch=self.batch.pk,
            by=self.viewer,
            allocated_on=form.cleaned_data["allocated_on"],
            amounts=form.amounts,
            note=form.cleaned_data["note"],
        )

    def back_url(self) -> str:
        return reverse("projects:batch", args=[self.batch.pk])

    def context(self) -> dict[str, Any]:
        return {"batch": self.batch, "q": self._search, "shown_most": SHOWN}

    @property
    def _search(self) -> str:
        return "".join(self.request.GET.get("q", "").split())[:40]

    def _candidates(self) -> Any:
        rows = Project.objects.visible_to(self.viewer)
        planned = rows.exclude(stage__in=[*REPOSITORY_STAGES, *ENDED_STAGES])
        if self._search:
            named = has_characters("name", self._search)
            planned = planned.filter(named | Q(code__icontains=self._search))
        else:
            planned = planned.filter(year=self.batch.year)
        given = Allocation.objects.visible_to(self.viewer)
        return (
            planned.select_related("area__parent")
            .annotate(given=_sum_of(given, project=OuterRef("pk")))
            .order_by("area", "code")[:SHOWN]
        )


class ProjectFundsView(GoneMixin, View):
    """What a project got, batch by batch; whoever manages the fund adds to it. Part of
    the project's page, and a page of its own."""

    permission_required = "projects.view_project"

    def get_permission_required(self) -> tuple[str, ...]:
        return (
            (MANAGE,) if self.request.method == "POST" else ("projects.view_project",)
        )

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(self._project(pk), self._form())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        project, form = self._project(pk), self._form(request.POST)
        if form.is_valid():
            try:
                funds.allocate(
                    batch=form.cleaned_data["batch"].pk,
                    by=self.viewer,
                    allocated_on=form.cleaned_data["allocated_on"],
                    amounts={pk: form.cleaned_data["amount"]},
                    note=form.cleaned_data["note"],
                )
            except ValidationError as error:
                form.ALIASES = {f"amount-{pk}": "amount"}
                form.add_refusal(error)
            else:
                messages.success(request, str(_("The allocation is recorded.")))
                return redirect(request, project)
        return self._page(project, form, 422)

    def _project(self, pk: int) -> Project:
        rows = Project.objects.visible_to(self.viewer)
        found: Project = get_object_or_404(rows, pk=pk)
        return found

    def _form(self, data: Any = None) -> ProjectAllocateForm:
        rows = FundBatch.objects.visible_to(self.viewer).with_sums()
        return ProjectAllocateForm(data, batches=rows.filter(free__gt=0))

    def _page(
        self, project: Project, form: ProjectAllocateForm, status: int = 200
    ) -> HttpResponse:
        paid = Payment.objects.visible_to(self.viewer)
        mine = {"project": OuterRef("project"), "batch": OuterRef("batch")}
        rows = (
            Allocation.objects.visible_to(self.viewer)
            .filter(project=project)
            .select_related("batch")
            .annotate(paid=_sum_of(paid, **mine))
        )
        given = list(rows)
        of_batch = {row.batch_id: row.paid for row in given}
        allocated = sum(row.amount for row in given)
        refusal = funds.not_fundable(project)
        context = {
            "project": project,
            "allocations": given,
            "allocated": allocated,
            "paid": sum(of_batch.values()),
            "gap": project.budget - allocated,
            "refusal": refusal,
            "form": form,
            "has_batches": form.has_batches,
            "may_manage": self.viewer.may(MANAGE),
        }
        part = is_htmx(self.request) and self.request.method == "GET"
        name = "_of_project.html" if part else "of_project.html"
        return render(self.request, f"projects/funds/{name}", context, status=status)


def _named(row: Allocation) -> list[tuple[StrOrPromise, Any]]:
    return [
        (_("Project"), row.project.name),
        (_("Fund batch"), str(row.batch)),
        (_("Amount (10,000 yuan)"), wan(row.amount)),
        (_("Allocated on"), row.allocated_on.isoformat()),
    ]


class AllocationEditView(WriteView):
    """Correct what a project got."""

    permission_required = MANAGE
    title = _("Edit the allocation")
    done = _("The allocation is saved.")

    def load(self, **kwargs: Any) -> None:
        rows = Allocation.objects.visible_to(self.viewer)
        self.row = get_object_or_404(
            rows.select_related("batch", "project"), pk=kwargs["pk"]
        )

    def make_form(self, data: Any = None) -> AllocationForm:
        first = {"seen": fingerprint(self.row)}
        return AllocationForm(data, instance=self.row, initial=first)

    def save(self, form: AllocationForm) -> None:
        funds.update_allocation(
            pk=self.row.pk,
            by=self.viewer,
            values=form.values(),
            seen=form.cleaned_data["seen"] or "-",
        )

    def back_url(self) -> str:
        return reverse("projects:batch", args=[self.row.batch_id])

    def context(self) -> dict[str, Any]:
        url = reverse("projects:allocation-remove", args=[self.row.pk])
        free = wan(funds.free_of(self.row.batch) + self.row.amount)
        return {
            "remove_url": url,
            "facts": [
                *_named(self.row)[:2],
                (_("At most (10,000 yuan)"), free),
            ],
        }


class AllocationRemoveView(RemoveView):
    permission_required = MANAGE
    title = _("Take this allocation back?")
    done = _("The allocation is taken back.")

    def load(self, **kwargs: Any) -> Allocation:
        rows = Allocation.objects.visible_to(self.viewer)
        found: Allocation = get_object_or_404(
            rows.select_related("batch", "project"), pk=kwargs["pk"]
        )
        return found

    def remove(self, row: Allocation, seen: str) -> None:
        funds.remove_allocation(pk=row.pk, seen=seen)

    def facts(self, row: Allocation) -> list[tuple[StrOrPromise, Any]]:
        return _named(row)

    def urls(self, row: Allocation) -> tuple[str, str]:
        back = reverse("projects:allocation-edit", args=[row.pk])
        return back, reverse("projects:batch", args=[row.batch_id])
