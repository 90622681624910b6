"""Celery tasks: thin, safe to run twice or at once; what is lost is done by the next run."""

from celery import shared_task
from django.db import OperationalError

from oversight import context
from oversight.context import Channel, change
from oversight.queue import enqueue
from recommendations.operations import packs as operations
from recommendations.operations import reopen_expired, sheets
from recommendations.packs import making
from recommendations.sheets import importing

MAKE = "recommendations.tasks.make_pack"
CARRY_OUT = "recommendations.tasks.carry_out_import"


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
    with change(channel=Channel.TASK):
        making.make(pk)


@shared_task
def make_waiting_packs() -> None:
    """Queue what waits or was left behind. Beat starts it every minute (settings.CELERY_BEAT_SCHEDULE)."""
    for pk in operations.waiting(context.now()):
        enqueue(MAKE, pk)


# As above, below operations.sheets.TAKEN_UP_AFTER.
@shared_task(
    name=CARRY_OUT,
    acks_late=True,
    soft_time_limit=540,
    time_limit=570,
    autoretry_for=(OperationalError,),
    retry_backoff=5,
    max_retries=3,
)
def carry_out_import(pk: int) -> None:
    # Somebody asked for it in the admin: what it changes came through there.
    with change(channel=Channel.ADMIN):
        importing.run(pk)


@shared_task
def carry_out_waiting_imports() -> None:
    """Queue what waits or was left behind. Beat starts it every minute (settings.CELERY_BEAT_SCHEDULE)."""
    for pk in sheets.waiting(context.now()):
        enqueue(CARRY_OUT, pk)


@shared_task(autoretry_for=(OperationalError,), retry_backoff=5, max_retries=3)
def reopen_expired_risks() -> None:
    """Take up again what was closed with a risk accepted until yesterday or before."""
    with change(channel=Channel.TASK):
        reopen_expired()
