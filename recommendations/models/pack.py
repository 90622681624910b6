"""The pack of a meeting: one PDF with everything for it, made by the worker and kept until something in it changes."""

from django.conf import settings
from django.db import models

from boards.models import Meeting
from boards.querysets import HangsOnBoardQuerySet
from oversight import context
from oversight.markings import MarkingField


class Pack(models.Model):
    class Status(models.TextChoices):
        QUEUED = "queued", "Queued"
        MAKING = "making", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Failed"
        OVERTAKEN = "overtaken", "Overtaken"

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="packs")
    clearance = MarkingField(help_text="The highest marking it holds.")
    fingerprint = models.CharField(
        max_length=64, help_text="SHA-256 of all it is made from; another one means that something changed."
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.QUEUED)
    done = models.PositiveIntegerField(default=0, help_text="Parts bound so far.")
    parts = models.PositiveIntegerField(default=0, help_text="Parts in all.")
    error = models.TextField(blank=True)
    file = models.FileField(upload_to="packs/%Y/", blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True, help_text="In bytes.")
    pages = models.PositiveIntegerField(null=True, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=context.now)
    begun_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    content_type = "application/pdf"

    objects = HangsOnBoardQuerySet.to("meeting__board", "clearance", "meeting__marking").as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "clearance", "fingerprint"], name="pack_once_for_each_state_of_its_content"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="ready") | ~models.Q(file=""), name="ready_pack_has_a_file"
            ),
        ]

    def __str__(self):
        return f"Pack of {self.meeting}, {self.clearance}"
