"""Calendar feeds: a person's meetings at a secret address that they can renew."""

from django.db import models
from django.db.models import Q

from boards.models.board import Board
from boards.models.person import Person
from boards.querysets import CalendarFeedQuerySet


class CalendarFeed(models.Model):
    """One person's feed of all boards they sit on, or of one board. Of the secret only its hash is kept."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="calendar_feeds")
    board = models.ForeignKey(
        Board,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="calendar_feeds",
        help_text="Empty: every board the person sits on, and what is due from them.",
    )
    secret_sha256 = models.CharField("SHA-256 of the secret", max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    renewed_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_read_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        ordering = ["person", "board"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(board__isnull=True), name="one_feed_of_all_boards_a_person"
            ),
            models.UniqueConstraint(
                fields=["person", "board"], condition=Q(board__isnull=False), name="one_feed_a_board_a_person"
            ),
        ]

    def __str__(self):
        return f"Calendar of {self.person}, {self.board or 'every board'}"
