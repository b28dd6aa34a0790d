"""Public notices and assets of projects."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views import View

from accounts.mixins import RoleRequiredMixin
from accounts.models import AccessLog, Area
from accounts.parameters import value_on
from accounts.services import log_access
from core.htmx import redirect
from exchange import attachments
from exchange.errors import FileRefused
from projects.choices import NoticeLevel, NoticePhase
from projects.forms.benefits import NoticeForm
from projects.models import Project, PublicNotice
from projects.parameters import NOTICE_DAYS
from projects.services import notices as services
from projects.views.benefits import OfProjectView
from projects.views.entries import AddView, EntryMixin, RowView

RECORD = "projects.record_progress"


class ProjectNoticesView(OfProjectView):
    """Where and when a project was made public, and where that is missing."""

    template_name = "projects/benefits/notices.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = PublicNotice.objects.visible_to(self.viewer).filter(project=self.object)
        found = list(rows.select_related("photo", "recorded_by"))
        least = value_on(NOTICE_DAYS.key, timezone.localdate())
        for row in found:
            days = (row.until - row.posted_on).days + 1 if row.until else None
            row.is_short = bool(days and least and days < least)
        return super().get_context_data(
            rows=found,
            least=least,
            missing=missing(self.object, found),
            may_record=self.viewer.may(RECORD),
            **kwargs,
        )


#: Where a project is made public, by where it lies.
_LEVELS = {
    Area.Level.COUNTY: (NoticeLevel.COUNTY,),
    Area.Level.TOWNSHIP: (NoticeLevel.COUNTY, NoticeLevel.TOWNSHIP),
    Area.Level.VILLAGE: tuple(NoticeLevel),
}


def missing(project: Project, rows: list[PublicNotice]) -> list[str]:
    """Levels and phases that the project should have by now: before it begins at all
    levels, after it once it is accepted."""
    there = {(row.level, row.phase) for row in rows}
    due = [NoticePhase.BEFORE] if project.planned_on else []
    due += [NoticePhase.AFTER] if project.accepted_on else []
    return [
        f"{level.label}{phase.label}"
        for phase in due
        for level in _LEVELS[Area.Level(project.area.level)]
        if (level.value, phase.value) not in there
    ]


class _NoticeForms(EntryMixin):
    writes = RECORD
    title = gettext_lazy("Public notice")

    def form(self, row: Any, **kwargs: Any) -> NoticeForm:
        if "data" in kwargs:
            kwargs |= self.uploads()
        return NoticeForm(instance=row, **kwargs)


class NoticeAddView(_NoticeForms, AddView):
    """``<project>/notices/new/``."""

    def place(self, **where: Any) -> None:
        self.found = self.project(where["pk"])

    def add(self, form: Any) -> None:
        services.add_notice(
            project=self.found,
            by=self.viewer,
            values=form.values(),
            photo=form.cleaned_data["photo"],
        )

    def home(self) -> str:
        return self.found.get_absolute_url()

    def about(self) -> str:
        return str(self.found)


class NoticeView(_NoticeForms, RowView):
    """A notice."""

    def row(self, pk: int) -> Any:
        rows = PublicNotice.objects.visible_to(self.viewer)
        return get_object_or_404(rows.select_related("project", "photo"), pk=pk)

    def row_url(self, pk: int) -> str:
        return reverse("projects:notice", args=[pk])

    def change(self, row: Any, form: Any) -> None:
        services.change_notice(
            pk=row.pk,
            by=self.viewer,
            values=form.values(),
            seen=form.cleaned_data["seen"],
            photo=form.cleaned_data["photo"],
            without_photo=form.cleaned_data.get("without_photo", False),
        )

    def remove(self, row: Any, seen: str) -> None:
        services.remove_notice(pk=row.pk, seen=seen)

    def home(self, row: Any) -> str:
        return str(row.project.get_absolute_url())

    def about(self, row: Any) -> str:
        return str(row.project)


class NoticePhotoView(RoleRequiredMixin, View):
    """The photo of a notice, to be saved; the download is logged."""

    permission_required = "projects.view_project"

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        rows = PublicNotice.objects.visible_to(self.viewer).select_related("photo")
        row: PublicNotice = get_object_or_404(rows, pk=pk)
        if row.photo is None:
            raise Http404
        with transaction.atomic():
            try:
                response = attachments.open_attachment(row.photo)
            except FileRefused as refusal:
                messages.error(request, str(refusal))
                return redirect(request, "projects:notice", row.pk)
            log_access(
                kind=AccessLog.Kind.DOWNLOAD,
                user=self.viewer,
                request=request,
                object_type="notice",
                object_ids=[row.pk],
                detail={"project": row.project_id},
            )
        return response
