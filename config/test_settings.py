"""The real settings on real services; only what makes tests slow is lighter."""

from config import embedded
from config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FILES_ROOT = VAR_DIR / "test-files"  # noqa: F405
# WhiteNoise warns when nothing has been collected yet, and a warning is an error here.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405

# A Redis database of their own: tests must never ring the worker of a running stack.
REDIS_URL = embedded.redis_url_for(REDIS_URL, embedded.TEST_REDIS_DB)  # noqa: F405
CELERY_BROKER_URL = embedded.celery_broker_url(REDIS_URL)
