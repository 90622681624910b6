"""Pauses: while one is under way nobody is reminded of anything. What falls due goes on being recorded.

Somebody starts one by hand; an import and a restore of the database start one by themselves, so that a person looks
at what would be sent before it is.
"""

import json
import logging
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import models, transaction
from django.db.models import Max, Q
from django.utils import timezone

from oversight import context
from oversight.days import day_in_words
from oversight.models import Event
from oversight.operations import record_event
from oversight.reminders.ledger import Digest
from oversight.reminders.runs import has_swept_since
from oversight.reminders.states import State
from oversight.roles import is_active_user

log = logging.getLogger(__name__)

AFTER_RESTORE = (
    "The database does not hold the last digest that left: it was put back to an earlier moment. "
    "What was sent since would be sent again."
)
NOT_CHECKED = (
    "The ledger was not brought up to the day since this pause began, so that nobody can see yet what would go "
    "out. Wait for the next check for reminders; it comes by itself within minutes."
)


class Why(models.TextChoices):
    BY_HAND = "by_hand", "By hand"
    IMPORT = "import", "After an import"
    RESTORE = "restore", "After a restore"


class PauseQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_at__isnull=True)

    def visible_to(self, user, today=None):
        """They name nothing of any board: every active user."""
        return self if is_active_user(user) else self.none()


class Pause(models.Model):
    """A time in which no digest left, why, and who ended it."""

    why = models.CharField("paused", max_length=10, choices=Why.choices)
    reason = models.TextField()
    started_at = models.DateTimeField(default=context.now)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="pauses_started",
        help_text="Empty: the system.",
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="pauses_ended"
    )

    objects = PauseQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        verbose_name = "pause of reminders"
        verbose_name_plural = "pauses of reminders"
        constraints = [
            models.CheckConstraint(condition=Q(why__in=Why.values), name="pause_why_is_known"),
            models.UniqueConstraint(
                fields=["why"], condition=Q(ended_at__isnull=True), name="one_current_pause_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_by__isnull=False),
                name="ended_pause_says_by_whom",
            ),
        ]

    def __str__(self):
        started = timezone.localtime(self.started_at)
        return f"{self.get_why_display()}, {day_in_words(started)} {started:%H:%M}"

    @property
    def reason_in_short(self) -> str:
        """In a line: of several imports that paused them the first, and how many came besides."""
        first, *others = self.reason.splitlines() or [""]
        if self.why == Why.BY_HAND:
            return " ".join([first, *others])
        return f"{first} (and {len(others)} more)" if others else first


def are_paused() -> bool:
    return Pause.objects.current().exists()


def pause_after(why: Why, reason: str, *, by=None) -> None:
    """Pause all reminders after an import or a restore; another reason is added to a pause under way."""
    with transaction.atomic():
        pause, is_new = Pause.objects.select_for_update().get_or_create(
            why=why, ended_at=None, defaults={"reason": reason, "started_by": by}
        )
        if not is_new and reason not in pause.reason.splitlines():
            pause.reason = f"{pause.reason}\n{reason}"
            pause.save(update_fields=["reason"])
        # Each time, the same reason too: what came with it is to be swept before anybody looks.
        record_event(pause, step="pause_reminders", by=by, note=reason)


def is_unchecked(pause: Pause) -> bool:
    """Whether what an import or a restore brought is not in the ledger yet, so that no preview could show it."""
    if pause.why == Why.BY_HAND:
        return False
    return not has_swept_since(_last_started(pause))


def _last_started(pause: Pause) -> datetime:
    return Event.objects.about(pause).aggregate(last=Max("at"))["last"] or pause.started_at


# --- After a restore -----------------------------------------------------------------------------


def _marker() -> Path:
    return Path(settings.VAR) / "last-digest-sent.json"


def note_sent(digest: Digest) -> None:
    """Remember outside the database which digest left last."""
    if not settings.REMINDER_CAUTION:
        return
    marker = _marker()
    fresh = marker.with_suffix(f".{digest.pk}.tmp")
    try:
        fresh.write_text(json.dumps({"message_id": digest.message_id}))
        fresh.replace(marker)
    except OSError as error:
        # Without it a restore is not noticed; that must not keep anybody from being reminded.
        log.warning("reminders: the last digest sent could not be noted: %s", error)


def pause_if_restored() -> None:
    """Pause reminders where the database knows nothing of the digest that left last from this machine.

    Where none is noted nothing is paused, though the ledger says that some left: a container that begins with an empty
    folder would be paused at every start.
    """
    if not settings.REMINDER_CAUTION:
        return
    marker = _marker()
    try:
        message_id = json.loads(marker.read_text())["message_id"]
    except (OSError, ValueError, KeyError, TypeError):
        return
    if Digest.objects.filter(message_id=message_id, state=State.SENT).exists():
        return
    if not Pause.objects.current().filter(why=Why.RESTORE).exists():
        pause_after(Why.RESTORE, AFTER_RESTORE)
    try:
        marker.unlink(missing_ok=True)
    except OSError as error:
        log.error(
            "reminders: paused again each time they were resumed until %s is removed: %s", marker, error
        )
