"""Public notices of a project, with the photo of the board (公告公示, domain §8.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from exchange import attachments
from projects.models import Project, PublicNotice
from projects.services.benefits import is_ahead
from projects.services.entries import locked, tell, written

_BESIDE = {"_once": "posted_on", "_in_order": "until"}


@transaction.atomic
def add_notice(
    *,
    project: Project,
    by: User,
    values: Mapping[str, Any],
    photo: UploadedFile | None = None,
) -> PublicNotice:
    """Record that a project was made public. Raises ValidationError."""
    row = PublicNotice(project=project, recorded_by=by)
    return _write(row, values, photo, by)


@transaction.atomic
def change_notice(
    *,
    pk: int,
    by: User,
    values: Mapping[str, Any],
    seen: str,
    photo: UploadedFile | None = None,
    without_photo: bool = False,
) -> PublicNotice:
    """Correct a notice; a new photo takes the place of the old one, whose file stays
    stored. Raises StaleRowError, ValidationError."""
    row = locked(PublicNotice, pk, seen)
    if without_photo:
        row.photo = None
    return _write(row, values, photo, by)


@transaction.atomic
def remove_notice(*, pk: int, seen: str) -> None:
    """Take out a notice entered by mistake. Raises StaleRowError."""
    row = locked(PublicNotice, pk, seen)
    project = row.project_id
    row.delete()
    tell(PublicNotice, project)


def _write(
    row: PublicNotice, values: Mapping[str, Any], photo: UploadedFile | None, by: User
) -> PublicNotice:
    if is_ahead(values.get("posted_on")):
        raise ValidationError({"posted_on": _("The date is in the future.")})
    written(row, values, _BESIDE)
    if photo is not None:
        try:
            row.photo = attachments.store(upload=photo, by=by)
        except ValidationError as error:
            raise ValidationError({"photo": error.messages}) from None
        row.save(update_fields=["photo", "updated_at"])
    tell(PublicNotice, row.project_id)
    return row
