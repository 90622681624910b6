"""Spreadsheets that came in: the import and its state, its rows and what became of each, and remembered columns."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from oversight import context
from recommendations.models.action import Action
from recommendations.models.recommendation import Recommendation
from recommendations.models.report import Report


class SheetImportQuerySet(models.QuerySet):
    def visible_to(self, user, today=None):
        """Only to the person who made it: a spreadsheet can hold what nobody else may see."""
        return self.filter(made_by=user.pk) if user.is_authenticated else self.none()


class SheetImport(models.Model):
    class Kind(models.TextChoices):
        ACTIONS = "actions", "Actions"
        RECOMMENDATIONS = "recommendations", "Recommendations"

    class Status(models.TextChoices):
        UPLOADED = "uploaded", "Columns to be chosen"
        CHECKED = "checked", "Previewed, not imported"
        QUEUED = "queued", "Waiting to be imported"
        IMPORTING = "importing", "Being imported"
        IMPORTED = "imported", "Imported"
        UNDO_QUEUED = "undo_queued", "Waiting to be undone"
        UNDOING = "undoing", "Being undone"
        UNDONE = "undone", "Undone"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    report = models.ForeignKey(
        Report,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The report of every row, where the spreadsheet does not say.",
    )
    file = models.FileField(upload_to="sheets/%Y/", blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True, help_text="In bytes.")
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    worksheet = models.CharField(max_length=100, blank=True)
    heading_row = models.PositiveIntegerField(
        default=0,
        help_text="The row of the headings, as the spreadsheet counts its rows; 0: the one that looks like it.",
    )
    mapping = models.JSONField(
        default=list, help_text="The column of the register for each of the spreadsheet."
    )
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.UPLOADED)
    error = models.TextField(blank=True, help_text="Why it was not imported, or not undone.")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=context.now)
    checked_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = SheetImportQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = "import of a spreadsheet"
        verbose_name_plural = "imports of spreadsheets"

    def __str__(self):
        return f"Import {self.pk}"

    @property
    def reference(self) -> str:
        return str(self)


class SheetRow(models.Model):
    """A row of the sheet: what importing it would do, and once it is imported, what it became."""

    class Outcome(models.TextChoices):
        WRONG = "wrong", "Wrong"
        ADDED = "added", "Added"
        CHANGED = "changed", "Changed"
        UNCHANGED = "unchanged", "Unchanged"
        ALREADY = "already", "Imported before"

    sheet = models.ForeignKey(SheetImport, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="As the spreadsheet counts its rows.")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    label = models.CharField(max_length=300, blank=True)
    faults = models.JSONField(default=list, help_text="Cell and sentence.")
    changes = models.JSONField(default=list, help_text="Headers of the columns that differ.")
    remarks = models.JSONField(default=list, help_text="What is worked out from the row, in sentences.")
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of what the row says.")
    is_standing = models.BooleanField(
        default=False, help_text="Whether a record that the row added stands: the same row adds no other."
    )
    action = models.ForeignKey(Action, models.PROTECT, null=True, blank=True, related_name="+")
    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    before = models.JSONField(
        default=dict, encoder=DjangoJSONEncoder, help_text="What the changed columns held, for undoing."
    )
    event_id = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="The last Event about the record when the import ended."
    )

    class Meta:
        ordering = ["sheet", "number"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="sheet_row_once"),
            models.UniqueConstraint(
                fields=["fingerprint"], condition=Q(is_standing=True), name="sheet_row_added_once"
            ),
        ]

    def __str__(self):
        return f"{self.sheet_id}, row {self.number}"

    @property
    def record(self) -> Action | Recommendation | None:
        return self.action or self.recommendation


class SheetMapping(models.Model):
    """The columns that were chosen for a set of headings, proposed again for the next spreadsheet that has them."""

    kind = models.CharField(max_length=20, choices=SheetImport.Kind.choices)
    headings = models.CharField(max_length=64, help_text="SHA-256 of the headings, in order.")
    mapping = models.JSONField(default=list)
    used_at = models.DateTimeField(default=context.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "headings"], name="sheet_mapping_once")]

    def __str__(self):
        return f"{self.kind} {self.headings[:8]}"
