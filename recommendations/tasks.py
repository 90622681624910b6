"""Celery tasks of packs: thin, safe to run twice or at once; what is lost is done by the next sweep."""

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from oversight.doors import Door, through
from oversight.queue import enqueue
from recommendations.operations import packs as operations
from recommendations.packs import making

MAKE = "recommendations.tasks.make_pack"


# The limits lie below operations.packs.TAKEN_UP_AFTER: nobody takes up what is still being made.
@shared_task(
    name=MAKE,
    acks_late=True,
    soft_time_limit=240,
    time_limit=270,
    autoretry_for=(OperationalError,),
    retry_backoff=5,
    max_retries=3,
)
def make_pack(pk: int) -> None:
    with through(Door.TASK):
        making.make(pk)


@shared_task
def make_waiting_packs() -> None:
    """Queue what waits or was left behind. Beat starts it every minute (settings.CELERY_BEAT_SCHEDULE)."""
    for pk in operations.waiting(timezone.now()):
        enqueue(MAKE, pk)
