"""The first tables of the recommendations app."""

import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import oversight.markings


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("boards", "0001_initial"),
        ("boards", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Action",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(editable=False, max_length=30, unique=True)),
                ("title", models.CharField(help_text="What is to be done.", max_length=300)),
                (
                    "number_in_meeting",
                    models.PositiveSmallIntegerField(blank=True, editable=False, null=True),
                ),
                (
                    "complete_when",
                    models.TextField(
                        help_text="The test that tells when it is done; closure is judged against it."
                    ),
                ),
                ("set_on", models.DateField(help_text="The day it was set.")),
                (
                    "due_basis",
                    models.CharField(
                        choices=[
                            ("day", "A day"),
                            ("next_meeting", "The next meeting of a board"),
                            ("none", "No due date"),
                        ],
                        default="day",
                        max_length=20,
                        verbose_name="due",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due date")),
                (
                    "first_due_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="first due date"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("not_started", "Not started"),
                            ("in_progress", "In progress"),
                            ("closure_proposed", "Closure proposed"),
                            ("closed", "Closed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="not_started",
                        editable=False,
                        max_length=20,
                    ),
                ),
                (
                    "is_open",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(
                                status__in=["not_started", "in_progress", "closure_proposed"],
                                then=models.Value(True),
                            ),
                            default=models.Value(False),
                        ),
                        output_field=models.BooleanField(),
                    ),
                ),
                (
                    "track",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("on_track", "On track"),
                            ("at_risk", "At risk"),
                            ("off_track", "Off track"),
                        ],
                        editable=False,
                        max_length=20,
                        verbose_name="reported as",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("implemented", "Implemented"),
                            ("not_implemented", "Not implemented"),
                            ("superseded", "Superseded"),
                            ("risk_accepted", "Risk accepted"),
                            ("no_longer_applicable", "No longer applicable"),
                        ],
                        editable=False,
                        max_length=30,
                    ),
                ),
                ("closed_on", models.DateField(blank=True, editable=False, null=True)),
                (
                    "update_every_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Days; empty where no regular update is asked for.",
                        null=True,
                        verbose_name="update expected every",
                    ),
                ),
                (
                    "marking",
                    oversight.markings.MarkingField(
                        choices=[("OFFICIAL", "OFFICIAL"), ("OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE")],
                        default="OFFICIAL",
                        max_length=20,
                    ),
                ),
                ("is_publishable", models.BooleanField(default=False, verbose_name="publishable")),
                (
                    "is_illustrative",
                    models.BooleanField(default=False, editable=False, verbose_name="illustrative"),
                ),
                ("note", models.TextField(blank=True)),
                (
                    "agenda_item",
                    models.ForeignKey(
                        blank=True,
                        help_text="The item it was set under, where it was set at a meeting.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="boards.agendaitem",
                    ),
                ),
                (
                    "board",
                    models.ForeignKey(
                        help_text="The board that follows it and agrees its closure.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="boards.board",
                    ),
                ),
                (
                    "due_meeting",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions_due",
                        to="boards.meeting",
                    ),
                ),
                (
                    "due_meeting_of",
                    models.ForeignKey(
                        blank=True,
                        help_text="Due at the next meeting of this board.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions_due",
                        to="boards.board",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner_organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="boards.organisation",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": [models.OrderBy(models.F("due_on"), nulls_last=True), "reference"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_open", True)),
                        fields=["due_on", "reference"],
                        name="action_open_due",
                    ),
                    models.Index(
                        condition=models.Q(("is_open", True)),
                        fields=["board", "due_on"],
                        name="action_open_of_board",
                    ),
                    models.Index(
                        condition=models.Q(("is_open", True)),
                        fields=["owner_organisation", "due_on"],
                        name="action_open_of_owner",
                    ),
                    models.Index(fields=["status", "due_on"], name="action_status_due"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                ["not_started", "in_progress", "closure_proposed", "closed", "cancelled"],
                            )
                        ),
                        name="action_status_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_on__isnull", False),
                                ("status", "closed"),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            models.Q(models.Q(("status", "closed"), _negated=True), ("outcome", "")),
                            _connector="OR",
                        ),
                        name="closed_action_has_a_day_and_an_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_on__isnull", True), ("first_due_on__isnull", False), _connector="OR"
                        ),
                        name="action_keeps_its_first_due_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("due_basis", "none"), _negated=True),
                            ("due_on__isnull", True),
                            _connector="OR",
                        ),
                        name="action_without_due_date_has_none",
                    ),
                    models.UniqueConstraint(
                        fields=("agenda_item", "number_in_meeting"), name="action_number_once_an_item"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAction",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("reference", models.CharField(db_index=True, editable=False, max_length=30)),
                ("title", models.CharField(help_text="What is to be done.", max_length=300)),
                (
                    "number_in_meeting",
                    models.PositiveSmallIntegerField(blank=True, editable=False, null=True),
                ),
                (
                    "complete_when",
                    models.TextField(
                        help_text="The test that tells when it is done; closure is judged against it."
                    ),
                ),
                ("set_on", models.DateField(help_text="The day it was set.")),
                (
                    "due_basis",
                    models.CharField(
                        choices=[
                            ("day", "A day"),
                            ("next_meeting", "The next meeting of a board"),
                            ("none", "No due date"),
                        ],
                        default="day",
                        max_length=20,
                        verbose_name="due",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due date")),
                (
                    "first_due_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="first due date"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("not_started", "Not started"),
                            ("in_progress", "In progress"),
                            ("closure_proposed", "Closure proposed"),
                            ("closed", "Closed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="not_started",
                        editable=False,
                        max_length=20,
                    ),
                ),
                (
                    "is_open",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(
                                status__in=["not_started", "in_progress", "closure_proposed"],
                                then=models.Value(True),
                            ),
                            default=models.Value(False),
                        ),
                        output_field=models.BooleanField(),
                    ),
                ),
                (
                    "track",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("on_track", "On track"),
                            ("at_risk", "At risk"),
                            ("off_track", "Off track"),
                        ],
                        editable=False,
                        max_length=20,
                        verbose_name="reported as",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("implemented", "Implemented"),
                            ("not_implemented", "Not implemented"),
                            ("superseded", "Superseded"),
                            ("risk_accepted", "Risk accepted"),
                            ("no_longer_applicable", "No longer applicable"),
                        ],
                        editable=False,
                        max_length=30,
                    ),
                ),
                ("closed_on", models.DateField(blank=True, editable=False, null=True)),
                (
                    "update_every_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Days; empty where no regular update is asked for.",
                        null=True,
                        verbose_name="update expected every",
                    ),
                ),
                (
                    "marking",
                    oversight.markings.MarkingField(
                        choices=[("OFFICIAL", "OFFICIAL"), ("OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE")],
                        default="OFFICIAL",
                        max_length=20,
                    ),
                ),
                ("is_publishable", models.BooleanField(default=False, verbose_name="publishable")),
                (
                    "is_illustrative",
                    models.BooleanField(default=False, editable=False, verbose_name="illustrative"),
                ),
                ("note", models.TextField(blank=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "agenda_item",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="The item it was set under, where it was set at a meeting.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="boards.agendaitem",
                    ),
                ),
                (
                    "board",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="The board that follows it and agrees its closure.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="boards.board",
                    ),
                ),
                (
                    "due_meeting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="boards.meeting",
                    ),
                ),
                (
                    "due_meeting_of",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Due at the next meeting of this board.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="boards.board",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner_organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="boards.organisation",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical action",
                "verbose_name_plural": "historical actions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalRecommendation",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("reference", models.SlugField(help_text="Our reference.", max_length=40)),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("cause_of_concern", "Cause of concern"),
                            ("recommendation", "Recommendation"),
                            ("afi", "Area for improvement"),
                            ("condition", "Condition"),
                            ("lesson", "Lesson or step"),
                            ("enforcement", "Enforcement requirement"),
                            ("audit_finding", "Audit finding"),
                            ("finding", "Finding calling for improvement"),
                            ("commitment", "Commitment"),
                        ],
                        default="recommendation",
                        max_length=20,
                    ),
                ),
                (
                    "limb",
                    models.CharField(
                        blank=True, help_text="The letter, where it is a lettered part.", max_length=4
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, help_text="Order within the report."),
                ),
                (
                    "publisher_number",
                    models.CharField(blank=True, max_length=20, verbose_name="publisher's number"),
                ),
                (
                    "publisher_number_standing",
                    models.CharField(
                        blank=True,
                        help_text="How the number is known, where it is not printed.",
                        max_length=100,
                    ),
                ),
                (
                    "publisher_identifier",
                    models.CharField(blank=True, max_length=40, verbose_name="publisher's identifier"),
                ),
                (
                    "summary",
                    models.TextField(
                        help_text="What it asks, in our words; the wording itself stands at the source."
                    ),
                ),
                (
                    "addressed_to_text",
                    models.CharField(
                        blank=True, help_text="What is known, where no addressee is recorded.", max_length=200
                    ),
                ),
                ("deadline_text", models.CharField(blank=True, help_text="As published.", max_length=200)),
                (
                    "deadline_basis",
                    models.CharField(
                        choices=[
                            ("day", "An exact day"),
                            ("month", "A month"),
                            ("season", "A season"),
                            ("calendar_year", "A calendar year"),
                            ("financial_year", "A financial year"),
                            ("relative", "A period from publication"),
                            ("recurring", "Recurring"),
                            ("gate", "A condition to be met first"),
                            ("immediate", "Immediately"),
                            ("none", "None stated"),
                        ],
                        default="none",
                        max_length=20,
                    ),
                ),
                (
                    "deadline_on",
                    models.DateField(
                        blank=True, help_text="Derived from the text where a day follows.", null=True
                    ),
                ),
                (
                    "deadline_condition",
                    models.CharField(
                        blank=True,
                        help_text="For a gate: what must not happen before it is met.",
                        max_length=200,
                    ),
                ),
                (
                    "response",
                    models.CharField(
                        choices=[
                            ("awaiting", "Awaiting response"),
                            ("accepted", "Accepted"),
                            ("accepted_in_part", "Accepted in part"),
                            ("rejected", "Rejected"),
                            ("noted", "Noted"),
                        ],
                        blank=True,
                        default="",
                        max_length=20,
                    ),
                ),
                (
                    "response_explanation",
                    models.TextField(
                        blank=True, help_text="Action taken or proposed, or why none (Police Act 1996 s.55)."
                    ),
                ),
                (
                    "delivery",
                    models.CharField(
                        choices=[
                            ("not_started", "Not started"),
                            ("in_progress", "In progress"),
                            ("reported_complete", "Reported complete"),
                        ],
                        blank=True,
                        default="",
                        max_length=20,
                    ),
                ),
                (
                    "verification",
                    models.CharField(
                        choices=[
                            ("not_verified", "Not verified"),
                            ("under_review", "Under review"),
                            ("verified", "Verified"),
                            ("not_satisfied", "Not satisfied"),
                        ],
                        blank=True,
                        default="",
                        max_length=20,
                    ),
                ),
                ("theme", models.CharField(blank=True, max_length=100)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("implemented", "Implemented"),
                            ("not_implemented", "Not implemented"),
                            ("superseded", "Superseded"),
                            ("risk_accepted", "Risk accepted"),
                            ("no_longer_applicable", "No longer applicable"),
                        ],
                        editable=False,
                        max_length=30,
                    ),
                ),
                ("closed_on", models.DateField(blank=True, editable=False, null=True)),
                ("risk_accepted_until", models.DateField(blank=True, editable=False, null=True)),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("source", "Found at the source"),
                            ("annual_report", "Found in the annual report"),
                            ("inferred", "Inferred"),
                            ("substance", "Substance found, wording not found"),
                            ("theme", "Theme only, not shown to be a separate recommendation"),
                            ("existence", "Known to exist, content not found"),
                        ],
                        default="source",
                        max_length=20,
                    ),
                ),
                ("standing_note", models.TextField(blank=True)),
                (
                    "marking",
                    oversight.markings.MarkingField(
                        choices=[("OFFICIAL", "OFFICIAL"), ("OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE")],
                        default="OFFICIAL",
                        max_length=20,
                    ),
                ),
                ("is_publishable", models.BooleanField(default=True, verbose_name="publishable")),
                (
                    "is_illustrative",
                    models.BooleanField(default=False, editable=False, verbose_name="illustrative"),
                ),
                ("note", models.TextField(blank=True)),
                ("sources", models.TextField(blank=True, help_text="One source a line.")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lead_board",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="boards.board",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical recommendation",
                "verbose_name_plural": "historical recommendations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalReport",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("reference", models.SlugField(max_length=60)),
                ("title", models.CharField(max_length=300)),
                (
                    "publisher_name",
                    models.CharField(max_length=200, verbose_name="publisher as named at the time"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("inspection", "Inspection report"),
                            ("post_inspection", "Post-inspection review"),
                            ("review", "Review"),
                            ("update", "Update on implementation"),
                            ("panel", "Panel report"),
                            ("notice", "Enforcement notice"),
                            ("investigation", "Investigation"),
                            ("evaluation", "Evaluation"),
                            ("research", "Research or survey"),
                            ("audit", "Internal audit report"),
                            ("governance", "Governance statement"),
                        ],
                        max_length=20,
                    ),
                ),
                ("subject", models.TextField(blank=True)),
                (
                    "published_on",
                    models.DateField(blank=True, help_text="Only where the day is known.", null=True),
                ),
                (
                    "published_text",
                    models.CharField(
                        blank=True,
                        help_text="What is known of the date, where the day is not.",
                        max_length=100,
                    ),
                ),
                (
                    "recommendation_count",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Empty where the publisher's count is not known.",
                        null=True,
                        verbose_name="recommendations counted by the publisher",
                    ),
                ),
                ("recommendation_count_text", models.CharField(blank=True, max_length=200)),
                (
                    "statutory_basis",
                    models.CharField(
                        choices=[
                            ("s55", "Police Act 1996 s.55"),
                            ("iopc_28b", "Police Reform Act 2002 Sch 3 para 28B"),
                            ("notice", "Term set by a notice"),
                            ("none", "None"),
                        ],
                        default="none",
                        max_length=20,
                    ),
                ),
                (
                    "response_due_on",
                    models.DateField(
                        blank=True,
                        help_text="Last day for publishing the response; worked out for a statutory clock.",
                        null=True,
                    ),
                ),
                (
                    "comments_due_on",
                    models.DateField(
                        blank=True, help_text="The day set for the Commissioner's comments.", null=True
                    ),
                ),
                (
                    "invited_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="Commissioner's comments invited on"
                    ),
                ),
                (
                    "comments_published_on",
                    models.DateField(blank=True, null=True, verbose_name="response published on"),
                ),
                (
                    "comments_published_where",
                    models.URLField(blank=True, max_length=400, verbose_name="response published at"),
                ),
                (
                    "commissioner_comments",
                    models.TextField(blank=True, verbose_name="the Commissioner's comments"),
                ),
                ("copied_to", models.CharField(blank=True, max_length=200, verbose_name="copies sent to")),
                (
                    "marking",
                    oversight.markings.MarkingField(
                        choices=[("OFFICIAL", "OFFICIAL"), ("OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE")],
                        default="OFFICIAL",
                        max_length=20,
                    ),
                ),
                ("is_publishable", models.BooleanField(default=True, verbose_name="publishable")),
                (
                    "is_illustrative",
                    models.BooleanField(default=False, editable=False, verbose_name="illustrative"),
                ),
                ("note", models.TextField(blank=True)),
                ("sources", models.TextField(blank=True, help_text="One source a line.")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "publisher",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="boards.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical report",
                "verbose_name_plural": "historical reports",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="LoadedRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=100)),
                ("values", models.JSONField(default=dict)),
                ("loaded_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("kind", "key"), name="loaded_record_once")],
            },
        ),
        migrations.CreateModel(
            name="ProgressUpdate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                (
                    "track",
                    models.CharField(
                        choices=[
                            ("on_track", "On track"),
                            ("at_risk", "At risk"),
                            ("off_track", "Off track"),
                        ],
                        max_length=20,
                        verbose_name="reported as",
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="progress_updates",
                        to="recommendations.action",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="progress_updates",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["action", "-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Recommendation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.SlugField(help_text="Our reference.", max_length=40, unique=True)),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("cause_of_concern", "Cause of concern"),
                            ("recommendation", "Recommendation"),
                            ("afi", "Area for improvement"),
                            ("condition", "Condition"),
                            ("lesson", "Lesson or step"),
                            ("enforcement", "Enforcement requirement"),
                            ("audit_finding", "Audit finding"),
                            ("finding", "Finding calling for improvement"),
                            ("commitment", "Commitment"),
                        ],
                        default="recommendation",
                        max_length=20,
                    ),
                ),
                (
                    "limb",
                    models.CharField(
                        blank=True, help_text="The letter, where it is a lettered part.", max_length=4
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, help_text="Order within the report."),
                ),
                (
                    "publisher_number",
                    models.CharField(blank=True, max_length=20, verbose_name="publisher's number"),
                ),
                (
                    "publisher_number_standing",
                    models.CharField(
                        blank=True,
                        help_text="How the number is known, where it is not printed.",
                        max_length=100,
                    ),
                ),
                (
                    "publisher_identifier",
                    models.CharField(blank=True, max_length=40, verbose_name="publisher's identifier"),
                ),
                (
                    "summary",
                    models.TextField(
                        help_text="What it asks, in our words; the wording itself stands at the source."
                    ),
                ),
                (
                    "addressed_to_text",
                    models.CharField(
                        blank=True, help_text="What is known, where no addressee is recorded.", max_length=200
                    ),
                ),
                ("deadline_text", models.CharField(blank=True, help_text="As published.", max_length=200)),
                (
                    "deadline_basis",
                    models.CharField(
                        choices=[
                            ("day", "An exact day"),
                            ("month", "A month"),
                            ("season", "A season"),
                            ("calendar_year", "A calendar year"),
                            ("financial_year", "A financial year"),
                            ("relative", "A period from publication"),
                            ("recurring", "Recurring"),
                            ("gate", "A condition to be met first"),
                            ("immediate", "Immediately"),
                            ("none", "None stated"),
                        ],
                        default="none",
                        max_length=20,
                    ),
                ),
                (
                    "deadline_on",
                    models.DateField(
                        blank=True, help_text="Derived from the text where a day follows.", null=True
                    ),
                ),
                (
                    "deadline_condition",
                    models.CharField(
                        blank=True,
                        help_text="For a gate: what must not happen before it is met.",
                        max_length=200,
                    ),
                ),
                (
                    "response",
                    models.CharField(
                        choices=[
                            ("awaiting", "Awaiting response"),
                            ("accepted", "Accepted"),
                            ("accepted_in_part", "Accepted in part"),
                            ("rejected", "Rejected"),
                            ("noted", "Noted"),
                        ],
                        blank=True,
                        default="",
                        max_length=20,
                    ),
                ),
                (
                    "response_explanation",
                    models.TextField(
                        blank=True, help_text="Action taken or proposed, or why none (Police Act 1996 s.55)."
                    ),
                ),
                (
                    "delivery",
                    models.CharField(
                        choices=[
                            ("not_started", "Not started"),
                            ("in_progress", "In progress"),
                            ("reported_complete", "Reported complete"),
                        ],
                        blank=True,
                        default="",
                        max_length=20,
                    ),
                ),
                (
                    "verification",
                    models.CharField(
                        choices=[
                            ("not_verified", "Not verified"),
                            ("under_review", "Under review"),
                            ("verified", "Verified"),
                            ("not_satisfied", "Not satisfied"),
                        ],
                        blank=True,
                        default="",
                        max_length=20,
                    ),
                ),
                ("theme", models.CharField(blank=True, max_length=100)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("implemented", "Implemented"),
                            ("not_implemented", "Not implemented"),
                            ("superseded", "Superseded"),
                            ("risk_accepted", "Risk accepted"),
                            ("no_longer_applicable", "No longer applicable"),
                        ],
                        editable=False,
                        max_length=30,
                    ),
                ),
                ("closed_on", models.DateField(blank=True, editable=False, null=True)),
                ("risk_accepted_until", models.DateField(blank=True, editable=False, null=True)),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("source", "Found at the source"),
                            ("annual_report", "Found in the annual report"),
                            ("inferred", "Inferred"),
                            ("substance", "Substance found, wording not found"),
                            ("theme", "Theme only, not shown to be a separate recommendation"),
                            ("existence", "Known to exist, content not found"),
                        ],
                        default="source",
                        max_length=20,
                    ),
                ),
                ("standing_note", models.TextField(blank=True)),
                (
                    "marking",
                    oversight.markings.MarkingField(
                        choices=[("OFFICIAL", "OFFICIAL"), ("OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE")],
                        default="OFFICIAL",
                        max_length=20,
                    ),
                ),
                ("is_publishable", models.BooleanField(default=True, verbose_name="publishable")),
                (
                    "is_illustrative",
                    models.BooleanField(default=False, editable=False, verbose_name="illustrative"),
                ),
                ("note", models.TextField(blank=True)),
                ("sources", models.TextField(blank=True, help_text="One source a line.")),
                (
                    "addressed_to",
                    models.ManyToManyField(
                        blank=True, related_name="recommendations", to="boards.organisation"
                    ),
                ),
                (
                    "agenda_items",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Items under which it was considered.",
                        related_name="recommendations",
                        to="boards.agendaitem",
                    ),
                ),
                (
                    "boards",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Other boards that oversee it.",
                        related_name="recommendations",
                        to="boards.board",
                    ),
                ),
                (
                    "lead_board",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leads_on",
                        to="boards.board",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        help_text="The cause of concern it belongs to, or the recommendation it is a limb of.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="recommendations.recommendation",
                    ),
                ),
            ],
            options={
                "ordering": ["report", "position", "reference"],
                "indexes": [models.Index(fields=["deadline_on"], name="recommendation_deadline")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("parent", models.F("id")), _negated=True),
                        name="recommendation_not_its_own_parent",
                        violation_error_message="A recommendation cannot be a part of itself.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_on__isnull", True), ("outcome", "")),
                            models.Q(("closed_on__isnull", False), models.Q(("outcome", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="closed_recommendation_has_an_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("deadline_basis__in", ["recurring", "gate", "immediate", "none"]),
                                _negated=True,
                            ),
                            ("deadline_on__isnull", True),
                            _connector="OR",
                        ),
                        name="no_date_invented_for_a_dateless_deadline",
                        violation_error_message="No date follows from this kind of deadline: leave the date empty.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalRecommendation_boards",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "board",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="boards.board",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="recommendations.historicalrecommendation",
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="recommendations.recommendation",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalRecommendation_boards",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalRecommendation_addressed_to",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="recommendations.historicalrecommendation",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="boards.organisation",
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="recommendations.recommendation",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalRecommendation_addressed_to",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="historicalrecommendation",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="The cause of concern it belongs to, or the recommendation it is a limb of.",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="recommendations.recommendation",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalAction_recommendations",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="recommendations.action",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="recommendations.historicalaction",
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="recommendations.recommendation",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalAction_recommendations",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("shows", models.TextField(blank=True, verbose_name="what it shows")),
                ("address", models.URLField(blank=True, max_length=400)),
                ("file", models.FileField(blank=True, upload_to="evidence/%Y/")),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("content_type", models.CharField(blank=True, max_length=100)),
                ("size", models.PositiveBigIntegerField(blank=True, help_text="In bytes.", null=True)),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256")),
                ("author", models.CharField(blank=True, max_length=200)),
                ("dated_on", models.DateField(blank=True, null=True, verbose_name="date of the thing")),
                ("published_on", models.DateField(blank=True, null=True)),
                ("received_on", models.DateField(blank=True, null=True)),
                (
                    "marking",
                    oversight.markings.MarkingField(
                        choices=[("OFFICIAL", "OFFICIAL"), ("OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE")],
                        default="OFFICIAL",
                        max_length=20,
                    ),
                ),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("accepted_on", models.DateField(blank=True, null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="recommendations.action",
                    ),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="recommendations.evidence",
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="recommendations.recommendation",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "evidence",
                "ordering": ["-added_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("action__isnull", False), ("recommendation__isnull", True)),
                            models.Q(("action__isnull", True), ("recommendation__isnull", False)),
                            _connector="OR",
                        ),
                        name="evidence_of_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file", ""), _negated=True),
                            models.Q(("address", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="evidence_is_a_file_or_an_address",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClosureRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("open", "Waiting for a decision"),
                            ("agreed", "Agreed"),
                            ("returned", "Returned"),
                            ("declined", "Declined"),
                            ("lapsed", "Lapsed"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("out_of_meeting_on", models.DateField(blank=True, null=True)),
                ("out_of_meeting_reason", models.TextField(blank=True)),
                ("decision_note", models.TextField(blank=True)),
                ("proposed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("statement", models.TextField(help_text="How the complete-when test is met.")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("implemented", "Implemented"),
                            ("not_implemented", "Not implemented"),
                            ("superseded", "Superseded"),
                            ("risk_accepted", "Risk accepted"),
                            ("no_longer_applicable", "No longer applicable"),
                        ],
                        default="implemented",
                        max_length=30,
                    ),
                ),
                ("risk_accepted_until", models.DateField(blank=True, null=True)),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closure_requests",
                        to="recommendations.action",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="boards.meeting",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "evidence",
                    models.ManyToManyField(
                        blank=True, related_name="closure_requests", to="recommendations.evidence"
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closure_requests",
                        to="recommendations.recommendation",
                    ),
                ),
                (
                    "superseded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="recommendations.recommendation",
                    ),
                ),
            ],
            options={
                "ordering": ["-proposed_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("action__isnull", False), ("recommendation__isnull", True)),
                            models.Q(("action__isnull", True), ("recommendation__isnull", False)),
                            _connector="OR",
                        ),
                        name="closure_of_one_thing",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("decision", "open")),
                        fields=("action",),
                        name="one_open_closure_request_an_action",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("decision", "open")),
                        fields=("recommendation",),
                        name="one_open_closure_request_a_recommendation",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="action",
            name="recommendations",
            field=models.ManyToManyField(
                blank=True, related_name="actions", to="recommendations.recommendation"
            ),
        ),
        migrations.CreateModel(
            name="RecommendationLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("superseded_by", "Superseded by"),
                            ("raised_before_in", "Raised before in"),
                            ("repeated_in", "Repeated in"),
                        ],
                        max_length=20,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=400)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="recommendations.recommendation",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="linked_from",
                        to="recommendations.recommendation",
                    ),
                ),
            ],
            options={
                "ordering": ["source", "kind"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "kind", "target"), name="recommendation_link_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", models.F("target")), _negated=True),
                        name="recommendation_link_to_another",
                        violation_error_message="A recommendation cannot be linked to itself.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.SlugField(max_length=60, unique=True)),
                ("title", models.CharField(max_length=300)),
                (
                    "publisher_name",
                    models.CharField(max_length=200, verbose_name="publisher as named at the time"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("inspection", "Inspection report"),
                            ("post_inspection", "Post-inspection review"),
                            ("review", "Review"),
                            ("update", "Update on implementation"),
                            ("panel", "Panel report"),
                            ("notice", "Enforcement notice"),
                            ("investigation", "Investigation"),
                            ("evaluation", "Evaluation"),
                            ("research", "Research or survey"),
                            ("audit", "Internal audit report"),
                            ("governance", "Governance statement"),
                        ],
                        max_length=20,
                    ),
                ),
                ("subject", models.TextField(blank=True)),
                (
                    "published_on",
                    models.DateField(blank=True, help_text="Only where the day is known.", null=True),
                ),
                (
                    "published_text",
                    models.CharField(
                        blank=True,
                        help_text="What is known of the date, where the day is not.",
                        max_length=100,
                    ),
                ),
                (
                    "recommendation_count",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Empty where the publisher's count is not known.",
                        null=True,
                        verbose_name="recommendations counted by the publisher",
                    ),
                ),
                ("recommendation_count_text", models.CharField(blank=True, max_length=200)),
                (
                    "statutory_basis",
                    models.CharField(
                        choices=[
                            ("s55", "Police Act 1996 s.55"),
                            ("iopc_28b", "Police Reform Act 2002 Sch 3 para 28B"),
                            ("notice", "Term set by a notice"),
                            ("none", "None"),
                        ],
                        default="none",
                        max_length=20,
                    ),
                ),
                (
                    "response_due_on",
                    models.DateField(
                        blank=True,
                        help_text="Last day for publishing the response; worked out for a statutory clock.",
                        null=True,
                    ),
                ),
                (
                    "comments_due_on",
                    models.DateField(
                        blank=True, help_text="The day set for the Commissioner's comments.", null=True
                    ),
                ),
                (
                    "invited_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="Commissioner's comments invited on"
                    ),
                ),
                (
                    "comments_published_on",
                    models.DateField(blank=True, null=True, verbose_name="response published on"),
                ),
                (
                    "comments_published_where",
                    models.URLField(blank=True, max_length=400, verbose_name="response published at"),
                ),
                (
                    "commissioner_comments",
                    models.TextField(blank=True, verbose_name="the Commissioner's comments"),
                ),
                ("copied_to", models.CharField(blank=True, max_length=200, verbose_name="copies sent to")),
                (
                    "marking",
                    oversight.markings.MarkingField(
                        choices=[("OFFICIAL", "OFFICIAL"), ("OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE")],
                        default="OFFICIAL",
                        max_length=20,
                    ),
                ),
                ("is_publishable", models.BooleanField(default=True, verbose_name="publishable")),
                (
                    "is_illustrative",
                    models.BooleanField(default=False, editable=False, verbose_name="illustrative"),
                ),
                ("note", models.TextField(blank=True)),
                ("sources", models.TextField(blank=True, help_text="One source a line.")),
                (
                    "boards",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Boards that oversee it.",
                        related_name="reports",
                        to="boards.board",
                    ),
                ),
                (
                    "follows",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="followed_by",
                        to="recommendations.report",
                    ),
                ),
                (
                    "publisher",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="boards.organisation",
                    ),
                ),
            ],
            options={
                "ordering": [
                    models.OrderBy(models.F("published_on"), descending=True, nulls_last=True),
                    "title",
                ],
                "indexes": [
                    models.Index(fields=["published_on"], name="report_published"),
                    models.Index(fields=["response_due_on"], name="report_response_due"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("invited_on__isnull", True),
                            ("published_on__isnull", True),
                            ("invited_on__gte", models.F("published_on")),
                            _connector="OR",
                        ),
                        name="comments_invited_after_publication",
                        violation_error_message="Comments cannot be invited before the report was published.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("comments_published_on__isnull", True),
                            ("published_on__isnull", True),
                            ("comments_published_on__gte", models.F("published_on")),
                            _connector="OR",
                        ),
                        name="response_after_publication",
                        violation_error_message="The response cannot be published before the report was.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="recommendation",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="recommendations",
                to="recommendations.report",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalReport_boards",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "board",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="boards.board",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="recommendations.historicalreport",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="recommendations.report",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalReport_boards",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="historicalreport",
            name="follows",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="recommendations.report",
            ),
        ),
        migrations.AddField(
            model_name="historicalrecommendation",
            name="report",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="recommendations.report",
            ),
        ),
        migrations.CreateModel(
            name="DueDateRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("open", "Waiting for a decision"),
                            ("agreed", "Agreed"),
                            ("returned", "Returned"),
                            ("declined", "Declined"),
                            ("lapsed", "Lapsed"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("out_of_meeting_on", models.DateField(blank=True, null=True)),
                ("out_of_meeting_reason", models.TextField(blank=True)),
                ("decision_note", models.TextField(blank=True)),
                ("old_due_on", models.DateField(blank=True, null=True)),
                ("new_due_on", models.DateField()),
                ("reason", models.TextField()),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="due_date_requests",
                        to="recommendations.action",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="boards.meeting",
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("decision", "open")),
                        fields=("action",),
                        name="one_open_due_date_request_an_action",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PublisherStatus",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(max_length=60)),
                ("on", models.DateField()),
                (
                    "source",
                    models.CharField(blank=True, help_text="The address where it was read.", max_length=400),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publisher_statuses",
                        to="recommendations.recommendation",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "publisher's statuses",
                "ordering": ["recommendation", "-on"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("recommendation", "on", "word"), name="publisher_status_once"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="recommendation",
            index=models.Index(fields=["report", "position"], name="recommendation_of_report"),
        ),
        migrations.AddConstraint(
            model_name="recommendation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("publisher_number", ""), _negated=True),
                fields=("report", "publisher_number", "limb"),
                name="publisher_number_once_a_report",
                violation_error_message="This report already has a recommendation with that number.",
            ),
        ),
    ]
