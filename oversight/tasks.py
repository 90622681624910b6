"""Celery tasks of the frame itself."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def clear_expired_sessions() -> None:
    call_command("clearsessions")


@shared_task
def clear_expired_tokens() -> None:
    """Those of system clients; an expired token opens nothing, it only takes room."""
    call_command("oidc_cleartokens")
