"""Files of the exchange: received rosters and made workbooks, below no URL."""

import hashlib
import uuid
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from exchange.errors import FileRefused

_CHUNK = 1 << 20


def stored(name: str) -> Path:
    """The path of a stored file. Raises FileRefused when it has been tidied away."""
    path: Path = settings.FILES_ROOT / name
    if not path.is_file():
        raise FileRefused(_("The file is no longer kept. Send it again."))
    return path


def new_path(folder: str, suffix: str) -> Path:
    """A path for a file to be written, with a name that cannot be guessed."""
    path: Path = settings.FILES_ROOT / folder / f"{uuid.uuid4().hex}{suffix}"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def relative(path: Path) -> str:
    return path.relative_to(settings.FILES_ROOT).as_posix()


def store(content: BinaryIO, suffix: str) -> tuple[str, int, str]:
    """Write an upload down; returns (stored name, size, sha256 in hex)."""
    path = new_path("received", suffix)
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as file:
        path.chmod(0o600)
        while chunk := content.read(_CHUNK):
            size += len(chunk)
            if size > settings.UPLOAD_MAX_BYTES:
                file.close()
                path.unlink()
                raise FileRefused(
                    _("The file is larger than %(most)d MB. Split it.")
                    % {"most": settings.UPLOAD_MAX_BYTES // 1024**2}
                )
            digest.update(chunk)
            file.write(chunk)
    return relative(path), size, digest.hexdigest()


def remove(name: str) -> None:
    if name:
        (settings.FILES_ROOT / name).unlink(missing_ok=True)
