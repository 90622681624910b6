"""Celery tasks of boards: thin, safe to run twice or at once."""

from celery import shared_task

from boards.operations.minute_drafts import drop_old_drafts


@shared_task
def delete_old_minute_drafts() -> None:
    """Once a day (settings.CELERY_BEAT_SCHEDULE): the retention rule of drafts of minutes."""
    drop_old_drafts()
