"""The first tables of the boards app."""

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import oversight.markings


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "email",
                    models.EmailField(
                        blank=True, max_length=254, null=True, unique=True, verbose_name="e-mail address"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "post",
                    models.CharField(
                        blank=True,
                        help_text="Their post, for instance Deputy Mayor for Policing and Crime.",
                        max_length=200,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "No role of their own"),
                            ("secretariat", "Secretariat"),
                            ("dmpc_staff", "Deputy Mayor's staff"),
                            ("liaison", "Liaison of an organisation"),
                            ("auditor", "Auditor"),
                            ("administrator", "Administrator"),
                        ],
                        default="",
                        max_length=20,
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Untick to withdraw access; people are never deleted.",
                        verbose_name="active",
                    ),
                ),
                (
                    "is_service",
                    models.BooleanField(
                        default=False,
                        help_text="Acts for a system client of the API, never logs in.",
                        verbose_name="service account",
                    ),
                ),
                (
                    "is_demonstration",
                    models.BooleanField(default=False, editable=False, verbose_name="demonstration person"),
                ),
                ("date_joined", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "people",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        name="person_email_once",
                        violation_error_message="Somebody already has this e-mail address.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("standing", "Standing item"),
                            ("discussion", "For discussion"),
                            ("decision_advice", "For decision advice"),
                            ("information", "For information"),
                        ],
                        default="discussion",
                        max_length=20,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("taken", "Taken"),
                            ("withdrawn", "Withdrawn"),
                            ("carried_over", "Carried over"),
                        ],
                        default="planned",
                        max_length=20,
                    ),
                ),
                ("minutes_allotted", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "minute",
                    models.TextField(blank=True, help_text="What was said and agreed under this item."),
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
                    "carried_from",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carried_to",
                        to="boards.agendaitem",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agenda_items_led",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["meeting", "number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)),
                        name="agenda_number_from_one",
                        violation_error_message="Items are numbered from 1.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Board",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=200, unique=True)),
                (
                    "abbreviation",
                    models.SlugField(
                        help_text="Begins the references of its meetings and actions, for instance CPPOG.",
                        max_length=12,
                        unique=True,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("decision_support", "Decision-support board"),
                            ("partnership", "Partnership board"),
                            ("oversight_group", "Single-issue oversight group"),
                            ("programme", "Programme board"),
                            ("bilateral", "Bilateral meeting"),
                            ("informal", "Informal meeting"),
                            ("public_meeting", "Public themed meeting"),
                            ("advisory", "Advisory meeting"),
                            ("gla_internal", "GLA internal board"),
                            ("audit_committee", "Independent panel acting as audit committee"),
                            ("independent_panel", "Independent advisory panel"),
                            ("mopac", "MOPAC board"),
                            ("reference_group", "Reference group"),
                            ("working_group", "Working group"),
                            ("local", "Local boards"),
                            ("community_scrutiny", "Community scrutiny groups"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "Active"), ("under_review", "Under review"), ("ended", "Ended")],
                        default="active",
                        max_length=20,
                    ),
                ),
                (
                    "reports_to_text",
                    models.CharField(
                        blank=True,
                        help_text="A person or body it advises or reports to.",
                        max_length=200,
                        verbose_name="reports to (not a board)",
                    ),
                ),
                (
                    "chaired_by",
                    models.CharField(
                        blank=True, help_text="The post that chairs, as stated.", max_length=200
                    ),
                ),
                (
                    "composition",
                    models.TextField(blank=True, help_text="Who is represented, one a line, as stated."),
                ),
                ("purpose", models.TextField(blank=True, help_text="Why it exists, one purpose a line.")),
                (
                    "functions",
                    models.TextField(
                        blank=True,
                        help_text="What it does under its terms of reference, one function a line.",
                    ),
                ),
                (
                    "cadence_text",
                    models.CharField(
                        blank=True,
                        help_text="How often it meets, as stated.",
                        max_length=200,
                        verbose_name="cadence",
                    ),
                ),
                ("meetings_a_year", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "is_open_to_public",
                    models.BooleanField(blank=True, null=True, verbose_name="open to the public"),
                ),
                ("is_webcast", models.BooleanField(blank=True, null=True, verbose_name="webcast")),
                ("quorum", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "notice_days",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="notice, clear working days"
                    ),
                ),
                (
                    "paper_days",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="papers, clear working days before"
                    ),
                ),
                (
                    "takes_decisions",
                    models.BooleanField(
                        blank=True,
                        help_text="No: what it discusses is decided by somebody else, on a record of its own.",
                        null=True,
                    ),
                ),
                (
                    "keeps_records",
                    models.BooleanField(
                        default=True, help_text="No: informal, no papers or minutes are kept."
                    ),
                ),
                (
                    "is_restricted",
                    models.BooleanField(
                        default=False,
                        help_text="Seen by its members alone, with everything that hangs on it.",
                        verbose_name="restricted",
                    ),
                ),
                (
                    "default_marking",
                    oversight.markings.MarkingField(
                        choices=[("OFFICIAL", "OFFICIAL"), ("OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE")],
                        default="OFFICIAL",
                        max_length=20,
                    ),
                ),
                (
                    "established_on",
                    models.CharField(
                        blank=True,
                        help_text="A day, month or year, as stated.",
                        max_length=40,
                        verbose_name="established",
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("sources", models.TextField(blank=True, help_text="One source a line.")),
                (
                    "reports_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="subgroups",
                        to="boards.board",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reports_to", models.F("id")), _negated=True),
                        name="board_reports_to_another",
                        violation_error_message="A board cannot report to itself.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BoardFact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                (
                    "applies_to",
                    models.CharField(
                        blank=True, help_text="The time it holds for, where not 2018/19.", max_length=100
                    ),
                ),
                ("sources", models.TextField(blank=True, help_text="One source a line.")),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="facts", to="boards.board"
                    ),
                ),
            ],
            options={
                "ordering": ["board", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        help_text="The decision's published reference.", max_length=40, unique=True
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                (
                    "decision_maker_text",
                    models.CharField(
                        help_text="The post that decided, for instance Deputy Mayor for Policing and Crime.",
                        max_length=200,
                        verbose_name="decision-maker",
                    ),
                ),
                ("decided_on", models.DateField()),
                ("text", models.TextField()),
                ("reasons", models.TextField(blank=True)),
                ("published_on", models.DateField(blank=True, null=True)),
                ("published_where", models.URLField(blank=True, max_length=400)),
                ("withheld_part", models.TextField(blank=True, verbose_name="part not published")),
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
                ("sources", models.TextField(blank=True, help_text="One source a line.")),
                (
                    "agenda_item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="boards.agendaitem",
                    ),
                ),
                (
                    "board",
                    models.ForeignKey(
                        help_text="Where it was discussed.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="boards.board",
                    ),
                ),
                (
                    "decision_maker",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-decided_on", "reference"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalBoard",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("slug", models.SlugField(max_length=60)),
                ("name", models.CharField(db_index=True, max_length=200)),
                (
                    "abbreviation",
                    models.SlugField(
                        help_text="Begins the references of its meetings and actions, for instance CPPOG.",
                        max_length=12,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("decision_support", "Decision-support board"),
                            ("partnership", "Partnership board"),
                            ("oversight_group", "Single-issue oversight group"),
                            ("programme", "Programme board"),
                            ("bilateral", "Bilateral meeting"),
                            ("informal", "Informal meeting"),
                            ("public_meeting", "Public themed meeting"),
                            ("advisory", "Advisory meeting"),
                            ("gla_internal", "GLA internal board"),
                            ("audit_committee", "Independent panel acting as audit committee"),
                            ("independent_panel", "Independent advisory panel"),
                            ("mopac", "MOPAC board"),
                            ("reference_group", "Reference group"),
                            ("working_group", "Working group"),
                            ("local", "Local boards"),
                            ("community_scrutiny", "Community scrutiny groups"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "Active"), ("under_review", "Under review"), ("ended", "Ended")],
                        default="active",
                        max_length=20,
                    ),
                ),
                (
                    "reports_to_text",
                    models.CharField(
                        blank=True,
                        help_text="A person or body it advises or reports to.",
                        max_length=200,
                        verbose_name="reports to (not a board)",
                    ),
                ),
                (
                    "chaired_by",
                    models.CharField(
                        blank=True, help_text="The post that chairs, as stated.", max_length=200
                    ),
                ),
                (
                    "composition",
                    models.TextField(blank=True, help_text="Who is represented, one a line, as stated."),
                ),
                ("purpose", models.TextField(blank=True, help_text="Why it exists, one purpose a line.")),
                (
                    "functions",
                    models.TextField(
                        blank=True,
                        help_text="What it does under its terms of reference, one function a line.",
                    ),
                ),
                (
                    "cadence_text",
                    models.CharField(
                        blank=True,
                        help_text="How often it meets, as stated.",
                        max_length=200,
                        verbose_name="cadence",
                    ),
                ),
                ("meetings_a_year", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "is_open_to_public",
                    models.BooleanField(blank=True, null=True, verbose_name="open to the public"),
                ),
                ("is_webcast", models.BooleanField(blank=True, null=True, verbose_name="webcast")),
                ("quorum", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "notice_days",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="notice, clear working days"
                    ),
                ),
                (
                    "paper_days",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="papers, clear working days before"
                    ),
                ),
                (
                    "takes_decisions",
                    models.BooleanField(
                        blank=True,
                        help_text="No: what it discusses is decided by somebody else, on a record of its own.",
                        null=True,
                    ),
                ),
                (
                    "keeps_records",
                    models.BooleanField(
                        default=True, help_text="No: informal, no papers or minutes are kept."
                    ),
                ),
                (
                    "is_restricted",
                    models.BooleanField(
                        default=False,
                        help_text="Seen by its members alone, with everything that hangs on it.",
                        verbose_name="restricted",
                    ),
                ),
                (
                    "default_marking",
                    oversight.markings.MarkingField(
                        choices=[("OFFICIAL", "OFFICIAL"), ("OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE")],
                        default="OFFICIAL",
                        max_length=20,
                    ),
                ),
                (
                    "established_on",
                    models.CharField(
                        blank=True,
                        help_text="A day, month or year, as stated.",
                        max_length=40,
                        verbose_name="established",
                    ),
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
                    "reports_to",
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
                "verbose_name": "historical board",
                "verbose_name_plural": "historical boards",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDecision",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "reference",
                    models.CharField(
                        db_index=True, help_text="The decision's published reference.", max_length=40
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                (
                    "decision_maker_text",
                    models.CharField(
                        help_text="The post that decided, for instance Deputy Mayor for Policing and Crime.",
                        max_length=200,
                        verbose_name="decision-maker",
                    ),
                ),
                ("decided_on", models.DateField()),
                ("text", models.TextField()),
                ("reasons", models.TextField(blank=True)),
                ("published_on", models.DateField(blank=True, null=True)),
                ("published_where", models.URLField(blank=True, max_length=400)),
                ("withheld_part", models.TextField(blank=True, verbose_name="part not published")),
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
                    "agenda_item",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
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
                        help_text="Where it was discussed.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="boards.board",
                    ),
                ),
                (
                    "decision_maker",
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
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical decision",
                "verbose_name_plural": "historical decisions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalMeeting",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("reference", models.CharField(db_index=True, editable=False, max_length=30)),
                ("title", models.CharField(blank=True, max_length=200)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                ("place", models.CharField(blank=True, max_length=200)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("confirmed", "Confirmed"),
                            ("held", "Held"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="proposed",
                        max_length=20,
                    ),
                ),
                (
                    "status_reason",
                    models.TextField(
                        blank=True, help_text="Why it was moved or cancelled.", verbose_name="reason"
                    ),
                ),
                ("notice_given_on", models.DateField(blank=True, null=True)),
                ("short_notice_reason", models.TextField(blank=True)),
                ("agenda_issued_at", models.DateTimeField(blank=True, null=True)),
                (
                    "marking",
                    oversight.markings.MarkingField(
                        choices=[("OFFICIAL", "OFFICIAL"), ("OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE")],
                        default="OFFICIAL",
                        max_length=20,
                    ),
                ),
                ("is_publishable", models.BooleanField(default=False, verbose_name="publishable")),
                ("calendar_sequence", models.PositiveIntegerField(default=0, editable=False)),
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
                    "board",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="boards.board",
                    ),
                ),
                (
                    "chaired_by",
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
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical meeting",
                "verbose_name_plural": "historical meetings",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalMembership",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "seat",
                    models.CharField(
                        choices=[
                            ("chair", "Chair"),
                            ("deputy_chair", "Deputy chair"),
                            ("secretary", "Secretary"),
                            ("member", "Member"),
                            ("adviser", "Adviser"),
                            ("observer", "Observer"),
                        ],
                        default="member",
                        max_length=20,
                    ),
                ),
                ("from_on", models.DateField(help_text="First day of the membership.", verbose_name="from")),
                (
                    "until_on",
                    models.DateField(
                        blank=True,
                        help_text="Last day of the membership; empty while it lasts.",
                        null=True,
                        verbose_name="until",
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=400)),
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
                    "board",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
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
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical membership",
                "verbose_name_plural": "historical memberships",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalOrganisation",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("slug", models.SlugField(max_length=60)),
                ("name", models.CharField(db_index=True, max_length=200)),
                ("short_name", models.CharField(blank=True, max_length=40)),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("policing_body", "Local policing body"),
                            ("force", "Police force"),
                            ("inspectorate", "Inspectorate"),
                            ("regulator", "Regulator"),
                            ("panel", "Independent panel or adviser"),
                            ("audit", "Internal audit"),
                            ("scrutiny", "External scrutiny"),
                            ("scheme", "Volunteer scheme"),
                            ("partner", "Partner body"),
                        ],
                        max_length=20,
                    ),
                ),
                ("purpose", models.TextField(blank=True, help_text="One purpose a line.")),
                (
                    "reports_to",
                    models.CharField(
                        blank=True, help_text="As stated; empty where not recorded.", max_length=200
                    ),
                ),
                ("status_text", models.CharField(blank=True, max_length=100, verbose_name="status")),
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
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Hears for the organisation where an action has no owner of its own.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical organisation",
                "verbose_name_plural": "historical organisations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(editable=False, max_length=30, unique=True)),
                ("title", models.CharField(blank=True, max_length=200)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                ("place", models.CharField(blank=True, max_length=200)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("confirmed", "Confirmed"),
                            ("held", "Held"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="proposed",
                        max_length=20,
                    ),
                ),
                (
                    "status_reason",
                    models.TextField(
                        blank=True, help_text="Why it was moved or cancelled.", verbose_name="reason"
                    ),
                ),
                ("notice_given_on", models.DateField(blank=True, null=True)),
                ("short_notice_reason", models.TextField(blank=True)),
                ("agenda_issued_at", models.DateTimeField(blank=True, null=True)),
                (
                    "marking",
                    oversight.markings.MarkingField(
                        choices=[("OFFICIAL", "OFFICIAL"), ("OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE")],
                        default="OFFICIAL",
                        max_length=20,
                    ),
                ),
                ("is_publishable", models.BooleanField(default=False, verbose_name="publishable")),
                ("calendar_sequence", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "is_illustrative",
                    models.BooleanField(default=False, editable=False, verbose_name="illustrative"),
                ),
                ("note", models.TextField(blank=True)),
                ("sources", models.TextField(blank=True, help_text="One source a line.")),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="boards.board",
                    ),
                ),
                (
                    "chaired_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings_chaired",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-starts_at"],
                "indexes": [models.Index(fields=["board", "starts_at"], name="meeting_of_board")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at__isnull", True), ("ends_at__gt", models.F("starts_at")), _connector="OR"
                        ),
                        name="meeting_ends_after_it_starts",
                        violation_error_message="A meeting cannot end before it starts.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalMinutes",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Draft"), ("agreed", "Agreed")],
                        default="draft",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("opening", models.TextField(blank=True, help_text="What stands before the first item.")),
                (
                    "corrections",
                    models.TextField(blank=True, help_text="Corrections made when they were agreed."),
                ),
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
                    "agreed_at_meeting",
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
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="boards.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical minutes",
                "verbose_name_plural": "historical minutes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAgendaItem",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("standing", "Standing item"),
                            ("discussion", "For discussion"),
                            ("decision_advice", "For decision advice"),
                            ("information", "For information"),
                        ],
                        default="discussion",
                        max_length=20,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("taken", "Taken"),
                            ("withdrawn", "Withdrawn"),
                            ("carried_over", "Carried over"),
                        ],
                        default="planned",
                        max_length=20,
                    ),
                ),
                ("minutes_allotted", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "minute",
                    models.TextField(blank=True, help_text="What was said and agreed under this item."),
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
                    "carried_from",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="boards.agendaitem",
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
                    "lead",
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
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="boards.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical agenda item",
                "verbose_name_plural": "historical agenda items",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Attendance",
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
                            ("present", "Present"),
                            ("apologies", "Apologies"),
                            ("absent", "Absent"),
                            ("deputy", "Deputy"),
                        ],
                        max_length=20,
                    ),
                ),
                ("declared_interest", models.TextField(blank=True)),
                (
                    "deputy_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deputised_by",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "left_for",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Items they left the room for.",
                        related_name="left_by",
                        to="boards.agendaitem",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendance",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendance",
                        to="boards.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "attendance",
                "ordering": ["meeting", "person"],
                "constraints": [
                    models.UniqueConstraint(fields=("meeting", "person"), name="attends_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("deputy_for__isnull", False), ("kind", "deputy")),
                            models.Q(
                                models.Q(("kind", "deputy"), _negated=True), ("deputy_for__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="deputy_is_for_somebody",
                        violation_error_message="A deputy attends for somebody: say for whom (and only for a deputy).",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="agenda_items", to="boards.meeting"
            ),
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "seat",
                    models.CharField(
                        choices=[
                            ("chair", "Chair"),
                            ("deputy_chair", "Deputy chair"),
                            ("secretary", "Secretary"),
                            ("member", "Member"),
                            ("adviser", "Adviser"),
                            ("observer", "Observer"),
                        ],
                        default="member",
                        max_length=20,
                    ),
                ),
                ("from_on", models.DateField(help_text="First day of the membership.", verbose_name="from")),
                (
                    "until_on",
                    models.DateField(
                        blank=True,
                        help_text="Last day of the membership; empty while it lasts.",
                        null=True,
                        verbose_name="until",
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=400)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="boards.board",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["board", "seat", "person"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("board", "person", "seat", "from_on"), name="membership_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True),
                            ("until_on__gte", models.F("from_on")),
                            _connector="OR",
                        ),
                        name="membership_ends_after_it_begins",
                        violation_error_message="A membership cannot end before it begins.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="board",
            name="members",
            field=models.ManyToManyField(
                related_name="boards", through="boards.Membership", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.CreateModel(
            name="Minutes",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Draft"), ("agreed", "Agreed")],
                        default="draft",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("opening", models.TextField(blank=True, help_text="What stands before the first item.")),
                (
                    "corrections",
                    models.TextField(blank=True, help_text="Corrections made when they were agreed."),
                ),
                (
                    "agreed_at_meeting",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="minutes_agreed",
                        to="boards.meeting",
                    ),
                ),
                (
                    "meeting",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="minutes",
                        to="boards.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "minutes",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreed_at_meeting__isnull", True), ("status", "draft")),
                            models.Q(("agreed_at_meeting__isnull", False), ("status", "agreed")),
                            _connector="OR",
                        ),
                        name="agreed_minutes_name_a_meeting",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=200, unique=True)),
                ("short_name", models.CharField(blank=True, max_length=40)),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("policing_body", "Local policing body"),
                            ("force", "Police force"),
                            ("inspectorate", "Inspectorate"),
                            ("regulator", "Regulator"),
                            ("panel", "Independent panel or adviser"),
                            ("audit", "Internal audit"),
                            ("scrutiny", "External scrutiny"),
                            ("scheme", "Volunteer scheme"),
                            ("partner", "Partner body"),
                        ],
                        max_length=20,
                    ),
                ),
                ("purpose", models.TextField(blank=True, help_text="One purpose a line.")),
                (
                    "reports_to",
                    models.CharField(
                        blank=True, help_text="As stated; empty where not recorded.", max_length=200
                    ),
                ),
                ("status_text", models.CharField(blank=True, max_length=100, verbose_name="status")),
                ("note", models.TextField(blank=True)),
                ("sources", models.TextField(blank=True, help_text="One source a line.")),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        help_text="Hears for the organisation where an action has no owner of its own.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="leads",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalPaper",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("title", models.CharField(max_length=200)),
                ("order", models.PositiveSmallIntegerField(default=1)),
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
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="boards.agendaitem",
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
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="boards.meeting",
                    ),
                ),
                (
                    "author",
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
                "verbose_name": "historical paper",
                "verbose_name_plural": "historical papers",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="FormerName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "used_until",
                    models.CharField(
                        blank=True, help_text="As far as known: a day, a month or a year.", max_length=40
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=400)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_names",
                        to="boards.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["organisation", "name"],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "name"), name="former_name_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="person",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="people",
                to="boards.organisation",
            ),
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("order", models.PositiveSmallIntegerField(default=1)),
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
                (
                    "agenda_item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="boards.agendaitem",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="boards.organisation",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="boards.meeting",
                    ),
                ),
            ],
            options={
                "ordering": ["meeting", "agenda_item", "order"],
            },
        ),
        migrations.CreateModel(
            name="PaperVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(default=1)),
                ("file", models.FileField(upload_to="papers/%Y/")),
                ("file_name", models.CharField(max_length=200)),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField(help_text="In bytes.")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("received_at", models.DateTimeField()),
                ("is_late", models.BooleanField(default=False, verbose_name="late")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="boards.paper",
                    ),
                ),
            ],
            options={
                "ordering": ["paper", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("paper", "number"), name="paper_version_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="BoardName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("source", models.CharField(blank=True, max_length=400)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="other_names",
                        to="boards.board",
                    ),
                ),
            ],
            options={
                "ordering": ["board", "name"],
                "constraints": [models.UniqueConstraint(fields=("board", "name"), name="board_name_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.UniqueConstraint(fields=("meeting", "number"), name="agenda_number_once"),
        ),
    ]
