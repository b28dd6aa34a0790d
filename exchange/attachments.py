"""Files filed as evidence: judged by their content, kept outside every URL.

A photo is made anew from its pixels, so that neither the place where a phone took it
nor anything hidden behind the picture comes in. Whoever gives a file out asks the row
it is filed with, and logs it; a browser saves it and never shows it.
"""

from __future__ import annotations

import hashlib
import io
import warnings
import zipfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from accounts.models import User
from exchange import files
from exchange.models import Attachment

FOLDER = "papers"
_MEGABYTE = 1024 * 1024
#: Longest side of a photo in pixels; print-sharp on A4.
_LONGEST = 2600
#: A picture of more pixels than any phone takes.
_MOST_PIXELS = 120_000_000
_MOST_UNPACKED, _MOST_MEMBERS = 200 * _MEGABYTE, 5000
_OOXML = "application/vnd.openxmlformats-officedocument."
_PACKED = {
    "word/document.xml": (".docx", f"{_OOXML}wordprocessingml.document"),
    "xl/workbook.xml": (".xlsx", f"{_OOXML}spreadsheetml.sheet"),
}
#: Where the refusal of a request that is too large is noted for its view.
_REFUSED = "exchange.upload_refused"


class RequestSizeLimit(FileUploadHandler):
    """Stops reading a request that announces more than the limit.

    First among the handlers: a file of 200 MB is refused at its first byte. The fields
    before it have been read, so that the form can be shown again.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.request is None:
            return
        announced = str(self.request.META.get("CONTENT_LENGTH") or "")
        if announced.isdecimal() and int(announced) > settings.REQUEST_MAX_BYTES:
            self.request.META[_REFUSED] = "1"
            raise StopUpload(connection_reset=True)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def was_refused(request: HttpRequest) -> bool:
    """Whether the file of this request was too large to be read."""
    return _REFUSED in request.META


def store(*, upload: UploadedFile, by: User | None) -> Attachment:
    """Keep an upload and return its row.

    Raises ValidationError with one sentence: too large, empty, or not one of PDF, JPEG,
    PNG, Word and Excel by its content, whatever its name says.
    """
    if (upload.size or 0) > settings.ATTACHMENT_MAX_BYTES:
        raise ValidationError(too_large())
    content = upload.read()
    if not content:
        raise ValidationError(_("The file is empty."))
    suffix, kind, content = _judged(content)
    path = files.new_path(FOLDER, suffix)
    path.write_bytes(content)
    path.chmod(0o600)
    return Attachment.objects.create(
        name=_named(upload.name or "", suffix),
        content_type=kind,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        path=files.relative(path),
        uploaded_by=by,
    )


def discard(attachment: Attachment) -> None:
    """Remove a file that is not filed after all, with its row."""
    files.remove(attachment.path)
    attachment.delete()


def open_attachment(attachment: Attachment) -> FileResponse:
    """The file to be saved. Raises FileRefused when it is missing."""
    response = FileResponse(
        files.stored(attachment.path).open("rb"),
        as_attachment=True,
        filename=attachment.name,
        content_type=attachment.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def too_large() -> str:
    return _("The file is larger than %(most)d MB. Take a smaller photo or scan.") % {
        "most": settings.ATTACHMENT_MAX_BYTES // _MEGABYTE
    }


def _judged(content: bytes) -> tuple[str, str, bytes]:
    """Suffix, type and what is kept, from the first bytes and what follows them."""
    if content.startswith(b"%PDF-"):
        return ".pdf", "application/pdf", content
    if content.startswith(b"\xff\xd8\xff"):
        return ".jpg", "image/jpeg", _made_anew(content, "JPEG")
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return ".png", "image/png", _made_anew(content, "PNG")
    if content.startswith(b"PK\x03\x04"):
        return *_package(content), content
    raise ValidationError(
        _("Only PDF, JPEG and PNG pictures, Word (.docx) and Excel (.xlsx) are taken.")
    )


def _made_anew(content: bytes, kind: str) -> bytes:
    """The picture, upright, of at most the longest side, without anything else."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[kind]) as opened:
                return _encoded(opened, kind)
    except (
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):
        raise ValidationError(
            _("The picture is damaged or too large. Take it again.")
        ) from None


def _encoded(opened: Image.Image, kind: str) -> bytes:
    if opened.width * opened.height > _MOST_PIXELS:
        raise ValueError("too many pixels")
    opened.draft("RGB", (_LONGEST, _LONGEST))
    upright = ImageOps.exif_transpose(opened)
    upright.thumbnail((_LONGEST, _LONGEST))
    mode = (
        "RGB" if kind == "JPEG" or upright.mode not in {"L", "RGBA"} else upright.mode
    )
    clean = Image.new(mode, upright.size)
    clean.paste(upright.convert(mode))
    target = io.BytesIO()
    options: dict[str, Any] = {"quality": 85} if kind == "JPEG" else {"optimize": True}
    clean.save(target, kind, **options)
    return target.getvalue()


def _package(content: bytes) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise ValidationError(_("The file is damaged. Save it anew.")) from None
    names = {member.filename for member in members}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise ValidationError(_("The file contains macros. Save it without them."))
    unpacked = sum(member.file_size for member in members)
    if len(members) > _MOST_MEMBERS or unpacked > _MOST_UNPACKED:
        raise ValidationError(_("The file unpacks to too much. Save it as PDF."))
    if "[Content_Types].xml" in names:
        for part, found in _PACKED.items():
            if part in names:
                return found
    raise ValidationError(
        _("Only PDF, JPEG and PNG pictures, Word (.docx) and Excel (.xlsx) are taken.")
    )


def _named(name: str, suffix: str) -> str:
    """The name as it was sent, with the ending of what it really is."""
    stem = "".join(char for char in Path(name).stem if char.isprintable())
    return f"{stem[:100] or 'paper'}{suffix}"
