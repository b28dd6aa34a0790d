"""Progress of the works of a project: reports and milestones, and their forms."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views import View

from projects.forms.progress import MilestoneForm, ReachForm, ReportForm
from projects.models import Milestone, ProgressReport
from projects.project_page import ProjectPage
from projects.services import progress as services
from projects.views.project import ProjectMixin
from projects.views.project_rows import RowEditView, RowKind

REPORTS = RowKind(
    key="report",
    model=ProgressReport,
    form=ReportForm,
    permission="projects.record_progress",
    home="projects:works",
    add=services.add_report,
    change=services.change_report,
    remove=services.remove_report,
    add_title=_("Report progress"),
    edit_title=_("Correct the report"),
    remove_title=_("Remove this report?"),
    remove_note=_(
        "Only what was entered by mistake is removed; the removal stays in the history."
    ),
    saved=_("The progress is saved."),
    removed=_("The report is removed."),
)
MILESTONES = RowKind(
    key="milestone",
    model=Milestone,
    form=MilestoneForm,
    permission="projects.record_progress",
    home="projects:works",
    add=services.add_milestone,
    change=services.change_milestone,
    remove=services.remove_milestone,
    add_title=_("Plan a milestone"),
    edit_title=_("Correct the milestone"),
    remove_title=_("Remove this milestone?"),
    remove_note=_("The planned curve goes on without it; the history keeps it."),
    saved=_("The milestone is saved."),
    removed=_("The milestone is removed."),
)


class MilestoneReachView(RowEditView):
    """On the way: only the day on which a milestone was reached."""

    kind = MILESTONES
    form = ReachForm
    title = _("Milestone reached")


class ProjectWorksView(ProjectMixin, View):
    """Every report of a project, newest first, and its milestones by their day."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        project = self.project(pk)
        context = {
            "project": project,
            "page": ProjectPage(project, self.viewer, self.today),
            "records": self.viewer.may("projects.record_progress"),
        }
        return render(request, "projects/progress/page.html", context)
