"""Evidence: a file or an address, each with its own dates, its author and what it shows."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from oversight import context
from oversight.markings import MarkingField
from recommendations.models.action import Action
from recommendations.models.recommendation import Recommendation
from recommendations.querysets import EvidenceQuerySet


class Evidence(models.Model):
    # In Events.
    called_by = ("title",)

    action = models.ForeignKey(Action, models.PROTECT, null=True, blank=True, related_name="evidence")
    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    title = models.CharField(max_length=200)
    shows = models.TextField("what it shows", blank=True)
    address = models.URLField(max_length=400, blank=True)
    file = models.FileField(upload_to="evidence/%Y/", blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True, help_text="In bytes.")
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    is_confirmation = models.BooleanField(
        "the issuer's confirmation",
        default=False,
        help_text="The publisher itself says here that what it required is done.",
    )
    author = models.CharField(max_length=200, blank=True)
    dated_on = models.DateField("date of the thing", null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)
    marking = MarkingField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=context.now)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_on = models.DateField(null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["-added_at", "-pk"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=Q(action__isnull=False, recommendation__isnull=True)
                | Q(action__isnull=True, recommendation__isnull=False),
                name="evidence_of_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(file="") | ~Q(address=""), name="evidence_is_a_file_or_an_address"
            ),
        ]

    def __str__(self):
        return self.title
