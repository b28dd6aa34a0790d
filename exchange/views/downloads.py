"""Files on their way out: templates, error workbooks, the file that was sent in.

Files hold personal data; each is given to its owner only, and each download of rows
is recorded in the access log before the first byte leaves.
"""

from __future__ import annotations

from pathlib import Path

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic.base import View

from accounts.models import AccessLog
from accounts.services import log_access
from exchange import files, services
from exchange.errors import FileRefused
from exchange.forms import TemplateForm
from exchange.views.access import ImportRequiredMixin, RunMixin

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportTemplateView(ImportRequiredMixin, View):
    """The template of a roster, with the rows of the account where it has some."""

    def get(self, request: HttpRequest, roster: str) -> HttpResponseBase:
        allowed = {item.key: item for item in services.rosters_for(self.viewer)}
        if roster not in allowed:
            raise Http404
        chosen = allowed[roster]
        form = TemplateForm(request.GET, roster=chosen, owner=self.viewer)
        try:
            with transaction.atomic():
                path = services.template_workbook(
                    roster_key=roster, user=self.viewer, context=form.context
                )
                if chosen.prefilled:
                    log_access(
                        kind=AccessLog.Kind.DOWNLOAD,
                        user=self.viewer,
                        request=request,
                        object_type="template",
                        object_ids=[roster],
                        detail=form.context,
                    )
        except FileRefused as refusal:
            messages.error(request, str(refusal))
            response = redirect("exchange:import-upload")
            response["Location"] += f"?roster={roster}"
            return response
        name = _("%(kind)s template.xlsx") % {"kind": chosen.label}
        return attached(path, name)


class ImportErrorsView(RunMixin):
    """The refused rows in the layout they came in, with a column that explains."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        if not self.run.rows_refused:
            raise Http404
        with transaction.atomic():
            path = services.error_workbook(run=self.run)
            log_access(
                kind=AccessLog.Kind.DOWNLOAD,
                user=self.viewer,
                request=request,
                object_type="import errors",
                object_ids=[pk],
                row_count=self.run.rows_refused,
            )
        stem = Path(self.run.file_name).stem
        return attached(path, _("%(file)s errors.xlsx") % {"file": stem})


class ImportFileView(RunMixin):
    """The file as it was sent in, for its owner."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        try:
            path = files.stored(self.run.stored_name)
        except FileRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("exchange:import-run", pk)
        with transaction.atomic():
            log_access(
                kind=AccessLog.Kind.DOWNLOAD,
                user=self.viewer,
                request=request,
                object_type="import file",
                object_ids=[pk],
                row_count=self.run.rows_total,
            )
        return attached(path, self.run.file_name)


def attached(path: Path, name: str) -> HttpResponseBase:
    """A file to be saved, never shown: a browser must not run what it holds."""
    kind = XLSX if path.suffix == ".xlsx" else "application/octet-stream"
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=name, content_type=kind
    )
