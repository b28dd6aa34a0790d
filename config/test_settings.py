"""The real settings on real services; only what makes tests slow is lighter."""

import os

from config import embedded
from config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
#: ``gw0``, ``gw1`` … where tests run side by side; each has services of its own.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
FILES_ROOT = VAR_DIR / f"test-files{WORKER}"  # noqa: F405
# WhiteNoise warns when nothing has been collected yet, and a warning is an error here.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405

# A Redis database of their own: tests must never ring the worker of a running stack.
TEST_REDIS_DB = embedded.TEST_REDIS_DB - int(WORKER.removeprefix("gw") or 0) % 8
REDIS_URL = embedded.redis_url_for(REDIS_URL, TEST_REDIS_DB)  # noqa: F405
CELERY_BROKER_URL = embedded.celery_broker_url(REDIS_URL)
