"""The real settings on real services; only what makes tests slow is lighter."""

from config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FILES_ROOT = VAR_DIR / "test-files"  # noqa: F405
# WhiteNoise warns when nothing has been collected yet, and a warning is an error here.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
