"""What a board has of its own in place of the usual steps of reminders of one kind."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from simple_history.models import HistoricalRecords

from boards.models.board import Board
from boards.querysets import HangsOnBoardQuerySet

# Days: a year ahead is the furthest.
FURTHEST, MOST_STEPS = 366, 10


def days_before(text: str) -> tuple[int, ...]:
    """The days in a text such as “28, 7, 1, 0”, the furthest first. Raises ValidationError in a sentence."""
    words = [word for word in re.split(r"[,\s]+", text.strip()) if word]
    if not all(word.isascii() and word.isdigit() and len(word) <= 3 for word in words):
        raise ValidationError("Give whole numbers of days with commas between, for instance 28, 7, 1, 0.")
    days = sorted({int(word) for word in words}, reverse=True)
    if any(day > FURTHEST for day in days) or len(days) > MOST_STEPS:
        raise ValidationError(f"Give at most {MOST_STEPS} numbers, none above {FURTHEST}.")
    return tuple(days)


def require_days(text: str) -> None:
    """Raise ValidationError unless `days_before` reads the text."""
    days_before(text)


def _late(verbose_name: str, help_text: str) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        verbose_name,
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(FURTHEST)],
        help_text=help_text,
    )


class ReminderPolicy(models.Model):
    """The steps of one kind of reminder on one board; without a row the default holds (rules/reminders.py)."""

    board = models.ForeignKey(Board, models.PROTECT, related_name="reminder_policies")
    kind = models.CharField(max_length=40)
    before = models.CharField(
        "days before",
        max_length=60,
        blank=True,
        validators=[require_days],
        help_text="With commas between; 0 is the day itself.",
    )
    weeks_between = models.PositiveSmallIntegerField(
        "weeks between, once it has passed",
        default=1,
        validators=[MaxValueValidator(52)],
        help_text="0: nothing after the day.",
    )
    lead_days = _late(
        "owner’s lead, days late", "When the lead of the owner’s organisation is notified too; empty: never."
    )
    secretary_days = _late(
        "secretary, days late", "When the board’s secretary is notified too; empty: never."
    )
    oversight_days = _late(
        "chair and Deputy Mayor’s staff, days late", "When they are notified too; empty: never."
    )

    objects = HangsOnBoardQuerySet.to("board").as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["board", "kind"]
        verbose_name_plural = "reminder policies"
        constraints = [
            models.UniqueConstraint(fields=["board", "kind"], name="reminder_policy_once_a_board_and_kind"),
            models.CheckConstraint(
                condition=~models.Q(before="", weeks_between=0),
                name="reminder_policy_has_a_step",
                violation_error_message="Give at least one step: days before, or weeks between.",
            ),
        ]

    def __str__(self):
        return f"{self.board}: {self.kind}"
