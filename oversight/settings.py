"""All settings, from the environment. Safe unless told otherwise: outside demonstration mode an unsafe
or missing value stops the start with a sentence that says what to set."""

import tomllib
from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from oversight import environment, logs
from oversight.environment import env, kept_secret, whole_number, yes_or_no

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(env.str("OVERSIGHT_VAR", str(BASE_DIR / "var")))
# Of the register itself; it is written in pyproject.toml alone.
VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

MODE = env.str("OVERSIGHT_MODE", "production")
if MODE not in {"demonstration", "production"}:
    raise ImproperlyConfigured(f"OVERSIGHT_MODE is {MODE!r}: set it to 'demonstration' or 'production'.")
DEMONSTRATION = MODE == "demonstration"
DEBUG = env.bool("DEBUG", False)


# Passwords that stand in tutorials and compose files; a register must not run on one.
DEFAULT_PASSWORDS = {
    "postgres",
    "password",
    "changeme",
    "change-me",
    "secret",
    "oversight",
    "admin",
    "example",
}

if DEMONSTRATION:
    SECRET_KEY = env.str("OVERSIGHT_SECRET_KEY", "") or kept_secret(VAR, "secret_key", 48)
    DEMO_PASSWORD = env.str("OVERSIGHT_DEMO_PASSWORD", "") or kept_secret(VAR, "demo_password", 9)
else:
    SECRET_KEY = env.str("OVERSIGHT_SECRET_KEY", "")
    DEMO_PASSWORD = None
    if DEBUG:
        raise ImproperlyConfigured(
            "DEBUG is on: unset DEBUG, or set OVERSIGHT_MODE=demonstration to try the system."
        )
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10:
        raise ImproperlyConfigured(
            "OVERSIGHT_SECRET_KEY is missing or too weak: set it to a random text of at least 50 characters, "
            "or set OVERSIGHT_MODE=demonstration to try the system."
        )
    if env.str("OVERSIGHT_DEMO_PASSWORD", ""):
        raise ImproperlyConfigured("OVERSIGHT_DEMO_PASSWORD belongs to demonstration mode: unset it.")

HTTPS = not DEMONSTRATION
PORT = whole_number("PORT", 8000, 1, 65535)
BASE_URL = env.str("OVERSIGHT_BASE_URL", f"http://127.0.0.1:{PORT}" if DEMONSTRATION else "")
ALLOWED_HOSTS = env.list(
    "OVERSIGHT_ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if DEMONSTRATION else []
)
if not DEMONSTRATION and (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS):
    raise ImproperlyConfigured(
        "OVERSIGHT_ALLOWED_HOSTS is missing or names every host: set it to the host names the register answers to."
    )
if not DEMONSTRATION and not BASE_URL.startswith("https://"):
    raise ImproperlyConfigured(
        "OVERSIGHT_BASE_URL is missing or not secure: set it to the https:// address people use, for links in e-mails."
    )
CSRF_TRUSTED_ORIGINS = [BASE_URL]

# --- What is installed -------------------------------------------------------------------------

INSTALLED_APPS = [
    "boards",
    "recommendations",
    "oversight",
    "oversight.reminders",
    "oversight.admin_config.RegisterAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.idp.oidc",
    "csp",
    "simple_history",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_structlog",
]

MIDDLEWARE = [
    # Before all that asks for a host, https, a session or the database.
    "oversight.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "oversight.accidents.LastSlash",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "oversight.context.ChangeMiddleware",
]

CSRF_FAILURE_VIEW = "oversight.accidents.csrf_failure"
ROOT_URLCONF = "oversight.urls"
WSGI_APPLICATION = "oversight.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "oversight.pages.frame",
                "oversight.reminders.context_processors.pauses",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Data --------------------------------------------------------------------------------------

DATABASES = {"default": environment.database(f"sqlite:///{VAR / 'oversight.sqlite3'}")}
_database = DATABASES["default"]
_database["ATOMIC_REQUESTS"] = False
if _database["ENGINE"].endswith("sqlite3"):
    # Immediate transactions queue up instead of failing half-way; WAL lets readers go on meanwhile.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    _database["CONN_MAX_AGE"] = 60
    # A server that cannot be reached is said to be so, rather than waited for.
    _database.setdefault("OPTIONS", {}).setdefault("connect_timeout", 10)
    # Nor is a row that somebody holds waited for without end: as long as on SQLite.
    _database["OPTIONS"].setdefault("options", "-c lock_timeout=20s")
    _database["CONN_HEALTH_CHECKS"] = True
    if not DEMONSTRATION and _database.get("PASSWORD") in DEFAULT_PASSWORDS:
        raise ImproperlyConfigured(
            "DATABASE_URL carries a default password: give the database account one of its own."
        )

