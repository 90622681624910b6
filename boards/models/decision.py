"""Formal decisions: records of their own, with their decision-maker. A board only advises on them."""

from django.db import models
from simple_history.models import HistoricalRecords

from boards.models.board import Board
from boards.models.meeting import AgendaItem
from boards.models.person import Person
from boards.querysets import HangsOnBoardQuerySet
from oversight.folded_fields import FoldedField, Once, SoughtField
from oversight.markings import MarkingField


class Decision(models.Model):
    # Read by fewer people than the rest (rules/access.py, reads_withheld).
    kept_back = ("withheld_part",)

    reference = models.CharField(max_length=40, unique=True, help_text="The decision's published reference.")
    title = models.CharField(max_length=200)
    board = models.ForeignKey(
        Board, models.PROTECT, related_name="decisions", help_text="Where it was discussed."
    )
    agenda_item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    decision_maker = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    decision_maker_text = models.CharField(
        "decision-maker",
        max_length=200,
        help_text="The post that decided, for instance Deputy Mayor for Policing and Crime.",
    )
    is_boards_own = models.BooleanField(
        "taken by the board itself", default=False, help_text="Only for boards that take decisions."
    )
    decided_on = models.DateField()
    text = models.TextField()
    reasons = models.TextField(blank=True)
    published_on = models.DateField(null=True, blank=True)
    published_where = models.URLField(max_length=400, blank=True)
    withheld_part = models.TextField("part not published", blank=True)
    marking = MarkingField()
    is_publishable = models.BooleanField("publishable", default=False)
    is_illustrative = models.BooleanField("illustrative", default=False, editable=False)
    sources = models.TextField(blank=True, help_text="One source a line.")
    folded_reference = FoldedField("reference")
    sought = SoughtField("reference", "title", "text", "decision_maker_text")

    objects = HangsOnBoardQuerySet.to("board", "marking").as_manager()
    history = HistoricalRecords(excluded_fields=["folded_reference", "sought"])

    class Meta:
        ordering = ["-decided_on", "reference"]
        constraints = [
            Once(
                fields=["folded_reference"],
                name="decision_folded_reference_once",
                violation_error_message="A decision of this reference is there already.",
            )
        ]

    def __str__(self):
        return f"{self.reference}: {self.title}"
