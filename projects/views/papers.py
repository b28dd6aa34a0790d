"""Papers of a project: filing one, fetching it, taking it out."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views import View

from accounts.models import AccessLog
from accounts.services import log_access
from core.htmx import redirect
from exchange import attachments
from exchange.errors import FileRefused
from projects.choices import Paper
from projects.forms.papers import PaperForm
from projects.models import Project, ProjectPaper
from projects.services import papers as services
from projects.views.project import ProjectMixin

RECORD = "projects.record_progress"


class PaperAddView(ProjectMixin, View):
    """``?kind=contract`` chooses the paper; the camera of a phone will do."""

    permission_required = RECORD

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        kind = request.GET.get("kind", "")
        initial = {"kind": kind} if kind in Paper.values else {}
        return self._page(PaperForm(initial=initial), self.project(pk), 200)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        project = self.project(pk)
        refused = attachments.was_refused(request)
        form = PaperForm(request.POST, request.FILES, too_large=refused)
        if form.is_valid() and self._filed(project, form):
            messages.success(request, _("The paper is filed with the project."))
            return redirect(request, project)
        return self._page(form, project, 422)

    def _filed(self, project: Project, form: PaperForm) -> bool:
        given = form.cleaned_data
        try:
            services.file_paper(
                project=project,
                kind=given["kind"],
                title=given["title"],
                upload=given["file"],
                by=self.viewer,
            )
        except ValidationError as error:
            form.add_refusal(error)
            return False
        except ObjectDoesNotExist:
            raise Http404 from None
        return True

    def _page(self, form: PaperForm, project: Project, status: int) -> HttpResponse:
        context = {"form": form, "project": project}
        return render(self.request, "projects/page/paper.html", context, status=status)


class PaperMixin(ProjectMixin):
    def paper(self, pk: int, paper: int) -> ProjectPaper:
        """Of the project in the address, and not taken out; others are 404."""
        rows = ProjectPaper.objects.visible_to(self.viewer).select_related(
            "attachment", "project"
        )
        found: ProjectPaper = get_object_or_404(
            rows, project=pk, pk=paper, withdrawn_at=None
        )
        return found


class PaperFileView(PaperMixin, View):
    """The file, to be saved; the download is logged."""

    def get(self, request: HttpRequest, pk: int, paper: int) -> HttpResponseBase:
        row = self.paper(pk, paper)
        with transaction.atomic():
            try:
                response = attachments.open_attachment(row.attachment)
            except FileRefused as refusal:
                messages.error(request, str(refusal))
                return redirect(request, row.project)
            log_access(
                kind=AccessLog.Kind.DOWNLOAD,
                user=self.viewer,
                request=request,
                object_type="project paper",
                object_ids=[row.pk],
                detail={"project": pk},
            )
        return response


class PaperWithdrawView(PaperMixin, View):
    """Take a paper out; it stays stored."""

    permission_required = RECORD

    def post(self, request: HttpRequest, pk: int, paper: int) -> HttpResponse:
        row = self.paper(pk, paper)
        try:
            services.withdraw_paper(pk=row.pk)
        except ObjectDoesNotExist:
            raise Http404 from None
        messages.success(request, _("The paper was taken out of the project."))
        return redirect(request, row.project)
