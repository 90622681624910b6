"""What every decision on a request holds: by whom, when, and at which meeting, under which item, or why outside one."""

from django.conf import settings
from django.db import models

from boards.models import AgendaItem, Meeting
from recommendations.rules.closure import Decision


class Decided(models.Model):
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="+")
    agenda_item = models.ForeignKey(
        AgendaItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The item whose minute says so.",
    )
    out_of_meeting_on = models.DateField(null=True, blank=True)
    out_of_meeting_reason = models.TextField(blank=True)
    decision_note = models.TextField(blank=True)

    class Meta:
        abstract = True