# Rate limits of the sign-in are shared by all web workers through the database, so that signing in
# does not depend on the broker.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "oversight_cache"}
}

MEDIA_ROOT = VAR / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
# One file of 50 MB and the form around it.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
MAX_FILE_BYTES = 50 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "oversight.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
# The second is gathered by bin/setup from the npm packages; it is no state, and lies in one place for every run.
STATICFILES_DIRS = [BASE_DIR / "oversight" / "assets", BASE_DIR / "var" / "frontend"]
STORAGES = {
    "default": {"BACKEND": "oversight.storage.WholeFiles"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Language and time -------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["oversight.formats"]

# --- People and log-in -------------------------------------------------------------------------

AUTH_USER_MODEL = "boards.Person"
AUTHENTICATION_BACKENDS = ["boards.accounts.RegisterBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    # Of system clients' secrets alone.
    "boards.secrets.RandomSecretHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "boards.accounts.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
# A password reset sends nothing to an address that the register does not know; what the page says is the same.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# Proxies whose word on the address of the client is taken, for the limits on signing in (boards/accounts.py).
TRUSTED_PROXIES = environment.networks("OVERSIGHT_TRUSTED_PROXIES")
# Addresses are entered by the secretariat, so none is "verified"; a second factor is open to everybody all the same.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
SESSION_COOKIE_AGE = 60 * 60 * 10
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# System clients (rules in boards/clients.py): OAuth 2.0 client credentials only.
IDP_OIDC_ADAPTER = "boards.clients.ClientAdapter"
IDP_OIDC_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 60 * 60
API_SCOPES = {
    "register:read": "Read the register",
    "actions:report": "Start actions and report progress",
    "actions:propose": "Propose closure and ask for a new due date",
    "recommendations:report": "Report delivery, give the Commissioner's comments and add evidence",
    "recommendations:propose": "Propose the closure of recommendations",
}

# --- API ---------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "boards.clients.ClientAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["oversight.api.access.SignedIn", "oversight.api.access.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["oversight.api.json.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "oversight.api.json.JSONParser",
        "rest_framework.parsers.MultiPartParser",
        "rest_framework.parsers.FormParser",
    ],
    "DEFAULT_FILTER_BACKENDS": ["oversight.api.filters.StrictFilters"],
    "DEFAULT_PAGINATION_CLASS": "oversight.api.keyset.CursorPages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "oversight.api.refusals.exception_handler",
    "DEFAULT_VERSIONING_CLASS": None,
    "DEFAULT_METADATA_CLASS": None,
    "URL_FORMAT_OVERRIDE": None,
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Oversight register API",
    "VERSION": "1",
    "DESCRIPTION": "Boards, reports, recommendations and actions of police oversight in London.",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,  # so that a file is sent as a file and answered as an address
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},
    "REDOC_DIST": "SIDECAR",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "ActionStatus": "recommendations.rules.action_workflow.Status",
        "ActionStep": "recommendations.rules.action_workflow.ACTIONS.choices",
        "RecommendationStep": "recommendations.rules.recommendation_workflow.RECOMMENDATIONS.choices",
        "ReportStep": "recommendations.rules.response_workflow.RESPONSES.choices",
        "MeetingStep": "boards.rules.meeting_workflow.MEETINGS.choices",
        "AgendaItemStep": "boards.rules.item_workflow.ITEMS.choices",
        "PaperStep": "boards.rules.paper_workflow.PAPERS.choices",
        "Response": "recommendations.rules.vocabulary.Response",
        "BoardStatus": "boards.models.Board.Status",
        "MeetingStatus": "boards.models.Meeting.Status",
        "AgendaItemStatus": "boards.models.AgendaItem.Status",
        "BoardKind": "boards.models.Board.Kind",
        "OrganisationKind": "boards.models.Organisation.Kind",
        "AgendaItemKind": "boards.models.AgendaItem.Kind",
        "OutcomeKind": "boards.models.ItemOutcome.Kind",
        "AttendanceKind": "boards.models.Attendance.Kind",
        "MinutesStatus": "boards.models.Minutes.Status",
        "Seat": "boards.rules.roles.Seat",
        "ReportKind": "recommendations.models.Report.Kind",
        "LinkKind": "recommendations.rules.vocabulary.LinkKind",
        "Marking": "oversight.markings.Marking",
    },
}

# --- Jobs --------------------------------------------------------------------------------------

