"""Parts that a machine may lack: the tests that need one are skipped by its name, or fail where CI is set."""

import os
import socket
from typing import NoReturn

import pytest

MISSING = "missing part: "


def missing(part: str, remedy: str) -> NoReturn:
    """Leave the running test because `part` cannot be had here; under CI=true that is a failure."""
    sentence = f"{MISSING}{part} ({remedy})"
    if in_ci():
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() in {"true", "1", "yes"}


def free_port() -> int:
    """A port of the loopback address that nothing listens on now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
