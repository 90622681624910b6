"""The frame of the site and what both apps share; no board or recommendation is named here."""

from oversight.celery import app as celery_app

__all__ = ["celery_app"]
