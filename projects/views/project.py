"""The page of a project."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views import View

from accounts.mixins import RoleRequiredMixin
from projects.models import Project


class ProjectView(RoleRequiredMixin, View):
    permission_required = "projects.view_project"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = Project.objects.visible_to(self.viewer).standing_on(timezone.localdate())
        project = get_object_or_404(rows, pk=pk)
        return render(request, "projects/project.html", {"project": project})
