"""Reading the environment: each value is checked as it is read, and what cannot be meant stops the start with a
sentence that names the variable and says what to set. An address is never repeated in it: it may carry a password."""

import secrets
import warnings
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

Network = IPv4Network | IPv6Network


def kept_secret(folder: Path, name: str, length: int) -> str:
    """A secret of the demonstration, made once and kept in the folder for its owner alone."""
    path = folder / name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(length))
    return path.read_text().strip()


def whole_number(name: str, default: int, least: int, most: int) -> int:
    """A number from the environment. Raises ImproperlyConfigured, in words, for anything else."""
    given = env.str(name, str(default))
    if not given.isascii() or not given.isdigit() or not least <= int(given) <= most:
        raise ImproperlyConfigured(f"{name} is {given!r}: set it to a whole number from {least} to {most}.")
    return int(given)


def yes_or_no(name: str, default: bool) -> bool:
    """A switch from the environment. Raises ImproperlyConfigured for anything but true and false."""
    given = env.str(name, str(default)).lower()
    if given not in {"true", "false", "1", "0", "yes", "no", "on", "off"}:
        raise ImproperlyConfigured(f"{name} is {given!r}: set it to true or false.")
    return given in {"true", "1", "yes", "on"}


def database(default: str) -> dict[str, Any]:
    """DATABASE_URL as Django takes it; `default` where it is not set."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # What it does not recognise is refused below.
            found: dict[str, Any] = env.db_url_config(env.str("DATABASE_URL", "") or default)
    except ValueError:
        found = {}
    engine, name = found.get("ENGINE", ""), found.get("NAME", "")
    is_file = engine == "django.db.backends.sqlite3" and name != ":memory:"
    if not is_file and not (engine == "django.db.backends.postgresql" and name):
        raise ImproperlyConfigured(
            "DATABASE_URL names neither a PostgreSQL database nor a SQLite file: "
            "set it like postgres://user:password@host/name."
        )
    return found


def networks(name: str) -> list[Network]:
    """Addresses and networks, with commas between. Raises ImproperlyConfigured for anything else."""
    given = [part.strip() for part in env.str(name, "").split(",") if part.strip()]
    try:
        return [ip_network(part) for part in given]
    except ValueError:
        raise ImproperlyConfigured(
            f"{name} is {env.str(name)!r}: set it to addresses or networks, for instance 10.0.0.5,192.168.7.0/24."
        ) from None


def broker(default: str) -> str:
    """REDIS_URL, the address of a Redis or Valkey; `default` where it is not set."""
    given: str = env.str("REDIS_URL", "") or default
    try:
        address = urlsplit(given)
        is_broker = address.scheme in {"redis", "rediss", "redis+socket"} and address.port != 0
    except ValueError:
        is_broker = False
    if not is_broker:
        raise ImproperlyConfigured("REDIS_URL names no Redis or Valkey: set it like redis://host:6379/0.")
    return given


def mail_server() -> dict[str, Any] | None:
    """EMAIL_URL as Django's settings take it; None where it is not set."""
    given: str = env.str("EMAIL_URL", "")
    if not given:
        return None
    try:
        found: dict[str, Any] = env.email_url_config(given)
    except (ValueError, ImproperlyConfigured):
        found = {"EMAIL_BACKEND": "", "EMAIL_HOST": None}
    # Mail that is printed, dropped or kept in a folder reminds nobody.
    if not found["EMAIL_BACKEND"].endswith("smtp.EmailBackend") or not found["EMAIL_HOST"]:
        raise ImproperlyConfigured(
            "EMAIL_URL names no mail server: set it like smtp+tls://user:password@host:587."
        )
    return found


def log_level() -> str:
    """OVERSIGHT_LOG_LEVEL as the logging module knows it."""
    given: str = env.str("OVERSIGHT_LOG_LEVEL", "INFO").upper()
    if given not in {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}:
        raise ImproperlyConfigured(
            f"OVERSIGHT_LOG_LEVEL is {given!r}: set it to DEBUG, INFO, WARNING, ERROR or CRITICAL."
        )
    return given
