"""The settings of the tests: a database of their own, quick passwords, and nothing that leaves the machine."""

import os

from tests.servers import database

for name in ("DEBUG", "EMAIL_URL", "REDIS_URL", "OVERSIGHT_ALLOWED_HOSTS", "OVERSIGHT_BASE_URL", "PORT"):
    os.environ.pop(name, None)
os.environ.update(
    OVERSIGHT_MODE="demonstration",
    OVERSIGHT_VAR=str(database.state()),
    OVERSIGHT_SECRET_KEY="a key for the tests alone: it protects nothing and opens nothing",
    OVERSIGHT_DEMO_PASSWORD="correct horse battery staple",
    DATABASE_URL=database.url(),
)

from oversight.settings import *  # noqa: E402, F403
from oversight.settings import DATABASES, LOGGING, PASSWORD_HASHERS, STORAGES  # noqa: E402

# Tables are made from the models: that the migrations make the same is asked by tests/test_migrations.py.
DATABASES["default"]["TEST"] = {"MIGRATE": False}
if os.environ["TEST_DATABASE"] == "sqlite":
    # A file, since processes and threads share it; nothing waits for the disk.
    DATABASES["default"]["TEST"]["NAME"] = str(database.state() / "tests.sqlite3")
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# Jobs are queued in memory and lost; the tests of jobs ask for the fixture `broker`.
CELERY_BROKER_URL = "memory://"
# A line for each request tells a failed test nothing: what is wrong is told at a higher level.
LOGGING = LOGGING | {"root": LOGGING["root"] | {"level": "WARNING"}}
