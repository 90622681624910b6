"""Papers that come to a meeting. A changed paper is a new version; the old one stays."""

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from boards.models.meeting import AgendaItem, Meeting
from boards.models.organisation import Organisation
from boards.querysets import PaperQuerySet, PaperVersionQuerySet
from boards.rules.papers import why_not_bound
from oversight.folded_fields import SoughtField
from oversight.markings import MarkingField


class Paper(models.Model):
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="papers")
    agenda_item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, blank=True, related_name="papers")
    title = models.CharField(max_length=200)
    author = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="papers")
    order = models.PositiveSmallIntegerField(default=1)
    marking = MarkingField()
    is_publishable = models.BooleanField("publishable", default=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_reason = models.TextField("reason", blank=True, editable=False)
    is_illustrative = models.BooleanField("illustrative", default=False, editable=False)
    sought = SoughtField("title")

    objects = PaperQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["sought"])

    class Meta:
        ordering = ["meeting", "agenda_item", "order"]

    def __str__(self):
        return self.title


class PaperVersion(models.Model):
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    file = models.FileField(upload_to="papers/%Y/")
    file_name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(help_text="In bytes.")
    sha256 = models.CharField("SHA-256", max_length=64)
    pages = models.PositiveIntegerField(null=True, blank=True, help_text="Of a PDF.")
    received_at = models.DateTimeField()
    is_late = models.BooleanField("late", default=False)
    left_behind = models.TextField(
        blank=True,
        editable=False,
        help_text="What packs do not hold of it; empty where they hold it as a whole.",
    )
    not_bound = models.TextField(
        blank=True,
        editable=False,
        help_text="Why the latest pack could not bind it; empty where none tried, or one could.",
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = PaperVersionQuerySet.as_manager()

    class Meta:
        ordering = ["paper", "-number"]
        constraints = [models.UniqueConstraint(fields=["paper", "number"], name="paper_version_once")]

    def __str__(self):
        return f"{self.paper}, version {self.number}"

    @property
    def why_not_bound(self) -> str:
        return why_not_bound(self)
