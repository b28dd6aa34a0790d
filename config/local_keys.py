"""Keys of a trial or development installation, made once and kept under ``var/``.

Production never comes here: there every key is given by the environment.
"""

import base64
import json
import os
import secrets
from pathlib import Path


def load_or_create(folder: Path) -> dict[str, str]:
    """Return SECRET_KEY, FIELD_KEYS and INDEX_KEY, the same ones at every start.

    The file is linked into place, so that of several processes starting at once
    all end up with the keys of the first: data encrypted under a key that lost
    the race could never be read again.
    """
    path = folder / "keys.json"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        keys = {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "FIELD_KEYS": f"1:{base64.b64encode(os.urandom(32)).decode()}",
            "INDEX_KEY": base64.b64encode(os.urandom(32)).decode(),
        }
        draft = folder / f".keys.{os.getpid()}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(keys, file)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    loaded: dict[str, str] = json.loads(path.read_text())
    return loaded
