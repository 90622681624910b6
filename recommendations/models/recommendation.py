"""Recommendations and the like, what was reported and verified of them, their publisher's status, and their links."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from boards.models import AgendaItem, Board, Organisation
from oversight import context
from oversight.days import day_in_words
from oversight.folded_fields import FoldedField, Once, SoughtField
from oversight.markings import MarkingField
from oversight.record_versions import Versions
from recommendations.models.decided import Decided
from recommendations.models.report import Report
from recommendations.querysets import FollowsRecommendationQuerySet, RecommendationQuerySet
from recommendations.rules.closure import Outcome
from recommendations.rules.deadlines import DeadlineBasis
from recommendations.rules.vocabulary import (
    Delivery,
    LinkKind,
    RecommendationType,
    Response,
    Standing,
    Verification,
)


class Recommendation(models.Model):
    reference = models.SlugField(max_length=40, unique=True, help_text="Our reference.")
    report = models.ForeignKey(Report, models.PROTECT, related_name="recommendations")
    type = models.CharField(
        max_length=20, choices=RecommendationType.choices, default=RecommendationType.RECOMMENDATION
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        help_text="The cause of concern it belongs to, or the recommendation it is a limb of.",
    )
    limb = models.CharField(max_length=4, blank=True, help_text="The letter, where it is a lettered part.")
    position = models.PositiveSmallIntegerField(default=0, help_text="Order within the report.")
    publisher_number = models.CharField("publisher's number", max_length=20, blank=True)
    publisher_number_standing = models.CharField(
        max_length=100, blank=True, help_text="How the number is known, where it is not printed."
    )
    publisher_identifier = models.CharField("publisher's identifier", max_length=40, blank=True)
    summary = models.TextField(
        help_text="What it asks, in our words; the wording itself stands at the source."
    )
    addressed_to = models.ManyToManyField(Organisation, blank=True, related_name="recommendations")
    addressed_to_text = models.CharField(
        max_length=200, blank=True, help_text="What is known, where no addressee is recorded."
    )
    deadline_text = models.CharField(max_length=200, blank=True, help_text="As published.")
    deadline_basis = models.CharField(
        max_length=20, choices=DeadlineBasis.choices, default=DeadlineBasis.NONE
    )
    deadline_on = models.DateField(
        null=True, blank=True, help_text="Derived from the text where a day follows."
    )
    deadline_condition = models.CharField(
        max_length=200, blank=True, help_text="For a gate: what must not happen before it is met."
    )
    # Empty where nobody has recorded it: that a thing was not started is a statement too.
    response = models.CharField(max_length=20, choices=Response.choices, blank=True, default="")
    response_explanation = models.TextField(
        blank=True, help_text="Action taken or proposed, or why none (Police Act 1996 s.55)."
    )
    commissioner_comment = models.TextField(
        "the Commissioner's comment", blank=True, help_text="Kept apart from MOPAC's explanation."
    )
    delivery = models.CharField(max_length=20, choices=Delivery.choices, blank=True, default="")
    delivered_on = models.DateField(
        null=True, blank=True, editable=False, help_text="The day it was reported complete."
    )
    verification = models.CharField(max_length=20, choices=Verification.choices, blank=True, default="")
    theme = models.CharField(max_length=100, blank=True)
    lead_board = models.ForeignKey(Board, models.PROTECT, null=True, blank=True, related_name="leads_on")
    boards = models.ManyToManyField(
        Board, blank=True, related_name="recommendations", help_text="Other boards that oversee it."
    )
    agenda_items = models.ManyToManyField(
        AgendaItem,
        blank=True,
        related_name="recommendations",
        help_text="Items under which it was considered.",
    )
    outcome = models.CharField(max_length=30, choices=Outcome.choices, blank=True, editable=False)
    closed_on = models.DateField(null=True, blank=True, editable=False)
    risk_accepted_until = models.DateField(null=True, blank=True, editable=False)
    withdrawn_on = models.DateField(
        null=True,
        blank=True,
        editable=False,
        help_text="The day its entry was taken back, as entered by mistake: it leaves lists and counts.",
    )
    standing = models.CharField(max_length=20, choices=Standing.choices, default=Standing.SOURCE)
    standing_note = models.TextField(blank=True)
    marking = MarkingField()
    is_publishable = models.BooleanField("publishable", default=True)
    is_illustrative = models.BooleanField("illustrative", default=False, editable=False)
    note = models.TextField(blank=True)
    sources = models.TextField(blank=True, help_text="One source a line.")
    folded_reference = FoldedField("reference")
    sought = SoughtField("reference", "summary", "publisher_number", "publisher_identifier", "theme")

    objects = RecommendationQuerySet.as_manager()
    history = Versions(m2m_fields=["addressed_to", "boards"], excluded_fields=["folded_reference", "sought"])

    class Meta:
        ordering = ["report", "position", "reference"]
        indexes = [
            models.Index(fields=["report", "position"], name="recommendation_of_report"),
            models.Index(fields=["deadline_on"], name="recommendation_deadline"),
            models.Index(fields=["delivery", "verification"], name="recommendation_delivery"),
            models.Index(
                fields=["risk_accepted_until"],
                condition=Q(risk_accepted_until__isnull=False),
                name="recommendation_risk_accepted",
            ),
        ]
        constraints = [
            Once(
                fields=["folded_reference"],
                name="recommendation_folded_reference_once",
                violation_error_message="A recommendation of this reference is there already.",
            ),
            models.UniqueConstraint(
                fields=["report", "publisher_number", "limb"],
                condition=~Q(publisher_number="") & Q(withdrawn_on__isnull=True),
                name="publisher_number_once_a_report",
                violation_error_message="This report already has a recommendation with that number.",
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("id")),
                name="recommendation_not_its_own_parent",
                violation_error_message="A recommendation cannot be a part of itself.",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, outcome="") | Q(closed_on__isnull=False) & ~Q(outcome=""),
                name="closed_recommendation_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(outcome="risk_accepted", risk_accepted_until__isnull=False)
                | ~Q(outcome="risk_accepted") & Q(risk_accepted_until__isnull=True),
                name="accepted_risk_of_recommendation_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(delivery="reported_complete", delivered_on__isnull=False)
                | ~Q(delivery="reported_complete") & Q(delivered_on__isnull=True),
                name="delivered_recommendation_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(response__in=["", *Response.values])
                & Q(delivery__in=["", *Delivery.values])
                & Q(verification__in=["", *Verification.values]),
                name="recommendation_statuses_are_known",
            ),
            models.CheckConstraint(
                condition=~Q(deadline_basis__in=["recurring", "gate", "immediate", "none"])
                | Q(deadline_on__isnull=True),
                name="no_date_invented_for_a_dateless_deadline",
                violation_error_message="No date follows from this kind of deadline: leave the date empty.",
            ),
        ]

    def __str__(self):
        return self.reference

    @property
    def letter(self) -> str:
        """The letter of a lettered part, without brackets it may have been entered in."""
        return self.limb.strip("() ")


class DeliveryReport(models.Model):
    """What the force's lead reported of a recommendation's delivery, when."""

    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="delivery_reports")
    delivery = models.CharField(max_length=20, choices=Delivery.choices)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=context.now)

    objects = FollowsRecommendationQuerySet.as_manager()

    class Meta:
        ordering = ["recommendation", "-at", "-pk"]

    def __str__(self):
        return f"Reported on {day_in_words(self.at)}: {self.get_delivery_display().lower()}"


class VerificationReview(Decided):
    """The board looks into whether what was reported complete is so: begun by somebody, then agreed or returned."""

    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="reviews")
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=context.now)
    note = models.TextField(blank=True, help_text="What is looked into.")

    objects = FollowsRecommendationQuerySet.as_manager()

    class Meta:
        ordering = ["recommendation", "-begun_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation"],
                condition=Q(decision="open"),
                name="one_open_review_a_recommendation",
            )
        ]

    def __str__(self):
        return f"Review begun on {day_in_words(self.begun_at)}: {self.get_decision_display().lower()}"


class PublisherStatus(models.Model):
    """The publisher's own word on a recommendation, with its date. Recorded, never decided here."""

    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="publisher_statuses")
    word = models.CharField(max_length=60)
    on = models.DateField()
    source = models.CharField(max_length=400, blank=True, help_text="The address where it was read.")

    objects = FollowsRecommendationQuerySet.as_manager()

    class Meta:
        ordering = ["recommendation", "-on"]
        verbose_name_plural = "publisher's statuses"
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "on", "word"], name="publisher_status_once")
        ]

    def __str__(self):
        return f"{self.word} ({day_in_words(self.on)})"


class RecommendationLink(models.Model):
    """One recommendation to another: superseded by, raised before in, repeated in."""

    source = models.ForeignKey(Recommendation, models.PROTECT, related_name="links")
    kind = models.CharField(max_length=20, choices=LinkKind.choices)
    target = models.ForeignKey(Recommendation, models.PROTECT, related_name="linked_from")
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["source", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["source", "kind", "target"], name="recommendation_link_once"),
            models.CheckConstraint(
                condition=~Q(source=F("target")),
                name="recommendation_link_to_another",
                violation_error_message="A recommendation cannot be linked to itself.",
            ),
        ]

    def __str__(self):
        return f"{self.source} {self.get_kind_display().lower()} {self.target}"
