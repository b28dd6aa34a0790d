"""Sending a file in, and the history of what was sent."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from django.views.generic.base import View

from core.views import PartialTemplateMixin
from exchange import attachments, services
from exchange.errors import FileRefused
from exchange.forms import RunFilterForm, UploadForm, too_large
from exchange.models import ImportRun
from exchange.reading import limits
from exchange.roster import Roster
from exchange.views.access import ImportRequiredMixin
from exchange.views.paging import pager
from exchange.views.titles import titles

STEPS = [
    gettext_lazy("Upload the file"),
    gettext_lazy("Check the preview"),
    gettext_lazy("Write the data"),
    gettext_lazy("View the result"),
]
RECENT, PAGE_RUNS = 5, 20


class ImportUploadView(ImportRequiredMixin, View):
    """Choose the kind of data, get its template, send a file."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rosters = self._rosters()
        roster = self._chosen(rosters, request.GET.get("roster"))
        form = UploadForm(roster=roster, owner=self.viewer, initial=request.GET.dict())
        return self._page(rosters, form)

    def post(self, request: HttpRequest) -> HttpResponse:
        rosters = self._rosters()
        roster = self._chosen(rosters, request.POST.get("roster"), strict=True)
        form = UploadForm(request.POST, request.FILES, roster=roster, owner=self.viewer)
        if attachments.was_refused(request):
            form.fields["file"].error_messages["required"] = too_large()
        if not form.is_valid():
            return self._page(rosters, form, status=422)
        file = form.cleaned_data["file"]
        try:
            run = services.receive_file(
                roster_key=roster.key,
                file_name=file.name,
                content=file,
                owner=self.viewer,
                context=form.context,
            )
        except FileRefused as refusal:
            form.add_error("file", str(refusal))
            return self._page(rosters, form, status=422)
        return redirect("exchange:import-run", run.pk)

    def _rosters(self) -> list[Roster]:
        rosters = services.rosters_for(self.viewer)
        if not rosters:
            raise PermissionDenied
        return rosters

    def _chosen(
        self, rosters: list[Roster], key: str | None, *, strict: bool = False
    ) -> Roster:
        for roster in rosters:
            if roster.key == key:
                return roster
        if strict:
            raise Http404(_("There is no such kind of data."))
        return rosters[0]

    def _page(
        self, rosters: list[Roster], form: UploadForm, status: int = 200
    ) -> HttpResponse:
        context = {
            "steps": STEPS,
            "rosters": rosters,
            "roster": form.roster,
            "form": form,
            "recent": with_titles(self._own_runs()[:RECENT], self),
            "max_bytes": settings.UPLOAD_MAX_BYTES,
            "megabytes": settings.UPLOAD_MAX_BYTES // 1024 // 1024,
            "max_rows": limits.MAX_ROWS,
        }
        template = "exchange/import_upload.html"
        return render(self.request, template, context, status=status)

    def _own_runs(self) -> Any:
        return ImportRun.objects.visible_to(self.viewer).select_related("job")


class ImportListView(ImportRequiredMixin, PartialTemplateMixin, TemplateView):
    """The person's own imports, newest first."""

    template_name = "exchange/import_list.html"
    partial_template_name = "exchange/_run_table.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = RunFilterForm(
            self.request.GET, rosters=services.rosters_for(self.viewer)
        )
        wanted = form.wanted
        runs = ImportRun.objects.visible_to(self.viewer).select_related("job")
        if text := wanted.pop("q", "").lstrip("#"):
            matches = Q(file_name__icontains=text)
            if text.isdecimal():
                matches |= Q(pk=int(text))
            runs = runs.filter(matches)
        runs = runs.filter(**wanted)
        page = Paginator(runs, PAGE_RUNS).get_page(self.request.GET.get("page"))
        with_titles(page.object_list, self)
        filtered = bool(text or wanted)
        return super().get_context_data(
            form=form,
            page_obj=page,
            filtered=filtered,
            **pager(self.request, page),
            **kwargs,
        )


def with_titles(runs: Any, view: ImportRequiredMixin) -> list[ImportRun]:
    """The runs, each with its ``title`` for the templates."""
    listed = list(runs)
    named = titles([(run.roster, run.context) for run in listed], view.viewer)
    for run, title in zip(listed, named, strict=True):
        run.title = title
    return listed
