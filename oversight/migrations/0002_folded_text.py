"""Columns that keep texts folded, for comparing and searching, and names that are given once when folded."""

import oversight.folded_fields
from oversight.folded_fields import fill
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('oversight', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='event',
            name='sought',
            field=oversight.folded_fields.SoughtField('note'),
        ),
        migrations.RunPython(fill("oversight", "Event"), migrations.RunPython.noop),
    ]
