"""Papers of a project (资料清单): filed, and taken out with a trace."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from exchange import attachments
from projects.choices import Paper
from projects.models import Project, ProjectPaper
from projects.signals import projects_changed


@transaction.atomic
def file_paper(
    *, project: Project, kind: str, upload: UploadedFile, by: User, title: str = ""
) -> ProjectPaper:
    """File a paper. The same content twice under one kind is one paper.

    Raises ValidationError by field (``kind``, ``file``), DoesNotExist when the project
    has gone.
    """
    # Two at once would file the same content twice.
    row = Project.objects.select_for_update().get(pk=project.pk)
    if kind not in Paper.values:
        raise ValidationError({"kind": _("Choose which paper it is.")})
    try:
        attachment = attachments.store(upload=upload, by=by)
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from None
    there = row.papers.filter(
        withdrawn_at=None, kind=kind, attachment__sha256=attachment.sha256
    )
    same: ProjectPaper | None = there.first()
    if same is not None:
        attachments.discard(attachment)
        return same
    paper = ProjectPaper.objects.create(
        project=row, kind=kind, title=title, attachment=attachment, added_by=by
    )
    projects_changed.send(sender=ProjectPaper, projects=[row.pk])
    return paper


@transaction.atomic
def withdraw_paper(*, pk: int) -> ProjectPaper:
    """Take a paper out; the file stays stored, with who filed it. Raises
    DoesNotExist."""
    row: ProjectPaper = ProjectPaper.objects.select_for_update(of=("self",)).get(pk=pk)
    if row.withdrawn_at is None:
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])
        projects_changed.send(sender=ProjectPaper, projects=[row.project_id])
    return row
