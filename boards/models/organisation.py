"""Organisations: those who oversee, who inspect, who are asked, and who own actions."""

from django.db import models
from simple_history.models import HistoricalRecords

from boards.querysets import OrganisationQuerySet
from oversight.folded_fields import FoldedField, Once, SoughtField


class Organisation(models.Model):
    class Kind(models.TextChoices):
        POLICING_BODY = "policing_body", "Local policing body"
        FORCE = "force", "Police force"
        INSPECTORATE = "inspectorate", "Inspectorate"
        REGULATOR = "regulator", "Regulator"
        PANEL = "panel", "Independent panel or adviser"
        AUDIT = "audit", "Internal audit"
        SCRUTINY = "scrutiny", "External scrutiny"
        SCHEME = "scheme", "Volunteer scheme"
        PARTNER = "partner", "Partner body"

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200, unique=True)
    short_name = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=20, choices=Kind.choices, blank=True)
    purpose = models.TextField(blank=True, help_text="One purpose a line.")
    reports_to = models.CharField(
        max_length=200, blank=True, help_text="As stated; empty where not recorded."
    )
    lead = models.ForeignKey(
        "boards.Person",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="leads",
        help_text="Is notified for the organisation where an action has no owner of its own.",
    )
    status_text = models.CharField("status", max_length=100, blank=True)
    note = models.TextField(blank=True)
    sources = models.TextField(blank=True, help_text="One source a line.")
    folded_name = FoldedField("name")
    sought = SoughtField("name", "short_name")

    objects = OrganisationQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["folded_name", "sought"])

    class Meta:
        ordering = ["name"]
        constraints = [
            Once(
                fields=["folded_name"],
                name="organisation_folded_name_once",
                violation_error_message="An organisation of this name is there already.",
            )
        ]

    def __str__(self):
        return self.short_name or self.name

    @property
    def reference(self) -> str:
        return self.slug


class FormerName(models.Model):
    """A name an organisation carried before, so that a report keeps its publisher as named at the time."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=200)
    used_until = models.CharField(
        max_length=40, blank=True, help_text="As far as known: a day, a month or a year."
    )
    source = models.CharField(max_length=400, blank=True)
    folded_name = FoldedField("name")
    sought = SoughtField("name")

    class Meta:
        ordering = ["organisation", "name"]
        constraints = [
            Once(
                fields=["organisation", "folded_name"],
                name="former_name_once",
                violation_error_message="This former name is there already.",
            )
        ]

    def __str__(self):
        return self.name
