"""The engine's Celery tasks: thin, safe to run twice or at once, and done again by the next run where one is lost."""

from datetime import timedelta

from celery import shared_task
from django.db import OperationalError

from oversight.doors import Door, through
from oversight.reminders.deliver import deliver
from oversight.reminders.sweep import sweep

# The task leaves off by itself well before the worker would stop it.
DELIVERS_FOR = timedelta(minutes=7)


@shared_task(
    acks_late=True,
    soft_time_limit=540,
    time_limit=600,
    autoretry_for=(OperationalError,),
    retry_backoff=5,
    retry_backoff_max=60,
    retry_jitter=True,
    max_retries=3,
)
def run() -> None:
    """Put into the ledger what is owed, then send what is ready. Beat starts it (settings.CELERY_BEAT_SCHEDULE)."""
    with through(Door.TASK):
        sweep()
        deliver(within=DELIVERS_FOR)
