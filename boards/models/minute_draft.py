"""What somebody typed into minutes and has not saved yet: no record of the board, and shown to that person alone."""

from django.db import models

from boards.models.meeting import Meeting
from boards.models.person import Person
from boards.querysets import MinuteDraftQuerySet


class MinuteDraft(models.Model):
    """One text of one person. `key` and `opened_on` are those of the text in the form (operations/minutes.py)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="minute_drafts")
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="minute_drafts")
    key = models.CharField(max_length=40)
    text = models.TextField()
    opened_on = models.CharField(max_length=24, blank=True)
    kept_at = models.DateTimeField(db_index=True)

    objects = MinuteDraftQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "meeting", "key"], name="one_draft_a_text_a_person")
        ]

    def __str__(self):
        return f"Draft of {self.person} for {self.meeting}"
