"""The engine's Celery tasks: thin, safe to run twice or at once, and done again by the next run where one is lost.

Beat starts both (settings.CELERY_BEAT_SCHEDULE). What one sweep wrote down the next delivery finds, whichever worker
ran it and however long ago.
"""

from datetime import timedelta

from celery import shared_task
from django.db import InterfaceError, OperationalError

from oversight.context import Channel, change
from oversight.reminders import deliver as delivery
from oversight.reminders import sweep as sweeping
from oversight.reminders.runs import Kind, figures_of, running

# The task leaves off by itself well before the worker would stop it.
DELIVERS_FOR = timedelta(minutes=7)


class Undelivered(Exception):
    """The mail server refused some digests, or could not be reached: they are still due."""


@shared_task(
    acks_late=True,
    soft_time_limit=240,
    time_limit=270,
    autoretry_for=(OperationalError, InterfaceError),
    retry_backoff=5,
    retry_backoff_max=60,
    retry_jitter=True,
    max_retries=3,
)
def sweep() -> None:
    """Record what is due to send."""
    with change(channel=Channel.TASK), running(Kind.SWEEP) as figures:
        figures.update(figures_of(sweeping.sweep()))


@shared_task(
    acks_late=True,
    soft_time_limit=540,
    time_limit=600,
    autoretry_for=(OperationalError, InterfaceError, Undelivered),
    retry_backoff=30,
    retry_backoff_max=300,
    retry_jitter=True,
    max_retries=5,
)
def deliver() -> None:
    """Send what is ready. Tried again after a wait where the mail server refused or was silent."""
    with change(channel=Channel.TASK):
        with running(Kind.DELIVERY) as figures:
            delivered = delivery.deliver(within=DELIVERS_FOR)
            figures.update(figures_of(delivered))
        if delivered.failed:
            raise Undelivered(f"{delivered.failed} digests are tried again.")
