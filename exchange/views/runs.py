"""One import: its preview, progress or result, and what may be done with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers

from core import htmx
from exchange import services
from exchange.errors import FileRefused
from exchange.models import ImportRun
from exchange.views import preview
from exchange.views.access import RunMixin
from exchange.views.choices import Choices
from exchange.views.imports import STEPS
from exchange.views.standing import progress_of, result_of, to_write, undo_until

State = ImportRun.State
WORKING = {State.READING, State.APPLYING, State.UNDOING}


class ImportRunView(RunMixin):
    """The page of an import, by its state."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.run.state == State.PREVIEW:
            return self._preview()
        if htmx.is_htmx(request):
            return htmx.redirect(request, "exchange:import-run", pk)
        if self.run.state in WORKING:
            return self._show("import_progress", progress_of(self.run))
        if self.run.state in {State.APPLIED, State.UNDONE}:
            return self._show("import_result", result_of(self.run))
        return self._show("import_closed", {})

    def _preview(self) -> HttpResponse:
        tabs = preview.tabs(self.run)
        tab = preview.chosen(tabs, self.request.GET.get("tab"))
        after = row_number(self.request.GET.get("after"))
        choices = Choices(self.request.session, self.run)
        context = {
            "tabs": tabs,
            "tab": tab,
            "page": preview.page_of(self.run, tab, after),
            "columns": preview.columns_of(self.run) if tab.key == "columns" else [],
            "warnings": next(item.count for item in tabs if item.key == "warnings"),
            "choices": choices.by_row,
            **to_write(self.run, choices),
        }
        part = htmx.is_htmx(self.request)
        return self._show("_preview" if part else "import_preview", context)

    def _show(self, template: str, context: dict[str, Any]) -> HttpResponse:
        shared = {"run": self.run, "title": self.title, "steps": STEPS}
        response = render(
            self.request, f"exchange/{template}.html", {**shared, **context}
        )
        patch_vary_headers(response, ["HX-Request"])
        return response


class ImportProgressView(RunMixin):
    """The part that is asked for every second while work is under way."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not htmx.is_htmx(request) or self.run.state not in WORKING:
            return htmx.redirect(request, "exchange:import-run", pk)
        context = progress_of(self.run, said=row_number(request.GET.get("said")))
        context |= {"run": self.run, "attached": True}
        return render(request, "exchange/_progress.html", context)


class ImportApplyView(RunMixin):
    """Writes what the preview promised. Sent twice, it is one job."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        choices = Choices(request.session, self.run)
        choices.take(request.POST)
        try:
            services.apply_run(run=self.run, by=self.viewer, choices=choices.by_row)
            choices.forget()
        except FileRefused as refusal:
            tell_unless_done(self, refusal, {State.APPLYING, State.APPLIED})
        return redirect("exchange:import-run", pk)


class ImportChoicesView(RunMixin):
    """Keeps the decisions about conflicts while the preview is paged through."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        choices = Choices(request.session, self.run)
        choices.take(request.POST)
        if htmx.is_htmx(request):
            context = {"run": self.run, **to_write(self.run, choices)}
            return render(request, "exchange/_write_bar.html", context)
        after = row_number(request.POST.get("after"))
        response = redirect("exchange:import-run", pk)
        response["Location"] += f"?tab=conflict&after={after}#preview"
        return response


class ImportFixView(RunMixin):
    """Takes over the correction suggested at a cell; the file is checked again."""

    def post(self, request: HttpRequest, pk: int, error: int) -> HttpResponse:
        found = get_object_or_404(self.run.errors.all(), pk=error)
        try:
            services.fix_cell(run=self.run, error_id=found.pk, by=self.viewer)
        except FileRefused as refusal:
            messages.error(request, str(refusal))
        return redirect("exchange:import-run", pk)


class ImportCancelView(RunMixin):
    """Gives up an import that is not written, or stops one that is being written."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            services.cancel_run(run=self.run, by=self.viewer)
        except FileRefused as refusal:
            tell_unless_done(self, refusal, {State.CANCELLED})
        return redirect("exchange:import-run", pk)


class ImportRetryView(RunMixin):
    """Three more attempts for work that failed."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.run.job is not None:
            services.retry_job(job=self.run.job, by=self.viewer)
        return redirect("exchange:import-run", pk)


class ImportUndoView(RunMixin):
    """Asks, then takes a whole import back."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if undo_until(self.run) is None:
            return redirect("exchange:import-run", pk)
        return self._ask()

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            services.undo_run(run=self.run, by=self.viewer)
        except FileRefused as refusal:
            self.run.refresh_from_db()
            if self.run.state == State.APPLIED:
                return self._ask(problem=str(refusal), status=422)
        return redirect("exchange:import-run", pk)

    def _ask(self, problem: str = "", status: int = 200) -> HttpResponse:
        context = {
            "run": self.run,
            "title": self.title,
            "touched": services.touched_count(run=self.run),
            "undo_until": undo_until(self.run),
            "problem": problem,
        }
        template = "exchange/import_undo.html"
        return render(self.request, template, context, status=status)


def tell_unless_done(view: RunMixin, refusal: FileRefused, done: set[State]) -> None:
    """A second click finds the work under way: that is no problem to report."""
    view.run.refresh_from_db()
    if view.run.state not in done:
        messages.error(view.request, str(refusal))


def row_number(text: str | None) -> int:
    """A row of a sheet from a URL; anything else is the start."""
    return (
        int(text)
        if text and text.isascii() and text.isdecimal() and len(text) < 8
        else 0
    )
