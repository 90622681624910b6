"""Actions and what is reported on them. Rule-bearing columns are written by operations alone."""

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from boards.models import AgendaItem, Board, Meeting, Organisation, Person
from oversight import context
from oversight.days import day_in_words
from oversight.folded_fields import FoldedField, SoughtField
from oversight.markings import MarkingField
from oversight.record_versions import Versions
from recommendations.models.recommendation import Recommendation
from recommendations.querysets import ActionQuerySet, FollowsActionQuerySet
from recommendations.rules.action_workflow import OPEN, Status
from recommendations.rules.closure import Outcome
from recommendations.rules.due_dates import DueBasis
from recommendations.rules.vocabulary import Track


class Action(models.Model):
    reference = models.CharField(max_length=30, unique=True, editable=False)
    title = models.CharField(max_length=300, help_text="What is to be done.")
    board = models.ForeignKey(
        Board,
        models.PROTECT,
        related_name="actions",
        help_text="The board that follows it and agrees its closure.",
    )
    recommendations = models.ManyToManyField(Recommendation, blank=True, related_name="actions")
    agenda_item = models.ForeignKey(
        AgendaItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        help_text="The item it was set under, where it was set at a meeting.",
    )
    discussed_under = models.ManyToManyField(
        AgendaItem,
        blank=True,
        related_name="actions_concerned",
        help_text="Items under which it is taken up.",
    )
    number_in_meeting = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    owner_organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="actions")
    owner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="actions")
    complete_when = models.TextField(
        help_text="The test that tells when it is done; closure is judged against it."
    )
    set_on = models.DateField(help_text="The day it was set.")
    due_basis = models.CharField("due", max_length=20, choices=DueBasis.choices, default=DueBasis.DAY)
    due_on = models.DateField("due date", null=True, blank=True)
    first_due_on = models.DateField("first due date", null=True, blank=True, editable=False)
    due_meeting_of = models.ForeignKey(
        Board,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="actions_due",
        help_text="Due at the next meeting of this board.",
    )
    due_meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="actions_due", editable=False
    )
    status = models.CharField(
        max_length=20, choices=Status.choices, default=Status.NOT_STARTED, editable=False
    )
    is_open = models.GeneratedField(
        expression=Case(
            When(status__in=[str(status) for status in OPEN], then=Value(True)), default=Value(False)
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    track = models.CharField("reported as", max_length=20, choices=Track.choices, blank=True, editable=False)
    outcome = models.CharField(max_length=30, choices=Outcome.choices, blank=True, editable=False)
    closed_on = models.DateField(null=True, blank=True, editable=False)
    risk_accepted_until = models.DateField(null=True, blank=True, editable=False)
    withdrawn_on = models.DateField(
        "entry withdrawn on",
        null=True,
        blank=True,
        editable=False,
        help_text="The entry was undone before a board saw it: it is in no list, count, paper or export.",
    )
    update_every_days = models.PositiveSmallIntegerField(
        "update expected every",
        null=True,
        blank=True,
        help_text="Days; empty: as its board asks of all its actions; 0: none is expected of this one.",
    )
    # Kept by the operations, as rules/updates.py says; empty where none is expected.
    update_due_on = models.DateField("next update due", null=True, blank=True, editable=False)
    marking = MarkingField()
    is_publishable = models.BooleanField("publishable", default=False)
    is_illustrative = models.BooleanField("illustrative", default=False, editable=False)
    set_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    note = models.TextField(blank=True)
    folded_reference = FoldedField("reference", db_index=True)
    sought = SoughtField("reference", "title", "complete_when")

    objects = ActionQuerySet.as_manager()
    history = Versions(m2m_fields=["recommendations"], excluded_fields=["folded_reference", "sought"])

    class Meta:
        ordering = [F("due_on").asc(nulls_last=True), "reference"]
        indexes = [
            models.Index(fields=["due_on", "reference"], condition=Q(is_open=True), name="action_open_due"),
            models.Index(fields=["board", "due_on"], condition=Q(is_open=True), name="action_open_of_board"),
            models.Index(
                fields=["owner_organisation", "due_on"],
                condition=Q(is_open=True),
                name="action_open_of_owner",
            ),
            models.Index(fields=["status", "due_on"], name="action_status_due"),
            models.Index(fields=["update_due_on"], condition=Q(is_open=True), name="action_update_due"),
            models.Index(
                fields=["risk_accepted_until"],
                condition=Q(risk_accepted_until__isnull=False),
                name="action_risk_accepted",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="action_status_is_known"),
            models.CheckConstraint(
                condition=Q(status="closed", closed_on__isnull=False) & ~Q(outcome="")
                | ~Q(status="closed") & Q(outcome=""),
                name="closed_action_has_a_day_and_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(first_due_on__isnull=False),
                name="action_keeps_its_first_due_date",
            ),
            models.CheckConstraint(
                condition=Q(outcome="risk_accepted", risk_accepted_until__isnull=False)
                | ~Q(outcome="risk_accepted") & Q(risk_accepted_until__isnull=True),
                name="accepted_risk_of_action_has_an_end",
            ),
            models.CheckConstraint(
                condition=~Q(due_basis="none") | Q(due_on__isnull=True),
                name="action_without_due_date_has_none",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(status="cancelled"),
                name="withdrawn_action_is_cancelled",
            ),
            models.UniqueConstraint(
                fields=["agenda_item", "number_in_meeting"], name="action_number_once_an_item"
            ),
        ]

    def __str__(self):
        return f"{self.reference}: {self.title}"

    @property
    def origin(self) -> str:
        """“Action 3 of 24 June 2026”: its number at the meeting that set it; nothing where none did."""
        if self.agenda_item is None:
            return ""
        day = timezone.localtime(self.agenda_item.meeting.starts_at)
        return f"Action {self.number_in_meeting} of {day_in_words(day)}"


class ProgressUpdate(models.Model):
    """What the deliverer reported, when, and whether it is on track."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="progress_updates")
    text = models.TextField()
    track = models.CharField("reported as", max_length=20, choices=Track.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="progress_updates")
    at = models.DateTimeField(default=context.now)

    objects = FollowsActionQuerySet.as_manager()

    class Meta:
        ordering = ["action", "-at", "-pk"]

    def __str__(self):
        return f"Reported on {day_in_words(self.at)}: {self.get_track_display().lower()}"
