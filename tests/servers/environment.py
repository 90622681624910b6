"""The environment of the processes that tests start: the register's own settings on a database of the tests."""

import os
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]


def environment(**given: str) -> dict[str, str]:
    """The environment of the tests with the register's own settings, and what is given on top."""
    mail = {"EMAIL_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}"} if mail_goes_to_a_server() else {}
    return os.environ | {"DJANGO_SETTINGS_MODULE": "oversight.settings"} | mail | given


def mail_goes_to_a_server() -> bool:
    return settings.EMAIL_BACKEND.endswith(".smtp.EmailBackend")


def of_test_database() -> dict[str, str]:
    """DATABASE_URL of the database that the running test uses."""
    from django.db import connection

    return {"DATABASE_URL": url_of(str(connection.settings_dict["NAME"]))}


def url_of(name: str) -> str:
    """The address of the database `name` on the tests' server; for SQLite `name` is the file."""
    if "TEST_DATABASE_URL" not in os.environ:
        return f"sqlite:///{name}"
    return urlunsplit(urlsplit(os.environ["TEST_DATABASE_URL"])._replace(path=f"/{name}"))
