"""Requests that wait for a decision: to close, and for a new due date. A row each, never columns."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from boards.models import Meeting
from recommendations.models.action import Action
from recommendations.models.evidence import Evidence
from recommendations.models.recommendation import Recommendation
from recommendations.querysets import FollowsActionQuerySet
from recommendations.rules.closure import Decision, Outcome


class Decided(models.Model):
    """What every decision on a request holds: by whom, when, and at which meeting or why outside one."""

    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="+")
    out_of_meeting_on = models.DateField(null=True, blank=True)
    out_of_meeting_reason = models.TextField(blank=True)
    decision_note = models.TextField(blank=True)

    class Meta:
        abstract = True


class ClosureRequest(Decided):
    action = models.ForeignKey(Action, models.PROTECT, null=True, blank=True, related_name="closure_requests")
    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, null=True, blank=True, related_name="closure_requests"
    )
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    statement = models.TextField(help_text="How the complete-when test is met.")
    outcome = models.CharField(max_length=30, choices=Outcome.choices, default=Outcome.IMPLEMENTED)
    superseded_by = models.ForeignKey(Recommendation, models.PROTECT, null=True, blank=True, related_name="+")
    risk_accepted_until = models.DateField(null=True, blank=True)
    evidence = models.ManyToManyField(Evidence, blank=True, related_name="closure_requests")

    objects = FollowsActionQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(action__isnull=False, recommendation__isnull=True)
                | Q(action__isnull=True, recommendation__isnull=False),
                name="closure_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["action"], condition=Q(decision="open"), name="one_open_closure_request_an_action"
            ),
            models.UniqueConstraint(
                fields=["recommendation"],
                condition=Q(decision="open"),
                name="one_open_closure_request_a_recommendation",
            ),
        ]

    def __str__(self):
        return f"Closure proposed on {self.proposed_at:%-d %B %Y}: {self.get_decision_display().lower()}"


class DueDateRequest(Decided):
    action = models.ForeignKey(Action, models.PROTECT, related_name="due_date_requests")
    old_due_on = models.DateField(null=True, blank=True)
    new_due_on = models.DateField()
    reason = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)

    objects = FollowsActionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["action"], condition=Q(decision="open"), name="one_open_due_date_request_an_action"
            )
        ]

    def __str__(self):
        return f"New due date {self.new_due_on:%-d %B %Y}: {self.get_decision_display().lower()}"
