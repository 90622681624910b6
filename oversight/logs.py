"""Logs as one JSON line each, with the request's id and person (structlog, django-structlog)."""

import re
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

# Addresses that open something to anybody who has them; logs are read by more people than that.
SECRET_PLACES = re.compile(r"(/calendars/|/password/reset/key/)[^/\s?\"']+")


def without_secrets(logger: Any, name: str, event: EventDict) -> EventDict:
    """Leaves out of a line what in an address must stay secret."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = SECRET_PLACES.sub(r"\1[left out]", value)
    return event


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    without_secrets,
]

renderer = structlog.processors.JSONRenderer()

structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *SHARED,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
