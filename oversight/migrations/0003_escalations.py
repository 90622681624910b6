"""Reminders know as what their recipient hears, which step of the ladder they stand on, and until when they are put off."""

from django.db import migrations, models
from django.db.models import F, Value
from django.db.models.functions import Concat

# What steps were called before kinds about the same record kept theirs apart.
RENAMED = {"risk_of_action": "risk-", "risk_of_recommendation": "risk-"}


def rename_steps(apps, schema_editor):
    reminders = apps.get_model("oversight", "Reminder").objects
    for kind, prefix in RENAMED.items():
        reminders.filter(kind=kind, step__startswith="due-").update(step=Concat(Value(prefix), F("step")))
    reminders.filter(kind="to_verify", step="ready").update(step="verify-due-0")
    reminders.update(rung=F("step"))


class Migration(migrations.Migration):
    dependencies = [("oversight", "0002_reminders")]

    operations = [
        migrations.AddField(
            "reminder",
            "rung",
            models.CharField(
                default="",
                help_text="The step of the ladder it stands on: its own step, or the one that was put off.",
                max_length=40,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "reminder",
            "told_as",
            models.CharField(
                default="owner",
                help_text="As what the recipient hears of it, as its source names it.",
                max_length=20,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "reminder",
            "is_escalation",
            models.BooleanField(
                default=False,
                help_text="Told to somebody besides whoever it is asked of.",
                verbose_name="escalation",
            ),
        ),
        migrations.AddField(
            "reminder",
            "is_always_told",
            models.BooleanField(
                default=False,
                help_text="A statutory clock or an escalation: goes whatever the recipient chose to hear of.",
                verbose_name="always told",
            ),
        ),
        migrations.AddField(
            "reminder",
            "not_before",
            models.DateField(blank=True, help_text="Put off until this day.", null=True),
        ),
        migrations.AlterField(
            "reminder",
            "reason",
            models.CharField(
                blank=True,
                choices=[
                    ("finished", "Closed or cancelled in the meantime"),
                    ("moved", "Its date moved in the meantime"),
                    ("reassigned", "Somebody else is to be told"),
                    ("overtaken", "Not sent before its next step came"),
                    ("unwanted", "The recipient asked to hear of overdue things only"),
                    ("hidden", "The recipient may not see it"),
                    ("nobody", "Nobody to tell: neither an owner nor a lead who can be reached"),
                ],
                max_length=20,
                verbose_name="why withdrawn",
            ),
        ),
        migrations.AddIndex(
            "reminder", models.Index(fields=["kind", "state", "reason"], name="reminder_by_kind")
        ),
        migrations.RunPython(rename_steps, migrations.RunPython.noop),
    ]
