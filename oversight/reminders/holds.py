"""Holds: while one stands nobody is reminded of anything. What is owed goes on being written down.

Somebody places one by hand; an import and a restore of the database place one by themselves, so that a person looks
at what would go out before it does.
"""

import json
import logging
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from oversight.errors import RuleBroken, WrongState
from oversight.operations import record_event
from oversight.reminders.ledger import Digest, State

log = logging.getLogger(__name__)

AFTER_RESTORE = (
    "The database does not hold the last digest that left: it was put back to an earlier moment. "
    "What was sent since would be sent again."
)
DONE = {"hold_reminders": "Reminders held", "release_reminders": "Reminders released"}


class Why(models.TextChoices):
    BY_HAND = "by_hand", "By hand"
    IMPORT = "import", "After an import"
    RESTORE = "restore", "After a restore"


class HoldQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(released_at__isnull=True)

    def visible_to(self, user, today=None):
        """They name nothing of any board: everybody who is known."""
        return self if user.is_authenticated and user.is_active else self.none()


class Hold(models.Model):
    """A time in which no digest left, why, and who ended it."""

    why = models.CharField("placed", max_length=10, choices=Why.choices)
    reason = models.TextField()
    placed_at = models.DateTimeField(default=timezone.now)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="holds_placed",
        help_text="Empty: the system.",
    )
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="holds_released"
    )

    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering = ["-placed_at", "-pk"]
        verbose_name = "hold on reminders"
        verbose_name_plural = "holds on reminders"
        constraints = [
            models.CheckConstraint(condition=Q(why__in=Why.values), name="hold_why_is_known"),
            models.UniqueConstraint(
                fields=["why"], condition=Q(released_at__isnull=True), name="one_standing_hold_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True) | Q(released_by__isnull=False),
                name="released_hold_says_by_whom",
            ),
        ]

    def __str__(self):
        return f"{self.get_why_display()}, {timezone.localtime(self.placed_at):%-d %B %Y %H:%M}"


def are_held() -> bool:
    return Hold.objects.standing().exists()


def hold(*, by, reason: str) -> Hold:
    """Hold all reminders by hand. Raises RuleBroken without a reason, WrongState where they are held by hand already.

    Who may do so is asked at the door (boards/rules/access.py).
    """
    if not reason.strip():
        raise RuleBroken("Say why reminders are held: everybody at the desk reads it.", field="reason")
    with transaction.atomic():
        held, is_new = Hold.objects.get_or_create(
            why=Why.BY_HAND, released_at=None, defaults={"reason": reason.strip(), "placed_by": by}
        )
        if not is_new:
            raise WrongState(f"Reminders are held already: “{held.reason}”")
        record_event(held, step="hold_reminders", by=by, note=held.reason)
    return held


def hold_after(why: Why, reason: str, *, by=None) -> None:
    """Hold all reminders after an import or a restore; another reason is added to a hold that stands.

    Not in a demonstration, whose e-mails go to files and to nobody.
    """
    if not settings.REMINDER_CAUTION:
        return
    with transaction.atomic():
        held, is_new = Hold.objects.select_for_update().get_or_create(
            why=why, released_at=None, defaults={"reason": reason, "placed_by": by}
        )
        if not is_new and reason not in held.reason.splitlines():
            held.reason = f"{held.reason}\n{reason}"
            held.save(update_fields=["reason"])
        if is_new:
            record_event(held, step="hold_reminders", by=by, note=reason)


def release(held: Hold, *, by) -> None:
    """Let reminders go out again, as far as no other hold stands. Raises WrongState where it was released before."""
    with transaction.atomic():
        standing = Hold.objects.standing().filter(pk=held.pk)
        if not standing.update(released_at=timezone.now(), released_by=by):
            raise WrongState("This hold was released before.")
        record_event(held, step="release_reminders", by=by)
    held.refresh_from_db()


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
    except OSError:
        # Without it a restore is not noticed; that must not keep anybody from being reminded.
        log.exception("reminders: the last digest sent could not be noted")


def hold_if_restored() -> None:
    """Hold reminders where the database knows nothing of the digest that left last from this machine."""
    if not settings.REMINDER_CAUTION:
        return
    marker = _marker()
    try:
        message_id = json.loads(marker.read_text())["message_id"]
    except (OSError, ValueError, KeyError, TypeError):
        return
    if Digest.objects.filter(message_id=message_id, state=State.SENT).exists():
        return
    hold_after(Why.RESTORE, AFTER_RESTORE)
    with suppress(OSError):
        marker.unlink()
