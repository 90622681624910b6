"""Reports: what an inspectorate, panel or review published, and the clock of the response to it."""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from boards.models import Board, Organisation
from oversight.folded_fields import FoldedField, Once, SoughtField
from oversight.markings import MarkingField
from recommendations.querysets import ReportQuerySet
from recommendations.rules.statutory import Basis


class Report(models.Model):
    class Kind(models.TextChoices):
        INSPECTION = "inspection", "Inspection report"
        POST_INSPECTION = "post_inspection", "Post-inspection review"
        REVIEW = "review", "Review"
        UPDATE = "update", "Update on implementation"
        PANEL = "panel", "Panel report"
        NOTICE = "notice", "Enforcement notice"
        INVESTIGATION = "investigation", "Investigation"
        EVALUATION = "evaluation", "Evaluation"
        RESEARCH = "research", "Research or survey"
        AUDIT = "audit", "Internal audit report"
        GOVERNANCE = "governance", "Governance statement"

    reference = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=300)
    publisher = models.ForeignKey(Organisation, models.PROTECT, related_name="reports")
    publisher_name = models.CharField("publisher as named at the time", max_length=200)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    subject = models.TextField(blank=True)
    published_on = models.DateField(null=True, blank=True, help_text="Only where the day is known.")
    published_text = models.CharField(
        max_length=100, blank=True, help_text="What is known of the date, where the day is not."
    )
    recommendation_count = models.PositiveSmallIntegerField(
        "recommendations counted by the publisher",
        null=True,
        blank=True,
        help_text="Empty where the publisher's count is not known.",
    )
    recommendation_count_text = models.CharField(max_length=200, blank=True)
    statutory_basis = models.CharField(max_length=20, choices=Basis.choices, default=Basis.NONE)
    response_due_on = models.DateField(
        null=True,
        blank=True,
        help_text="Last day for publishing the response; worked out for a statutory clock.",
    )
    comments_due_on = models.DateField(
        null=True, blank=True, help_text="The day set for the Commissioner's comments."
    )
    invited_on = models.DateField("Commissioner's comments invited on", null=True, blank=True)
    comments_published_on = models.DateField("response published on", null=True, blank=True)
    comments_published_where = models.URLField("response published at", max_length=400, blank=True)
    term_text = models.CharField(
        "term of the notice",
        max_length=200,
        blank=True,
        help_text="As published, for instance “within six months”; the last day is worked out from it.",
    )
    mopac_comments = models.TextField("MOPAC's comments", blank=True)
    commissioner_comments = models.TextField("the Commissioner's comments", blank=True)
    comments_received_on = models.DateField("Commissioner's comments received on", null=True, blank=True)
    mopac_reply = models.TextField("MOPAC's reply to the Commissioner's comments", blank=True)
    copied_to = models.CharField("copies sent to", max_length=200, blank=True)
    boards = models.ManyToManyField(
        Board, blank=True, related_name="reports", help_text="Boards that oversee it."
    )
    follows = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="followed_by")
    marking = MarkingField()
    is_publishable = models.BooleanField("publishable", default=True)
    is_illustrative = models.BooleanField("illustrative", default=False, editable=False)
    note = models.TextField(blank=True)
    sources = models.TextField(blank=True, help_text="One source a line.")
    folded_reference = FoldedField("reference")
    sought = SoughtField("reference", "title")
    sought_text = SoughtField("subject", "publisher_name")

    objects = ReportQuerySet.as_manager()
    history = HistoricalRecords(
        m2m_fields=["boards"], excluded_fields=["folded_reference", "sought", "sought_text"]
    )

    class Meta:
        ordering = [F("published_on").desc(nulls_last=True), "title"]
        indexes = [
            models.Index(fields=["published_on"], name="report_published"),
            models.Index(fields=["response_due_on"], name="report_response_due"),
        ]
        constraints = [
            Once(
                fields=["folded_reference"],
                name="report_folded_reference_once",
                violation_error_message="A report of this reference is there already.",
            ),
            models.CheckConstraint(
                condition=Q(invited_on__isnull=True)
                | Q(published_on__isnull=True)
                | Q(invited_on__gte=F("published_on")),
                name="comments_invited_after_publication",
                violation_error_message="Comments cannot be invited before the report was published.",
            ),
            models.CheckConstraint(
                condition=Q(comments_published_on__isnull=True)
                | Q(published_on__isnull=True)
                | Q(comments_published_on__gte=F("published_on")),
                name="response_after_publication",
                violation_error_message="The response cannot be published before the report was.",
            ),
        ]

    def __str__(self):
        return self.title
