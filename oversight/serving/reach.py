"""What the register needs before it starts: a database and a broker that answer, and an address to listen on."""

import errno
import os
import socket
import time
from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.utils import Error as DatabaseError
from kombu import Connection
from kombu.exceptions import OperationalError


class CannotServe(Exception):
    """The register cannot run here; the message is a sentence for the person who started it."""


def bind_address() -> str:
    """The address the web server listens on: OVERSIGHT_BIND, else for this machine alone."""
    return os.environ.get("OVERSIGHT_BIND") or "127.0.0.1"


def require_database() -> None:
    """Raises CannotServe when the database does not let us in."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        where, remedy = "named by DATABASE_URL", "start it, or set DATABASE_URL to one that answers"
        if connection.vendor == "sqlite":
            where = f"{connection.settings_dict['NAME']}"
            remedy = "let this account write there, or set OVERSIGHT_VAR or DATABASE_URL"
        raise CannotServe(
            f"The database {where} cannot be opened ({_in_one_line(error)}): {remedy}."
        ) from None


def require_broker(url: str, options: Mapping[str, Any]) -> None:
    """Raises CannotServe when no Redis or Valkey answers at REDIS_URL."""
    try:
        with Connection(url, connect_timeout=5, transport_options=dict(options)) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0)
    except (OperationalError, OSError) as error:
        raise CannotServe(
            f"The broker named by REDIS_URL does not answer ({_in_one_line(error)}): "
            "start it, set REDIS_URL to one that answers, or unset it for the embedded one."
        ) from None


def require_free_port(port: int, patience: float = 0) -> None:
    """Raises CannotServe when something else listens on the port after `patience` seconds, or nobody ever can."""
    end, address = time.monotonic() + patience, bind_address()
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
                return
            except PermissionError:
                raise CannotServe(
                    f"Port {port} needs root: choose a higher one, for instance PORT=8000."
                ) from None
            except OSError as error:
                if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
                    raise CannotServe(
                        f"OVERSIGHT_BIND is {address!r}, which is no IPv4 address of this machine: set it to one of "
                        "them, to 127.0.0.1 for this machine alone, or to 0.0.0.0 for all of them."
                    ) from None
                if time.monotonic() >= end:
                    raise CannotServe(
                        f"Port {port} is in use by another program: stop it, or set another, such as PORT={port + 1}."
                    ) from None
        time.sleep(0.2)


def _in_one_line(error: BaseException) -> str:
    """What the server or its driver said, without the hints it indents below, nor its closing full stop."""
    said = [line for line in str(error).splitlines() if not line.startswith("\t")]
    return " ".join(" ".join(said).split()).rstrip(".")
