"""References of reports and of items fit into the ledger, and its reasons into words for what is not closed but done."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("oversight", "0003_escalations")]

    operations = [
        migrations.AlterField(
            "reminder", "subject_reference", models.CharField(max_length=80, verbose_name="reference")
        ),
        migrations.AlterField(
            "reminder",
            "reason",
            models.CharField(
                blank=True,
                choices=[
                    ("finished", "Done, closed or cancelled in the meantime"),
                    ("moved", "Its date moved in the meantime"),
                    ("reassigned", "Somebody else is to be told"),
                    ("overtaken", "Not sent before its next step came"),
                    ("unwanted", "The recipient asked to hear of overdue things only"),
                    ("snoozed", "The recipient put it off"),
                    ("hidden", "The recipient may not see it"),
                    ("nobody", "Nobody to tell: whoever is to hear of it cannot be reached"),
                ],
                max_length=20,
                verbose_name="why withdrawn",
            ),
        ),
    ]
