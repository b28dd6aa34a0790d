"""The page of a project."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views import View

from accounts.mixins import RoleRequiredMixin
from projects.models import Project
from projects.project_page import ProjectPage


class ProjectMixin(RoleRequiredMixin):
    """A project of the person's area or department; others are 404."""

    permission_required: Any = "projects.view_project"

    @cached_property
    def today(self) -> dt.date:
        return timezone.localdate()

    def project(self, pk: int) -> Project:
        """With its standing today."""
        rows = Project.objects.visible_to(self.viewer).standing_on(self.today)
        related = rows.select_related("area__parent", "kind", "department")
        found: Project = get_object_or_404(related, pk=pk)
        return found


class ProjectView(ProjectMixin, View):
    """``/projects/<pk>/``."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        project = self.project(pk)
        page = ProjectPage(project, self.viewer, self.today)
        context = {"project": project, "page": page, "today": self.today}
        return render(request, "projects/page/project.html", context)
