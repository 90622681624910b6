"""Putting a job on the queue without depending on it: the database holds the truth, and a sweep finds what was lost."""

import logging

from kombu.exceptions import OperationalError

from oversight.celery import app

log = logging.getLogger(__name__)


def enqueue(task: str, *arguments: object) -> bool:
    """Queue the task by name. False where the broker cannot be reached; nothing is raised."""
    try:
        with app.connection_for_write(connect_timeout=2) as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, interval_step=0)
            app.send_task(task, args=arguments, connection=connection, retry=False)
    except (OperationalError, OSError) as error:
        log.warning("queue: the broker cannot be reached: %s", error, extra={"task": task})
        return False
    return True
