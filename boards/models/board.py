"""Boards: what they are for, how they meet, whom they report to, and who sits on them and when."""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from boards.models.person import Person
from boards.querysets import BoardQuerySet, MembershipQuerySet
from boards.rules.roles import Seat
from oversight.folded_fields import FoldedField, Once, SoughtField
from oversight.markings import MarkingField


class Board(models.Model):
    class Kind(models.TextChoices):
        DECISION_SUPPORT = "decision_support", "Decision-support board"
        PARTNERSHIP = "partnership", "Partnership board"
        OVERSIGHT_GROUP = "oversight_group", "Single-issue oversight group"
        PROGRAMME = "programme", "Programme board"
        BILATERAL = "bilateral", "Bilateral meeting"
        INFORMAL = "informal", "Informal meeting"
        PUBLIC_MEETING = "public_meeting", "Public themed meeting"
        ADVISORY = "advisory", "Advisory meeting"
        GLA_INTERNAL = "gla_internal", "GLA internal board"
        AUDIT_COMMITTEE = "audit_committee", "Independent panel acting as audit committee"
        INDEPENDENT_PANEL = "independent_panel", "Independent advisory panel"
        MOPAC = "mopac", "MOPAC board"
        REFERENCE_GROUP = "reference_group", "Reference group"
        WORKING_GROUP = "working_group", "Working group"
        LOCAL = "local", "Local boards"
        COMMUNITY_SCRUTINY = "community_scrutiny", "Community scrutiny groups"

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        UNDER_REVIEW = "under_review", "Under review"
        ENDED = "ended", "Ended"

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200, unique=True)
    abbreviation = models.SlugField(
        max_length=12,
        unique=True,
        help_text="Begins the references of its meetings and actions, for instance CPPOG.",
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.ACTIVE)
    reports_to = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="subgroups")
    reports_to_text = models.CharField(
        "reports to (not a board)",
        max_length=200,
        blank=True,
        help_text="A person or body it advises or reports to.",
    )
    chaired_by = models.CharField(max_length=200, blank=True, help_text="The post that chairs, as stated.")
    composition = models.TextField(blank=True, help_text="Who is represented, one a line, as stated.")
    purpose = models.TextField(blank=True, help_text="Why it exists, one purpose a line.")
    functions = models.TextField(
        blank=True, help_text="What it does under its terms of reference, one function a line."
    )
    cadence_text = models.CharField(
        "cadence", max_length=200, blank=True, help_text="How often it meets, as stated."
    )
    meetings_a_year = models.PositiveSmallIntegerField(null=True, blank=True)
    is_open_to_public = models.BooleanField("open to the public", null=True, blank=True)
    is_webcast = models.BooleanField("webcast", null=True, blank=True)
    quorum = models.PositiveSmallIntegerField(null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField("notice, clear working days", null=True, blank=True)
    paper_days = models.PositiveSmallIntegerField("papers, clear working days before", null=True, blank=True)
    update_every_days = models.PositiveSmallIntegerField(
        "update expected every",
        null=True,
        blank=True,
        help_text="Days; how often it asks for progress on each of its actions. Empty where it does not.",
    )
    takes_decisions = models.BooleanField(
        null=True,
        blank=True,
        help_text="No: what it discusses is decided by somebody else, on a record of its own.",
    )
    keeps_records = models.BooleanField(
        default=True, help_text="No: informal, no papers or minutes are kept."
    )
    is_restricted = models.BooleanField(
        "restricted", default=False, help_text="Seen by its members alone, with everything that hangs on it."
    )
    default_marking = MarkingField()
    established_on = models.CharField(
        "established", max_length=40, blank=True, help_text="A day, month or year, as stated."
    )
    note = models.TextField(blank=True)
    sources = models.TextField(blank=True, help_text="One source a line.")
    members = models.ManyToManyField(Person, through="boards.Membership", related_name="boards")
    folded_name = FoldedField("name")
    folded_abbreviation = FoldedField("abbreviation")
    sought = SoughtField("name", "abbreviation")
    sought_text = SoughtField("purpose", "functions")

    objects = BoardQuerySet.as_manager()
    history = HistoricalRecords(
        excluded_fields=["folded_name", "folded_abbreviation", "sought", "sought_text"]
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reports_to=F("id")),
                name="board_reports_to_another",
                violation_error_message="A board cannot report to itself.",
            ),
            Once(
                fields=["folded_name"],
                name="board_folded_name_once",
                violation_error_message="A board of this name is there already.",
            ),
            Once(
                fields=["folded_abbreviation"],
                name="board_folded_abbreviation_once",
                violation_error_message="A board of this abbreviation is there already.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def reference(self) -> str:
        return self.slug


class BoardName(models.Model):
    """Another name the board goes by, and where it is used."""

    board = models.ForeignKey(Board, models.CASCADE, related_name="other_names")
    name = models.CharField(max_length=200)
    source = models.CharField(max_length=400, blank=True)
    folded_name = FoldedField("name")
    sought = SoughtField("name")

    class Meta:
        ordering = ["board", "name"]
        constraints = [
            Once(
                fields=["board", "folded_name"],
                name="board_name_once",
                violation_error_message="This name is there already.",
            )
        ]

    def __str__(self):
        return self.name


class BoardFact(models.Model):
    """Something a source says about the board, with the time it holds for. Kept apart from the settings."""

    board = models.ForeignKey(Board, models.CASCADE, related_name="facts")
    text = models.TextField()
    applies_to = models.CharField(
        max_length=100, blank=True, help_text="The time it holds for, where not 2018/19."
    )
    sources = models.TextField(blank=True, help_text="One source a line.")

    class Meta:
        ordering = ["board", "pk"]

    def __str__(self):
        return self.text


class Membership(models.Model):
    """A seat on a board from one day to another (both included). Rights follow from it, and end with it."""

    board = models.ForeignKey(Board, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    seat = models.CharField(max_length=20, choices=Seat.choices, default=Seat.MEMBER)
    from_on = models.DateField("from", help_text="First day of the membership.")
    until_on = models.DateField(
        "until", null=True, blank=True, help_text="Last day of the membership; empty while it lasts."
    )
    source = models.CharField(max_length=400, blank=True)

    objects = MembershipQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["board", "seat", "person"]
        constraints = [
            models.UniqueConstraint(fields=["board", "person", "seat", "from_on"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="membership_ends_after_it_begins",
                violation_error_message="A membership cannot end before it begins.",
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.get_seat_display().lower()} of {self.board}"
