"""Meetings, their agenda, who came, and their minutes (rules.md section 9)."""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from boards.models.board import Board
from boards.models.person import Person
from boards.querysets import HangsOnBoardQuerySet, MeetingQuerySet
from boards.rules import item_workflow, meeting_workflow
from oversight.days import day_in_words
from oversight.folded_fields import SoughtField
from oversight.markings import MarkingField


class Meeting(models.Model):
    Status = meeting_workflow.Status

    reference = models.CharField(max_length=30, unique=True, editable=False)
    board = models.ForeignKey(Board, models.PROTECT, related_name="meetings")
    title = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.PROPOSED)
    status_reason = models.TextField("reason", blank=True, help_text="Why it was moved or cancelled.")
    chaired_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="meetings_chaired"
    )
    notice_given_on = models.DateField(null=True, blank=True)
    short_notice_reason = models.TextField(blank=True)
    agenda_issued_at = models.DateTimeField(null=True, blank=True)
    marking = MarkingField()
    is_publishable = models.BooleanField("publishable", default=False)
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    is_illustrative = models.BooleanField("illustrative", default=False, editable=False)
    note = models.TextField(blank=True)
    sources = models.TextField(blank=True, help_text="One source a line.")
    sought = SoughtField("reference", "title")

    objects = MeetingQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["sought"])

    class Meta:
        ordering = ["-starts_at"]
        indexes = [models.Index(fields=["board", "starts_at"], name="meeting_of_board")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="meeting_ends_after_it_starts",
                violation_error_message="A meeting cannot end before it starts.",
            )
        ]

    def __str__(self):
        return f"{self.reference}, {day_in_words(self.starts_at)}"


class AgendaItem(models.Model):
    class Kind(models.TextChoices):
        STANDING = "standing", "Standing item"
        DISCUSSION = "discussion", "For discussion"
        DECISION_ADVICE = "decision_advice", "For decision advice"
        INFORMATION = "information", "For information"

    Status = item_workflow.Status
    # In Events: the number of an item changes.
    called_by = ("meeting__reference", "title")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="agenda_items")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.DISCUSSION)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.PLANNED)
    lead = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="agenda_items_led")
    minutes_allotted = models.PositiveSmallIntegerField(null=True, blank=True)
    carried_from = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="carried_to"
    )
    # Every agenda has one: last minutes and what became of the actions (rules.md section 9).
    is_minutes_and_actions = models.BooleanField(default=False, editable=False)
    status_reason = models.TextField("reason", blank=True, help_text="Why it was withdrawn or carried over.")
    minute = models.TextField(blank=True, help_text="What was said and agreed under this item.")
    marking = MarkingField()
    is_publishable = models.BooleanField("publishable", default=False)
    sought = SoughtField("title")
    sought_text = SoughtField("minute")

    objects = HangsOnBoardQuerySet.to("meeting__board", "marking", "meeting__marking").as_manager()
    history = HistoricalRecords(excluded_fields=["sought", "sought_text"])

    class Meta:
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="agenda_number_once"),
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(is_minutes_and_actions=True),
                name="one_minutes_and_actions_a_meeting",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="agenda_number_from_one",
                violation_error_message="Items are numbered from 1.",
            ),
        ]

    def __str__(self):
        return f"Item {self.number}: {self.title}"


class ItemOutcome(models.Model):
    """What an item led to: a note, or advice on a decision. Actions, the third kind, are records of their own."""

    class Kind(models.TextChoices):
        NOTE = "note", "Note"
        DECISION_ADVICE = "decision_advice", "Decision advice"

    agenda_item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="outcomes")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    text = models.TextField()

    objects = HangsOnBoardQuerySet.to(
        "agenda_item__meeting__board", "agenda_item__marking", "agenda_item__meeting__marking"
    ).as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["agenda_item", "pk"]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.text[:80]}"


class Attendance(models.Model):
    class Kind(models.TextChoices):
        PRESENT = "present", "Present"
        APOLOGIES = "apologies", "Apologies"
        ABSENT = "absent", "Absent"
        DEPUTY = "deputy", "Deputy"

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendance")
    person = models.ForeignKey(Person, models.PROTECT, related_name="attendance")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    deputy_for = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="deputised_by")
    left_for = models.ManyToManyField(
        AgendaItem, blank=True, related_name="left_by", help_text="Items they left the room for."
    )
    declared_interest = models.TextField(blank=True)

    objects = HangsOnBoardQuerySet.to("meeting__board", "meeting__marking").as_manager()

    class Meta:
        ordering = ["meeting", "person"]
        verbose_name_plural = "attendance"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="attends_once"),
            models.CheckConstraint(
                condition=Q(kind="deputy", deputy_for__isnull=False)
                | (~Q(kind="deputy") & Q(deputy_for__isnull=True)),
                name="deputy_is_for_somebody",
                violation_error_message="A deputy attends for somebody: say for whom (and only for a deputy).",
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.get_kind_display().lower()}"


class Minutes(models.Model):
    """The minutes of one meeting: draft until a later meeting of the same board agrees them."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        AGREED = "agreed", "Agreed"

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="minutes")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False)
    opening = models.TextField(blank=True, help_text="What stands before the first item.")
    agreed_at_meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="minutes_agreed", editable=False
    )
    corrections = models.TextField(blank=True, help_text="Corrections made when they were agreed.")

    objects = HangsOnBoardQuerySet.to("meeting__board", "meeting__marking").as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "minutes"
        constraints = [
            models.CheckConstraint(
                condition=Q(status="draft", agreed_at_meeting__isnull=True)
                | Q(status="agreed", agreed_at_meeting__isnull=False),
                name="agreed_minutes_name_a_meeting",
            )
        ]

    def __str__(self):
        return f"Minutes of {self.meeting}"
