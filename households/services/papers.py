"""Papers of a procedure: filed at the step that waits, taken out with a trace."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from exchange import attachments
from households.models import Case, CasePaper
from households.procedures import rules


def filed_kinds(case: Case) -> set[str]:
    """Kinds of papers that are filed and not taken out again."""
    rows = case.papers.filter(withdrawn_at=None)
    return set(rows.values_list("kind", flat=True))


@transaction.atomic
def file_paper(*, case: Case, kind: str, upload: UploadedFile, by: User) -> CasePaper:
    """File a paper with the step that waits. The same content twice is one paper.

    Raises ValidationError by field (``file``, ``kind``), PermissionDenied outside scope
    or role.
    """
    row = _locked(case, by)
    if not row.is_running:
        raise ValidationError(_("This procedure has ended; nothing more is filed."))
    if kind not in rules.papers_of(row.kind):
        raise ValidationError({"kind": _("This procedure has no such paper.")})
    try:
        attachment = attachments.store(upload=upload, by=by)
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from None
    same = row.papers.filter(
        withdrawn_at=None, kind=kind, attachment__sha256=attachment.sha256
    )
    stored: CasePaper | None = same.first()
    if stored is not None:
        attachments.discard(attachment)
        return stored
    return CasePaper.objects.create(
        case=row, step=row.step, kind=kind, attachment=attachment, filed_by=by
    )


@transaction.atomic
def withdraw_paper(*, paper: CasePaper, by: User) -> CasePaper:
    """Take a paper out while its procedure runs; the file stays, with who filed it.

    Raises ValidationError, PermissionDenied.
    """
    row = _locked(paper.case, by)
    if not row.is_running or paper.step != row.step:
        raise ValidationError(
            _("This paper belongs to a step that is done; it stays in the file.")
        )
    CasePaper.objects.filter(pk=paper.pk, withdrawn_at=None).update(
        withdrawn_at=timezone.now()
    )
    paper.refresh_from_db()
    return paper


def _locked(case: Case, by: User) -> Case:
    found: Case | None = (
        Case.objects.visible_to(by)
        .select_for_update(of=("self",))
        .filter(pk=case.pk)
        .first()
    )
    if found is None:
        raise PermissionDenied
    if found.is_running and not rules.may_take(found.kind, found.step, by.may):
        raise PermissionDenied
    return found
