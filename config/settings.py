"""The only settings. What differs from machine to machine comes from the environment.

``DEBUG`` has three states, because a trial must run without any preparation while
production must not run by accident:

* unset: a trial. Missing database, queue and keys are embedded under ``var/``.
* true: the same, with Django's debug pages.
* false: production. Nothing is embedded; a missing value stops the start.
"""

import os
from pathlib import Path

import django_stubs_ext
import environ
import pghistory
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import embedded, local_keys

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("HOUSEHOLD_MONITOR_VAR") or BASE_DIR / "var")

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

PRODUCTION = "DEBUG" in os.environ and not env.bool("DEBUG")
DEBUG = "DEBUG" in os.environ and env.bool("DEBUG")

if PRODUCTION:
    REQUIRED = (
        "DATABASE_URL",
        "REDIS_URL",
        "SECRET_KEY",
        "FIELD_KEYS",
        "INDEX_KEY",
        "ALLOWED_HOSTS",
    )
    if missing := [name for name in REQUIRED if not os.environ.get(name)]:
        names = ", ".join(missing)
        raise ImproperlyConfigured(
            f"Production (DEBUG off) needs {names} in the environment; "
            "see .env.example. 生产环境缺少以上配置，未启动。"
        )
else:
    os.environ.update(embedded.ensure_urls())
    for name, value in local_keys.load_or_create(VAR_DIR).items():
        os.environ.setdefault(name, value)

SECRET_KEY = env.str("SECRET_KEY")
FIELD_KEYS = env.str("FIELD_KEYS")
INDEX_KEY = env.str("INDEX_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)

# The unit that runs the installation, printed on every page.
CITY_NAME = env.str("CITY_NAME", default="安澜市")
BUREAU_NAME = env.str("BUREAU_NAME", default="安澜市乡村振兴局")

INSTALLED_APPS = [
    "dashboards",
    "projects",
    "assistance",
    "households",
    "exchange",
    "accounts",
    "core",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "import_export",
    "lucide",
    "pghistory",
    "pgtrigger",
]

MIDDLEWARE = [
    "core.middleware.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.middleware.NoNulMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SessionLimitsMiddleware",
    "accounts.middleware.LoginRequiredMiddleware",
    "accounts.middleware.PasswordChangeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.middleware.NoStoreMiddleware",
    "accounts.middleware.HistoryContextMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["core.templatetags.ui", "django.templatetags.i18n"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context_processors.shell",
            ],
        },
    }
]

DATABASES = {"default": env.db_url("DATABASE_URL")}
DATABASES["default"]["OPTIONS"] = {
    # A pool per web process; the worker and one-off commands keep one connection.
    **({"pool": {"min_size": 1, "max_size": 4}} if env.bool("DB_POOL", False) else {}),
    # Unset, it makes every history trigger raise and catch an error, and each such
    # error reads all deferred checks of the transaction again: quadratic in the rows.
    "options": " ".join(["-c pgtrigger.ignore={}", env.str("DB_OPTIONS", default="")]),
}
DATABASES["default"]["CONN_MAX_AGE"] = 0 if env.bool("DB_POOL", False) else 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL")

# Sessions live in PostgreSQL: a queue that is down must not log people out.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", default=30 * 60)
SESSION_ABSOLUTE_SECONDS = env.int("SESSION_ABSOLUTE_SECONDS", default=12 * 3600)
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.views.csrf_failure"

if PRODUCTION:
    SESSION_COOKIE_NAME = "__Host-sid"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    # A supervisor on this machine asks without TLS whether the process lives.
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    if BEHIND_PROXY:
        # Only for a proxy that overwrites the header; otherwise clients could forge it.
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "accounts.backends.LockoutBackend",
    "accounts.backends.RoleBackend",
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:login"
PASSWORD_HASHERS = [
    "accounts.hashers.LightArgon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation."
        "UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.validators.MixedCharactersValidator"},
]

# A name is locked together with the address it was tried from: a whole office
# shares one address, and a lock by address alone would lock the bureau out.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# Tries during the lock do not lengthen it: «in 15 minutes» stays true.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "accounts.views.session.locked_out"
AXES_HTTP_RESPONSE_CODE = 429
AXES_ENABLE_ADMIN = False
# Log-ins stand in our own access log, which is chained.
AXES_DISABLE_ACCESS_LOG = True
# Looser, for one name tried from many addresses.
LOCKOUT_FAILURES_PER_NAME = 20
# GB/T 22239-2019 is audited with a regular change of passwords; 0 turns it off.
PASSWORD_MAX_AGE_DAYS = env.int("PASSWORD_MAX_AGE_DAYS", default=180)

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
NPM_ROOT = BASE_DIR / "node_modules"
NPM_FILES = {"vendor/echarts-6.1.0.common.min.js": "echarts/dist/echarts.common.min.js"}
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.npm_finder.NpmFilesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Uploaded rosters and made workbooks: never below a URL, reached only through views.
FILES_ROOT = Path(env.str("FILES_ROOT", default=str(VAR_DIR / "files")))

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_PERMISSIONS = 0o600
UPLOAD_MAX_BYTES = 40 * 1024 * 1024
ATTACHMENT_MAX_BYTES = 20 * 1024 * 1024
# A request that announces more is not read to its end.
REQUEST_MAX_BYTES = 64 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "exchange.attachments.RequestSizeLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

PGHISTORY_APPEND_ONLY = True
# Inline, not a row in a context table: an import writes 100,000 events in one
# transaction, and each would touch the same context row.
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_INSTALL_CONTEXT_FUNC_ON_MIGRATE = True

CELERY_BROKER_URL = embedded.celery_broker_url(REDIS_URL)
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 900
CELERY_TASK_SOFT_TIME_LIMIT = 840
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 1800,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 2,
    "socket_connect_timeout": 1,
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1}
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "ring-waiting-jobs": {"task": "exchange.tasks.sweep_jobs", "schedule": 30.0},
    "settle-due-mergers": {
        "task": "accounts.tasks.settle_due_mergers",
        "schedule": crontab(hour=1, minute=30),
    },
    "recompute-open-months": {
        "task": "dashboards.tasks.recompute_open_months",
        "schedule": crontab(hour=2, minute=0),
    },
    "escalate-deadlines": {
        "task": "households.tasks.escalate_deadlines",
        "schedule": crontab(hour=1, minute=0),
    },
    "close-unopposed-leads": {
        "task": "households.tasks.close_unopposed_leads",
        "schedule": crontab(hour=1, minute=10),
    },
    "refresh-screening-lists": {
        "task": "households.tasks.refresh_screening_lists",
        "schedule": crontab(hour=0, minute=20),
    },
    "refresh-policy-cards": {
        "task": "assistance.tasks.refresh_policy_cards",
        "schedule": crontab(hour=0, minute=40),
    },
    "check-quality": {
        "task": "households.tasks.check_quality",
        "schedule": crontab(hour=2, minute=30),
    },
    "tidy-exchanged-files": {
        "task": "exchange.tasks.tidy_files",
        "schedule": crontab(hour=3, minute=40),
    },
    "clear-sessions": {
        "task": "accounts.tasks.clear_expired_sessions",
        "schedule": crontab(hour=3, minute=30),
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"mask_personal_numbers": {"()": "core.logs.MaskPersonalNumbers"}},
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["mask_personal_numbers"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {"axes": {"level": "WARNING"}, "fontTools": {"level": "WARNING"}},
}