CELERY_BROKER_URL = environment.broker("redis://127.0.0.1:6379/0")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ALWAYS_EAGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 1200,
    # Without these two a task whose worker died is looked for only every 100 s or so.
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 10,
    "socket_connect_timeout": 5,
}
# The check for reminders asks "what is due to send and not yet sent?", so running it often is safe and a missed run
# is made good by the next. REMINDER_HOUR: no digest leaves before this hour, London time.
REMINDER_HOUR = whole_number("OVERSIGHT_REMINDER_HOUR", 8, 0, 23)
# For trials: digests leave on weekends and holidays too.
REMINDER_ANY_DAY = env.bool("OVERSIGHT_REMINDER_ANY_DAY", False)
REMINDER_EVERY_SECONDS = whole_number("OVERSIGHT_REMINDER_EVERY_SECONDS", 300, 1, 86_400)
# A digest claimed this long ago was left behind by a process that died: another may take it.
REMINDER_CLAIM_SECONDS = whole_number("OVERSIGHT_REMINDER_CLAIM_SECONDS", 900, 1, 86_400)
# The most digests of one run; the rest goes with the next.
REMINDER_CAP = whole_number("OVERSIGHT_REMINDER_CAP", 2000, 1, 1_000_000)
# A spreadsheet that is imported holds reminders until the secretariat has looked. So do a load of the register's file
# and a database put back, but not in a demonstration: it begins with a load, often in a folder used before.
REMINDER_CAUTION = not DEMONSTRATION
CELERY_BEAT_SCHEDULE = {
    "sweep": {
        "task": "oversight.reminders.tasks.sweep",
        "schedule": REMINDER_EVERY_SECONDS,
        "options": {"expires": REMINDER_EVERY_SECONDS},
    },
    "deliver": {
        "task": "oversight.reminders.tasks.deliver",
        "schedule": REMINDER_EVERY_SECONDS,
        "options": {"expires": REMINDER_EVERY_SECONDS},
    },
    # What was asked for while the broker was away, and what a worker left behind.
    "waiting-packs": {
        "task": "recommendations.tasks.make_waiting_packs",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "waiting-imports": {
        "task": "recommendations.tasks.carry_out_waiting_imports",
        "schedule": 60,
        "options": {"expires": 60},
    },
    # Hourly, though a day would do: a run that is missed is made good by the next.
    "reopen-expired-risks": {
        "task": "recommendations.tasks.reopen_expired_risks",
        "schedule": 3600,
        "options": {"expires": 3600},
    },
    "clear-expired-sessions": {
        "task": "oversight.tasks.clear_expired_sessions",
        "schedule": crontab(hour=3, minute=10),
    },
    "clear-expired-tokens": {
        "task": "oversight.tasks.clear_expired_tokens",
        "schedule": crontab(hour=3, minute=20),
    },
    "delete-old-minute-drafts": {
        "task": "boards.tasks.delete_old_minute_drafts",
        "schedule": crontab(hour=3, minute=30),
    },
}

# --- E-mail ------------------------------------------------------------------------------------

_email = environment.mail_server()
if _email:
    vars().update(_email)
elif DEMONSTRATION:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR / "mail"
else:
    raise ImproperlyConfigured(
        "EMAIL_URL is missing: set it to the mail server, for instance smtp+tls://user:password@host:587."
    )
# A mail server silent for longer counts as gone; the digest may have been taken all the same, and is sealed.
EMAIL_TIMEOUT = whole_number("OVERSIGHT_EMAIL_TIMEOUT", 10, 1, 300)
DEFAULT_FROM_EMAIL = env.str("OVERSIGHT_FROM_EMAIL", "Oversight register <register@oversight.example>")
EMAIL_USE_LOCALTIME = True

# --- The response to a report ---------------------------------------------------------------------

# Whether areas for improvement need an explanation too before a response is recorded as published: the Act says
# "recommendation" (recommendations/rules/responses.py).
AFIS_NEED_EXPLANATION = env.bool("OVERSIGHT_AFIS_NEED_EXPLANATION", True)

# --- Safety ------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = HTTPS and yes_or_no("OVERSIGHT_SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if yes_or_no("OVERSIGHT_BEHIND_PROXY", False) else None
)
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SIMPLE_HISTORY_REVERT_DISABLED = True

# --- Logs --------------------------------------------------------------------------------------

LOG_LEVEL = environment.log_level()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "structlog.stdlib.ProcessorFormatter",
            "processor": logs.renderer,
            "foreign_pre_chain": logs.SHARED,
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
