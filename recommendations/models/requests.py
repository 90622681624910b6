"""Requests that wait for a decision: to close, for a new due date, for more time to respond. Rows, never columns."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from oversight import context
from oversight.days import day_in_words
from recommendations.models.action import Action
from recommendations.models.decided import Decided
from recommendations.models.evidence import Evidence
from recommendations.models.recommendation import Recommendation
from recommendations.models.report import Report
from recommendations.querysets import (
    FollowsActionQuerySet,
    FollowsReportQuerySet,
    HangsOnLineQuerySet,
)
from recommendations.rules.closure import Outcome


class ClosureRequest(Decided):
    action = models.ForeignKey(Action, models.PROTECT, null=True, blank=True, related_name="closure_requests")
    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, null=True, blank=True, related_name="closure_requests"
    )
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=context.now)
    statement = models.TextField(help_text="How the complete-when test is met.")
    outcome = models.CharField(max_length=30, choices=Outcome.choices, default=Outcome.IMPLEMENTED)
    superseded_by = models.ForeignKey(Recommendation, models.PROTECT, null=True, blank=True, related_name="+")
    superseded_by_action = models.ForeignKey(Action, models.PROTECT, null=True, blank=True, related_name="+")
    risk_accepted_by = models.CharField(
        max_length=200, blank=True, help_text="Whose decision it is to live with the risk: the post."
    )
    risk_accepted_until = models.DateField(null=True, blank=True)
    evidence = models.ManyToManyField(Evidence, blank=True, related_name="closure_requests")

    objects = HangsOnLineQuerySet.as_manager()

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
            models.CheckConstraint(
                condition=Q(outcome="superseded")
                & (Q(superseded_by__isnull=False) | Q(superseded_by_action__isnull=False))
                | ~Q(outcome="superseded") & Q(superseded_by__isnull=True, superseded_by_action__isnull=True),
                name="superseded_names_its_successor",
            ),
            models.CheckConstraint(
                condition=Q(outcome="risk_accepted", risk_accepted_until__isnull=False)
                & ~Q(risk_accepted_by="")
                | ~Q(outcome="risk_accepted") & Q(risk_accepted_until__isnull=True, risk_accepted_by=""),
                name="accepted_risk_has_an_end_and_an_owner",
            ),
        ]

    def __str__(self):
        return f"Closure proposed on {day_in_words(self.proposed_at)}: {self.get_decision_display().lower()}"


class DueDateRequest(Decided):
    action = models.ForeignKey(Action, models.PROTECT, related_name="due_date_requests")
    old_due_on = models.DateField(null=True, blank=True)
    new_due_on = models.DateField()
    reason = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=context.now)

    objects = FollowsActionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["action"], condition=Q(decision="open"), name="one_open_due_date_request_an_action"
            )
        ]

    def __str__(self):
        return f"New due date {day_in_words(self.new_due_on)}: {self.get_decision_display().lower()}"


class ResponseExtension(Decided):
    """More time asked of those who issued the recommendations, before the time was over; theirs to grant.

    Police Reform Act 2002 Sch 3 para 28B (rules.md section 1).
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="extensions")
    old_due_on = models.DateField()
    new_due_on = models.DateField()
    reason = models.TextField()
    applied_on = models.DateField(help_text="The day it was applied for.")
    answered_on = models.DateField(null=True, blank=True, help_text="The day of the answer.")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=context.now)

    objects = FollowsReportQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report"], condition=Q(decision="open"), name="one_open_extension_a_report"
            ),
            models.CheckConstraint(
                condition=Q(applied_on__lte=models.F("old_due_on")), name="extension_applied_for_in_time"
            ),
        ]

    def __str__(self):
        return f"Extension to {day_in_words(self.new_due_on)}: {self.get_decision_display().lower()}"
