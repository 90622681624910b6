"""Columns that keep texts folded, for comparing and searching, and names that are given once when folded."""

import oversight.folded_fields
from oversight.folded_fields import fill, require_once
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('boards', '0006_folded_text'),
        ('recommendations', '0003_withdrawn_actions'),
    ]

    operations = [
        migrations.AddField(
            model_name='action',
            name='folded_reference',
            field=oversight.folded_fields.FoldedField('reference', db_index=True),
        ),
        migrations.AddField(
            model_name='action',
            name='sought',
            field=oversight.folded_fields.SoughtField('reference', 'title', 'complete_when'),
        ),
        migrations.AddField(
            model_name='recommendation',
            name='folded_reference',
            field=oversight.folded_fields.FoldedField('reference'),
        ),
        migrations.AddField(
            model_name='recommendation',
            name='sought',
            field=oversight.folded_fields.SoughtField('reference', 'summary', 'publisher_number', 'publisher_identifier', 'theme'),
        ),
        migrations.AddField(
            model_name='report',
            name='folded_reference',
            field=oversight.folded_fields.FoldedField('reference'),
        ),
        migrations.AddField(
            model_name='report',
            name='sought',
            field=oversight.folded_fields.SoughtField('reference', 'title'),
        ),
        migrations.AddField(
            model_name='report',
            name='sought_text',
            field=oversight.folded_fields.SoughtField('subject', 'publisher_name'),
        ),
        migrations.RunPython(fill("recommendations", "Action", "Recommendation", "Report"), migrations.RunPython.noop),
        migrations.RunPython(require_once("recommendations", "Recommendation", "folded_reference"), migrations.RunPython.noop),
        migrations.RunPython(require_once("recommendations", "Report", "folded_reference"), migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='recommendation',
            constraint=oversight.folded_fields.Once(fields=('folded_reference',), name='recommendation_folded_reference_once', violation_error_message='A recommendation of this reference is there already.'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=oversight.folded_fields.Once(fields=('folded_reference',), name='report_folded_reference_once', violation_error_message='A report of this reference is there already.'),
        ),
    ]
