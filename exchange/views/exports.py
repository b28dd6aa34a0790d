"""Exports: ordering one from a list page, following it, fetching the file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from django.views.generic.base import View

from accounts.mixins import RoleRequiredMixin
from core.views import PartialTemplateMixin
from exchange import exporting, jobs, services
from exchange.errors import FileRefused
from exchange.forms import ExportForm
from exchange.models import Job
from exchange.registry import all_rosters
from exchange.roster import Roster
from exchange.views.downloads import attached
from exchange.views.paging import pager
from exchange.views.standing import LONG_WAIT_SECONDS
from exchange.views.titles import roster_of, titles

PAGE_EXPORTS = 20


@dataclass(frozen=True, slots=True)
class Export:
    """An export job as the list shows it."""

    job: Job
    title: str

    @property
    def reason(self) -> str:
        return str(self.job.parameters.get("reason", ""))

    @property
    def revealed(self) -> bool:
        return bool(self.job.parameters.get("reveal"))

    @property
    def rows(self) -> int | None:
        rows: int | None = self.job.result.get("rows")
        return rows

    @property
    def size(self) -> int | None:
        size: int | None = self.job.result.get("size")
        return size

    @property
    def until(self) -> dt.datetime | None:
        """Until when the file is kept; None while there is none."""
        if self.job.state != Job.State.DONE or self.job.finished_at is None:
            return None
        return self.job.finished_at + dt.timedelta(hours=exporting.KEPT_HOURS)

    @property
    def is_available(self) -> bool:
        until = self.until
        return until is not None and until > timezone.now()


def _layout_of(job: Job) -> str:
    """What another workbook of a roster's rows is called."""
    roster = roster_of(job.parameters.get("roster", ""))
    layouts = roster.layouts if roster else {}
    layout = layouts.get(job.parameters.get("layout", ""))
    return str(layout.label) if layout else ""


class ExportsRequiredMixin(RoleRequiredMixin):
    """Any right to export opens the pages; each roster asks for its own."""

    def get_permission_required(self) -> tuple[str, ...]:
        wanted = {item.export_permission for item in all_rosters()}
        return tuple(sorted(name for name in wanted if ".export_" in name))

    def has_permission(self) -> bool:
        return any(self.viewer.may(name) for name in self.get_permission_required())

    def own(self, pk: int) -> Job:
        """One's own export; another person's is not there."""
        jobs_of_viewer = Job.objects.visible_to(self.viewer)
        return get_object_or_404(jobs_of_viewer, pk=pk, kind=Job.Kind.EXPORT)


class ExportListView(ExportsRequiredMixin, PartialTemplateMixin, TemplateView):
    """The person's own exports, newest first."""

    template_name = "exchange/exports.html"
    partial_template_name = "exchange/_export_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        orders = Job.objects.visible_to(self.viewer).filter(kind=Job.Kind.EXPORT)
        page = Paginator(orders, PAGE_EXPORTS).get_page(self.request.GET.get("page"))
        listed = list(page.object_list)
        now = timezone.now()
        queued = [job for job in listed if job.state == Job.State.QUEUED]
        return super().get_context_data(
            exports=self._titled(listed),
            waiting=any(not job.is_finished for job in listed),
            waiting_long=any(
                (now - job.created_at).total_seconds() > LONG_WAIT_SECONDS
                for job in queued
            ),
            kept_hours=exporting.KEPT_HOURS,
            **pager(self.request, page),
            **kwargs,
        )

    def _titled(self, listed: list[Job]) -> list[Export]:
        about = [
            (job.parameters.get("roster", ""), job.parameters.get("query", {}))
            for job in listed
        ]
        named = titles(about, self.viewer)
        return [
            Export(job, _layout_of(job) or name)
            for job, name in zip(listed, named, strict=True)
        ]


class ExportStartView(ExportsRequiredMixin, View):
    """Takes the order of a list page: its roster and its present conditions."""

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ExportForm(request.POST)
        roster = roster_of(request.POST.get("roster", ""))
        if roster is None:
            raise Http404
        if not form.is_valid():
            return self._again(form, roster)
        try:
            services.start_export(
                roster_key=roster.key,
                owner=self.viewer,
                query=form.filters,
                reveal=form.cleaned_data["reveal"],
                reason=form.cleaned_data["reason"],
                layout=form.cleaned_data["layout"],
            )
        except FileRefused as refusal:
            form.add_error(None, str(refusal))
            return self._again(form, roster)
        messages.success(request, _("The file is being made. It appears below."))
        return redirect("exchange:exports")

    def _again(self, form: ExportForm, roster: Roster) -> HttpResponse:
        context = {"form": form, "roster": roster}
        return render(self.request, "exchange/export_start.html", context, status=422)


class ExportFileView(ExportsRequiredMixin, View):
    """The finished file; the service looks at owner, scope and time once more."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        job = self.own(pk)
        try:
            path, name = services.export_file(job=job, user=self.viewer)
        except FileRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("exchange:exports")
        return attached(path, name)


class ExportRetryView(ExportsRequiredMixin, View):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        services.retry_job(job=self.own(pk), by=self.viewer)
        return redirect("exchange:exports")


class ExportStopView(ExportsRequiredMixin, View):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        jobs.stop(job=self.own(pk))
        return redirect("exchange:exports")
